"""Milestones waived and withdrawn by the services: what counts, who may, what it leaves."""

import pytest

from accounts.models import User
from convergence import gates, stages
from convergence.models import Alliance
from convergence.services.milestones import attach_document, waive_milestone, withdraw_mark
from core.errors import Conflict, DomainError, NotAllowed
from tests import factories
from tests.convergence import acts


@pytest.mark.django_db
class TestDeclaring:
    def test_a_withdrawn_document_does_not_count_and_stays_in_the_history(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        by = factories.principal(coordinadora)
        diagnosis = stages.find_milestone(mesa.kind, "diagnostico")
        assert diagnosis is not None
        kept = attach_document(
            alliance=mesa, milestone="diagnostico", happened_on=mesa.started_on, files=[acts.paper()], by=by
        )
        assert gates.judge(acts.told(mesa), diagnosis).state == gates.MET
        gone = withdraw_mark(mark=kept, reason="Era el diagnóstico de otra comuna.", by=by)
        assert gates.judge(acts.told(mesa), diagnosis).state == gates.MISSING
        assert gone.withdrawn_by == coordinadora
        assert gone.withdrawn_reason == "Era el diagnóstico de otra comuna."
        assert gone.files.count() == 1
        left = acts.only_event("milestone.withdrawn", kept)
        assert left.scopes == [mesa.scope]
        assert left.data == {"milestone": "diagnostico"}

    @pytest.mark.parametrize("kind", ["overridden", "not_applicable"])
    def test_a_withdrawn_waiver_does_not_count(self, mesa: Alliance, coordinadora: User, kind: str) -> None:
        by = factories.principal(coordinadora)
        waived = waive_milestone(alliance=mesa, milestone="diagnostico", kind=kind, reason=acts.REASON, by=by)
        before = {gate.code for gate in gates.blocking(acts.told(mesa))}
        withdraw_mark(mark=waived, reason="Se hizo el diagnóstico.", by=by)
        assert {gate.code for gate in gates.blocking(acts.told(mesa))} == before | {"diagnostico"}

    def test_withdrawing_twice_keeps_the_first_reason_and_tells_it_once(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        by = factories.principal(coordinadora)
        waived = waive_milestone(
            alliance=mesa, milestone="diagnostico", kind="overridden", reason=acts.REASON, by=by
        )
        withdraw_mark(mark=waived, reason="El primer motivo.", by=by)
        again = withdraw_mark(mark=waived, reason="El segundo motivo.", by=by)
        assert again.withdrawn_reason == "El primer motivo."
        assert len(acts.events("milestone.withdrawn")) == 1

    @pytest.mark.parametrize("who", ["funcionaria", "empresa", "ajena", "vecina"])
    def test_only_the_foundation_waives_and_withdraws(
        self, mesa: Alliance, mesa_ajena: Alliance, who: str, request: pytest.FixtureRequest
    ) -> None:
        by = factories.principal(request.getfixturevalue(who))
        with pytest.raises(NotAllowed):
            waive_milestone(
                alliance=mesa, milestone="diagnostico", kind="overridden", reason=acts.REASON, by=by
            )
        kept = waive_milestone(
            alliance=mesa, milestone="diagnostico", kind="overridden", reason=acts.REASON, by=acts.SYSTEM
        )
        with pytest.raises(NotAllowed):
            withdraw_mark(mark=kept, reason="Porque yo lo digo así.", by=by)
        kept.refresh_from_db()
        assert kept.withdrawn_at is None

    def test_the_same_waiver_twice_is_a_conflict_until_the_first_is_withdrawn(self, mesa: Alliance) -> None:
        said = {"milestone": "diagnostico", "kind": "overridden", "reason": acts.REASON}
        first = waive_milestone(alliance=mesa, by=acts.SYSTEM, **said)
        with pytest.raises(Conflict):
            waive_milestone(alliance=mesa, by=acts.SYSTEM, **said)
        assert len(acts.events("milestone.overridden")) == 1
        withdraw_mark(mark=first, reason="Se escribe de nuevo.", by=acts.SYSTEM)
        assert waive_milestone(alliance=mesa, by=acts.SYSTEM, **said).pk != first.pk

    def test_a_waiver_leaves_who_why_and_an_event_of_its_kind(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        by = factories.principal(coordinadora)
        made = waive_milestone(
            alliance=mesa, milestone="diagnostico", kind="not_applicable", reason=f"  {acts.REASON} ", by=by
        )
        assert made.made_by == coordinadora
        assert made.reason == acts.REASON
        left = acts.only_event("milestone.not_applicable", made)
        assert (left.by, left.scopes, left.data) == (coordinadora, [mesa.scope], {"milestone": "diagnostico"})

    @pytest.mark.parametrize(
        ("fields", "about"),
        [
            ({"reason": "corto"}, "reason"),
            ({"reason": " " * 40}, "reason"),
            ({"kind": "document"}, "kind"),
            ({"kind": ""}, "kind"),
            ({"milestone": "plan_regional"}, "milestone"),
            ({"milestone": "no_existe"}, "milestone"),
        ],
    )
    def test_a_bad_waiver_is_refused_beside_its_field(
        self, mesa: Alliance, fields: dict[str, str], about: str
    ) -> None:
        good = {"milestone": "diagnostico", "kind": "overridden", "reason": acts.REASON}
        with pytest.raises(DomainError) as refused:
            waive_milestone(alliance=mesa, by=acts.SYSTEM, **{**good, **fields})
        assert refused.value.field == about
        assert not mesa.milestone_marks.exists()
