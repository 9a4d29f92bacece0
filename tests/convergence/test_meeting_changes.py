"""A meeting by the services after it was recorded: corrected, with more files; the mail to the coordinator."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from convergence.services.alliances import update_alliance
from convergence.services.meetings import (
    MeetingLines,
    NewAgreement,
    NewCommitment,
    amend_meeting,
    attach_file,
)
from core import dates, events
from core.errors import NotAllowed, Stale
from tests import factories
from tests.convergence import acts
from tests.convergence.test_meetings import record

pytestmark = pytest.mark.django_db


class TestAmending:
    def test_a_correction_changes_what_was_sent_and_keeps_the_rest(
        self, mesa: Alliance, funcionaria: User, municipalidad: Actor, junta: Actor
    ) -> None:
        meeting = factories.make_meeting(
            mesa, attendances={municipalidad: 2}, place="Sede", agreements=["Uno."]
        )
        amend_meeting(
            meeting=meeting,
            by=factories.principal(funcionaria),
            version=meeting.version,
            women=8,
            attendances={junta: 3},
        )
        meeting.refresh_from_db()
        assert (meeting.women, meeting.men, meeting.place, meeting.version) == (8, 5, "Sede", 2)
        assert {row.actor: row.people for row in meeting.attendances.all()} == {junta: 3}
        assert meeting.agreements.count() == 1
        left = acts.only_event("meeting.amended", meeting)
        assert (left.by, left.data) == (funcionaria, {"fields": ["women"]})
        assert left.scopes == [mesa.scope, f"actor:{junta.pk}"]
        assert acts.labels_of(meeting) == ["insert", "update"]

    def test_without_attendances_the_old_ones_stay_and_still_have_to_fit(
        self, mesa: Alliance, coordinadora: User, municipalidad: Actor
    ) -> None:
        meeting = factories.make_meeting(mesa, attendances={municipalidad: 10})
        by = factories.principal(coordinadora)
        with pytest.raises(ValidationError) as refused:
            amend_meeting(meeting=meeting, by=by, women=1, men=1, others=1)
        assert list(refused.value.message_dict) == ["attendances"]
        amend_meeting(meeting=meeting, by=by, women=9)
        assert meeting.attendances.get().people == 10

    def test_a_meeting_does_not_move_past_the_date_of_its_own_commitments(
        self, mesa: Alliance, coordinadora: User, municipalidad: Actor
    ) -> None:
        day = dates.today() - timedelta(days=7)
        due = [NewCommitment("Enviar el catastro", municipalidad, day + timedelta(days=2))]
        meeting = factories.make_meeting(mesa, held_on=day, commitments=due)
        by = factories.principal(coordinadora)
        with pytest.raises(ValidationError) as refused:
            amend_meeting(meeting=meeting, by=by, held_on=day + timedelta(days=3))
        assert list(refused.value.message_dict) == ["held_on"]
        assert amend_meeting(meeting=meeting, by=by, held_on=day + timedelta(days=2)).version == 2

    def test_an_older_form_is_refused(self, mesa: Alliance, coordinadora: User) -> None:
        meeting = factories.make_meeting(mesa)
        by = factories.principal(coordinadora)
        amend_meeting(meeting=meeting, by=by, version=1, women=7)
        with pytest.raises(Stale) as refused:
            amend_meeting(meeting=meeting, by=by, version=1, women=9)
        assert refused.value.extra["version"] == 2
        meeting.refresh_from_db()
        assert meeting.women == 7

    @pytest.mark.parametrize("who", ["empresa", "vecina", "ajena"])
    def test_who_may_not_correct_nor_attach(
        self, mesa: Alliance, who: str, request: pytest.FixtureRequest
    ) -> None:
        meeting = factories.make_meeting(mesa)
        by = factories.principal(request.getfixturevalue(who))
        with pytest.raises(NotAllowed):
            amend_meeting(meeting=meeting, by=by, women=9)
        with pytest.raises(NotAllowed):
            attach_file(meeting=meeting, file=acts.paper(), kind="photo", by=by)
        meeting.refresh_from_db()
        assert (meeting.women, meeting.files.count()) == (6, 0)

    def test_a_file_added_later_leaves_an_event(self, mesa: Alliance, funcionaria: User) -> None:
        meeting = factories.make_meeting(mesa)
        attach_file(meeting=meeting, file=acts.paper(), kind="document", by=factories.principal(funcionaria))
        assert meeting.files.get().kind == "document"
        left = acts.only_event("meeting.file_added", meeting)
        assert (left.by, left.scopes) == (funcionaria, [mesa.scope])


class TestMail:
    def deliver(self) -> None:
        events.dispatch()
        events.deliver()

    def test_the_coordinator_hears_of_a_meeting_that_an_official_records_once(
        self, mesa: Alliance, funcionaria: User, coordinadora: User, settings: Any
    ) -> None:
        lines = MeetingLines(agreements=[NewAgreement("Reunirse & seguir.", "cambio_reglas")])
        meeting, _new = record(mesa, funcionaria, lines)
        assert mail.outbox == [], "the mail is the worker's, not the request's"
        self.deliver()
        self.deliver()
        (sent,) = mail.outbox
        assert sent.to == [coordinadora.email]
        assert sent.subject == "Reunión registrada: Mesa de Mejillones"
        assert f"{settings.SITE_URL}{acts.address('meeting', meeting.pk)}" in sent.body
        assert "1. Reunirse & seguir." in sent.body
        assert f"{meeting.held_on:%d-%m-%Y}" in sent.body
        assert sent.extra_headers["Message-ID"].startswith("<event-")

    def test_she_hears_nothing_of_her_own(self, mesa: Alliance, coordinadora: User) -> None:
        record(mesa, coordinadora)
        self.deliver()
        assert mail.outbox == []
        assert acts.only_event("meeting.recorded").deliveries.get().done_at is not None

    def test_a_mesa_without_coordinator_sends_nothing(self, mesa: Alliance, funcionaria: User) -> None:
        update_alliance(alliance=mesa, coordinator=None, by=acts.SYSTEM)
        record(mesa, funcionaria)
        self.deliver()
        assert mail.outbox == []

    def test_a_coordinator_who_left_gets_nothing(
        self, mesa: Alliance, funcionaria: User, coordinadora: User
    ) -> None:
        coordinadora.is_active = False
        coordinadora.save()
        record(mesa, funcionaria)
        self.deliver()
        assert mail.outbox == []

    def test_a_correction_sends_no_mail(self, mesa: Alliance, funcionaria: User) -> None:
        meeting = factories.make_meeting(mesa, by=acts.SYSTEM)
        self.deliver()
        mail.outbox.clear()
        amend_meeting(meeting=meeting, by=factories.principal(funcionaria), women=9)
        self.deliver()
        assert mail.outbox == []
