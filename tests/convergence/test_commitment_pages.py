"""A commitment on its pages: made outside a meeting, moved, given a new date."""

import re
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, Commitment
from core import dates
from core.models import Event, new_uid
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, send, shows

pytestmark = pytest.mark.django_db

WHAT = "Pagar el levantamiento"
DONE = "Se pagó con la factura 12."


@pytest.fixture
def row(mesa: Alliance, empresa_actor: Actor) -> Commitment:
    """Owed by the company."""
    return factories.make_commitment(mesa, empresa_actor, what=WHAT)


class TestMaking:
    def data(self, by: Actor, **changes: Any) -> dict[str, Any]:
        due = (dates.today() + timedelta(days=9)).isoformat()
        return {"uid": new_uid(), "what": "Enviar el catastro", "owner": str(by.pk), "due_on": due} | changes

    def test_an_official_makes_one_outside_a_meeting(
        self, mesa: Alliance, junta: Actor, funcionaria: User
    ) -> None:
        client = factories.client_of(funcionaria)
        url = address("create_commitment", mesa.pk)
        data = self.data(junta, logic="etica")
        answer = client.post(url, data, follow=True)
        assert answer.redirect_chain == [(address("alliance_commitments", mesa.pk), 302)]
        assert shows(answer, "Compromiso registrado.")
        assert shows(answer, "Enviar el catastro")
        made = mesa.commitments.get()
        assert (str(made.pk), made.owner, made.meeting, made.logic) == (data["uid"], junta, None, "etica")
        again = client.post(url, data, follow=True)
        assert shows(again, "Este compromiso ya estaba registrado: no se duplicó.")
        assert mesa.commitments.count() == 1

    def test_one_of_a_meeting_already_recorded(self, mesa: Alliance, junta: Actor, funcionaria: User) -> None:
        meeting = factories.make_meeting(mesa)
        client = factories.client_of(funcionaria)
        url = f"{address('create_commitment', mesa.pk)}?reunion={meeting.pk}"
        answer = send(client, url, self.data(junta))
        assert answer["Location"] == address("meeting", meeting.pk)
        assert meeting.commitments.get().owner == junta

    def test_a_meeting_of_another_mesa_or_none_at_all(
        self, mesa: Alliance, mesa_ajena: Alliance, coordinadora: User
    ) -> None:
        client = factories.client_of(coordinadora)
        foreign = factories.make_meeting(mesa_ajena)
        for meeting in (foreign.pk, new_uid(), "x"):
            url = f"{address('create_commitment', mesa.pk)}?reunion={meeting}"
            assert client.get(url).status_code == 404, meeting

    @pytest.mark.parametrize(
        ("changes", "about", "words"),
        [
            ({"what": ""}, "what", "requerido"),
            ({"what": "   "}, "what", "requerido"),
            ({"what": "a" * 501}, "what", "500"),
            ({"due_on": ""}, "due_on", "requerido"),
            ({"due_on": "mañana"}, "due_on", "Escriba la fecha como 20-11-2026."),
            ({"due_on": "2001-01-01"}, "due_on", "La fecha es anterior al inicio de la alianza."),
            ({"owner": ""}, "owner", "requerido"),
            ({"owner": "x"}, "owner", ""),
            ({"person": "x"}, "person", ""),
            ({"logic": "x"}, "logic", ""),
        ],
    )
    def test_bad_input_is_told_beside_its_field(
        self, mesa: Alliance, junta: Actor, funcionaria: User, changes: dict[str, str], about: str, words: str
    ) -> None:
        client = factories.client_of(funcionaria)
        answer = send(client, address("create_commitment", mesa.pk), self.data(junta, **changes), 422)
        told = errors_in(answer)
        assert list(told) == [about]
        assert words in told[about][0]
        assert shows(answer, told[about][0])
        assert not mesa.commitments.exists()

    def test_who_does_not_take_part_owes_nothing(
        self, mesa: Alliance, otra_municipalidad: Actor, funcionaria: User
    ) -> None:
        client = factories.client_of(funcionaria)
        told = errors_in(
            send(client, address("create_commitment", mesa.pk), self.data(otra_municipalidad), 422)
        )
        assert list(told) == ["owner"]

    @pytest.mark.parametrize(
        ("who", "status"), [("empresa", 403), ("vecina", 403), ("ajena", 404), (None, 302)]
    )
    def test_who_may_not(
        self, mesa: Alliance, junta: Actor, who: str | None, status: int, request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who) if who else None)
        url = address("create_commitment", mesa.pk)
        assert client.get(url).status_code == status
        assert client.post(url, self.data(junta)).status_code == status
        assert not mesa.commitments.exists()
        if status == 403:
            assert url not in factories.page(client, address("alliance_commitments", mesa.pk))


class TestOneCommitment:
    @pytest.mark.parametrize(
        ("who", "offered"),
        [
            ("coordinadora", {"close", "start", "date", "release", "share"}),
            ("funcionaria", set()),
            ("empresa", {"close", "start", "date", "share"}),
            ("vecina", set()),
        ],
    )
    def test_each_is_offered_what_she_may_do(
        self, row: Commitment, who: str, offered: set[str], request: pytest.FixtureRequest
    ) -> None:
        client = factories.client_of(request.getfixturevalue(who))
        answer = client.get(address("commitment", row.pk))
        assert shows(answer, WHAT)
        words = {
            "close": "Marcar como cumplido",
            "start": "Está en curso",
            "date": "Fecha nueva",
            "release": "Liberar del compromiso",
            "share": "Crear enlace para responder sin cuenta",
        }
        assert {act for act, said in words.items() if shows(answer, said)} == offered

    def test_ajena_and_the_visitor_do_not_see_it(
        self, row: Commitment, mesa_ajena: Alliance, ajena: User
    ) -> None:
        client = factories.client_of(ajena)
        for name in ("commitment", "move", "reschedule", "share"):
            assert client.get(address(name, row.pk)).status_code == 404
            assert client.post(address(name, row.pk)).status_code == 404
            assert factories.client_of().get(address(name, row.pk)).status_code == 302

    def test_its_owner_closes_it_with_words(self, row: Commitment, empresa: User) -> None:
        client = factories.client_of(empresa)
        url = address("move", row.pk)
        answer = send(client, url, {"to": "cumplido", "outcome": "ok", "version": "1"}, 422)
        assert errors_in(answer) == {"outcome": ["Cuente en una frase qué se hizo o por qué se libera."]}
        assert shows(answer, "Cuente en una frase")
        answer = client.post(url, {"to": "cumplido", "outcome": DONE, "version": "1"}, follow=True)
        assert shows(answer, "Compromiso actualizado.")
        assert shows(answer, DONE)
        row.refresh_from_db()
        assert (row.state, row.closed_on) == ("cumplido", dates.today())

    def test_the_coordination_releases_and_reopens(self, row: Commitment, coordinadora: User) -> None:
        client = factories.client_of(coordinadora)
        url = address("move", row.pk)
        send(client, url, {"to": "liberado", "outcome": "La empresa dejó la comuna.", "version": "1"})
        page = client.get(address("commitment", row.pk))
        assert shows(page, "Reabrir el compromiso")
        assert not shows(page, "Marcar como cumplido")
        send(client, url, {"to": "abierto", "version": "2"})
        row.refresh_from_db()
        assert (row.state, row.outcome, row.closed_on) == ("abierto", "", None)
        assert [(event.data["from"], event.data["to"]) for event in acts.events("commitment.moved")] == [
            ("abierto", "liberado"),
            ("liberado", "abierto"),
        ]

    @pytest.mark.parametrize("to", ["liberado", "abierto", "en_curso"])
    def test_an_official_who_owes_nothing_gets_a_page_that_says_who_does_it(
        self, row: Commitment, funcionaria: User, to: str
    ) -> None:
        answer = factories.client_of(funcionaria).post(address("move", row.pk), {"to": to, "outcome": DONE})
        assert answer.status_code == 403
        assert shows(answer, "Este cambio lo hace la organización responsable o la coordinación.")
        row.refresh_from_db()
        assert (row.state, row.version) == ("abierto", 1)

    @pytest.mark.parametrize(
        ("data", "about"),
        [
            ({"to": "cumplido", "outcome": DONE, "version": "7"}, "__all__"),
            ({"to": "vencido", "outcome": DONE}, "to"),
            ({"to": "", "outcome": DONE}, "to"),
            ({"to": "abierto", "outcome": DONE}, "__all__"),
        ],
    )
    def test_a_bad_move_is_refused_on_the_page(
        self, row: Commitment, coordinadora: User, data: dict[str, str], about: str
    ) -> None:
        answer = send(factories.client_of(coordinadora), address("move", row.pk), data, 422)
        told = errors_in(answer)
        assert list(told) == [about]
        assert shows(answer, told[about][0])
        row.refresh_from_db()
        assert row.state == "abierto"

    def test_a_new_date_is_kept_beside_the_old_ones(self, row: Commitment, empresa: User) -> None:
        client = factories.client_of(empresa)
        old, new = row.due_on, row.due_on + timedelta(days=40)
        data = {"due_on": new.isoformat(), "reason": "Falta el permiso de obras.", "version": "1"}
        answer = client.post(address("reschedule", row.pk), data, follow=True)
        assert shows(answer, "Fecha cambiada. Las anteriores quedan a la vista.")
        for words in (f"{old:%d-%m-%Y}", f"{new:%d-%m-%Y}", "Falta el permiso de obras.", "Diego Lagos"):
            assert shows(answer, words)
        history = factories.page(client, address("history", row.alliance_id))
        assert f"{old:%d-%m-%Y} → {new:%d-%m-%Y}" in history, "dates as people write them"

    @pytest.mark.parametrize(
        ("changes", "about", "words"),
        [
            ({"due_on": "2001-01-01"}, "due_on", "La fecha nueva ya pasó."),
            ({"due_on": "same"}, "due_on", "La fecha nueva es igual a la actual."),
            ({"due_on": "x"}, "due_on", "Escriba la fecha como 20-11-2026."),
            ({"reason": ""}, "reason", "requerido"),
            ({"reason": "no"}, "reason", "Escriba por qué cambia la fecha."),
            ({"version": "9"}, "__all__", "Alguien cambió este registro"),
        ],
    )
    def test_a_bad_new_date_is_told_beside_its_field(
        self, row: Commitment, empresa: User, changes: dict[str, str], about: str, words: str
    ) -> None:
        good = {
            "due_on": (row.due_on + timedelta(days=4)).isoformat(),
            "reason": "Falta el permiso.",
            "version": "1",
        }
        data = {**good, **changes}
        if data["due_on"] == "same":
            data["due_on"] = row.due_on.isoformat()
        answer = send(factories.client_of(empresa), address("reschedule", row.pk), data, 422)
        told = errors_in(answer)
        assert words in told[about][0]
        assert shows(answer, told[about][0])
        assert row.due_dates.count() == 1

    def test_opening_the_address_of_an_act_by_hand_changes_nothing(
        self, row: Commitment, empresa: User
    ) -> None:
        client = factories.client_of(empresa)
        before = Event.objects.count()
        for name in ("move", "reschedule", "share"):
            assert client.get(address(name, row.pk))["Location"] == address("commitment", row.pk)
        assert Event.objects.count() == before

    def test_no_id_stands_twice_on_the_page(self, row: Commitment, coordinadora: User) -> None:
        page = factories.page(factories.client_of(coordinadora), address("commitment", row.pk))
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids))
