"""The directory: every filter, chips, columns, order, and an export that holds exactly what the pages showed."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from actors.models import Actor, Mandate, Suspect, Tag
from actors.vocabulary import Office
from convergence.models import Alliance
from core import dates
from core.sheets.reading import read_book
from core.sheets.values import as_text
from tests.factories import client_of, count_queries, make_actor, page

LIST, EXPORT = reverse("actors:list"), reverse("actors:export")


def listed(client: Any, query: str) -> list[str]:
    return [cells[0] for cells in table(page(client, f"{LIST}?{query}"))]


def table(text: str) -> list[list[str]]:
    """Cells of the page's rows, as a person reads them."""
    body = re.search(r'<tbody role="rowgroup">(.*?)</tbody>', text, re.S)
    rows = re.findall(r'<tr role="row">(.*?)</tr>', body[1], re.S) if body else []
    return [[plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]


def plain(cell: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<svg.*?</svg>", "", cell, flags=re.S))).strip()


def heads(text: str) -> list[str]:
    return [plain(head) for head in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", text, re.S)]


@pytest.fixture
def varied(coordinadora: User) -> dict[str, Actor]:
    """One organisation for each filter, and one that none of them is about."""
    today = dates.today()
    firm = make_actor(
        "Forestal Andina SpA", kind="empresa", social_class="empresa_b", size="grande", industry="A"
    )
    unit = make_actor("Planta Andina Sur", kind="empresa", parent=firm, comunas=["08311"])
    gone = make_actor("Liga Antigua", rut="", closed_on=today - timedelta(days=5))
    ending = make_actor("Junta Por Vencer", rut="", personality_until=today + timedelta(days=20))
    mandated = make_actor("Gremio Con Mandato", rut="")
    Mandate.objects.create(
        actor=mandated,
        office=Office.DIRECTORIO,
        holder="Ana Soto",
        since=today,
        until=today + timedelta(days=30),
    )
    tagged = make_actor("Etiquetada", rut="")
    tagged.tags.add(Tag.objects.create(name="prioritaria"), Tag.objects.create(name="costera"))
    make_actor("Una etiqueta", rut="").tags.add(Tag.objects.get(name="prioritaria"))
    twin = make_actor("Gemela", rut="")
    first, second = sorted((twin, tagged), key=lambda row: row.pk)
    Suspect.objects.create(first=first, second=second, reason="similar_name", score=90)
    return {
        "firm": firm,
        "unit": unit,
        "gone": gone,
        "ending": ending,
        "mandated": mandated,
        "tagged": tagged,
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("social_class=empresa_b", {"Forestal Andina SpA"}),
        ("size=grande", {"Forestal Andina SpA"}),
        ("industry=A", {"Forestal Andina SpA"}),
        ("unit=si", {"Planta Andina Sur"}),
        ("unit=no&kind=empresa", {"Forestal Andina SpA"}),
        ("has_rut=si", {"Forestal Andina SpA", "Planta Andina Sur"}),
        ("has_rut=no&q=gremio", {"Gremio Con Mandato"}),
        ("state=cerrada", {"Liga Antigua"}),
        ("state=vigente&q=liga", set()),
        ("ending=60", {"Junta Por Vencer", "Gremio Con Mandato"}),
        ("duplicate=si", {"Gemela", "Etiquetada"}),
        ("tag={prioritaria}", {"Etiquetada", "Una etiqueta"}),
        ("tag={prioritaria}&tag={costera}", {"Etiquetada"}),
        ("region=08&kind=empresa", {"Planta Andina Sur"}),
        ("comuna=08311", {"Planta Andina Sur"}),
        ("sector=mercado&level=local&q=andina", {"Forestal Andina SpA", "Planta Andina Sur"}),
    ],
)
def test_each_filter_narrows_page_and_api_alike(
    varied: dict[str, Actor], coordinadora: User, query: str, names: set[str]
) -> None:
    query = query.format(**{tag.name: tag.pk for tag in Tag.objects.all()})
    client = client_of(coordinadora)
    assert set(listed(client, query)) == names
    rows = client.get(f"{reverse('api:actors')}?{query}").json()["results"]
    assert {row["name"] for row in rows} == names


def test_tags_and_suspected_pairs_are_no_filter_for_others(mesa: Alliance, funcionaria: User) -> None:
    tag = Tag.objects.create(name="reservada")
    client = client_of(funcionaria)
    text = page(client, LIST)
    assert "reservada" not in text
    assert 'name="duplicate"' not in text
    assert 'name="duplicate"' in page(client_of(User.objects.get(email="camila@example.org")), LIST)
    assert listed(client, f"tag={tag.pk}&duplicate=si") == listed(client, "")


def test_an_organisation_of_many_comunas_stands_once(coordinadora: User) -> None:
    make_actor("Servicio Regional", comunas=["08311", "08101", "08102"])
    assert listed(client_of(coordinadora), "region=08") == ["Servicio Regional"]


def test_each_filter_that_is_set_is_a_chip_that_takes_it_away(
    varied: dict[str, Actor], coordinadora: User
) -> None:
    tags = [Tag.objects.get(name=name) for name in ("prioritaria", "costera")]
    query = f"q=etiquetada&tag={tags[0].pk}&tag={tags[1].pk}&size=&state=vigente&col=rut&page=2"
    text = page(client_of(coordinadora), f"{LIST}?{query}")
    chips = re.findall(r'<a class="chip" href="([^"]+)">([^<]+)<', text)
    told = {label: address.replace("&amp;", "&") for address, label in chips}
    assert set(told) == {
        "Nombre, sigla o RUT: etiquetada",
        "Situación: Vigente",
        "Etiquetas (todas): prioritaria",
        "Etiquetas (todas): costera",
    }
    assert (
        told["Situación: Vigente"] == f"{LIST}?q=etiquetada&tag={tags[0].pk}&tag={tags[1].pk}&size=&col=rut"
    )
    assert f"tag={tags[1].pk}" in told["Etiquetas (todas): prioritaria"]
    assert f"tag={tags[0].pk}" not in told["Etiquetas (todas): prioritaria"]
    assert re.search(r'<details class="more filters-more" open>', text)


# Columns and order ---------------------------------------------------------------------
def test_the_address_says_which_columns_and_in_what_order(mesa: Alliance, coordinadora: User) -> None:
    client = client_of(coordinadora)
    assert heads(page(client, LIST)) == ["Nombre", "Tipo", "Comunas donde está presente", "RUT"]
    text = page(client, f"{LIST}?col=rut&col=&col=level&col=hola&col=rut")
    assert heads(text) == ["Nombre", "RUT", "Nivel"]
    assert '<option value="rut" selected>' in text


def test_tags_are_no_column_for_others(mesa: Alliance, funcionaria: User) -> None:
    assert heads(page(client_of(funcionaria), f"{LIST}?col=tags&col=rut")) == ["Nombre", "RUT"]


def test_the_chooser_keeps_the_filters_and_the_filters_keep_the_columns(
    mesa: Alliance, coordinadora: User
) -> None:
    text = page(client_of(coordinadora), f"{LIST}?sector=publico&col=rut&orden=-name")
    bar, chooser = text[: text.index('id="rows"')], text[text.index("chooser") :]
    assert '<input type="hidden" name="col" value="rut">' in bar
    assert '<input type="hidden" name="orden" value="-name">' in bar
    assert '<input type="hidden" name="sector" value="publico">' in chooser


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("name", ["Arauco", "Ñandú", "Óptima"]),
        ("-name", ["Óptima", "Ñandú", "Arauco"]),
        ("level", ["Óptima", "Arauco", "Ñandú"]),
        ("size", ["Ñandú", "Arauco", "Óptima"]),
        ("-personality_until", ["Arauco", "Ñandú", "Óptima"]),
        ("-updated", ["Óptima", "Ñandú", "Arauco"]),
        ("hola", ["Arauco", "Ñandú", "Óptima"]),
    ],
)
def test_the_list_is_sorted_by_a_column(coordinadora: User, order: str, names: list[str]) -> None:
    day = dates.today()
    make_actor(
        "Arauco",
        kind="empresa",
        rut="",
        level="local",
        size="pequena",
        personality_until=day + timedelta(days=400),
    )
    make_actor("Ñandú", kind="empresa", rut="", level="sublocal", size="micro", personality_until=day)
    make_actor("Óptima", kind="empresa", rut="", level="central")
    assert listed(client_of(coordinadora), f"orden={order}") == names


def test_a_head_says_how_it_is_sorted_and_turns_it_round(mesa: Alliance, coordinadora: User) -> None:
    text = page(client_of(coordinadora), f"{LIST}?orden=name&sector=publico")
    head = text[text.index("<thead") : text.index("</thead>")]
    assert head.count("aria-sort") == 1
    assert 'aria-sort="ascending"' in head
    assert "?sector=publico&amp;orden=-name" in head


# Export ---------------------------------------------------------------------------------
@pytest.fixture
def many(mesa: Alliance, mesa_ajena: Alliance) -> None:
    for number in range(60):
        make_actor(
            f"Comité {number:02} =1+1",
            kind="organizacion_social_territorial_o_funcional",
            rut="",
            comunas=["02102", "08311"] if number % 2 else [],
            level="sublocal",
        )
    make_actor("Servicio de seis comunas", comunas=["08311", "08101", "08102", "08103", "08104", "08105"])


def pages(client: Any, query: str) -> Iterator[list[str]]:
    number = 1
    while True:
        text = page(client, f"{LIST}?{query}&page={number}")
        yield from table(text)
        if 'rel="next"' not in text:
            return
        number += 1


@pytest.mark.parametrize("person", ["coordinadora", "funcionaria"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "sector=sociedad_civil&col=level&col=comunas&col=kind&orden=-name",
        "q=comite+vecinos",
        "q=comitte&col=rut",
        "region=08&orden=kind&col=website&col=personality_until&col=about",
    ],
)
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_file_holds_what_the_pages_showed(
    many: None, person: str, query: str, ending: str, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(person))
    seen = list(pages(client, query))
    answer = client.get(f"{EXPORT}?{query}&formato={ending}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{ending}"')
    book = read_book(answer.content, name=f"organizaciones.{ending}")
    sheet = book.pages[0]  # lists of options follow
    assert [head.rstrip(" *") for head in sheet.headers[:-1]] == heads(
        page(client, f"{LIST}?{query}")
    ) or not seen
    assert [[as_text(value) for value in line.values[:-1]] for line in sheet.rows] == seen


def test_the_export_is_linked_with_what_the_page_asks(mesa: Alliance, coordinadora: User) -> None:
    text = page(client_of(coordinadora), f"{LIST}?sector=publico&col=rut&page=1")
    assert f"{EXPORT}?sector=publico&amp;col=rut&amp;formato=xlsx" in text


def test_nobody_exports_what_she_may_not_see(mesa: Alliance, funcionaria: User) -> None:
    make_actor("Empresa sin mesa SpA", kind="empresa")
    answer = client_of(funcionaria).get(f"{EXPORT}?formato=csv")
    assert "Empresa sin mesa" not in answer.content.decode()
    assert "Generadora del Norte" in answer.content.decode()


# Weight --------------------------------------------------------------------------------
@pytest.mark.parametrize("query", ["", "q=comitte", "q=comite&orden=kind&sector=sociedad_civil"])
def test_the_list_asks_at_most_twelve_queries(many: None, funcionaria: User, query: str) -> None:
    client = client_of(funcionaria)
    page(client, f"{LIST}?{query}")
    with count_queries() as counted:
        page(client, f"{LIST}?{query}")
    assert len(counted) <= 12
