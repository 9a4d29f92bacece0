"""The public front page: figures over published alliances, nothing of the others and nothing of persons."""

import re
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from convergence.services.commitments import move_commitment
from core import dates
from desk import front, tiles
from desk.demo.shapes import demo_uid
from tests.factories import (
    client_of,
    count_queries,
    make_actor,
    make_commitment,
    make_initiative,
    make_meeting,
    make_mesa,
    make_participation,
    page,
    principal,
)


def figures() -> dict[str, Any]:
    return {stat["label"]: stat["value"] for stat in front.figures()}


@pytest.mark.django_db
def test_empty_says_so() -> None:
    text = page(client_of(), "/")
    assert "Todavía no hay mesas publicadas" in text
    assert "tilemap" not in text
    assert figures()["de los compromisos, cumplidos"] == "—"


def test_figures_count_published_alliances_only(
    mesa: Alliance, mesa_ajena: Alliance, municipalidad: Actor, otra_municipalidad: Actor, coordinadora: User
) -> None:
    make_meeting(mesa, women=3, men=4, others=0, agreements=["Uno", "Dos"], attendances={municipalidad: 2})
    make_meeting(mesa, women=1, men=0, others=1)
    kept, _open = make_commitment(mesa, municipalidad), make_commitment(mesa, municipalidad)
    freed = make_commitment(mesa, municipalidad)
    by = principal(coordinadora)
    move_commitment(commitment=kept, to="cumplido", outcome="Se hizo todo", by=by)
    move_commitment(commitment=freed, to="liberado", outcome="Ya no hace falta", by=by)
    make_meeting(mesa_ajena, women=900, agreements=["Acuerdo reservado"])
    make_commitment(mesa_ajena, otra_municipalidad)
    make_initiative(mesa, execution_cost=150_400_000, phase="entregada")
    make_initiative(mesa, execution_cost=50_000_000, phase="diseno")
    make_initiative(mesa, execution_cost=30_000_000, phase="idea")
    make_initiative(mesa, execution_cost=900_000_000, phase="descartada")
    make_initiative(mesa_ajena, execution_cost=900_000_000, phase="entregada")
    Alliance.objects.filter(pk=mesa_ajena.pk).update(is_public=False)
    assert figures() == {
        "mesas de convergencia": 1,
        "comunas": 1,
        "organizaciones": 3,
        "reuniones": 2,
        "asistencias": 9,
        "acuerdos": 2,
        "compromisos": 3,
        "de los compromisos, cumplidos": "50 %",
        "iniciativas": 3,
        "iniciativas entregadas": 1,
        "iniciativas en desarrollo": 1,
        "inversión pública involucrada": "MM$230,4",
    }
    text = page(client_of(), "/")
    assert mesa.name in text
    assert mesa_ajena.name not in text
    assert "Santa Bárbara" not in text
    assert "una persona puede repetirse" in text


def test_no_person_is_named(mesa: Alliance, coordinadora: User, municipalidad: Actor) -> None:
    make_participation(mesa, make_actor(rut=""), representative="Nombre Reservado")
    text = page(client_of(), "/")
    for private in (coordinadora.name, coordinadora.email, "Nombre Reservado", "@example.org"):
        assert private not in text


def test_the_list_beside_the_map_says_the_same(mesa: Alliance, mesa_ajena: Alliance) -> None:
    text = unescape(page(client_of(), "/"))
    assert "Marcadas: Mejillones, Santa Bárbara." in re.sub(r"\s+", " ", text)
    assert text.count('class="mark"') == 2
    listed = text[text.index('<ul class="regions">') :]
    assert listed.index("Antofagasta") < listed.index("Biobío")
    only = page(client_of(), "/?region=02")
    assert mesa.name in only
    assert f">{mesa_ajena.name}<" not in only
    assert mesa.name in page(client_of(), "/?region=nada")


def test_who_is_signed_in_goes_to_inicio(funcionaria: User, mesa: Alliance) -> None:
    answer = client_of(funcionaria).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("desk:home"))


def test_the_page_costs_the_same_for_ten_and_twenty(mesa: Alliance) -> None:
    told = []
    for start in (0, 10):
        for number in range(10):
            actor = make_actor(comunas=[])
            row = make_mesa(
                comunas=[f"0{1 + number % 3}101"], partners=[actor], sponsor=make_actor(kind="empresa")
            )
            make_meeting(row, attendances={actor: 1}, agreements=["Uno"])
            make_commitment(row, actor)
        with count_queries() as counted:
            assert page(client_of(), "/").count('class="card mesa"') == 11 + start
        told.append(len(counted))
    assert told[0] == told[1]


def test_every_comuna_has_one_tile_and_no_two_share_it() -> None:
    cells = tiles.tiles()
    assert len(cells) == 346
    assert len({(cell.x, cell.y) for cell in cells.values()}) == 346
    assert cells["15201"].x < cells["02102"].x < cells["13101"].x < cells["12101"].x
    drawn = tiles.draw(["02102", "02102", "99999"])
    assert [mark.name for mark in drawn.marks] == ["Mejillones"]
    assert drawn.ground.count("M") == 346


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["privacy", "accessibility", "style"])
def test_statements_are_open_to_anybody(name: str) -> None:
    text = page(client_of(), reverse(f"desk:{name}"))
    assert "<h1" in text
    assert name == "style" or re.search(r"\d\d-11-2026", text)


@pytest.mark.django_db
def test_the_sheet_of_the_look_is_not_in_production(settings: Any) -> None:
    settings.MODE = "production"
    page(client_of(), reverse("desk:style"), 404)


def test_today_is_said_once(mesa: Alliance) -> None:
    assert page(client_of(), "/").count(f"{dates.today():%d-%m-%Y}</time>") == 1


def test_published_figures_carry_source_and_date_and_only_in_the_demonstration(
    mesa: Alliance, settings: Any
) -> None:
    assert front.reproduced() == []
    call_command("load_demo", stderr=StringIO())
    text = re.sub(r"\s+", " ", unescape(page(client_of(), "/")))
    start = text.index('id="publicado"')
    section = text[start : text.index('id="modelo"')]
    for words in ("$165.000.000", "51", "33", "16", "cerca de $7.000.000.000", "más de $3.500.000.000"):
        assert f">{words}<" in section.replace("> ", ">").replace(" <", "<"), words
    assert section.count("Modelo Huella Local: Mesas de Convergencia para el Desarrollo Local (2023)") == 2
    assert section.count("31-07-2023") == 8
    assert "inventados" in section
    assert not [name for name in ("Naviera", "Ultramar", "Colbún") if name in section], (
        "no amount beside a company"
    )
    Alliance.objects.filter(pk=demo_uid("mejillones")).update(is_public=False)
    assert [told["name"] for told in front.reproduced()] == ["Energía que deja Huella · Santa Bárbara"]
    settings.MODE = "production"
    assert front.reproduced() == []
