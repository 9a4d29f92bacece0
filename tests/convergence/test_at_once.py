"""The same act by two at once, on real connections: it happens once, and the other is told."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, Commitment, Meeting
from convergence.services.alliances import update_alliance
from convergence.services.commitments import move_commitment, reschedule_commitment
from convergence.services.meetings import MeetingLines, NewAgreement, amend_meeting, record_meeting
from core import dates
from core.ids import uuid7
from tests import factories
from tests.convergence import acts


def names_of(outcome: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in outcome)


def test_the_same_meeting_sent_twice_at_once_is_recorded_once(
    real_db: str, mesa: Alliance, funcionaria: User, municipalidad: Actor
) -> None:
    uid, by = uuid7(), factories.principal(funcionaria)
    lines = MeetingLines(attendances={municipalidad: 2}, agreements=[NewAgreement("Uno.", "cambio_reglas")])

    def act() -> tuple[Meeting, bool]:
        day = dates.today() - timedelta(days=3)
        return record_meeting(
            alliance=mesa, lines=lines, by=by, uid=uid, kind="sesion", held_on=day, women=3, men=0, others=0
        )

    outcome = factories.at_once(act, act, act)
    assert sorted(is_new for _meeting, is_new in outcome) == [False, False, True]
    assert {meeting.pk for meeting, _new in outcome} == {uid}
    assert mesa.meetings.get().agreements.count() == 1
    assert len(acts.events("meeting.recorded")) == 1


def test_two_corrections_of_the_same_meeting_at_once(
    real_db: str, mesa: Alliance, coordinadora: User
) -> None:
    meeting, by = factories.make_meeting(mesa), factories.principal(coordinadora)
    outcome = factories.at_once(
        lambda: amend_meeting(meeting=meeting, by=by, version=1, women=7),
        lambda: amend_meeting(meeting=meeting, by=by, version=1, women=8),
    )
    assert names_of(outcome) == ["Meeting", "Stale"]
    meeting.refresh_from_db()
    assert meeting.version == 2
    assert len(acts.events("meeting.amended")) == 1


def test_two_edits_of_the_same_mesa_at_once(real_db: str, mesa: Alliance) -> None:
    outcome = factories.at_once(
        lambda: update_alliance(alliance=mesa, by=acts.SYSTEM, version=1, name="Una"),
        lambda: update_alliance(alliance=mesa, by=acts.SYSTEM, version=1, name="Otra"),
    )
    assert names_of(outcome) == ["Alliance", "Stale"]


def test_a_commitment_closed_and_given_a_new_date_at_once_is_one_of_both(
    real_db: str, mesa: Alliance, junta: Actor
) -> None:
    row = factories.make_commitment(mesa, junta)
    day = row.due_on + timedelta(days=9)
    outcome = factories.at_once(
        lambda: move_commitment(commitment=row, to="cumplido", outcome="Hecho.", by=acts.SYSTEM, version=1),
        lambda: reschedule_commitment(
            commitment=row, due_on=day, reason="Más plazo.", by=acts.SYSTEM, version=1
        ),
    )
    assert names_of(outcome) == ["Commitment", "Stale"]
    row.refresh_from_db()
    assert (row.state == "cumplido") != (row.due_on == day)


def test_a_commitment_closed_by_two_at_once_is_closed_once(
    real_db: str, mesa: Alliance, junta: Actor
) -> None:
    row = factories.make_commitment(mesa, junta)

    def act(words: str) -> Commitment:
        return move_commitment(
            commitment=Commitment.objects.get(pk=row.pk), to="cumplido", outcome=words, by=acts.SYSTEM
        )

    outcome = factories.at_once(lambda: act("Lo hizo una."), lambda: act("Lo hizo otra."))
    assert names_of(outcome) == ["Commitment", "DomainError"]
    assert len(acts.events("commitment.moved", row)) == 1
