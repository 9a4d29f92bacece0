"""The 90-second form, sent as a browser without scripts sends it: taken, or refused beside the field."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, Commitment
from core import dates
from core.ids import uuid7
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, meeting_data, picture, row, send, shows, text_of

pytestmark = pytest.mark.django_db


class TestSending:
    def test_the_form_opens_with_today_and_no_rows_filled(
        self, official: Any, record_url: str, mesa: Alliance
    ) -> None:
        page = official.get(record_url)
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
        self,
        official: Any,
        record_url: str,
        mesa: Alliance,
        funcionaria: User,
        municipalidad: Actor,
        junta: Actor,
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
        answer = official.post(record_url, data, follow=True)
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
        assert official.get(f"/archivos/{kept.file_id}/").status_code == 200

    def test_with_several_agreements_a_commitment_belongs_to_the_meeting(
        self, official: Any, record_url: str, mesa: Alliance, municipalidad: Actor
    ) -> None:
        data = meeting_data(
            **row("acuerdos", 1, text="Uno.", nature="cambio_reglas"),
            **row("acuerdos", 3, text="Dos.", nature="informacion_difusion"),
            **row(
                "compromisos", 1, what="Enviar", owner=str(municipalidad.pk), due_on=dates.today().isoformat()
            ),
        )
        send(official, record_url, data)
        assert [agreement.text for agreement in mesa.meetings.get().agreements.all()] == ["Uno.", "Dos."]
        assert Commitment.objects.get().agreement is None

    def test_only_a_date_and_a_headcount_are_enough(
        self, official: Any, record_url: str, mesa: Alliance
    ) -> None:
        send(official, record_url, meeting_data(men=None, others=""))
        meeting = mesa.meetings.get()
        assert (meeting.women, meeting.men, meeting.others) == (6, 0, 0)

    def test_the_same_form_sent_twice_makes_one_meeting_and_leads_to_it(
        self, official: Any, record_url: str, mesa: Alliance, municipalidad: Actor
    ) -> None:
        data = meeting_data(
            **row("acuerdos", 1, text="Uno.", nature="cambio_reglas"), **{f"org_{municipalidad.pk}": "2"}
        )
        first = official.post(record_url, {**data, "photo": picture()})
        again = official.post(record_url, {**data, "photo": picture()}, follow=True)
        meeting = mesa.meetings.get()
        assert first["Location"] == address("meeting", meeting.pk)
        assert again.redirect_chain == [(address("meeting", meeting.pk), 302)]
        assert shows(again, "Esta reunión ya estaba registrada: no se duplicó.")
        assert (meeting.agreements.count(), meeting.files.count()) == (1, 1)
        assert len(acts.events("meeting.recorded")) == 1

    def test_the_same_form_with_other_content_is_refused_and_nothing_typed_is_lost(
        self, official: Any, record_url: str, mesa: Alliance
    ) -> None:
        data = meeting_data()
        send(official, record_url, data)
        other = {**data, "women": "9", **row("acuerdos", 1, text="Otro acuerdo.", nature="cambio_reglas")}
        answer = send(official, record_url, other, 422)
        (said,) = errors_in(answer)["__all__"]
        assert said.startswith("Este envío ya se recibió con otro contenido.")
        assert shows(answer, said)
        assert shows(answer, "Otro acuerdo.")
        assert answer.context["form"]["women"].value() == "9"
        assert mesa.meetings.get().women == 6


class TestRefusing:
    """Each with its sentence beside the field; nothing recorded, everything typed still there."""

    def refused(self, official: Any, record_url: str, **changes: Any) -> tuple[Any, dict[str, Any]]:
        typed = {
            **row("acuerdos", 1, text="Lo que ya escribí.", nature="cambio_reglas"),
            "summary": "De esto.",
        }
        answer = send(official, record_url, meeting_data(**{**typed, **changes}), 422)
        assert acts.nothing_was_recorded()
        if changes.get("acuerdos-0-text") is None:
            assert shows(answer, "Lo que ya escribí.")
        assert shows(answer, "De esto.")
        assert 'class="error-summary' in text_of(answer) or "error-summary" in text_of(answer)
        return answer, errors_in(answer)

    def test_nobody_came(self, official: Any, record_url: str) -> None:
        _answer, told = self.refused(official, record_url, women="0", men="", others="0")
        assert told == {"women": ["Indique cuántas personas asistieron."]}

    @pytest.mark.parametrize("count", ["-1", "5001", "doce", "1.5"])
    def test_a_headcount_that_is_no_count(self, official: Any, record_url: str, count: str) -> None:
        _answer, told = self.refused(official, record_url, women=count)
        assert list(told) == ["women"]

    def test_more_people_by_organisation_than_people(
        self, official: Any, record_url: str, municipalidad: Actor, junta: Actor
    ) -> None:
        orgs = {f"org_{municipalidad.pk}": "10", f"org_{junta.pk}": "3"}
        answer, told = self.refused(official, record_url, **orgs)
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
    def test_a_bad_date(self, official: Any, record_url: str, day: str, words: str) -> None:
        answer, told = self.refused(official, record_url, held_on=day)
        assert list(told) == ["held_on"]
        assert words in told["held_on"][0]
        assert shows(answer, told["held_on"][0])

    def test_an_unknown_kind_and_space(self, official: Any, record_url: str) -> None:
        _answer, told = self.refused(official, record_url, kind="asado", spaces=["asado"])
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
        self, official: Any, record_url: str, municipalidad: Actor, absent: str, words: str
    ) -> None:
        cells = {"what": "Enviar", "owner": str(municipalidad.pk), "due_on": dates.today().isoformat()}
        answer, told = self.refused(official, record_url, **row("compromisos", 2, **{**cells, absent: ""}))
        assert told == {"commitments-2": {absent: [words]}}
        assert shows(answer, words)

    def test_a_commitment_due_before_the_meeting_says_so_beside_its_row(
        self, official: Any, record_url: str, municipalidad: Actor
    ) -> None:
        early = (dates.today() - timedelta(days=8)).isoformat()
        good = (dates.today() + timedelta(days=8)).isoformat()
        owner = str(municipalidad.pk)
        answer, told = self.refused(
            official,
            record_url,
            **row("compromisos", 1, what="A tiempo", owner=owner, due_on=good),
            **row("compromisos", 3, what="Antes", owner=owner, due_on=early),
        )
        assert told == {"commitments-3": {"due_on": ["La fecha es anterior a la reunión en que se tomó."]}}
        assert shows(answer, "Fila 3, Para cuándo")

    @pytest.mark.parametrize("who", ["not_there", "of_another_mesa", "no_id"])
    def test_an_organisation_that_does_not_take_part_owes_nothing(
        self, official: Any, record_url: str, otra_municipalidad: Actor, who: str
    ) -> None:
        owner = {"not_there": str(uuid7()), "of_another_mesa": str(otra_municipalidad.pk), "no_id": "x"}[who]
        cells = row("compromisos", 1, what="Enviar", owner=owner, due_on=dates.today().isoformat())
        _answer, told = self.refused(official, record_url, **cells)
        assert list(told) == ["commitments-1"]
        assert list(told["commitments-1"]) == ["owner"]

    def test_an_organisation_that_does_not_take_part_does_not_attend(
        self, official: Any, record_url: str, mesa: Alliance, otra_municipalidad: Actor
    ) -> None:
        send(official, record_url, meeting_data(**{f"org_{otra_municipalidad.pk}": "3", "org_x": "2"}))
        assert not mesa.meetings.get().attendances.exists()

    def test_an_agreement_without_nature_and_a_nature_without_agreement(
        self, official: Any, record_url: str
    ) -> None:
        _answer, told = self.refused(
            official,
            record_url,
            **row("acuerdos", 2, text="Sin naturaleza."),
            **row("acuerdos", 3, nature="cambio_reglas"),
        )
        assert told == {
            "agreements-2": {"nature": ["Elija la naturaleza del acuerdo."]},
            "agreements-3": {"text": ["Escriba qué se acordó."]},
        }

    def test_more_than_three_agreements(self, official: Any, record_url: str) -> None:
        rows: dict[str, Any] = {"acuerdos-TOTAL_FORMS": "4"}
        for number in range(1, 5):
            rows |= row("acuerdos", number, text=f"Acuerdo {number}.", nature="cambio_reglas")
        answer, told = self.refused(official, record_url, **rows)
        assert set(told) == {"agreements"}
        assert "3" in told["agreements"][0]
        assert shows(answer, told["agreements"][0])

    def test_a_form_without_its_rows_is_refused_not_broken(self, official: Any, record_url: str) -> None:
        answer = official.post(
            record_url, meeting_data(**{"acuerdos-TOTAL_FORMS": None, "acuerdos-INITIAL_FORMS": None})
        )
        assert answer.status_code == 422
        assert acts.nothing_was_recorded()

    @pytest.mark.parametrize("uid", ["", "x", None])
    def test_a_form_without_a_good_uid_never_breaks(
        self, official: Any, record_url: str, mesa: Alliance, uid: Any
    ) -> None:
        answer = official.post(record_url, meeting_data(uid=uid))
        assert answer.status_code == (422 if uid == "x" else 302)
        assert mesa.meetings.count() == (0 if uid == "x" else 1)


def test_the_day_of_the_mesa_is_that_of_its_territory(coordinadora: User) -> None:
    """At 22:30 of the 20th in Isla de Pascua it is the 21st in Santiago: the form offers and takes the island's day."""
    island = factories.make_mesa(comunas=["05201"], started_on=date(2026, 1, 1))
    with time_machine.travel("2026-11-21T03:30:00+00:00", tick=False):
        client = factories.client_of(coordinadora)
        form = client.get(address("record", island.pk)).context["form"]
        assert form["held_on"].value() == date(2026, 11, 20)
        answer = send(client, address("record", island.pk), meeting_data(held_on="2026-11-21"), 422)
        assert list(errors_in(answer)) == ["held_on"]
