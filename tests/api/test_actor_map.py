"""The actor map in the API: list, enter, assess, link, withdraw, who is missing."""

from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance, MapEntry
from core.models import new_uid
from tests import factories
from tests.api.answers import at, ok, problem
from tests.factories import api

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(mesa: Alliance) -> MapEntry:
    entry: MapEntry = factories.make_map_entry(mesa, "Pesquera Isla Quieta", interest=2, influence=4)
    return entry


def test_the_map_is_listed_by_weight_and_filtered_as_the_page_is(
    funcionaria: User, mesa: Alliance, row: MapEntry, empresa_actor: Actor
) -> None:
    factories.make_map_entry(mesa, empresa_actor, interest=5, influence=5, position="favour")
    factories.make_map_entry(mesa, "Cámara de turismo")
    client, where = api(funcionaria), at("map-entries", mesa.pk)
    told = ok(client.get(where))["results"]
    assert [line["name"] for line in told] == [empresa_actor.name, row.name, "Cámara de turismo"]
    assert told[0]["actor"]["id"] == str(empresa_actor.pk)
    assert (told[1]["actor"], told[1]["quadrant"], told[1]["quadrant_label"]) == (
        None, "satisfied", "Mantener satisfecho",
    )  # fmt: skip
    for query, names in {
        "position=favour": [empresa_actor.name],
        "quadrant=unplaced": ["Cámara de turismo"],
        "q=pesquera": [row.name],
        "sector=publico": [],
    }.items():
        assert [line["name"] for line in ok(client.get(f"{where}?{query}"))["results"]] == names


def test_an_actor_is_entered_once_however_often_it_is_sent(
    funcionaria: User, mesa: Alliance, empresa_actor: Actor
) -> None:
    client, where = api(funcionaria), at("map-entries", mesa.pk)
    body = {"id": new_uid(), "actor": str(empresa_actor.pk), "interest": 4, "position": "favour"}
    made = ok(client.post(where, body), 201)
    assert (made["id"], made["sector"], made["kind"], made["interest"]) == (
        body["id"],
        "mercado",
        "empresa",
        4,
    )
    again = client.post(where, body)
    assert (ok(again, 201), again["Replayed"]) == (made, "1")
    problem(client.post(where, {**body, "id": new_uid()}), 409, "already")
    assert mesa.map_entries.count() == 1


@pytest.mark.parametrize(
    ("body", "about"),
    [
        ({}, "name"),
        ({"name": "Alfa"}, "sector"),
        ({"name": "Alfa", "sector": "otro"}, "sector"),
        ({"name": "Alfa", "sector": "mercado", "interest": 6}, "interest"),
        ({"name": "Alfa", "sector": "mercado", "interest": 2.5}, "interest"),
        ({"name": "Alfa", "sector": "mercado", "kind": "cosoc"}, "kind"),
        ({"actor": "00000000-0000-0000-0000-000000000000"}, "actor"),
        ({"name": "Alfa", "sector": "mercado", "mesa": 1}, "mesa"),
    ],
)
def test_bad_input(funcionaria: User, mesa: Alliance, body: dict[str, Any], about: str) -> None:
    told = problem(api(funcionaria).post(at("map-entries", mesa.pk), body), 422)
    assert list(told["errors"]) == [about]
    assert not mesa.map_entries.exists()


def test_it_is_assessed_with_the_version_that_was_read(funcionaria: User, row: MapEntry) -> None:
    client, where = api(funcionaria), at("map-entry", row.pk)
    problem(client.patch(where, {"interest": 5}), 428)
    read = client.get(where)
    changed = ok(client.patch(where, {"interest": 5}, headers={"If-Match": read["ETag"]}))
    assert (changed["interest"], changed["quadrant"], changed["version"]) == (5, "close", 2)
    problem(client.patch(where, {"interest": 1}, headers={"If-Match": read["ETag"]}), 409, "stale")
    cleared = ok(client.patch(where, {"interest": None}, headers={"If-Match": "2"}))
    assert (cleared["interest"], cleared["quadrant"]) == (None, "unplaced")


def test_a_named_one_is_linked_by_itself(funcionaria: User, row: MapEntry, empresa_actor: Actor) -> None:
    client, where = api(funcionaria), at("map-entry", row.pk)
    both = {"actor": str(empresa_actor.pk), "interest": 5}
    problem(client.patch(where, both, headers={"If-Match": "1"}), 422, "actor_alone")
    linked = ok(client.patch(where, {"actor": str(empresa_actor.pk)}, headers={"If-Match": "1"}))
    assert (linked["name"], linked["interest"], linked["version"]) == (empresa_actor.name, 2, 2)
    told = problem(client.patch(where, {"name": "Otro"}, headers={"If-Match": "2"}), 422)
    assert list(told["errors"]) == ["name"]


def test_withdrawing_takes_it_off_the_list_and_keeps_it(
    funcionaria: User, mesa: Alliance, row: MapEntry
) -> None:
    client = api(funcionaria)
    assert ok(client.post(at("withdraw-map-entry", row.pk)))["withdrawn_at"]
    assert ok(client.get(at("map-entries", mesa.pk)))["results"] == []
    assert ok(client.get(at("map-entry", row.pk)))["withdrawn_at"]


def test_the_coverage_says_who_is_missing_and_who_could_be_asked(coordinadora: User, mesa: Alliance) -> None:
    cosoc = factories.make_actor("COSOC de Mejillones", kind="cosoc", rut="", comunas=["02102"])
    told = ok(api(coordinadora).get(at("map-coverage", mesa.pk)))
    lines = {line["code"]: line for line in told["lines"]}
    assert lines["municipalidad"]["missing"] is False
    assert lines["municipalidad"]["found"][0]["takes_part"] is True
    assert (lines["cosoc"]["missing"], lines["cosoc"]["required"], lines["cosoc"]["comuna"]) == (
        True,
        True,
        "02102",
    )
    assert lines["cosoc"]["candidates"] == [{"id": str(cosoc.pk), "name": cosoc.name}]
    assert {"sector": "mercado", "kind": "empresa", "count": 1} in told["counts"]


@pytest.mark.parametrize(("who", "status"), [("empresa", 404), ("vecina", 404), ("ajena", 404)])
def test_for_who_only_takes_part_it_does_not_exist(
    mesa: Alliance, row: MapEntry, who: str, status: int, request: pytest.FixtureRequest
) -> None:
    client = api(request.getfixturevalue(who))
    for name, key in (("map-entries", mesa.pk), ("map-coverage", mesa.pk), ("map-entry", row.pk)):
        problem(client.get(at(name, key)), status)
    problem(client.post(at("map-entries", mesa.pk), {"name": "Alfa", "sector": "mercado"}), status)
    problem(client.post(at("withdraw-map-entry", row.pk)), status)
    events = ok(client.get(f"{at('events')}?page_size=200"))["results"]
    assert not [event for event in events if event["kind"].startswith("map.")]


def test_a_token_that_only_reads_does_not_write(funcionaria: User, mesa: Alliance, row: MapEntry) -> None:
    client = api(funcionaria, can_write=False)
    ok(client.get(at("map-entries", mesa.pk)))
    problem(client.post(at("map-entries", mesa.pk), {"name": "Alfa", "sector": "mercado"}), 403)
    problem(client.post(at("withdraw-map-entry", row.pk)), 403)


def test_ten_lines_and_twenty_take_the_same_number_of_queries(funcionaria: User, mesa: Alliance) -> None:
    def asked(client: Any) -> int:
        for _turn in range(5):
            factories.make_map_entry(mesa, factories.make_actor(kind="empresa", comunas=["02102"]))
            factories.make_map_entry(mesa, "", interest=3)
        with factories.count_queries() as counted:
            ok(client.get(at("map-entries", mesa.pk)))
            ok(client.get(at("map-coverage", mesa.pk)))
        return len(counted)

    client = api(funcionaria)
    ok(client.get(at("me")))
    assert asked(client) == asked(client)
