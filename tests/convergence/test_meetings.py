"""Meetings by the service: what is recorded, what is refused, what it leaves, the same sent twice."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from actors.models import Actor
from convergence.models import Agreement, Alliance, Commitment, Meeting
from convergence.services.alliances import update_participation
from convergence.services.meetings import (
    MeetingLines,
    NewAgreement,
    NewCommitment,
    record_meeting,
)
from core import dates
from core.errors import Conflict, NotAllowed
from core.files import keep_upload
from core.ids import uuid7
from core.models import Event
from tests import factories
from tests.convergence import acts

pytestmark = pytest.mark.django_db


def fields_of(**changes: Any) -> dict[str, Any]:
    day = dates.today() - timedelta(days=7)
    return {"kind": "sesion", "held_on": day, "women": 6, "men": 5, "others": 1, **changes}


def record(
    mesa: Alliance, by: User, lines: MeetingLines | None = None, **changes: Any
) -> tuple[Meeting, bool]:
    return record_meeting(
        alliance=mesa, lines=lines or MeetingLines(), by=factories.principal(by), **fields_of(**changes)
    )


def refused_of(
    mesa: Alliance, by: User, lines: MeetingLines | None = None, **changes: Any
) -> dict[str, list[str]]:
    """The sentences of a refusal by field; nothing may be left of the try."""
    before = (
        Meeting.objects.count(),
        Agreement.objects.count(),
        Commitment.objects.count(),
        Event.objects.count(),
    )
    with pytest.raises(ValidationError) as refused:
        record(mesa, by, lines, **changes)
    assert before == (
        Meeting.objects.count(),
        Agreement.objects.count(),
        Commitment.objects.count(),
        Event.objects.count(),
    )
    return refused.value.message_dict


class TestRecording:
    def test_a_meeting_keeps_who_came_what_was_agreed_and_who_owes_what(
        self, mesa: Alliance, funcionaria: User, municipalidad: Actor, junta: Actor
    ) -> None:
        due = dates.today() + timedelta(days=30)
        file = acts.paper(by=factories.principal(funcionaria))
        lines = MeetingLines(
            attendances={municipalidad: 4, junta: 0},
            agreements=[
                NewAgreement("  Hacer el catastro de plazas. ", "modificacion_situacion_inicial"),
                NewAgreement("Reunirse cada mes.", "cambios_organizacionales"),
            ],
            commitments=[
                NewCommitment("Enviar  el catastro", municipalidad, due, person=funcionaria, agreement=1),
                NewCommitment("Prestar la sede", junta, due, logic="etica"),
            ],
            files=[(file, "signed_list")],
        )
        meeting, is_new = record(
            mesa, funcionaria, lines, place="Sede vecinal", spaces=["agenda"], summary="Plazas."
        )
        assert is_new
        meeting.refresh_from_db()
        assert (meeting.alliance, meeting.recorded_by, meeting.headcount) == (mesa, funcionaria, 12)
        assert (meeting.place, meeting.spaces, meeting.summary) == ("Sede vecinal", ["agenda"], "Plazas.")
        assert {row.actor: row.people for row in meeting.attendances.all()} == {municipalidad: 4, junta: 0}
        assert [(row.number, row.text, row.nature) for row in meeting.agreements.all()] == [
            (1, "Hacer el catastro de plazas.", "modificacion_situacion_inicial"),
            (2, "Reunirse cada mes.", "cambios_organizacionales"),
        ]
        catastro = meeting.commitments.get(owner=municipalidad)
        assert (catastro.what, catastro.person, catastro.state) == (
            "Enviar el catastro",
            funcionaria,
            "abierto",
        )
        assert catastro.agreement == meeting.agreements.get(number=1)
        sede = meeting.commitments.get(owner=junta)
        assert (sede.agreement, sede.logic) == (None, "etica")
        assert [(row.file, row.kind) for row in meeting.files.all()] == [(file, "signed_list")]
        left = acts.only_event("meeting.recorded", meeting)
        assert (left.by, left.on_behalf_of) == (funcionaria, municipalidad.pk)
        assert left.scopes == [mesa.scope, f"actor:{municipalidad.pk}", f"actor:{junta.pk}"]
        assert left.data == {"kind": "sesion", "agreements": 2}
        assert len(acts.events("commitment.made")) == 2
        assert acts.labels_of(meeting) == ["insert"]
        assert acts.labels_of(meeting.agreements.first()) == ["insert"]

    @pytest.mark.parametrize("who", ["coordinadora", "funcionaria"])
    def test_the_foundation_and_the_officials_of_the_mesa_record(
        self, mesa: Alliance, who: str, request: pytest.FixtureRequest
    ) -> None:
        _meeting, is_new = record(mesa, request.getfixturevalue(who))
        assert is_new

    @pytest.mark.parametrize("who", ["empresa", "vecina", "ajena"])
    def test_nobody_else_does(self, mesa: Alliance, who: str, request: pytest.FixtureRequest) -> None:
        by = request.getfixturevalue(who)
        with pytest.raises(NotAllowed):
            record(mesa, by)
        assert not mesa.meetings.exists()
        assert not acts.events("meeting.recorded")

    def test_an_official_whose_institution_left_the_mesa_no_longer_records(
        self, mesa: Alliance, funcionaria: User, municipalidad: Actor
    ) -> None:
        seat = mesa.participations.get(actor=municipalidad)
        update_participation(participation=seat, left_on=dates.today(), by=acts.SYSTEM)
        with pytest.raises(NotAllowed):
            record(mesa, funcionaria)

    def test_a_token_that_only_reads_does_not_record(self, mesa: Alliance, coordinadora: User) -> None:
        by = replace(factories.principal(coordinadora), can_write=False)
        with pytest.raises(NotAllowed):
            record_meeting(alliance=mesa, lines=MeetingLines(), by=by, **fields_of())

    def test_today_and_the_first_day_of_the_alliance_are_good_dates(
        self, mesa: Alliance, coordinadora: User
    ) -> None:
        for day in (mesa.today(), mesa.started_on):
            assert record(mesa, coordinadora, held_on=day)[1]


class TestRefusing:
    def test_a_date_in_the_future(self, mesa: Alliance, coordinadora: User) -> None:
        told = refused_of(mesa, coordinadora, held_on=mesa.today() + timedelta(days=1))
        assert told == {
            "held_on": ["La fecha está en el futuro: registre la reunión cuando haya ocurrido."],
        }

    def test_a_date_before_the_alliance(self, mesa: Alliance, coordinadora: User) -> None:
        told = refused_of(mesa, coordinadora, held_on=mesa.started_on - timedelta(days=1))
        assert told == {
            "held_on": [f"La fecha es anterior al inicio de la alianza ({mesa.started_on:%d-%m-%Y})."],
        }

    def test_nobody_came(self, mesa: Alliance, coordinadora: User) -> None:
        told = refused_of(mesa, coordinadora, women=0, men=0, others=0)
        assert told == {"women": ["Indique cuántas personas asistieron."]}

    def test_more_people_by_organisation_than_people(
        self, mesa: Alliance, coordinadora: User, municipalidad: Actor, junta: Actor
    ) -> None:
        lines = MeetingLines(attendances={municipalidad: 10, junta: 3})
        told = refused_of(mesa, coordinadora, lines)
        assert told == {
            "attendances": ["Las personas por organización suman 13 y las asistentes son 12."],
        }
        assert record(mesa, coordinadora, MeetingLines(attendances={municipalidad: 10, junta: 2}))[1]

    def test_an_unknown_kind_or_space(self, mesa: Alliance, coordinadora: User) -> None:
        assert list(refused_of(mesa, coordinadora, kind="asado")) == ["kind"]
        assert list(refused_of(mesa, coordinadora, spaces=["asado"])) == ["spaces"]

    @pytest.mark.parametrize(
        ("agreement", "about"),
        [
            (NewAgreement("   ", "cambio_reglas"), "agreements.1.text"),
            (NewAgreement("Reunirse.", ""), "agreements.1.nature"),
            (NewAgreement("Reunirse.", "otra"), "agreements.1.nature"),
        ],
    )
    def test_a_bad_agreement_is_named_by_its_row(
        self, mesa: Alliance, coordinadora: User, agreement: NewAgreement, about: str
    ) -> None:
        lines = MeetingLines(agreements=[NewAgreement("Uno bueno.", "cambio_reglas"), agreement])
        assert list(refused_of(mesa, coordinadora, lines)) == [about]

    @pytest.mark.parametrize(
        ("change", "about", "words"),
        [
            ({"due_on": date(2001, 1, 1)}, "due_on", "anterior a la reunión"),
            ({"what": "  "}, "what", "no puede estar"),
            ({"logic": "otra"}, "logic", "no es una opción"),
        ],
    )
    def test_a_bad_commitment_is_named_by_its_row(
        self,
        mesa: Alliance,
        coordinadora: User,
        municipalidad: Actor,
        change: dict[str, Any],
        about: str,
        words: str,
    ) -> None:
        good = NewCommitment("Enviar el catastro", municipalidad, dates.today())
        told = refused_of(mesa, coordinadora, MeetingLines(commitments=[good, replace(good, **change)]))
        assert list(told) == [f"commitments.1.{about}"]
        assert words in told[f"commitments.1.{about}"][0]

    def test_a_commitment_of_who_does_not_take_part(
        self, mesa: Alliance, coordinadora: User, otra_municipalidad: Actor
    ) -> None:
        lines = MeetingLines(
            commitments=[NewCommitment("Enviar el catastro", otra_municipalidad, dates.today())]
        )
        told = refused_of(mesa, coordinadora, lines)
        assert told == {"commitments.0.owner": ["«Municipalidad de Santa Bárbara» no participa en la mesa."]}

    def test_a_commitment_of_an_agreement_that_is_not_there(
        self, mesa: Alliance, coordinadora: User, municipalidad: Actor
    ) -> None:
        lines = MeetingLines(
            agreements=[NewAgreement("Reunirse.", "cambio_reglas")],
            commitments=[NewCommitment("Enviar el catastro", municipalidad, dates.today(), agreement=2)],
        )
        assert refused_of(mesa, coordinadora, lines) == {
            "commitments.0.agreement": ["El compromiso 1 nombra un acuerdo que no está."]
        }

    def test_too_many_agreements(self, mesa: Alliance, coordinadora: User) -> None:
        lines = MeetingLines(agreements=[NewAgreement("Reunirse.", "cambio_reglas")] * 31)
        assert list(refused_of(mesa, coordinadora, lines)) == ["agreements"]


class TestSentTwice:
    def test_the_same_uid_and_content_make_one_meeting(
        self, mesa: Alliance, funcionaria: User, municipalidad: Actor
    ) -> None:
        uid = uuid7()
        lines = MeetingLines(
            attendances={municipalidad: 2},
            agreements=[NewAgreement("Reunirse.", "cambio_reglas")],
            commitments=[NewCommitment("Enviar el catastro", municipalidad, dates.today())],
            files=[(acts.paper(), "signed_list")],
        )
        first, was_new = record(mesa, funcionaria, lines, uid=uid)
        again, is_new = record(
            mesa, funcionaria, replace(lines, files=[(acts.paper(), "signed_list")]), uid=uid
        )
        assert (was_new, is_new) == (True, False)
        assert first == again
        assert first.pk == uid
        assert Meeting.objects.count() == Agreement.objects.count() == Commitment.objects.count() == 1
        assert len(acts.events("meeting.recorded")) == 1

    @pytest.mark.parametrize("change", ["women", "agreement", "photo"])
    def test_the_same_uid_with_other_content_is_a_conflict(
        self, mesa: Alliance, funcionaria: User, change: str
    ) -> None:
        uid = uuid7()
        first, _new = record(mesa, funcionaria, uid=uid)
        lines = MeetingLines(
            agreements=[NewAgreement("Otro.", "cambio_reglas")] if change == "agreement" else [],
            files=[(acts.paper(), "signed_list")] if change == "photo" else [],
        )
        with pytest.raises(Conflict) as refused:
            record(mesa, funcionaria, lines, uid=uid, women=7 if change == "women" else 6)
        assert refused.value.status == 409
        assert list(Meeting.objects.all()) == [first]
        first.refresh_from_db()
        assert first.women == 6

    def test_the_same_uid_with_another_photo_is_a_conflict(self, mesa: Alliance, funcionaria: User) -> None:
        uid, by = uuid7(), factories.principal(funcionaria)
        first = keep_upload(acts.picture(), by=by, field="photo")
        other = keep_upload(acts.picture(colour="red"), by=by, field="photo")
        record(mesa, funcionaria, MeetingLines(files=[(first, "signed_list")]), uid=uid)
        with pytest.raises(Conflict):
            record(mesa, funcionaria, MeetingLines(files=[(other, "signed_list")]), uid=uid)

    def test_a_refused_try_leaves_no_memory_so_the_mended_form_goes_through(
        self, mesa: Alliance, funcionaria: User
    ) -> None:
        uid = uuid7()
        refused_of(mesa, funcionaria, uid=uid, women=0, men=0, others=0)
        assert record(mesa, funcionaria, uid=uid)[1]

    def test_a_uid_that_another_person_used_makes_no_second_meeting(
        self, mesa: Alliance, funcionaria: User, coordinadora: User
    ) -> None:
        uid = uuid7()
        record(mesa, funcionaria, uid=uid)
        with pytest.raises(Conflict):
            record(mesa, coordinadora, uid=uid)
        assert mesa.meetings.get().recorded_by == funcionaria
