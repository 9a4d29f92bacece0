"""The form of the workshop: a line an actor, all of them or none, the registry asked about similar names."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core.models import new_uid
from tests import factories
from tests.convergence.acts import address, send, shows, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(funcionaria: User) -> Client:
    return factories.client_of(funcionaria)


def lines(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The form as a browser without scripts sends it: five lines, the first ones written."""
    data = {"uid": str(new_uid()), "actores-TOTAL_FORMS": 5, "actores-INITIAL_FORMS": 0, **more}
    for place in range(5):
        data |= {f"actores-{place}-{name}": "" for name in ("who", "sector", "interest", "influence")}
        data[f"actores-{place}-position"] = "unknown"
    for place, row in enumerate(rows):
        data |= {f"actores-{place}-{name}": value for name, value in row.items()}
    return data


def row_errors(answer: Any) -> list[dict[str, list[str]]]:
    return [{name: list(told) for name, told in form.errors.items()} for form in answer.context["rows"]]


class TestEntering:
    def test_lines_are_entered_together_and_empty_ones_do_not_count(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        data = lines(
            {"who": "Pesquera Isla Quieta", "sector": "mercado", "interest": "4", "influence": "2"},
            {"who": empresa_actor.name.lower(), "position": "favour"},
        )
        answer = client.post(address("map_enter", mesa.pk), data, follow=True)
        assert shows(answer, "2 actores anotados en el mapa.")
        assert answer.redirect_chain == [(address("map", mesa.pk), 302)]
        told = {str(row): (row.actor, row.interest, row.position) for row in mesa.map_entries.all()}
        assert told == {
            "Pesquera Isla Quieta": (None, 4, "unknown"),
            empresa_actor.name: (empresa_actor, None, "favour"),
        }

    def test_one_may_go_on_with_the_next_lines(self, client: Client, mesa: Alliance) -> None:
        data = lines({"who": "Pesquera Isla Quieta", "sector": "mercado"}, more="1")
        answer = client.post(address("map_enter", mesa.pk), data, follow=True)
        assert answer.redirect_chain == [(address("map_enter", mesa.pk), 302)]

    def test_the_same_form_twice_enters_once(self, client: Client, mesa: Alliance) -> None:
        data = lines(
            {"who": "Pesquera Isla Quieta", "sector": "mercado"}, {"who": "Alfa", "sector": "mercado"}
        )
        for _turn in range(2):
            send(client, address("map_enter", mesa.pk), data)
        assert mesa.map_entries.count() == 2

    def test_similar_names_of_the_registry_are_asked_about_once(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        line = {"who": "Generadora Norte", "sector": "mercado"}
        answer = send(client, address("map_enter", mesa.pk), lines(line), 422)
        assert row_errors(answer)[0] == {
            "choice": ["El registro tiene nombres parecidos: elija uno o diga que es otra."]
        }
        assert shows(answer, empresa_actor.name)
        asked = {**line, "asked": "Generadora Norte"}
        send(client, address("map_enter", mesa.pk), lines({**asked, "choice": str(empresa_actor.pk)}))
        assert mesa.map_entries.get().actor == empresa_actor
        send(client, address("map_enter", mesa.pk), lines({**asked, "choice": "another"}))
        assert mesa.map_entries.filter(name="Generadora Norte", actor=None).exists()

    def test_an_answer_about_another_name_does_not_count(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        line = {"who": "Generadora Norte", "asked": "Otra cosa", "choice": str(empresa_actor.pk)}
        answer = send(client, address("map_enter", mesa.pk), lines(line), 422)
        assert list(row_errors(answer)[0]) == ["choice"]

    @pytest.mark.parametrize(
        ("line", "about"),
        [
            ({"who": "Pesquera Isla Quieta"}, "sector"),
            ({"interest": "4"}, "who"),
            ({"who": "Pesquera", "sector": "otro"}, "sector"),
            ({"who": "Pesquera", "sector": "mercado", "interest": "9"}, "interest"),
        ],
    )
    def test_bad_input_stays_beside_its_line_and_nothing_is_lost(
        self, client: Client, mesa: Alliance, line: dict[str, str], about: str
    ) -> None:
        good = {"who": "Cámara de turismo", "sector": "mercado"}
        answer = send(client, address("map_enter", mesa.pk), lines(good, line), 422)
        assert list(row_errors(answer)[1]) == [about]
        assert shows(answer, "Cámara de turismo")
        assert not mesa.map_entries.exists()

    def test_a_refusal_of_one_line_takes_all_back(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        factories.make_map_entry(mesa, empresa_actor)
        good = {"who": "Cámara de turismo", "sector": "mercado"}
        answer = send(client, address("map_enter", mesa.pk), lines(good, {"who": empresa_actor.name}), 422)
        assert row_errors(answer)[1] == {"who": [f"«{empresa_actor.name}» ya está en el mapa."]}
        assert mesa.map_entries.count() == 1

    def test_nothing_written_is_said(self, client: Client, mesa: Alliance) -> None:
        answer = send(client, address("map_enter", mesa.pk), lines(), 422)
        assert shows(answer, "Escriba al menos un actor.")

    def test_the_registry_offers_names_while_one_writes(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        url = address("map_search", mesa.pk)
        assert f'<option value="{empresa_actor.name}">' in text_of(
            client.get(url, {"actores-3-who": "gener"})
        )
        assert f'<option value="{empresa_actor.name}">' in text_of(client.get(url, {"q": "NORTE"}))
        assert "<option" not in text_of(client.get(url, {"q": "ge"}))
