"""Commitments by the service: made, moved, given a new date, released, reopened; what each leaves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.principal import ANONYMOUS
from actors.models import Actor
from convergence import rules
from convergence.models import Alliance, Commitment, Meeting
from convergence.services.alliances import update_participation
from convergence.services.commitments import (
    make_commitment,
    move_commitment,
    reschedule_commitment,
    share_commitment,
)
from convergence.vocabulary import COMMITMENT_MOVES, CommitmentState
from core import dates
from core.errors import DomainError, NotAllowed, Stale
from core.models import Event, SignedLink
from tests import factories
from tests.convergence import acts

pytestmark = pytest.mark.django_db

PEOPLE = ["coordinadora", "funcionaria", "empresa", "vecina", "ajena"]
DONE = "Se envió por correo el informe."
SOON = timedelta(days=30)


@pytest.fixture
def row(mesa: Alliance, empresa_actor: Actor) -> Commitment:
    """Owed by the company."""
    return factories.make_commitment(mesa, empresa_actor, what="Pagar el levantamiento")


def by(request: pytest.FixtureRequest, who: str) -> Any:
    return factories.principal(request.getfixturevalue(who))


def in_state(row: Commitment, state: str) -> Commitment:
    """The row brought to `state` by the platform."""
    if state != CommitmentState.ABIERTO:
        row = move_commitment(commitment=row, to=state, outcome=DONE, by=acts.SYSTEM)
    return row


class TestMaking:
    def make(self, mesa: Alliance, owner: Actor, who: Any = acts.SYSTEM, **fields: Any) -> Commitment:
        fields = {"what": "Enviar el informe", "due_on": dates.today() + SOON, **fields}
        return make_commitment(alliance=mesa, owner=owner, by=who, **fields)

    def test_an_official_makes_one_and_it_leaves_its_first_date_and_an_event(
        self, mesa: Alliance, empresa_actor: Actor, empresa: User, funcionaria: User
    ) -> None:
        who = factories.principal(funcionaria)
        made = self.make(
            mesa, empresa_actor, who, what="  Enviar   el informe ", person=empresa, logic="tecnica"
        )
        assert (made.what, made.state, made.person, made.logic) == (
            "Enviar el informe",
            "abierto",
            empresa,
            "tecnica",
        )
        first = made.due_dates.get()
        assert (first.due_on, first.reason, first.set_by) == (made.due_on, "", funcionaria)
        left = acts.only_event("commitment.made", made)
        assert left.scopes == [mesa.scope, f"actor:{empresa_actor.pk}"]
        assert left.by == funcionaria
        assert acts.labels_of(made) == ["insert"]

    @pytest.mark.parametrize("who", PEOPLE)
    def test_only_who_records_meetings_makes_them(
        self, mesa: Alliance, junta: Actor, who: str, request: pytest.FixtureRequest
    ) -> None:
        if who in {"coordinadora", "funcionaria"}:
            assert self.make(mesa, junta, by(request, who)).pk
        else:
            with pytest.raises(NotAllowed):
                self.make(mesa, junta, by(request, who))
            assert not mesa.commitments.exists()

    def test_a_date_before_its_meeting_or_before_the_mesa(self, mesa: Alliance, junta: Actor) -> None:
        meeting = factories.make_meeting(mesa)
        with pytest.raises(ValidationError) as refused:
            self.make(mesa, junta, meeting=meeting, due_on=meeting.held_on - timedelta(days=1))
        assert refused.value.message_dict == {"due_on": ["La fecha es anterior a la reunión en que se tomó."]}
        with pytest.raises(ValidationError) as refused:
            self.make(mesa, junta, due_on=mesa.started_on - timedelta(days=1))
        assert refused.value.message_dict == {"due_on": ["La fecha es anterior al inicio de la alianza."]}
        assert self.make(mesa, junta, meeting=meeting, due_on=meeting.held_on).pk

    def test_a_meeting_of_another_mesa(self, mesa: Alliance, mesa_ajena: Alliance, junta: Actor) -> None:
        with pytest.raises(ValidationError) as refused:
            self.make(mesa, junta, meeting=factories.make_meeting(mesa_ajena))
        assert list(refused.value.message_dict) == ["meeting"]

    def test_an_agreement_of_another_meeting(
        self, mesa: Alliance, mesa_ajena: Alliance, junta: Actor
    ) -> None:
        meeting = factories.make_meeting(mesa, agreements=["Uno."])
        other = factories.make_meeting(mesa, agreements=["Dos."])
        foreign = factories.make_meeting(mesa_ajena, agreements=["Tres."])
        for agreement in (other.agreements.get(), foreign.agreements.get()):
            with pytest.raises(ValidationError) as refused:
                self.make(mesa, junta, meeting=meeting, agreement=agreement)
            assert list(refused.value.message_dict) == ["agreement"]
        with pytest.raises(ValidationError) as refused:
            self.make(mesa, junta, agreement=foreign.agreements.get())
        assert list(refused.value.message_dict) == ["meeting"]
        made = self.make(mesa, junta, agreement=other.agreements.get())
        assert made.meeting == other, "the meeting follows from the agreement"

    def test_an_owner_who_does_not_take_part_or_left(
        self, mesa: Alliance, junta: Actor, otra_municipalidad: Actor
    ) -> None:
        update_participation(
            participation=mesa.participations.get(actor=junta), left_on=dates.today(), by=acts.SYSTEM
        )
        for owner in (otra_municipalidad, junta):
            with pytest.raises(ValidationError) as refused:
                self.make(mesa, owner)
            assert refused.value.message_dict == {"owner": [f"«{owner.name}» no participa en la mesa."]}

    def test_a_person_who_does_not_act_for_the_owner(
        self, mesa: Alliance, empresa_actor: Actor, vecina: User
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            self.make(mesa, empresa_actor, person=vecina)
        assert list(refused.value.message_dict) == ["person"]

    @pytest.mark.parametrize(
        ("fields", "about"),
        [({"what": " "}, "what"), ({"what": "a" * 501}, "what"), ({"logic": "x"}, "logic")],
    )
    def test_bad_words(self, mesa: Alliance, junta: Actor, fields: dict[str, str], about: str) -> None:
        with pytest.raises(ValidationError) as refused:
            self.make(mesa, junta, **fields)
        assert list(refused.value.message_dict) == [about]
        assert not mesa.commitments.exists()


class TestMoving:
    @pytest.mark.parametrize("who", PEOPLE)
    @pytest.mark.parametrize(
        ("start", "to"), [(start, to) for start, ends in COMMITMENT_MOVES.items() for to in sorted(ends)]
    )
    def test_who_may_make_which_move(
        self, row: Commitment, who: str, start: str, to: str, request: pytest.FixtureRequest
    ) -> None:
        """Forward: the coordination and the owner's people. Release and reopen: the coordination alone."""
        row = in_state(row, start)
        backwards = to == "liberado" or start in {"cumplido", "liberado"}
        allowed = {"coordinadora"} if backwards else {"coordinadora", "empresa"}
        before = len(acts.events("commitment.moved"))
        if who in allowed:
            moved = move_commitment(commitment=row, to=to, outcome=DONE, by=by(request, who))
            assert moved.state == to
            closed = to in {"cumplido", "liberado"}
            assert (moved.outcome, moved.closed_on) == ((DONE, dates.today()) if closed else ("", None))
            left = acts.events("commitment.moved", row)[-1]
            assert left.data == {"from": start, "to": to}
            assert left.scopes == [f"alliance:{row.alliance_id}", f"actor:{row.owner_id}"]
            assert acts.labels_of(row)[-1] == "update"
        else:
            with pytest.raises(NotAllowed):
                move_commitment(commitment=row, to=to, outcome=DONE, by=by(request, who))
            assert len(acts.events("commitment.moved")) == before
            row.refresh_from_db()
            assert row.state == start

    def test_being_named_in_it_is_no_right_once_she_acts_for_its_owner_no_longer(
        self, mesa: Alliance, empresa_actor: Actor, empresa: User, junta: Actor
    ) -> None:
        row = factories.make_commitment(mesa, empresa_actor, person=empresa)
        factories.make_membership(empresa, junta)  # so that she still sees the mesa
        assert Commitment.objects.owned_by(factories.principal(empresa)).filter(pk=row.pk).exists()
        empresa.memberships.filter(actor=empresa_actor).update(until=dates.today())
        by = factories.principal(empresa)
        assert Commitment.objects.visible_to(by).filter(pk=row.pk).exists()
        assert not Commitment.objects.owned_by(by).filter(pk=row.pk).exists()
        with pytest.raises(NotAllowed):
            move_commitment(commitment=row, to="en_curso", by=by)

    def test_a_commitment_of_no_person_is_not_everybodys(self, row: Commitment) -> None:
        assert row.person_id is None
        assert not rules.can_move_commitment(ANONYMOUS, row)
        with pytest.raises(NotAllowed):
            move_commitment(commitment=row, to="en_curso", by=ANONYMOUS)

    def test_a_token_that_only_reads_moves_nothing(self, row: Commitment, coordinadora: User) -> None:
        who = replace(factories.principal(coordinadora), can_write=False)
        with pytest.raises(NotAllowed):
            move_commitment(commitment=row, to="en_curso", by=who)

    @pytest.mark.parametrize(
        ("start", "to"),
        [
            (start, to)
            for start, ends in COMMITMENT_MOVES.items()
            for to in CommitmentState.values
            if to not in ends
        ],
    )
    def test_a_move_that_the_table_does_not_have(self, row: Commitment, start: str, to: str) -> None:
        row = in_state(row, start)
        with pytest.raises(DomainError) as refused:
            move_commitment(commitment=row, to=to, outcome=DONE, by=acts.SYSTEM)
        assert refused.value.code == "bad_transition"
        row.refresh_from_db()
        assert row.state == start

    @pytest.mark.parametrize("to", ["cumplido", "liberado"])
    @pytest.mark.parametrize("outcome", ["", "   ", "ok", "  ok.   "])
    def test_closing_needs_words(self, row: Commitment, to: str, outcome: str) -> None:
        with pytest.raises(DomainError) as refused:
            move_commitment(commitment=row, to=to, outcome=outcome, by=acts.SYSTEM)
        assert refused.value.field == "outcome"
        row.refresh_from_db()
        assert row.state == "abierto"

    def test_an_older_page_moves_nothing(self, row: Commitment) -> None:
        seen = row.version
        move_commitment(commitment=row, to="en_curso", by=acts.SYSTEM)
        with pytest.raises(Stale):
            move_commitment(commitment=row, to="cumplido", outcome=DONE, version=seen, by=acts.SYSTEM)

    def test_the_owner_does_not_reopen_with_a_row_read_before_it_was_closed(
        self, row: Commitment, empresa: User
    ) -> None:
        read_before = Commitment.objects.get(pk=row.pk)
        move_commitment(commitment=row, to="cumplido", outcome=DONE, by=acts.SYSTEM)
        with pytest.raises(NotAllowed):
            move_commitment(commitment=read_before, to="en_curso", by=factories.principal(empresa))
        row.refresh_from_db()
        assert (row.state, row.outcome) == ("cumplido", DONE)


class TestDates:
    def test_it_is_late_from_the_day_after_its_date_and_while_it_is_open(self, row: Commitment) -> None:
        assert row.days_late(row.due_on) == 0
        assert row.days_late(row.due_on + timedelta(days=1)) == 1
        assert row.days_late(row.due_on - timedelta(days=3)) == 0
        day = row.due_on + timedelta(days=3)
        assert row in Commitment.objects.late(day)
        assert row not in Commitment.objects.late(row.due_on)
        started = in_state(row, "en_curso")
        assert started.days_late(day) == 3
        kept = in_state(started, "cumplido")
        assert kept.days_late(day) == 0
        assert row not in Commitment.objects.late(day)

    def test_a_new_date_keeps_the_old_one_and_its_reason(
        self, row: Commitment, empresa: User, empresa_actor: Actor
    ) -> None:
        old, new = row.due_on, row.due_on + SOON
        moved = reschedule_commitment(
            commitment=row,
            due_on=new,
            reason=" Faltan permisos. ",
            version=row.version,
            by=factories.principal(empresa),
        )
        assert (moved.due_on, moved.state, moved.version) == (new, "abierto", 2)
        assert [(date.due_on, date.reason, date.set_by) for date in row.due_dates.all()] == [
            (old, "", None),
            (new, "Faltan permisos.", empresa),
        ]
        left = acts.only_event("commitment.rescheduled", row)
        assert left.data == {"from": old.isoformat(), "to": new.isoformat()}
        assert (left.by, left.on_behalf_of) == (empresa, empresa_actor.pk)
        assert acts.labels_of(row) == ["insert", "update"]

    @pytest.mark.parametrize("who", PEOPLE)
    def test_who_changes_a_date(self, row: Commitment, who: str, request: pytest.FixtureRequest) -> None:
        fields = {"due_on": row.due_on + SOON, "reason": "Faltan permisos."}
        if who in {"coordinadora", "empresa"}:
            assert reschedule_commitment(commitment=row, by=by(request, who), **fields).version == 2
        else:
            with pytest.raises(NotAllowed):
                reschedule_commitment(commitment=row, by=by(request, who), **fields)
            assert row.due_dates.count() == 1

    def test_bad_dates_and_reasons(self, row: Commitment) -> None:
        today = dates.today()
        for due_on, reason, about in (
            (row.due_on, "Faltan permisos.", "due_on"),
            (today - timedelta(days=1), "Faltan permisos.", "due_on"),
            (today + timedelta(days=90), "    ", "reason"),
            (today + timedelta(days=90), "no", "reason"),
        ):
            with pytest.raises(DomainError) as refused:
                reschedule_commitment(commitment=row, due_on=due_on, reason=reason, by=acts.SYSTEM)
            assert refused.value.field == about
        with pytest.raises(Stale):
            reschedule_commitment(
                commitment=row, due_on=today, reason="Faltan permisos.", by=acts.SYSTEM, version=9
            )
        assert row.due_dates.count() == 1
        assert not acts.events("commitment.rescheduled")
        assert reschedule_commitment(commitment=row, due_on=today, reason="Era para hoy.", by=acts.SYSTEM)

    @pytest.mark.parametrize("state", ["cumplido", "liberado"])
    def test_a_closed_one_has_no_new_date(self, row: Commitment, state: str) -> None:
        closed = in_state(row, state)
        with pytest.raises(DomainError) as refused:
            reschedule_commitment(
                commitment=closed,
                due_on=dates.today() + timedelta(days=99),
                reason="Otra vez.",
                by=acts.SYSTEM,
            )
        assert refused.value.code == "closed"


class TestSharing:
    @pytest.mark.parametrize("who", PEOPLE)
    def test_who_may_answer_it_may_hand_the_answer_on(
        self, row: Commitment, who: str, request: pytest.FixtureRequest
    ) -> None:
        if who in {"coordinadora", "empresa"}:
            address = share_commitment(commitment=row, by=by(request, who))
            link = SignedLink.objects.get()
            assert address.startswith("http://localhost:8000/enlace/")
            assert link.token_hash not in address
            assert (link.subject_id, link.made_by) == (row.pk, request.getfixturevalue(who))
            left = acts.only_event("commitment.shared", row)
            assert left.data == {"link": str(link.pk)}
            assert address.split("/")[-2] not in str(Event.objects.values_list("data", flat=True))
        else:
            with pytest.raises(NotAllowed):
                share_commitment(commitment=row, by=by(request, who))
            assert not SignedLink.objects.exists()

    def test_a_closed_one_is_not_shared(self, row: Commitment) -> None:
        with pytest.raises(DomainError) as refused:
            share_commitment(commitment=in_state(row, "cumplido"), by=acts.SYSTEM)
        assert refused.value.code == "closed"
        assert not SignedLink.objects.exists()


def test_commitments_of_a_meeting_are_seen_by_whoever_sees_its_mesa(
    mesa: Alliance,
    mesa_ajena: Alliance,
    junta: Actor,
    otra_municipalidad: Actor,
    request: pytest.FixtureRequest,
) -> None:
    meeting: Meeting = factories.make_meeting(mesa)
    here = factories.make_commitment(mesa, junta, meeting=meeting)
    there = factories.make_commitment(mesa_ajena, otra_municipalidad)
    for who in PEOPLE:
        seen = set(Commitment.objects.visible_to(by(request, who)))
        expected = {"coordinadora": {here, there}, "ajena": {there}}.get(who, {here})
        assert seen == expected, who
    assert not Commitment.objects.visible_to(ANONYMOUS).exists()
