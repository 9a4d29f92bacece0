"""Who opens the form and a meeting, what is added to it, and its correction."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, Meeting
from convergence.services.alliances import update_participation
from convergence.services.meetings import amend_meeting
from core import dates
from core.ids import uuid7
from core.models import Event
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, meeting_data, picture, send, shows, text_of

pytestmark = pytest.mark.django_db


class TestWho:
    @pytest.mark.parametrize(
        ("who", "status"), [("empresa", 403), ("vecina", 403), ("ajena", 404), (None, 302)]
    )
    def test_who_may_not_open_nor_send_the_form(
        self, mesa: Alliance, record_url: str, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        before = Event.objects.count()
        opened, sent = client.get(record_url), client.post(record_url, meeting_data())
        assert (opened.status_code, sent.status_code) == (status, status)
        assert (Meeting.objects.count(), Event.objects.count()) == (0, before)
        if who is None:
            assert opened["Location"] == f"/cuenta/login/?next={record_url}"
        else:
            assert "Mesa de Mejillones" not in text_of(opened) or status == 403

    @pytest.mark.parametrize("who", ["empresa", "vecina"])
    @pytest.mark.parametrize("tab", ["alliance", "meetings"])
    def test_who_may_not_record_is_not_offered_it(
        self, mesa: Alliance, record_url: str, who: str, tab: str, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who))
        shown = factories.page(client, address(tab, mesa.pk))
        assert "Mesa de Mejillones" in shown
        assert record_url not in shown

    @pytest.mark.parametrize("who", ["coordinadora", "funcionaria"])
    def test_who_may_record_is_offered_it(
        self, mesa: Alliance, record_url: str, who: str, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who))
        assert record_url in factories.page(client, address("alliance", mesa.pk))
        assert record_url in factories.page(client, address("meetings", mesa.pk))

    def test_a_mesa_that_is_not_there(self, official: Any) -> None:
        assert official.get(address("record", uuid7())).status_code == 404
        assert official.get("/mesas/no-es-un-id/reuniones/nueva/").status_code == 404


class TestThePageOfAMeeting:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("coordinadora", 200), ("funcionaria", 200), ("empresa", 200), ("vecina", 200), ("ajena", 404)],
    )
    def test_who_sees_it(self, mesa: Alliance, who: str, status: int, request: pytest.FixtureRequest) -> None:
        meeting = factories.make_meeting(mesa, agreements=["Pavimentar el pasaje <5>."])
        client = factories.client_of(request.getfixturevalue(who))
        answer = client.get(address("meeting", meeting.pk))
        assert answer.status_code == status
        assert shows(answer, "Pavimentar el pasaje <5>.") == (status == 200)
        may = who in {"coordinadora", "funcionaria"}
        assert (address("amend", meeting.pk) in text_of(answer)) == may
        assert (address("attach", meeting.pk) in text_of(answer)) == may

    def test_a_later_file_is_added(self, official: Any, mesa: Alliance) -> None:
        meeting = factories.make_meeting(mesa)
        url = address("attach", meeting.pk)
        answer = official.post(url, {"file": picture("muro.png"), "kind": "photo"}, follow=True)
        assert shows(answer, "Archivo agregado.")
        assert shows(answer, "muro.jpg")
        assert meeting.files.get().kind == "photo"

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({}, "Elija un archivo y de qué es."),
            ({"kind": "photo"}, "Elija un archivo y de qué es."),
            ({"kind": "otra", "file": "good"}, "Elija un archivo y de qué es."),
            ({"kind": "photo", "file": "text"}, "no es una imagen"),
        ],
    )
    def test_a_bad_later_file_is_refused_with_its_sentence(
        self, official: Any, mesa: Alliance, data: dict[str, Any], words: str
    ) -> None:
        meeting = factories.make_meeting(mesa)
        uploads = {"good": picture(), "text": SimpleUploadedFile("foto.jpg", b"texto")}
        sent = {key: uploads.get(value, value) if key == "file" else value for key, value in data.items()}
        answer = official.post(address("attach", meeting.pk), sent, follow=True)
        assert shows(answer, words)
        assert not meeting.files.exists()

    @pytest.mark.parametrize(("who", "status"), [("empresa", 403), ("ajena", 404)])
    def test_who_may_not_add_a_file(
        self, mesa: Alliance, who: str, status: int, request: pytest.FixtureRequest
    ) -> None:
        meeting = factories.make_meeting(mesa)
        client = factories.client_of(request.getfixturevalue(who))
        data = {"file": picture(), "kind": "photo"}
        assert client.post(address("attach", meeting.pk), data).status_code == status
        assert not meeting.files.exists()

    def test_the_photo_of_a_meeting_is_seen_by_the_mesa_and_by_nobody_else(
        self, official: Any, record_url: str, mesa: Alliance, empresa: User, ajena: User
    ) -> None:
        send(official, record_url, meeting_data(photo=picture()))
        where = f"/archivos/{mesa.meetings.get().files.get().file_id}/"
        assert factories.client_of(empresa).get(where).status_code == 200
        assert factories.client_of(ajena).get(where).status_code == 404
        assert factories.client_of().get(where).status_code in {302, 404}


class TestCorrecting:
    def data_of(self, meeting: Meeting, **changes: Any) -> dict[str, Any]:
        data = {
            "held_on": meeting.held_on.isoformat(),
            "kind": meeting.kind,
            "women": str(meeting.women),
            "men": str(meeting.men),
            "others": str(meeting.others),
            "place": meeting.place,
            "summary": meeting.summary,
            "version": str(meeting.version),
            **{f"org_{row.actor_id}": str(row.people) for row in meeting.attendances.all()},
        }
        return data | changes

    def test_the_form_shows_what_is_kept_and_a_correction_is_saved(
        self, official: Any, mesa: Alliance, municipalidad: Actor
    ) -> None:
        meeting = factories.make_meeting(
            mesa, place="Sede", attendances={municipalidad: 4}, spaces=["agenda"]
        )
        url = address("amend", meeting.pk)
        form = official.get(url).context["form"]
        assert (form["place"].value(), form["women"].value(), form["spaces"].value()) == (
            "Sede",
            6,
            ["agenda"],
        )
        assert form[f"org_{municipalidad.pk}"].value() == 4
        answer = official.post(url, self.data_of(meeting, women="9", spaces=["agenda"]), follow=True)
        assert shows(answer, "Reunión corregida.")
        meeting.refresh_from_db()
        assert (meeting.women, meeting.spaces, meeting.attendances.get().people) == (9, ["agenda"], 4)
        assert acts.only_event("meeting.amended", meeting).data == {"fields": ["women"]}

    def test_an_older_form_shows_both_values_and_can_be_saved_again(
        self, official: Any, mesa: Alliance, municipalidad: Actor
    ) -> None:
        meeting = factories.make_meeting(mesa, place="Sede", attendances={municipalidad: 4})
        older = self.data_of(meeting, women="9", place="Gimnasio", **{f"org_{municipalidad.pk}": "5"})
        amend_meeting(meeting=meeting, by=acts.SYSTEM, place="Biblioteca", attendances={municipalidad: 2})
        answer = send(official, address("amend", meeting.pk), older, 422)
        told = errors_in(answer)
        assert told["__all__"][0].startswith("Alguien cambió este registro mientras usted lo editaba.")
        assert told["place"] == ["Ahora dice: Biblioteca"]
        assert told["women"] == ["Ahora dice: 6"]
        assert told[f"org_{municipalidad.pk}"] == ["Ahora dice: 2"]
        assert "men" not in told
        assert answer.context["form"]["place"].value() == "Gimnasio"
        meeting.refresh_from_db()
        assert meeting.place == "Biblioteca"
        again = {**older, "version": answer.context["form"]["version"].value()}
        send(official, address("amend", meeting.pk), again)
        meeting.refresh_from_db()
        assert (meeting.place, meeting.women, meeting.attendances.get().people) == ("Gimnasio", 9, 5)

    def test_the_attendance_of_an_organisation_that_left_since_stays(
        self, official: Any, mesa: Alliance, junta: Actor, municipalidad: Actor
    ) -> None:
        meeting = factories.make_meeting(mesa, attendances={junta: 3, municipalidad: 2})
        seat = mesa.participations.get(actor=junta)
        update_participation(participation=seat, left_on=dates.today(), by=acts.SYSTEM)
        page = official.get(address("amend", meeting.pk))
        assert shows(page, junta.name)
        send(official, address("amend", meeting.pk), self.data_of(meeting, women="9"))
        assert {row.actor: row.people for row in meeting.attendances.all()} == {junta: 3, municipalidad: 2}

    @pytest.mark.parametrize(
        ("changes", "about", "words"),
        [
            ({"held_on": "2099-01-01"}, "held_on", "La fecha está en el futuro"),
            ({"held_on": "2001-01-01"}, "held_on", "La fecha es anterior al inicio de la alianza"),
            ({"women": "0", "men": "0", "others": "0"}, "women", "Indique cuántas personas asistieron."),
            ({"kind": "asado"}, "kind", ""),
            ({"version": "x"}, "version", ""),
        ],
    )
    def test_a_bad_correction_is_refused_beside_its_field(
        self, official: Any, mesa: Alliance, changes: dict[str, str], about: str, words: str
    ) -> None:
        meeting = factories.make_meeting(mesa)
        answer = send(official, address("amend", meeting.pk), self.data_of(meeting, **changes), 422)
        assert words in errors_in(answer)[about][0]
        meeting.refresh_from_db()
        assert meeting.version == 1
        assert not acts.events("meeting.amended")

    @pytest.mark.parametrize(
        ("who", "status"), [("empresa", 403), ("vecina", 403), ("ajena", 404), (None, 302)]
    )
    def test_who_may_not_correct(
        self, mesa: Alliance, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        meeting = factories.make_meeting(mesa)
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        url = address("amend", meeting.pk)
        assert client.get(url).status_code == status
        assert client.post(url, self.data_of(meeting, women="9")).status_code == status
        meeting.refresh_from_db()
        assert meeting.women == 6
