"""The 90-second form, sent as a browser without scripts sends it; and the correction of a meeting."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from actors.models import Actor
from convergence.models import Agreement, Alliance, Commitment, Meeting
from convergence.services.alliances import update_participation
from convergence.services.meetings import amend_meeting
from core import dates
from core.ids import uuid7
from core.models import Event, File
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, meeting_data, picture, row, send, shows, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(mesa: Alliance) -> str:
    return address("record", mesa.pk)


@pytest.fixture
def client(funcionaria: User) -> Any:
    return factories.client_of(funcionaria)


def nothing_was_recorded() -> bool:
    made = Meeting.objects.exists() or Agreement.objects.exists() or Commitment.objects.exists()
    return not made and not acts.events("meeting.recorded")


class TestSending:
    def test_the_form_opens_with_today_and_no_rows_filled(
        self, client: Any, url: str, mesa: Alliance
    ) -> None:
        page = client.get(url)
        assert page.status_code == 200
        form = page.context["form"]
        assert form["held_on"].value() == mesa.today()
        assert form["uid"].value()
        assert len(page.context["agreements"].forms) == 3
        assert [actor.name for actor, _bound in form.organisation_fields()] == [
            "Generadora del Norte SpA",
            "Junta de Vecinos Villa Ñandú",
            "Municipalidad de Mejillones",
        ]

    def test_a_meeting_with_everything(
        self, client: Any, url: str, mesa: Alliance, funcionaria: User, municipalidad: Actor, junta: Actor
    ) -> None:
        due = dates.today() + timedelta(days=20)
        data = meeting_data(
            kind="taller_participativo",
            place="Sede vecinal",
            spaces=["agenda", "informacion"],
            summary="Se habló de plazas.",
            photo=picture(),
            **{f"org_{municipalidad.pk}": "3", f"org_{junta.pk}": "0"},
            **row("acuerdos", 1, text="Hacer el catastro.", nature="modificacion_situacion_inicial"),
            **row(
                "compromisos",
                1,
                what="Enviar el catastro",
                owner=str(municipalidad.pk),
                due_on=due.isoformat(),
            ),
            **row("compromisos", 3, what="Prestar la sede", owner=str(junta.pk), due_on=due.isoformat()),
        )
        answer = client.post(url, data, follow=True)
        meeting = mesa.meetings.get()
        assert answer.redirect_chain == [(address("meeting", meeting.pk), 302)]
        assert shows(answer, "Reunión registrada.")
        assert str(meeting.pk) == data["uid"]
        assert (meeting.kind, meeting.place, meeting.headcount) == (
            "taller_participativo",
            "Sede vecinal",
            12,
        )
        assert meeting.recorded_by == funcionaria
        assert meeting.spaces == ["informacion", "agenda"] or set(meeting.spaces) == {"informacion", "agenda"}
        assert {line.actor: line.people for line in meeting.attendances.all()} == {municipalidad: 3, junta: 0}
        agreed = meeting.agreements.get()
        assert agreed.text == "Hacer el catastro."
        assert {line.what: line.agreement for line in meeting.commitments.all()} == {
            "Enviar el catastro": agreed,
            "Prestar la sede": agreed,
        }
        kept = meeting.files.get()
        assert (kept.kind, kept.file.media_type, kept.file.name) == ("signed_list", "image/jpeg", "lista.jpg")
        for words in (
            "Hacer el catastro.",
            "Modificación de la situación",
            "Enviar el catastro",
            "lista.jpg",
        ):
            assert shows(answer, words)
        assert client.get(f"/archivos/{kept.file_id}/").status_code == 200

    def test_with_several_agreements_a_commitment_belongs_to_the_meeting(
        self, client: Any, url: str, mesa: Alliance, municipalidad: Actor
    ) -> None:
        data = meeting_data(
            **row("acuerdos", 1, text="Uno.", nature="cambio_reglas"),
            **row("acuerdos", 3, text="Dos.", nature="informacion_difusion"),
            **row(
                "compromisos", 1, what="Enviar", owner=str(municipalidad.pk), due_on=dates.today().isoformat()
            ),
        )
        send(client, url, data)
        assert [agreement.text for agreement in mesa.meetings.get().agreements.all()] == ["Uno.", "Dos."]
        assert Commitment.objects.get().agreement is None

    def test_only_a_date_and_a_headcount_are_enough(self, client: Any, url: str, mesa: Alliance) -> None:
        send(client, url, meeting_data(men=None, others=""))
        meeting = mesa.meetings.get()
        assert (meeting.women, meeting.men, meeting.others) == (6, 0, 0)

    def test_the_same_form_sent_twice_makes_one_meeting_and_leads_to_it(
        self, client: Any, url: str, mesa: Alliance, municipalidad: Actor
    ) -> None:
        data = meeting_data(
            **row("acuerdos", 1, text="Uno.", nature="cambio_reglas"), **{f"org_{municipalidad.pk}": "2"}
        )
        first = client.post(url, {**data, "photo": picture()})
        again = client.post(url, {**data, "photo": picture()}, follow=True)
        meeting = mesa.meetings.get()
        assert first["Location"] == address("meeting", meeting.pk)
        assert again.redirect_chain == [(address("meeting", meeting.pk), 302)]
        assert shows(again, "Esta reunión ya estaba registrada: no se duplicó.")
        assert (meeting.agreements.count(), meeting.files.count()) == (1, 1)
        assert len(acts.events("meeting.recorded")) == 1

    def test_the_same_form_with_other_content_is_refused_and_nothing_typed_is_lost(
        self, client: Any, url: str, mesa: Alliance
    ) -> None:
        data = meeting_data()
        send(client, url, data)
        other = {**data, "women": "9", **row("acuerdos", 1, text="Otro acuerdo.", nature="cambio_reglas")}
        answer = send(client, url, other, 422)
        (said,) = errors_in(answer)["__all__"]
        assert said.startswith("Este envío ya se recibió con otro contenido.")
        assert shows(answer, said)
        assert shows(answer, "Otro acuerdo.")
        assert answer.context["form"]["women"].value() == "9"
        assert mesa.meetings.get().women == 6


class TestRefusing:
    """Each with its sentence beside the field; nothing recorded, everything typed still there."""

    def refused(self, client: Any, url: str, **changes: Any) -> tuple[Any, dict[str, Any]]:
        typed = {
            **row("acuerdos", 1, text="Lo que ya escribí.", nature="cambio_reglas"),
            "summary": "De esto.",
        }
        answer = send(client, url, meeting_data(**{**typed, **changes}), 422)
        assert nothing_was_recorded()
        if changes.get("acuerdos-0-text") is None:
            assert shows(answer, "Lo que ya escribí.")
        assert shows(answer, "De esto.")
        assert 'class="error-summary' in text_of(answer) or "error-summary" in text_of(answer)
        return answer, errors_in(answer)

    def test_nobody_came(self, client: Any, url: str) -> None:
        _answer, told = self.refused(client, url, women="0", men="", others="0")
        assert told == {"women": ["Indique cuántas personas asistieron."]}

    @pytest.mark.parametrize("count", ["-1", "5001", "doce", "1.5"])
    def test_a_headcount_that_is_no_count(self, client: Any, url: str, count: str) -> None:
        _answer, told = self.refused(client, url, women=count)
        assert list(told) == ["women"]

    def test_more_people_by_organisation_than_people(
        self, client: Any, url: str, municipalidad: Actor, junta: Actor
    ) -> None:
        orgs = {f"org_{municipalidad.pk}": "10", f"org_{junta.pk}": "3"}
        answer, told = self.refused(client, url, **orgs)
        assert told == {"__all__": ["Las personas por organización suman 13 y las asistentes son 12."]}
        assert shows(answer, told["__all__"][0])

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            ("2099-01-01", "La fecha está en el futuro: registre la reunión cuando haya ocurrido."),
            ("2001-01-01", "La fecha es anterior al inicio de la alianza"),
            ("ayer", "Escriba la fecha como 20-11-2026."),
            ("", "Este campo es requerido."),
        ],
    )
    def test_a_bad_date(self, client: Any, url: str, day: str, words: str) -> None:
        answer, told = self.refused(client, url, held_on=day)
        assert list(told) == ["held_on"]
        assert words in told["held_on"][0]
        assert shows(answer, told["held_on"][0])

    def test_an_unknown_kind_and_space(self, client: Any, url: str) -> None:
        _answer, told = self.refused(client, url, kind="asado", spaces=["asado"])
        assert set(told) == {"kind", "spaces"}

    @pytest.mark.parametrize(
        ("absent", "words"),
        [
            ("what", "Escriba qué se hará."),
            ("owner", "Elija quién responde."),
            ("due_on", "Indique para cuándo."),
        ],
    )
    def test_a_commitment_with_something_missing_says_so_beside_its_row(
        self, client: Any, url: str, municipalidad: Actor, absent: str, words: str
    ) -> None:
        cells = {"what": "Enviar", "owner": str(municipalidad.pk), "due_on": dates.today().isoformat()}
        answer, told = self.refused(client, url, **row("compromisos", 2, **{**cells, absent: ""}))
        assert told == {"commitments-2": {absent: [words]}}
        assert shows(answer, words)

    def test_a_commitment_due_before_the_meeting_says_so_beside_its_row(
        self, client: Any, url: str, municipalidad: Actor
    ) -> None:
        early = (dates.today() - timedelta(days=8)).isoformat()
        good = (dates.today() + timedelta(days=8)).isoformat()
        owner = str(municipalidad.pk)
        answer, told = self.refused(
            client,
            url,
            **row("compromisos", 1, what="A tiempo", owner=owner, due_on=good),
            **row("compromisos", 3, what="Antes", owner=owner, due_on=early),
        )
        assert told == {"commitments-3": {"due_on": ["La fecha es anterior a la reunión en que se tomó."]}}
        assert shows(answer, "Fila 3, Para cuándo")

    @pytest.mark.parametrize("who", ["not_there", "of_another_mesa", "no_id"])
    def test_an_organisation_that_does_not_take_part_owes_nothing(
        self, client: Any, url: str, otra_municipalidad: Actor, who: str
    ) -> None:
        owner = {"not_there": str(uuid7()), "of_another_mesa": str(otra_municipalidad.pk), "no_id": "x"}[who]
        cells = row("compromisos", 1, what="Enviar", owner=owner, due_on=dates.today().isoformat())
        _answer, told = self.refused(client, url, **cells)
        assert list(told) == ["commitments-1"]
        assert list(told["commitments-1"]) == ["owner"]

    def test_an_organisation_that_does_not_take_part_does_not_attend(
        self, client: Any, url: str, mesa: Alliance, otra_municipalidad: Actor
    ) -> None:
        send(client, url, meeting_data(**{f"org_{otra_municipalidad.pk}": "3", "org_x": "2"}))
        assert not mesa.meetings.get().attendances.exists()

    def test_an_agreement_without_nature_and_a_nature_without_agreement(self, client: Any, url: str) -> None:
        _answer, told = self.refused(
            client,
            url,
            **row("acuerdos", 2, text="Sin naturaleza."),
            **row("acuerdos", 3, nature="cambio_reglas"),
        )
        assert told == {
            "agreements-2": {"nature": ["Elija la naturaleza del acuerdo."]},
            "agreements-3": {"text": ["Escriba qué se acordó."]},
        }

    def test_more_than_three_agreements(self, client: Any, url: str) -> None:
        rows: dict[str, Any] = {"acuerdos-TOTAL_FORMS": "4"}
        for number in range(1, 5):
            rows |= row("acuerdos", number, text=f"Acuerdo {number}.", nature="cambio_reglas")
        answer, told = self.refused(client, url, **rows)
        assert set(told) == {"agreements"}
        assert "3" in told["agreements"][0]
        assert shows(answer, told["agreements"][0])

    def test_a_form_without_its_rows_is_refused_not_broken(self, client: Any, url: str) -> None:
        answer = client.post(
            url, meeting_data(**{"acuerdos-TOTAL_FORMS": None, "acuerdos-INITIAL_FORMS": None})
        )
        assert answer.status_code == 422
        assert nothing_was_recorded()

    @pytest.mark.parametrize("uid", ["", "x", None])
    def test_a_form_without_a_good_uid_never_breaks(
        self, client: Any, url: str, mesa: Alliance, uid: Any
    ) -> None:
        answer = client.post(url, meeting_data(uid=uid))
        assert answer.status_code == (422 if uid == "x" else 302)
        assert mesa.meetings.count() == (0 if uid == "x" else 1)


class TestPhotos:
    def heavy(self) -> SimpleUploadedFile:
        return SimpleUploadedFile("lista.jpg", b"\xff\xd8\xff" + b"0" * (30 * 1024 * 1024), "image/jpeg")

    def disguised(self) -> SimpleUploadedFile:
        return SimpleUploadedFile("lista.jpg", b"Esto es texto, no una foto.", "image/jpeg")

    def test_a_photo_of_30_mb_is_refused_with_its_size_and_the_rest_is_kept(
        self, client: Any, url: str
    ) -> None:
        data = meeting_data(
            summary="De plazas.",
            photo=self.heavy(),
            **row("acuerdos", 1, text="Uno.", nature="cambio_reglas"),
        )
        answer = send(client, url, data, 422)
        assert errors_in(answer) == {
            "photo": ["El archivo «lista.jpg» pesa 30 MB y el máximo es 15 MB. Elija uno más liviano."]
        }
        assert shows(answer, "De plazas.")
        assert shows(answer, "Uno.")
        assert nothing_was_recorded()
        assert not File.objects.exists()

    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            (
                b"Esto es texto, no una foto.",
                "no es una imagen (JPG, PNG, WebP o HEIC) ni un PDF, aunque su nombre",
            ),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no es una imagen"),
            (b"MZ\x90\x00" + b"\0" * 400, "no es una imagen"),
            (b"\xff\xd8\xff\xe0", "no es una imagen"),
        ],
        ids=["text", "svg", "program", "half-a-jpeg"],
    )
    def test_what_is_no_picture_is_refused_whatever_its_name(
        self, client: Any, url: str, raw: bytes, words: str
    ) -> None:
        upload = SimpleUploadedFile("lista.jpg", raw, "image/jpeg")
        answer = send(client, url, meeting_data(summary="De plazas.", photo=upload), 422)
        told = errors_in(answer)
        assert list(told) == ["photo"]
        assert words in told["photo"][0]
        assert shows(answer, told["photo"][0])
        assert shows(answer, "De plazas.")
        assert nothing_was_recorded()
        assert not File.objects.exists()

    def test_an_empty_file_is_refused(self, client: Any, url: str) -> None:
        answer = send(client, url, meeting_data(photo=SimpleUploadedFile("lista.jpg", b"")), 422)
        assert list(errors_in(answer)) == ["photo"]
        assert nothing_was_recorded()

    def test_a_good_photo_is_kept_when_another_field_fails_and_used_on_the_second_try(
        self, client: Any, url: str, mesa: Alliance, funcionaria: User
    ) -> None:
        data = meeting_data(women="0", men="0", others="0")
        answer = send(client, url, {**data, "photo": picture()}, 422)
        file = File.objects.get()
        assert answer.context["form"]["kept_photo"].value() == str(file.pk)
        assert f'value="{file.pk}"' in text_of(answer)
        assert shows(answer, "Guardamos «lista.jpg»: no hace falta elegirlo otra vez.")
        mended = {**data, "women": "3", "kept_photo": str(file.pk)}
        send(client, url, mended)
        assert mesa.meetings.get().files.get().file == file
        assert File.objects.count() == 1
        assert (Path(settings.FILES_ROOT) / file.path).exists()

    def test_a_photo_kept_from_a_field_error_of_the_form_itself(
        self, client: Any, url: str, mesa: Alliance
    ) -> None:
        answer = send(client, url, meeting_data(held_on="ayer", photo=picture()), 422)
        kept = answer.context["form"]["kept_photo"].value()
        send(client, url, meeting_data(kept_photo=kept))
        assert str(mesa.meetings.get().files.get().file_id) == kept

    def test_a_new_photo_wins_over_the_kept_one(self, client: Any, url: str, mesa: Alliance) -> None:
        answer = send(client, url, meeting_data(held_on="ayer", photo=picture("primera.png")), 422)
        kept = answer.context["form"]["kept_photo"].value()
        send(client, url, meeting_data(kept_photo=kept, photo=picture("segunda.png", "red")))
        assert mesa.meetings.get().files.get().file.name == "segunda.jpg"

    def test_a_bad_second_photo_leaves_the_kept_one_in_place(
        self, client: Any, url: str, mesa: Alliance
    ) -> None:
        answer = send(client, url, meeting_data(held_on="ayer", photo=picture()), 422)
        kept = answer.context["form"]["kept_photo"].value()
        answer = send(client, url, meeting_data(kept_photo=kept, photo=self.disguised()), 422)
        assert answer.context["form"]["kept_photo"].value() == kept
        assert shows(answer, "Guardamos «lista.jpg»: no hace falta elegirlo otra vez.")

    @pytest.mark.parametrize("whose", ["of_another", "not_there", "x"])
    def test_the_file_of_another_person_is_ignored(
        self, client: Any, url: str, mesa: Alliance, ajena: User, whose: str
    ) -> None:
        theirs = acts.paper(by=factories.principal(ajena), name="contrato.pdf")
        kept = {"of_another": str(theirs.pk), "not_there": str(uuid7()), "x": "x"}[whose]
        answer = client.post(url, meeting_data(kept_photo=kept))
        assert "contrato.pdf" not in text_of(answer)
        if whose != "x":
            assert answer.status_code == 302
            assert not mesa.meetings.get().files.exists()

    def test_an_own_export_is_no_photo(
        self, client: Any, url: str, mesa: Alliance, funcionaria: User
    ) -> None:
        from core import files

        mine = files.keep_bytes(
            b"a;b", name="compromisos.csv", media_type="text/csv", by=factories.principal(funcionaria)
        )
        send(client, url, meeting_data(kept_photo=str(mine.pk)))
        assert not mesa.meetings.get().files.exists()

    def test_a_pdf_of_the_list_is_taken_as_it_is(self, client: Any, url: str, mesa: Alliance) -> None:
        raw = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"
        send(client, url, meeting_data(photo=SimpleUploadedFile("lista.pdf", raw)))
        file = mesa.meetings.get().files.get().file
        assert (file.media_type, file.name, file.size) == ("application/pdf", "lista.pdf", len(raw))


class TestWho:
    @pytest.mark.parametrize(
        ("who", "status"), [("empresa", 403), ("vecina", 403), ("ajena", 404), (None, 302)]
    )
    def test_who_may_not_open_nor_send_the_form(
        self, mesa: Alliance, url: str, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        before = Event.objects.count()
        opened, sent = client.get(url), client.post(url, meeting_data())
        assert (opened.status_code, sent.status_code) == (status, status)
        assert (Meeting.objects.count(), Event.objects.count()) == (0, before)
        if who is None:
            assert opened["Location"] == f"/cuenta/login/?next={url}"
        else:
            assert "Mesa de Mejillones" not in text_of(opened) or status == 403

    @pytest.mark.parametrize("who", ["empresa", "vecina"])
    @pytest.mark.parametrize("tab", ["alliance", "meetings"])
    def test_who_may_not_record_is_not_offered_it(
        self, mesa: Alliance, url: str, who: str, tab: str, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who))
        shown = factories.page(client, address(tab, mesa.pk))
        assert "Mesa de Mejillones" in shown
        assert url not in shown

    @pytest.mark.parametrize("who", ["coordinadora", "funcionaria"])
    def test_who_may_record_is_offered_it(
        self, mesa: Alliance, url: str, who: str, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who))
        assert url in factories.page(client, address("alliance", mesa.pk))
        assert url in factories.page(client, address("meetings", mesa.pk))

    def test_a_mesa_that_is_not_there(self, client: Any) -> None:
        assert client.get(address("record", uuid7())).status_code == 404
        assert client.get("/mesas/no-es-un-id/reuniones/nueva/").status_code == 404


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

    def test_a_later_file_is_added(self, client: Any, mesa: Alliance) -> None:
        meeting = factories.make_meeting(mesa)
        url = address("attach", meeting.pk)
        answer = client.post(url, {"file": picture("muro.png"), "kind": "photo"}, follow=True)
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
        self, client: Any, mesa: Alliance, data: dict[str, Any], words: str
    ) -> None:
        meeting = factories.make_meeting(mesa)
        uploads = {"good": picture(), "text": SimpleUploadedFile("foto.jpg", b"texto")}
        sent = {key: uploads.get(value, value) if key == "file" else value for key, value in data.items()}
        answer = client.post(address("attach", meeting.pk), sent, follow=True)
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
        self, client: Any, url: str, mesa: Alliance, empresa: User, ajena: User
    ) -> None:
        send(client, url, meeting_data(photo=picture()))
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
        self, client: Any, mesa: Alliance, municipalidad: Actor
    ) -> None:
        meeting = factories.make_meeting(
            mesa, place="Sede", attendances={municipalidad: 4}, spaces=["agenda"]
        )
        url = address("amend", meeting.pk)
        form = client.get(url).context["form"]
        assert (form["place"].value(), form["women"].value(), form["spaces"].value()) == (
            "Sede",
            6,
            ["agenda"],
        )
        assert form[f"org_{municipalidad.pk}"].value() == 4
        answer = client.post(url, self.data_of(meeting, women="9", spaces=["agenda"]), follow=True)
        assert shows(answer, "Reunión corregida.")
        meeting.refresh_from_db()
        assert (meeting.women, meeting.spaces, meeting.attendances.get().people) == (9, ["agenda"], 4)
        assert acts.only_event("meeting.amended", meeting).data == {"fields": ["women"]}

    def test_an_older_form_shows_both_values_and_can_be_saved_again(
        self, client: Any, mesa: Alliance, municipalidad: Actor
    ) -> None:
        meeting = factories.make_meeting(mesa, place="Sede", attendances={municipalidad: 4})
        older = self.data_of(meeting, women="9", place="Gimnasio", **{f"org_{municipalidad.pk}": "5"})
        amend_meeting(meeting=meeting, by=acts.SYSTEM, place="Biblioteca", attendances={municipalidad: 2})
        answer = send(client, address("amend", meeting.pk), older, 422)
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
        send(client, address("amend", meeting.pk), again)
        meeting.refresh_from_db()
        assert (meeting.place, meeting.women, meeting.attendances.get().people) == ("Gimnasio", 9, 5)

    def test_the_attendance_of_an_organisation_that_left_since_stays(
        self, client: Any, mesa: Alliance, junta: Actor, municipalidad: Actor
    ) -> None:
        meeting = factories.make_meeting(mesa, attendances={junta: 3, municipalidad: 2})
        seat = mesa.participations.get(actor=junta)
        update_participation(participation=seat, left_on=dates.today(), by=acts.SYSTEM)
        page = client.get(address("amend", meeting.pk))
        assert shows(page, junta.name)
        send(client, address("amend", meeting.pk), self.data_of(meeting, women="9"))
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
        self, client: Any, mesa: Alliance, changes: dict[str, str], about: str, words: str
    ) -> None:
        meeting = factories.make_meeting(mesa)
        answer = send(client, address("amend", meeting.pk), self.data_of(meeting, **changes), 422)
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


def test_the_day_of_the_mesa_is_that_of_its_territory(
    coordinadora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 22:30 of the 20th in Isla de Pascua it is the 21st in Santiago: the form offers and takes the island's day."""
    import time_machine

    island = factories.make_mesa(comunas=["05201"], started_on=date(2026, 1, 1))
    with time_machine.travel("2026-11-21T03:30:00+00:00", tick=False):
        client = factories.client_of(coordinadora)
        form = client.get(address("record", island.pk)).context["form"]
        assert form["held_on"].value() == date(2026, 11, 20)
        answer = send(client, address("record", island.pk), meeting_data(held_on="2026-11-21"), 422)
        assert list(errors_in(answer)) == ["held_on"]
