"""Initiatives of a mesa: what enters, who may, what is refused beside its field, and how a set of goals is weighed."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from accounts.principal import Principal
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.errors import NotAllowed, Stale
from core.models import Event
from portfolio.models import Goal, Initiative, InitiativeGoal
from portfolio.services.initiatives import GoalWeight, update_initiative
from tests import factories as f
from tests.convergence import acts

pytestmark = pytest.mark.django_db
SYSTEM = acts.SYSTEM


def refused(error: ValidationError) -> set[str]:
    return set(error.message_dict)


def weights(row: Initiative) -> dict[int, int]:
    return {told.goal_id: told.weight for told in row.goals.all()}


def goals(*told: int | tuple[int, int], main: int | None = 0) -> list[GoalWeight]:
    """Numbers, or (number, weight); `main` is the place of the main one."""
    pairs = [one if isinstance(one, tuple) else (one, None) for one in told]
    return [
        GoalWeight(Goal.objects.get(pk=number), weight, place == main)
        for place, (number, weight) in enumerate(pairs)
    ]


def last_event(kind: str) -> Event:
    return Event.objects.filter(kind=kind).latest("id")


# Entering ----------------------------------------------------------------------------------
def test_an_initiative_enters_from_the_agreement_in_which_it_was_decided(
    mesa: Alliance, funcionaria: User
) -> None:
    agreement = f.make_meeting(mesa, agreements=["Renovar la plaza."]).agreements.get()
    row = f.make_initiative(
        mesa, "  Plaza   de la  Cruz ", agreement=agreement, plan="", by=f.principal(funcionaria)
    )
    row.refresh_from_db()
    assert (row.name, row.agreement, row.plan) == ("Plaza de la Cruz", agreement, "")
    assert (row.portfolio, row.phase_id, row.version) == ("ampliada", "idea", 1)
    assert row.entered_on == row.phase_since == mesa.today()
    step = row.steps.get()
    assert (step.portfolio, step.phase_id, step.since, step.made_by) == (
        "ampliada", "idea", mesa.today(), funcionaria,
    )  # fmt: skip
    told = acts.only_event("initiative.entered", row)
    assert (told.by, told.scopes, told.data) == (funcionaria, [mesa.scope], {"portfolio": "ampliada"})
    assert acts.labels_of(row) == ["insert"]


def test_an_initiative_enters_from_a_plan_as_of_the_day_it_entered(mesa: Alliance) -> None:
    day = mesa.started_on + timedelta(days=30)
    row = f.make_initiative(
        mesa, plan="PLADECO  2022", portfolio="definitiva", phase="diseno", entered_on=day, women=0
    )
    row.refresh_from_db()
    assert (row.agreement, row.plan, row.portfolio, row.phase_id) == (
        None, "PLADECO 2022", "definitiva", "diseno",
    )  # fmt: skip
    assert (row.entered_on, row.phase_since, row.steps.get().since) == (day, day, day)
    assert (row.beneficiaries, row.execution_cost) == (0, None)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"plan": "  "}, {"plan"}),
        ({"name": " "}, {"name"}),
        ({"works_class": "muelle"}, {"works_class"}),
        ({"portfolio": "mayor"}, {"portfolio"}),
        ({"comuna": None}, {"comuna"}),
        ({"lat": Decimal("-23.1"), "lng": None}, {"lng"}),
        ({"lat": None, "lng": Decimal("-70.4")}, {"lat"}),
        ({"lat": Decimal("40.4"), "lng": Decimal("-3.7")}, {"lat", "lng"}),
        ({"lat": Decimal("-23.100001"), "lng": Decimal("-70.4")}, {"lat"}),
        ({"design_cost": -1}, {"design_cost"}),
        ({"execution_cost": -1}, {"execution_cost"}),
        ({"execution_cost": 2**63}, {"execution_cost"}),
        ({"women": -1}, {"women"}),
        ({"men": 12, "how_counted": ""}, {"how_counted"}),
        ({"unspecified": 0, "how_counted": ""}, {"how_counted"}),
        ({"how_counted": "a_ojo"}, {"how_counted"}),
        ({"entered_on": dates.today() + timedelta(days=2)}, {"entered_on"}),
        ({"entered_on": dates.add_months(dates.today(), -13)}, {"entered_on"}),
        ({"plan": "", "design_cost": -1, "men": 3, "how_counted": ""}, {"plan", "design_cost", "how_counted"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    mesa: Alliance, fields: dict[str, Any], told: set[str]
) -> None:
    with pytest.raises(ValidationError) as error:
        f.make_initiative(mesa, **{"name": "Plaza", **fields})
    assert refused(error.value) == told
    nothing_entered(mesa)


def nothing_entered(mesa: Alliance) -> None:
    assert not mesa.initiatives.exists()
    assert not InitiativeGoal.objects.exists()
    assert not Event.objects.filter(kind="initiative.entered").exists()


def test_what_is_of_another_mesa_is_refused_all_at_once(
    mesa: Alliance, mesa_ajena: Alliance, otra_municipalidad: Actor
) -> None:
    theirs = f.make_meeting(mesa_ajena, agreements=["De ellos."]).agreements.get()
    with pytest.raises(ValidationError) as error:
        f.make_initiative(
            mesa, agreement=theirs, comuna=mesa_ajena.comunas.get(), ball=otra_municipalidad, design_cost=-1
        )
    assert refused(error.value) == {"agreement", "comuna", "ball", "design_cost"}
    assert "«Municipalidad de Santa Bárbara» no participa" in str(error.value)
    nothing_entered(mesa)


@pytest.mark.parametrize("who", ["coordinadora", "funcionaria"])
def test_coordinators_and_officials_of_the_mesa_enter_edit_and_weigh(
    mesa: Alliance, who: str, request: pytest.FixtureRequest
) -> None:
    by = f.principal(request.getfixturevalue(who))
    row = f.make_initiative(mesa, by=by)
    update_initiative(initiative=row, by=by, name="Otra", goals=goals(3))
    row.refresh_from_db()
    assert (row.name, weights(row)) == ("Otra", {3: 100})


@pytest.mark.parametrize("who", ["empresa", "vecina", "ajena"])
def test_nobody_else_enters_or_edits(mesa: Alliance, who: str, request: pytest.FixtureRequest) -> None:
    by = f.principal(request.getfixturevalue(who))
    may_not(mesa, by)


def test_a_token_that_only_reads_does_not_write(mesa: Alliance, coordinadora: User) -> None:
    may_not(mesa, Principal(user=coordinadora, via="api", can_write=False))


def may_not(mesa: Alliance, by: Principal) -> None:
    row = f.make_initiative(mesa, "Plaza")
    with pytest.raises(NotAllowed):
        f.make_initiative(mesa, by=by)
    with pytest.raises(NotAllowed):
        update_initiative(initiative=row, by=by, name="Otra")
    row.refresh_from_db()
    assert (mesa.initiatives.count(), row.name, row.version) == (1, "Plaza", 1)


# Editing -------------------------------------------------------------------------------------
def test_an_edit_raises_the_version_and_its_event_names_the_fields(
    mesa: Alliance, coordinadora: User
) -> None:
    row = f.make_initiative(mesa, "Plaza", execution_cost=5)
    by = f.principal(coordinadora)
    told = update_initiative(
        initiative=row, by=by, version=1, name="Plaza", execution_cost=None, next_step="Pedir fondos",
        goals=goals(6, 11),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.version, told.version, row.execution_cost, row.next_step) == (2, 2, None, "Pedir fondos")
    event = acts.only_event("initiative.changed", row)
    assert event.data == {"fields": ["execution_cost", "next_step", "goals"]}
    assert (event.by, event.scopes) == (coordinadora, [mesa.scope])
    assert acts.labels_of(row) == ["insert", "update"]
    assert row.steps.count() == 1, "an edit is no step"


def test_whoever_read_an_older_version_is_told(mesa: Alliance) -> None:
    row = f.make_initiative(mesa, "Plaza")
    update_initiative(initiative=row, by=SYSTEM, version=1, name="Plaza Cívica")
    with pytest.raises(Stale) as error:
        update_initiative(initiative=row, by=SYSTEM, version=1, name="Plaza de Armas", goals=goals(1))
    assert error.value.extra == {"version": 2}
    row.refresh_from_db()
    assert (row.name, weights(row)) == ("Plaza Cívica", {11: 100})


def test_an_edit_is_held_to_the_same_as_an_entry(mesa: Alliance, mesa_ajena: Alliance) -> None:
    row = f.make_initiative(mesa, "Plaza")
    for fields, told in (
        ({"plan": ""}, {"plan"}),
        ({"comuna": mesa_ajena.comunas.get()}, {"comuna"}),
        ({"lat": Decimal("-23.1")}, {"lng"}),
        ({"men": 4, "how_counted": ""}, {"how_counted"}),
    ):
        with pytest.raises(ValidationError) as error:
            update_initiative(initiative=row, by=SYSTEM, **fields)
        assert refused(error.value) == told
    row.refresh_from_db()
    assert (row.plan, row.version) == ("PLADECO 2022–2026", 1)


def test_list_phase_and_dates_are_not_edited(mesa: Alliance) -> None:
    row = f.make_initiative(mesa)
    update_initiative(initiative=row, by=SYSTEM, portfolio="definitiva", entered_on=mesa.started_on)
    row.refresh_from_db()
    assert (row.portfolio, row.entered_on) == ("ampliada", mesa.today())
    assert last_event("initiative.changed").data == {"fields": []}


# Goals -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "main", "kept"),
    [
        ((), None, {}),
        ((4,), 0, {4: 100}),
        ((4, 6), 0, {4: 60, 6: 40}),
        ((4, 6), 1, {4: 40, 6: 60}),
        ((4, 6, 11), 0, {4: 60, 6: 20, 11: 20}),
        ((4, 6, 11, 13), 0, {4: 60, 6: 14, 11: 13, 13: 13}),
        ((4, 6, 11, 13, 15), 2, {4: 10, 6: 10, 11: 60, 13: 10, 15: 10}),
        (((4, 35), (6, 65)), 0, {4: 35, 6: 65}),
    ],
)
def test_the_main_goal_weighs_sixty_and_the_rest_share_forty_unless_weights_are_given(
    mesa: Alliance, told: Sequence[Any], main: int | None, kept: dict[int, int]
) -> None:
    row = f.make_initiative(mesa, goals={})
    update_initiative(initiative=row, by=SYSTEM, goals=goals(*told, main=main))
    assert weights(row) == kept
    mains = list(row.goals.filter(is_main=True).values_list("goal_id", flat=True))
    assert mains == ([list(kept)[main]] if main is not None else [])
    connection.check_constraints()


@pytest.mark.parametrize(
    ("told", "main", "words"),
    [
        ((1, 2, 3, 4, 5, 6), 0, "a lo más 5"),
        ((4, 4), 0, "aparece dos veces"),
        ((4, 6), None, "uno y solo uno"),
        (((4, 60), 6), 0, "todos los objetivos, o déjelos todos en blanco"),
        (((4, 60), (6, 39)), 0, "suman 99 y deben sumar 100"),
        (((4, 60), (6, 41)), 0, "suman 101 y deben sumar 100"),
        (((4, 100), (6, 0)), 0, "al menos 1"),
        (((4, 110), (6, -10)), 0, "al menos 1"),
        (((4, 40),), 0, "suman 40 y deben sumar 100"),
    ],
)
def test_weights_that_cannot_be_are_refused_on_goals_and_the_old_set_stays(
    mesa: Alliance, told: Sequence[Any], main: int | None, words: str
) -> None:
    row = f.make_initiative(mesa)
    with pytest.raises(ValidationError, match=words) as error:
        update_initiative(initiative=row, by=SYSTEM, name="Otra", goals=goals(*told, main=main))
    assert refused(error.value) == {"goals"}
    row.refresh_from_db()
    assert (weights(row), row.version) == ({11: 100}, 1)
    with pytest.raises(ValidationError):
        f.make_initiative(mesa, "Segunda", goals={4: 60, 6: 39})
    assert mesa.initiatives.count() == 1


def test_two_main_goals_are_refused(mesa: Alliance) -> None:
    both = [GoalWeight(Goal.objects.get(pk=number), None, True) for number in (4, 6)]
    with pytest.raises(ValidationError, match="uno y solo uno"):
        update_initiative(initiative=f.make_initiative(mesa), by=SYSTEM, goals=both)


def test_goals_are_replaced_as_a_set_and_the_same_set_writes_nothing(mesa: Alliance) -> None:
    row = f.make_initiative(mesa, goals={4: 60, 6: 40})
    before = list(row.goals.values_list("pk", flat=True))
    update_initiative(initiative=row, by=SYSTEM, goals=goals((6, 40), (4, 60), main=1))
    assert list(row.goals.values_list("pk", flat=True)) == before
    assert last_event("initiative.changed").data == {"fields": []}
    update_initiative(initiative=row, by=SYSTEM, goals=goals((4, 60), (6, 40), main=1))
    assert set(before).isdisjoint(row.goals.values_list("pk", flat=True))
    assert last_event("initiative.changed").data == {"fields": ["goals"]}
    update_initiative(initiative=row, by=SYSTEM, name="Sin tocar los objetivos")
    assert weights(row) == {4: 60, 6: 40}
    update_initiative(initiative=row, by=SYSTEM, goals=[])
    assert weights(row) == {}
