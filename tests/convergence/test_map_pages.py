"""The map on its pages: drawn, entered line by line, corrected, linked, printed; and what it does to the milestone."""

import pytest
from django.test import Client

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, MapEntry
from convergence.services.actor_map import update_entry, withdraw_entry
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address, errors_in, send, shows

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(funcionaria: User) -> Client:
    return factories.client_of(funcionaria)


class TestSeeing:
    def test_an_empty_map_says_what_to_do_and_who_is_missing(self, client: Client, mesa: Alliance) -> None:
        page = factories.page(client, address("map", mesa.pk))
        assert "El mapa está vacío" in page
        assert "COSOC o unión comunal de juntas de vecinos" in page
        assert "map-picture" not in page

    def test_the_map_is_drawn_and_stands_as_a_table_beside(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        factories.make_map_entry(mesa, empresa_actor, interest=5, influence=4, position="favour")
        factories.make_map_entry(mesa, "Pesquera Isla Quieta", interest=1, influence=1, position="against")
        factories.make_map_entry(mesa, "Cámara de turismo")
        page = factories.page(client, address("map", mesa.pk))
        assert page.count("<svg xmlns=") == 2, "one for a screen, one for a phone"
        assert "Gestionar de cerca, 1 actor: 1 Generadora del Norte SpA" in page
        assert "Un actor sin valorar no aparece en el dibujo." in page
        assert "3 de 3 actores" in page
        assert "style=" not in page

    def test_who_takes_part_and_is_not_on_the_map_is_one_press_away(
        self, client: Client, mesa: Alliance, junta: Actor
    ) -> None:
        page = factories.page(client, address("map", mesa.pk))
        assert "Participan y no están en el mapa" in page
        answer = client.post(address("map_add", mesa.pk), {"actor": junta.pk}, follow=True)
        assert shows(answer, f"«{junta.name}» está en el mapa.")
        answer = client.post(address("map_add", mesa.pk), {"actor": junta.pk}, follow=True)
        assert shows(answer, f"«{junta.name}» ya está en el mapa.")
        assert mesa.map_entries.count() == 1

    @pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_nobody_is_added_by_a_key_that_says_nothing(
        self, client: Client, mesa: Alliance, key: str
    ) -> None:
        answer = client.post(address("map_add", mesa.pk), {"actor": key}, follow=True)
        assert shows(answer, "Esta organización no existe, o usted no puede verla.")
        assert not mesa.map_entries.exists()

    def test_who_is_missing_comes_with_organisations_of_the_registry(
        self, coordinadora: User, mesa: Alliance
    ) -> None:
        cosoc = factories.make_actor("COSOC de Mejillones", kind="cosoc", rut="", comunas=["02102"])
        far = factories.make_actor("COSOC de Santa Bárbara", kind="cosoc", rut="", comunas=["08311"])
        client = factories.client_of(coordinadora)
        page = factories.page(client, address("map", mesa.pk))
        assert str(cosoc.pk) in page
        assert str(far.pk) not in page
        factories.make_map_entry(mesa, cosoc)
        missing = client.get(address("map", mesa.pk)).context["missing"]
        assert "cosoc" not in {line["label"] for line in missing}
        assert cosoc.name not in str(missing)

    def test_candidates_are_those_the_asker_sees(self, client: Client, mesa: Alliance) -> None:
        hidden = factories.make_actor("COSOC reservado", kind="cosoc", rut="", comunas=["02102"])
        school = factories.make_actor(
            "Liceo de Mejillones", kind="escuela_o_liceo", rut="", comunas=["02102"]
        )
        page = factories.page(client, address("map", mesa.pk))
        assert hidden.name not in page, "a civil organisation that she met nowhere"
        assert school.name in page, "public institutions are seen by all"

    def test_the_table_is_filtered_and_sorted(self, client: Client, mesa: Alliance) -> None:
        factories.make_map_entry(mesa, "Alfa", interest=5, influence=5, position="favour")
        factories.make_map_entry(mesa, "Beta", sector="publico", interest=2, influence=4)
        factories.make_map_entry(mesa, "Gama")

        def shown(query: str) -> list[str]:
            rows = client.get(address("map", mesa.pk) + query).context["rows"]
            return [row["cells"][0]["value"] for row in rows]

        assert shown("") == ["Alfa", "Beta", "Gama"]
        assert shown("?orden=-nombre") == ["Gama", "Beta", "Alfa"]
        assert shown("?orden=interes") == ["Gama", "Beta", "Alfa"]
        assert shown("?sector=publico") == ["Beta"]
        assert shown("?position=favour") == ["Alfa"]
        assert shown("?quadrant=satisfied") == ["Beta"]
        assert shown("?quadrant=unplaced") == ["Gama"]
        assert shown("?q=alf") == ["Alfa"]
        assert shown("?q=nada") == []
        assert shown("?quadrant=zzz&orden=zzz") == ["Alfa", "Beta", "Gama"], (
            "what is not understood filters nothing"
        )

    @pytest.mark.parametrize("who", ["empresa", "vecina", "ajena"])
    def test_for_who_only_takes_part_there_is_neither_map_nor_tab(
        self, mesa: Alliance, who: str, request: pytest.FixtureRequest
    ) -> None:
        row = factories.make_map_entry(mesa, "Pesquera Isla Quieta", position="against")
        other = factories.client_of(request.getfixturevalue(who))
        for name in ("map", "map_enter", "map_search", "map_pdf"):
            assert other.get(address(name, mesa.pk)).status_code == 404
        for name in ("map_entry", "map_link", "map_withdraw"):
            assert other.get(address(name, row.pk)).status_code == 404
            assert other.post(address(name, row.pk), {}).status_code == 404
        if who != "ajena":
            page = factories.page(other, address("alliance", mesa.pk))
            assert address("map", mesa.pk) not in page
            assert "Pesquera Isla Quieta" not in page

    def test_an_official_who_takes_part_has_the_tab(self, client: Client, mesa: Alliance) -> None:
        assert address("map", mesa.pk) in factories.page(client, address("alliance", mesa.pk))


class TestOneEntry:
    def test_it_is_changed_and_an_older_form_says_so(self, client: Client, mesa: Alliance) -> None:
        row = factories.make_map_entry(mesa, "Pesquera Isla Quieta")
        url = address("map_entry", row.pk)
        data = {
            "name": "Pesquera",
            "sector": "mercado",
            "interest": "5",
            "position": "favour",
            "version": "1",
        }
        answer = client.post(url, data, follow=True)
        assert shows(answer, "Cambios guardados.")
        answer = send(client, url, {**data, "interest": "2"}, 422)
        assert errors_in(answer)["interest"] == ["Ahora dice: 5"]

    def test_of_a_registered_one_the_name_is_not_asked(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        row = factories.make_map_entry(mesa, empresa_actor)
        answer = client.get(address("map_entry", row.pk))
        assert not {"name", "sector", "kind"} & set(answer.context["form"].fields)
        assert shows(answer, "Participa en la mesa")

    def test_a_named_one_is_linked_to_the_registry(
        self, client: Client, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        row = factories.make_map_entry(mesa, "Generadora")
        url = address("map_link", row.pk)
        assert shows(client.get(url), empresa_actor.name)
        assert shows(client.get(url, {"q": "nada"}), "Ninguna organización con ese nombre")
        assert list(errors_in(send(client, url, {"version": "1"}, 422))) == ["actor"]
        send(client, url, {"actor": empresa_actor.pk, "version": "1"})
        row.refresh_from_db()
        assert row.actor == empresa_actor

    def test_withdrawing_asks_before(self, client: Client, mesa: Alliance) -> None:
        row = factories.make_map_entry(mesa, "Pesquera Isla Quieta")
        assert shows(client.get(address("map_withdraw", row.pk)), "Retirar del mapa")
        assert mesa.map_entries.standing().exists()
        answer = client.post(address("map_withdraw", row.pk), follow=True)
        assert shows(answer, "«Pesquera Isla Quieta» se retiró del mapa.")
        assert not mesa.map_entries.standing().exists()
        answer = client.get(address("map_entry", row.pk), follow=True)
        assert answer.redirect_chain == [(address("map", mesa.pk), 302)]


def test_the_map_prints_as_a_document(client: Client, mesa: Alliance, empresa_actor: Actor) -> None:
    empty = client.get(address("map_pdf", mesa.pk))
    factories.make_map_entry(mesa, empresa_actor, interest=5, influence=4, expectation="#raw[*x*] «ñ»")
    drawn = client.get(address("map_pdf", mesa.pk))
    for answer in (empty, drawn):
        assert answer.content.startswith(b"%PDF"), answer.status_code
        assert "mapa-de-actores-mesa-de-mejillones-" in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"]


class TestTheMilestone:
    def test_it_is_met_by_the_map_before_anybody_takes_part(self, coordinadora: User) -> None:
        mesa = factories.make_mesa()
        gates = {gate.code: gate for gate in acts.gates.rail(acts.told(mesa))[0].gates}
        assert (gates["mapeo_actores"].state, gates["mapeo_actores"].where_to_fix) == ("missing", "actor_map")
        page = factories.page(factories.client_of(coordinadora), address("alliance", mesa.pk))
        assert f'href="{address("map", mesa.pk)}">Completar el mapa' in page
        made = [
            factories.make_map_entry(mesa, f"De {sector}", sector=sector, interest=3)
            for sector in ("publico", "sociedad_civil", "mercado")
        ]
        gate = next(
            gate for gate in acts.gates.rail(acts.told(mesa))[0].gates if gate.code == "mapeo_actores"
        )
        assert "valorar" in gate.detail
        for row in made:
            update_entry(entry=row, influence=2, by=acts.SYSTEM)
        gate = next(
            gate for gate in acts.gates.rail(acts.told(mesa))[0].gates if gate.code == "mapeo_actores"
        )
        assert (gate.state, gate.detail) == ("met", "3 actores en el mapa")
        withdraw_entry(entry=made[-1], by=acts.SYSTEM)
        gate = next(
            gate for gate in acts.gates.rail(acts.told(mesa))[0].gates if gate.code == "mapeo_actores"
        )
        assert gate.detail == "Faltan actores de: mercado."

    def test_a_company_is_not_sent_to_the_map(self, empresa: User, empresa_actor: Actor) -> None:
        mesa = factories.make_mesa(partners=[empresa_actor])
        page = factories.page(factories.client_of(empresa), address("alliance", mesa.pk))
        assert "Faltan actores de: público, sociedad civil." in page
        assert address("map", mesa.pk) not in page


def test_ten_lines_and_twenty_take_the_same_number_of_queries(
    client: Client, mesa: Alliance, empresa_actor: Actor
) -> None:
    def fill(n: int) -> None:
        for turn in range(n):
            actor = factories.make_actor(kind="empresa", comunas=["02102", "02101"])
            factories.make_map_entry(mesa, actor, interest=1 + turn % 5, influence=2)
            factories.make_map_entry(mesa, "", interest=3, influence=1 + turn % 5)
            factories.make_actor(kind="cosoc", rut="", comunas=["02102"])
            factories.make_participation(
                mesa, factories.make_actor(kind="iglesia", rut="", comunas=["02102"])
            )

    def asked() -> int:
        with factories.count_queries() as counted:
            factories.page(client, address("map", mesa.pk) + "?position=unknown")
        return len(counted)

    fill(5)
    first = asked()
    fill(5)
    assert asked() == first
    assert MapEntry.objects.count() == 20
