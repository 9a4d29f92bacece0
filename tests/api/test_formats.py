"""Lists as CSV and as workbooks: the same rows as the JSON list, whole, and what goes back in unchanged."""

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.principal import principal_of
from actors.models import Actor
from convergence.models import Alliance
from core.api.tables import table_of
from core.sheets.csv_text import unguard
from core.sheets.reading import read_book
from tests import factories as f
from tests.api.answers import at, ok, problem
from tests.sheet_steps import ID, NAME, line, table, upload

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SITTINGS = {"csv": CSV, "xlsx": XLSX}


def raw_of(answer: Any, kind: str) -> bytes:
    """The bytes of a table, which says what it is and has a file's name."""
    assert answer.status_code == 200, f"{answer.status_code}: {answer.content[:600]!r}"
    assert answer["Content-Type"].split(";")[0] == SITTINGS[kind]
    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    assert "Accept" in answer["Vary"]
    return bytes(answer.content)


def flat(raw: bytes, kind: str) -> list[dict[str, Any]]:
    """Rows by column, read with the standard library's parser or the house's."""
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
        return [dict(zip(rows[0], map(unguard, row), strict=True)) for row in rows[1:]]
    page = read_book(raw, name="x.xlsx").pages[0]
    return [dict(zip(page.headers, row.values, strict=True)) for row in page.rows]


# Sheets: the list of organisations, the actor map ----------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("how", ["accept", "parameter"])
def test_the_list_of_organisations_comes_as_the_sheet_that_is_loaded(
    kind: str, how: str, coordinadora: User, municipalidad: Actor, empresa_actor: Actor
) -> None:
    for number in range(60):
        f.make_actor(
            f"=Cuenta {number}", kind="empresa", comunas=["02102", "02101"], about="+56\nsegunda; línea"
        )
    asked = (
        api_get(coordinadora, "actors", headers={"Accept": SITTINGS[kind]})
        if how == "accept"
        else api_get(coordinadora, "actors", {"format": kind})
    )
    raw = raw_of(asked, kind)
    rows = table(raw, f"x.{kind}")
    assert len(rows) == Actor.objects.count() == 62, "una página habría traído cincuenta"
    assert rows[0][NAME].startswith("=Cuenta")
    row = upload(raw, by=principal_of(coordinadora), name=f"x.{kind}")
    assert row.counts == {"same": 62}


def api_get(
    user: User | None, name: str, told: dict[str, Any] | None = None, *, keys: Any = (), **more: Any
) -> Any:
    return f.api(user).get(at(name, *keys), told or {}, **more)


@pytest.mark.django_db
def test_filter_order_and_visibility_are_those_of_the_list(
    mesa: Alliance, mesa_ajena: Alliance, empresa: User, otra_municipalidad: Actor
) -> None:
    for name in ("Zapatería Ñuñoa SpA", "Almacén Ñuñoa SpA"):
        f.make_participation(mesa, f.make_actor(name, kind="empresa"))
    f.make_participation(mesa_ajena, f.make_actor("Ñuñoa Invisible SpA", kind="empresa"))
    client, told = f.api(empresa), {"q": "nunoa", "sector": "mercado"}
    listed = [row["name"] for row in ok(client.get(at("actors"), told))["results"]]
    assert sorted(listed) == ["Almacén Ñuñoa SpA", "Zapatería Ñuñoa SpA"]
    for kind in SITTINGS:
        rows = table(raw_of(client.get(at("actors"), {**told, "format": kind}), kind), f"x.{kind}")
        assert [row[NAME] for row in rows] == listed
        assert "Etiquetas" not in rows[0], "las etiquetas son de la fundación"


@pytest.mark.django_db
def test_the_actor_map_of_a_mesa_comes_as_its_sheet(
    mesa: Alliance, coordinadora: User, empresa: User, municipalidad: Actor
) -> None:
    f.make_map_entry(mesa, municipalidad, interest=3, influence=5)
    f.make_map_entry(mesa, "Pescadores de la caleta", influence=2)
    for kind in SITTINGS:
        answer = api_get(coordinadora, "map-entries", {"format": kind}, keys=[mesa.pk])
        rows = table(raw_of(answer, kind), f"x.{kind}")
        assert [row["Actor"] for row in rows] == ["Municipalidad de Mejillones", "Pescadores de la caleta"]
        assert {ID, "Influencia", "Posición"} <= set(rows[0])
        problem(api_get(empresa, "map-entries", {"format": kind}, keys=[mesa.pk]), 404)


@pytest.mark.django_db
def test_one_edited_cell_of_what_was_given_is_one_change(
    coordinadora: User, municipalidad: Actor, junta: Actor
) -> None:
    raw = raw_of(api_get(coordinadora, "actors", {"format": "csv"}), "csv")
    text = raw.decode("utf-8-sig").replace("Municipalidad de Mejillones", "I. Municipalidad de Mejillones")
    row = upload(text.encode("utf-8-sig"), by=principal_of(coordinadora), name="x.csv")
    assert row.counts == {"changed": 1, "same": 1}
    (changed,) = row.lines.filter(outcome="changed")
    assert line(row, changed.number).changes == [
        ["name", "Municipalidad de Mejillones", "I. Municipalidad de Mejillones"]
    ]


# What is not given ------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_what_is_not_offered_is_told_as_a_problem(coordinadora: User, municipalidad: Actor) -> None:
    client = f.api(coordinadora)
    for answer in (
        client.get(at("actors"), {"format": "pdf"}),
        client.get(at("actors"), headers={"Accept": "application/pdf"}),
        client.get(at("actor", municipalidad.pk), headers={"Accept": CSV}),
        client.get(at("actor", municipalidad.pk), {"format": "csv"}),
        client.get(at("events"), {"format": "csv"}),
        client.post(at("actors"), {}, headers={"Accept": CSV}),
    ):
        assert problem(answer, 406)["title"] == "Formato que no se ofrece"
    told = ok(client.get(at("actors"), headers={"Accept": "text/html, */*;q=0.8"}))
    assert told["count"] == 1


@pytest.mark.django_db
def test_errors_stay_problems_whatever_was_asked_for(coordinadora: User) -> None:
    for kind in SITTINGS:
        problem(api_get(None, "actors", {"format": kind}), 401)
        problem(api_get(coordinadora, "actors", {"format": kind, "kind": "no_existe"}), 422, "invalid")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["actors", "commitments"])
def test_more_rows_than_a_sheet_holds_are_refused_and_never_cut(
    name: str, coordinadora: User, mesa: Alliance, municipalidad: Actor, junta: Actor, settings: Any
) -> None:
    for _number in range(3):
        f.make_commitment(mesa, municipalidad)
    settings.SHEET_MAX_ROWS = 2
    for kind in SITTINGS:
        told = problem(api_get(coordinadora, name, {"format": kind}), 422, "too_many_rows")
        assert told["extra"] == {"most": 2}
        assert "más de 2 filas" in told["detail"]
    assert ok(api_get(coordinadora, name))["count"] >= 3


@pytest.mark.django_db
def test_a_file_may_be_asked_for_by_its_own_type(coordinadora: User) -> None:
    client = f.api(coordinadora)
    for told in (XLSX, "*/*", "application/octet-stream"):
        answer = client.get(at("sheet-template", "actores"), headers={"Accept": told})
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == XLSX
    problem(client.get(at("sheet-template", "nada"), headers={"Accept": XLSX}), 404)


# Every other list -------------------------------------------------------------------------------------------------
def test_objects_become_dotted_columns_and_lists_one_cell() -> None:
    rows = [
        {"a": 1, "kind": {"code": "x", "name": None}, "tags": ["uno", "dos"], "extra": {}, "on": True},
        {"a": None, "kind": None, "places": [{"c": "1", "n": "A"}, {"c": None, "n": "B"}], "extra": {"z": 2}},
    ]
    columns, lines = table_of(rows, ["a", "kind.code", "kind.name", "tags", "places.c", "places.n", "extra"])
    assert columns == ["a", "kind.code", "kind.name", "tags", "places.c", "places.n", "extra.z", "on"]
    assert lines[0] == [1, "x", None, "uno; dos", None, None, None, True]
    assert lines[1] == [None, None, None, None, "1; ", "A; B", 2, None]
    assert table_of([], ["a", "kind.code"]) == (["a", "kind.code"], [])


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_of_commitments_tells_what_the_list_tells(
    kind: str, mesa: Alliance, municipalidad: Actor, funcionaria: User
) -> None:
    for number in range(3):
        f.make_commitment(mesa, municipalidad, what=f'=HYPERLINK("x";{number})')
    client = f.api(funcionaria)
    listed = ok(client.get(at("commitments")))["results"]
    rows = flat(raw_of(client.get(at("commitments"), {"format": kind}), kind), kind)
    assert [row["id"] for row in rows] == [row["id"] for row in listed]
    assert [row["what"] for row in rows] == [row["what"] for row in listed]
    assert [row["due_on"] for row in rows] == [row["due_on"] for row in listed], "las fechas, como en el JSON"


@pytest.mark.django_db
def test_a_list_without_rows_has_its_headers(coordinadora: User) -> None:
    told = raw_of(api_get(coordinadora, "alliances", {"format": "csv"}), "csv").decode("utf-8-sig")
    (heads,) = csv.reader(io.StringIO(told), delimiter=";")
    assert {"id", "name", "kind", "comunas.code"} <= set(heads)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["actors", "alliances", "participations", "meetings", "commitments"])
def test_a_table_costs_the_same_for_ten_and_twenty(
    name: str, funcionaria: User, municipalidad: Actor
) -> None:
    from tests.api.test_queries import COMUNAS, _ten

    client, told = f.api(funcionaria), []
    for comunas in (COMUNAS[:10], COMUNAS[10:]):
        _ten(municipalidad, comunas)
        client.get(at("me"))
        with f.count_queries() as counted:
            raw = raw_of(client.get(at(name), {"format": "csv"}), "csv")
        told.append((len(counted), raw.count(b"\r\n")))
    (few, rows), (more, twice) = told
    assert twice >= rows + 10
    assert few == more, [query["sql"][:150] for query in counted.captured_queries]


def test_the_schema_tells_which_formats_there_are(db: None) -> None:
    told = f.api().get(reverse("api:schema"), {"format": "json"}).json()
    listing = told["paths"]["/api/v1/commitments/"]["get"]
    assert set(listing["responses"]["200"]["content"]) == {"application/json", CSV, XLSX}
    assert listing["responses"]["200"]["content"][XLSX]["schema"] == {"type": "string", "format": "binary"}
    assert "406" in listing["responses"]
    assert [p["schema"]["enum"] for p in listing["parameters"] if p["name"] == "format"] == [
        ["csv", "json", "xlsx"]
    ]
    one = told["paths"]["/api/v1/commitments/{id}/"]["get"]
    assert set(one["responses"]["200"]["content"]) == {"application/json"}
