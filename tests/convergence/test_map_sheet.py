"""The map as a spreadsheet: what goes out says the same when it comes back, and goes through the services."""

from typing import Any

import pytest

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.map_sheet import ACTOR_MAP_SHEET as SHEET
from convergence.models import Alliance, MapEntry
from convergence.people_querysets import map_scope
from core import registry
from core.sheets.declaration import LineErrors
from tests import factories
from tests.convergence import acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(mesa: Alliance) -> dict[str, str]:
    return {"alliance": str(mesa.pk)}


def cleaned(line: dict[str, Any]) -> dict[str, Any]:
    form = SHEET.form(SYSTEM, {})
    form.is_bound, form.data = True, line
    assert form.is_valid(), form.errors
    return dict(form.cleaned_data)


def test_it_is_one_of_the_sheets() -> None:
    assert registry.sheets["actor_map"] is SHEET
    writable = {column.key for column in SHEET.columns if not column.read_only}
    assert writable == set(SHEET.form(SYSTEM, {}).fields)


def test_what_goes_out_says_the_same_when_it_comes_back(
    mesa: Alliance, empresa_actor: Actor, scope: dict[str, str]
) -> None:
    factories.make_map_entry(mesa, empresa_actor, interest=5, influence=4, position="favour")
    comuna = mesa.comunas.get()
    factories.make_map_entry(
        mesa, "Pesquera Isla Quieta", comuna=comuna, expectation="Agua.\nLuz.", approach="Ir."
    )
    factories.make_map_entry(mesa, "=cmd()", sector="red_mixta")
    for row in SHEET.rows(SYSTEM, scope):
        out = SHEET.cells(row)
        given = {key: value for key, value in out.items() if key != "registered"}
        assert SHEET.plain(cleaned({k: "" if v is None else v for k, v in given.items()})) == given
        assert SHEET.update([(row, cleaned(given))], by=SYSTEM, scope=scope)[0].version == 1


def test_lines_are_made_through_the_service_and_a_known_name_is_that_organisation(
    mesa: Alliance, empresa_actor: Actor, scope: dict[str, str]
) -> None:
    lines = [
        cleaned({"name": empresa_actor.name.upper(), "interest": "4"}),
        cleaned({"name": "Pesquera Isla Quieta", "sector": "mercado"}),
    ]
    first, second = SHEET.create(lines, by=SYSTEM, scope=scope)
    assert (first.actor, first.sector, first.interest) == (empresa_actor, "mercado", 4)
    assert (second.actor, second.name, second.position) == (None, "Pesquera Isla Quieta", "unknown")
    assert len(acts.events("map.entered")) == 2
    again = SHEET.identify(lines, SYSTEM, scope)
    assert [match.id for match in again] == [first.pk, second.pk]


def test_every_refusal_is_told_by_line_and_column(
    mesa: Alliance, empresa_actor: Actor, scope: dict[str, str]
) -> None:
    linked = factories.make_map_entry(mesa, empresa_actor)
    with pytest.raises(LineErrors) as refused:
        SHEET.create(
            [cleaned({"name": "Alfa"}), cleaned({"name": empresa_actor.name})], by=SYSTEM, scope=scope
        )
    assert {place: list(told) for place, told in refused.value.errors.items()} == {0: ["sector"], 1: ["name"]}
    with pytest.raises(LineErrors) as refused:
        SHEET.update([(linked, {"name": "Otra"})], by=SYSTEM, scope=scope)
    assert list(refused.value.errors[0]) == ["name"]


def test_what_an_import_made_can_be_taken_back(mesa: Alliance, scope: dict[str, str]) -> None:
    made = SHEET.create([cleaned({"name": "Alfa", "sector": "mercado"})], by=SYSTEM, scope=scope)
    SHEET.remove(made, by=SYSTEM, scope=scope)
    assert not MapEntry.objects.exists()
    told = acts.only_event("map.withdrawn", mesa)
    assert told.scopes == [map_scope(mesa.pk)]


@pytest.mark.parametrize(
    ("who", "reads"),
    [("coordinadora", True), ("funcionaria", True), ("empresa", False), ("vecina", False), ("ajena", False)],
)
def test_it_is_for_who_facilitates_the_mesa(
    mesa: Alliance, scope: dict[str, str], who: str, reads: bool, request: pytest.FixtureRequest
) -> None:
    factories.make_map_entry(mesa, "Pesquera Isla Quieta")
    user: User = request.getfixturevalue(who)
    by = factories.principal(user)
    assert (SHEET.may_read(by, scope), SHEET.may_write(by, scope)) == (reads, reads)
    assert SHEET.rows(by, scope).exists() == reads
    nowhere = {"alliance": "00000000-0000-0000-0000-000000000000"}
    assert not SHEET.may_write(by, nowhere)


def test_its_page_opens_for_who_keeps_the_map_and_its_export_downloads(
    mesa: Alliance, funcionaria: User, empresa: User
) -> None:
    factories.make_map_entry(mesa, "Pesquera Isla Quieta", interest=2)
    page = factories.page(factories.client_of(funcionaria), acts.address("map", mesa.pk))
    url = f"/planillas/actor_map/?alliance={mesa.pk}"
    assert f'href="{url}"' in page
    factories.page(factories.client_of(funcionaria), url)
    factories.page(factories.client_of(empresa), url, 404)
    export = f"/planillas/actor_map/exportar/?alliance={mesa.pk}&formato=csv"
    answer = factories.client_of(funcionaria).get(export)
    assert answer.status_code in {200, 302}, "at once, or by a job"
    assert factories.client_of(empresa).get(export).status_code == 404
