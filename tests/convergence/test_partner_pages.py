"""Partners and cycles on their pages: seated, edited, refused."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from convergence.services.alliances import update_participation
from core import dates
from core.models import new_uid
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, send, shows, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(coordinadora: User) -> Any:
    return factories.client_of(coordinadora)


class TestPartners:
    def data(self, who: Actor | None = None, **changes: Any) -> dict[str, Any]:
        data = {"uid": new_uid(), "roles": ["decision"], "has_seat": "on", "joined_on": "2026-05-01"}
        if who:
            data["actor"] = str(who.pk)
        return {key: value for key, value in (data | changes).items() if value is not None}

    def test_an_organisation_is_seated(self, client: Any, mesa: Alliance) -> None:
        actor = factories.make_actor("Puerto de Mejillones S.A.", kind="empresa")
        data = self.data(actor, contributions=["dinero"], representative="Luis Soto")
        answer = client.post(address("add_partner", mesa.pk), data, follow=True)
        assert shows(answer, "Actor agregado a la mesa.")
        assert shows(answer, "Puerto de Mejillones S.A.")
        seat = mesa.participations.get(actor=actor)
        assert (str(seat.pk), seat.sector, seat.has_seat) == (data["uid"], "mercado", True)

    def test_the_same_form_twice_seats_it_once(self, client: Any, mesa: Alliance) -> None:
        actor = factories.make_actor()
        data = self.data(actor)
        send(client, address("add_partner", mesa.pk), data)
        again = client.post(address("add_partner", mesa.pk), data, follow=True)
        assert again.redirect_chain == [(address("partners", mesa.pk), 302)]
        assert shows(again, "Esta organización ya estaba sumada: no se duplicó.")
        assert mesa.participations.filter(actor=actor).count() == 1
        assert len([event for event in acts.events("participation.added") if event.by]) == 1

    def test_one_that_takes_part_already_is_refused_beside_its_field(
        self, client: Any, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        answer = send(client, address("add_partner", mesa.pk), self.data(empresa_actor), 422)
        told = errors_in(answer)
        assert told == {"actor": ["«Generadora del Norte SpA» ya participa en esta alianza."]}
        assert shows(answer, told["actor"][0])

    def test_those_that_take_part_are_not_offered(
        self, client: Any, mesa: Alliance, empresa_actor: Actor, otra_municipalidad: Actor
    ) -> None:
        page = text_of(client.get(address("add_partner", mesa.pk)))
        assert str(otra_municipalidad.pk) in page
        assert str(empresa_actor.pk) not in page

    @pytest.mark.parametrize(
        ("changes", "about"),
        [
            ({"actor": "x"}, "actor"),
            ({"actor": ""}, "actor"),
            ({"roles": None}, "roles"),
            ({"roles": ["jefe"]}, "roles"),
            ({"contributions": ["oro"]}, "contributions"),
            ({"joined_on": "ayer"}, "joined_on"),
        ],
    )
    def test_bad_input(self, client: Any, mesa: Alliance, changes: dict[str, Any], about: str) -> None:
        actor = factories.make_actor()
        answer = send(client, address("add_partner", mesa.pk), self.data(actor, **changes), 422)
        assert list(errors_in(answer)) == [about]
        assert mesa.participations.count() == 3

    def test_leaving_is_an_edit_with_its_date(
        self, client: Any, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        seat = mesa.participations.get(actor=empresa_actor)
        url = address("edit_partner", seat.pk)
        form = client.get(url).context["form"]
        assert "actor" not in form.fields
        joined = seat.joined_on
        data = self.data(version="1", joined_on=joined.isoformat())
        early = (joined - timedelta(days=1)).isoformat()
        answer = send(client, url, {**data, "left_on": early}, 422)
        assert errors_in(answer) == {"left_on": ["La fecha de salida es anterior a la de ingreso."]}
        answer = client.post(url, {**data, "left_on": dates.today().isoformat()}, follow=True)
        assert shows(answer, "Dejaron la mesa")
        seat.refresh_from_db()
        assert seat.left_on == dates.today()
        assert acts.labels_of(seat) == ["insert", "update"]

    def test_an_older_form_shows_both_values(self, client: Any, mesa: Alliance, empresa_actor: Actor) -> None:
        seat = mesa.participations.get(actor=empresa_actor)
        update_participation(
            participation=seat, representative="Ana Díaz", roles=["financiamiento"], by=acts.SYSTEM
        )
        data = self.data(version="1", joined_on=seat.joined_on.isoformat(), representative="Luis Soto")
        answer = send(client, address("edit_partner", seat.pk), data, 422)
        told = errors_in(answer)
        assert told["representative"] == ["Ahora dice: Ana Díaz"]
        assert told["roles"] == ["Ahora dice: Financiamiento"]
        send(client, address("edit_partner", seat.pk), {**data, "version": "2"})
        seat.refresh_from_db()
        assert seat.representative == "Luis Soto"

    @pytest.mark.parametrize(("who", "status"), [("funcionaria", 403), ("empresa", 403), ("ajena", 404)])
    def test_who_may_not_edit_a_seat(
        self, mesa: Alliance, who: str, status: int, request: pytest.FixtureRequest
    ) -> None:
        seat = mesa.participations.first()
        client = factories.client_of(request.getfixturevalue(who))
        assert client.get(address("edit_partner", seat.pk)).status_code == status
        assert client.post(address("edit_partner", seat.pk), self.data()).status_code == status


class TestCycles:
    @pytest.mark.parametrize(
        ("starts", "ends", "about", "words"),
        [
            ("2026-06-01", "2027-05-31", "starts_on", "Este ciclo se cruza con otro de la misma alianza."),
            ("2027-06-01", "2027-06-01", "ends_on", "El ciclo termina antes de comenzar."),
            ("2027-06-01", "2027-05-01", "ends_on", "El ciclo termina antes de comenzar."),
            ("x", "2027-05-01", "starts_on", "Escriba la fecha como 20-11-2026."),
            ("2027-06-01", "", "ends_on", "requerido"),
        ],
    )
    def test_cycles_from_the_page(
        self, client: Any, mesa: Alliance, starts: str, ends: str, about: str, words: str
    ) -> None:
        url = address("add_cycle", mesa.pk)
        answer = client.post(url, {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}, follow=True)
        assert shows(answer, "Ciclo abierto.")
        answer = send(client, url, {"starts_on": starts, "ends_on": ends}, 422)
        told = errors_in(answer)
        assert words in told[about][0]
        assert shows(answer, told[about][0])
        assert mesa.cycles.count() == 1
