"""Leaving a stage: only with its milestones resolved, one step at a time, and never back."""

from datetime import date, timedelta

import pytest

from accounts.models import User
from actors.models import Actor
from convergence import gates, stages
from convergence.models import Alliance, StageChange
from convergence.services.alliances import update_participation
from convergence.services.milestones import advance_stage, waive_milestone, withdraw_mark
from core import dates
from core.errors import DomainError, NotAllowed, Stale
from core.models import Event
from tests import factories
from tests.convergence import acts

FIRST_STAGE = [milestone.code for milestone in stages.stages_of("mesa_comunal")[0].milestones]


def state_of(mesa: Alliance) -> tuple[str, date, int, int, int]:
    mesa.refresh_from_db()
    return mesa.stage, mesa.stage_since, mesa.version, mesa.stage_changes.count(), Event.objects.count()


def a_mesa_of(kind: str) -> Alliance:
    comunas = ["02102"] if kind == "mesa_comunal" else ["02102", "02101"]
    return factories.make_mesa(kind=kind, comunas=comunas)


@pytest.mark.django_db
class TestLeavingAStage:
    def test_it_cannot_be_left_with_a_missing_milestone_and_the_refusal_names_them(
        self, coordinadora: User
    ) -> None:
        mesa = factories.make_mesa()
        before = state_of(mesa)
        with pytest.raises(DomainError) as refused:
            advance_stage(alliance=mesa, by=factories.principal(coordinadora))
        assert refused.value.code == "gate_not_met"
        assert refused.value.status == 422
        assert refused.value.extra["missing"] == FIRST_STAGE
        for milestone in stages.stages_of("mesa_comunal")[0].milestones:
            assert str(milestone.label) in str(refused.value.message)
        assert str(refused.value.message).startswith("Faltan 7 hitos:")
        assert state_of(mesa) == before

    def test_one_missing_milestone_is_enough(self, mesa: Alliance, coordinadora: User) -> None:
        acts.settle_stage(mesa, but="diagnostico")
        with pytest.raises(DomainError) as refused:
            advance_stage(alliance=mesa, by=factories.principal(coordinadora))
        assert refused.value.extra["missing"] == ["diagnostico"]
        assert str(refused.value.message) == "Falta 1 hito: Diagnóstico."

    def test_it_is_left_when_every_milestone_is_met_overridden_or_not_applicable(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        factories.make_meeting(mesa, kind="encuentro_dirigentes")
        waive_milestone(
            alliance=mesa, milestone="diagnostico", kind="not_applicable", reason=acts.REASON, by=acts.SYSTEM
        )
        acts.settle_stage(mesa)
        version = mesa.version
        change = advance_stage(
            alliance=mesa, by=factories.principal(coordinadora), version=version, note="  Con todo listo. "
        )
        mesa.refresh_from_db()
        assert (mesa.stage, mesa.stage_since) == ("convergencia", dates.today())
        assert mesa.version == version + 1
        assert (change.from_stage, change.to_stage, change.note) == (
            "vinculacion",
            "convergencia",
            "Con todo listo.",
        )
        assert change.made_by == coordinadora
        kept = {gate["code"]: gate["state"] for gate in change.gates}
        assert kept == {
            "contacto_inicial": "met",
            "mapeo_actores": "met",
            "aproximacion_territorial": "met",
            "diagnostico": "not_applicable",
            "cartera_ampliada": "overridden",
            "priorizacion_municipal": "overridden",
            "viabilidad_tecnica": "overridden",
        }
        assert {gate["detail"] for gate in change.gates if gate["state"] == "overridden"} == {acts.REASON}
        left = acts.only_event("alliance.stage_left", mesa)
        assert (left.by, left.scopes) == (coordinadora, [mesa.scope])
        assert left.data == {"from": "vinculacion", "to": "convergencia"}
        assert acts.labels_of(mesa) == ["insert", "update"]

    def test_an_optional_milestone_does_not_hold_it(self, mesa: Alliance) -> None:
        acts.walk_to(mesa, "desarrollo")
        acts.settle_stage(mesa)
        assert "nuevos_socios" not in mesa.milestone_marks.values_list("milestone", flat=True)
        change = advance_stage(alliance=mesa, by=acts.SYSTEM)
        assert {gate["code"]: gate["state"] for gate in change.gates}["nuevos_socios"] == "missing"

    def test_an_older_page_does_not_move_it(self, mesa: Alliance, coordinadora: User) -> None:
        acts.settle_stage(mesa)
        seen = mesa.version
        advance_stage(alliance=mesa, by=acts.SYSTEM)
        acts.settle_stage(mesa)
        before = state_of(mesa)
        with pytest.raises(Stale) as refused:
            advance_stage(alliance=mesa, by=factories.principal(coordinadora), version=seen)
        assert refused.value.extra["version"] == mesa.version
        assert state_of(mesa) == before

    def test_whoever_read_it_in_another_stage_does_not_move_it_even_without_a_version(
        self, mesa: Alliance
    ) -> None:
        acts.settle_stage(mesa)
        read_before = Alliance.objects.get(pk=mesa.pk)
        advance_stage(alliance=mesa, by=acts.SYSTEM)
        acts.settle_stage(mesa)
        with pytest.raises(Stale):
            advance_stage(alliance=read_before, by=acts.SYSTEM)
        mesa.refresh_from_db()
        assert mesa.stage == "convergencia"

    def test_whoever_moved_it_may_go_on_with_the_same_row(self, mesa: Alliance) -> None:
        acts.settle_stage(mesa)
        advance_stage(alliance=mesa, by=acts.SYSTEM)
        assert (mesa.stage, mesa.stage_since) == ("convergencia", mesa.today())
        assert mesa.version == Alliance.objects.get(pk=mesa.pk).version

    def test_a_date_in_the_future_is_refused(self, mesa: Alliance) -> None:
        acts.settle_stage(mesa)
        before = state_of(mesa)
        with pytest.raises(DomainError) as refused:
            advance_stage(alliance=mesa, by=acts.SYSTEM, happened_on=mesa.today() + timedelta(days=1))
        assert (refused.value.code, refused.value.field) == ("future", "happened_on")
        assert state_of(mesa) == before

    def test_a_date_before_the_stage_began_is_refused_and_its_first_day_is_not(self, mesa: Alliance) -> None:
        acts.settle_stage(mesa)
        before = state_of(mesa)
        with pytest.raises(DomainError) as refused:
            advance_stage(alliance=mesa, by=acts.SYSTEM, happened_on=mesa.stage_since - timedelta(days=1))
        assert (refused.value.code, refused.value.field) == ("before_stage", "happened_on")
        assert f"{mesa.stage_since:%d-%m-%Y}" in str(refused.value.message)
        assert state_of(mesa) == before
        change = advance_stage(alliance=mesa, by=acts.SYSTEM, happened_on=mesa.stage_since)
        assert change.happened_on == mesa.stage_since

    @pytest.mark.parametrize("who", ["funcionaria", "empresa", "vecina", "ajena"])
    def test_only_the_foundation_moves_it(
        self, mesa: Alliance, who: str, request: pytest.FixtureRequest
    ) -> None:
        by = factories.principal(request.getfixturevalue(who))
        acts.settle_stage(mesa)
        before = state_of(mesa)
        with pytest.raises(NotAllowed):
            advance_stage(alliance=mesa, by=by)
        assert state_of(mesa) == before

    @pytest.mark.parametrize("kind", list(stages.TABLE))
    def test_closing_after_the_last_stage_sets_the_end_and_nothing_follows(self, kind: str) -> None:
        mesa = a_mesa_of(kind)
        line = [stage.code for stage in stages.stages_of(kind)]
        for following in line[1:]:
            acts.leave_stage(mesa)
            assert (mesa.stage, mesa.ended_on) == (following, None)
        day = mesa.today()
        acts.leave_stage(mesa, happened_on=day)
        assert (mesa.stage, mesa.stage_label) == (stages.CLOSED, "Cerrada")
        assert (mesa.ended_on, mesa.stage_since) == (day, day)
        with pytest.raises(DomainError) as refused:
            advance_stage(alliance=mesa, by=acts.SYSTEM)
        assert refused.value.code == "closed"
        assert [change.to_stage for change in mesa.stage_changes.all()] == [*line, stages.CLOSED]

    def test_a_milestone_lost_later_is_shown_and_never_moves_the_stage_back(
        self, mesa: Alliance, empresa_actor: Actor, coordinadora: User
    ) -> None:
        acts.leave_stage(mesa)
        kept = mesa.stage_changes.get(from_stage="vinculacion").gates
        seat = mesa.participations.get(actor=empresa_actor)
        update_participation(participation=seat, left_on=dates.today(), by=acts.SYSTEM)
        withdraw_mark(
            mark=mesa.milestone_marks.get(milestone="diagnostico"), reason="No era de aquí.", by=acts.SYSTEM
        )
        told = acts.told(mesa)
        assert mesa.stage == "convergencia"
        done = gates.rail(told)[0]
        assert done.state == "done"
        assert [gate.code for gate in done.missing] == ["mapeo_actores", "diagnostico"]
        assert mesa.stage_changes.get(from_stage="vinculacion").gates == kept
        page = factories.page(
            factories.client_of(coordinadora), acts.address("alliance", mesa.pk) + "?etapa=vinculacion"
        )
        assert "Faltan actores de: mercado." in page
        acts.leave_stage(mesa)
        assert mesa.stage == "desarrollo"


def test_two_advances_at_once_move_one_step_only(real_db: str, mesa: Alliance, coordinadora: User) -> None:
    acts.settle_stage(mesa)
    following = [milestone.code for milestone in stages.stages_of(mesa.kind)[1].milestones]
    for code in following:  # a second step would be free to take
        waive_milestone(alliance=mesa, milestone=code, kind="overridden", reason=acts.REASON, by=acts.SYSTEM)
    by = factories.principal(coordinadora)
    version = mesa.version

    def with_version() -> StageChange:
        return advance_stage(alliance=Alliance.objects.get(pk=mesa.pk), by=by, version=version)

    outcome = factories.at_once(with_version, with_version)
    assert sorted(type(one).__name__ for one in outcome) == ["StageChange", "Stale"]
    mesa.refresh_from_db()
    assert mesa.stage == "convergencia"
    assert mesa.stage_changes.count() == 2
    assert len(acts.events("alliance.stage_left", mesa)) == 1


def test_two_advances_at_once_without_a_version_move_one_step_only(
    real_db: str, mesa: Alliance, coordinadora: User
) -> None:
    acts.settle_stage(mesa)
    for milestone in stages.stages_of(mesa.kind)[1].milestones:
        waive_milestone(
            alliance=mesa, milestone=milestone.code, kind="overridden", reason=acts.REASON, by=acts.SYSTEM
        )
    by = factories.principal(coordinadora)
    seen = Alliance.objects.get(pk=mesa.pk)
    twin = Alliance.objects.get(pk=mesa.pk)
    outcome = factories.at_once(
        lambda: advance_stage(alliance=seen, by=by), lambda: advance_stage(alliance=twin, by=by)
    )
    assert sorted(type(one).__name__ for one in outcome) == ["StageChange", "Stale"]
    mesa.refresh_from_db()
    assert mesa.stage == "convergencia"
