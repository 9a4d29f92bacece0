"""Searching the directory: errors, spellings, order of nearness, and that it tells nothing of what one may not see."""

import pytest
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import rut
from tests.factories import client_of, make_actor, make_rut, make_user, page, principal

LIST = reverse("actors:list")


def found(text: str) -> list[str]:
    return list(Actor.objects.matching(text).values_list("name", flat=True))


@pytest.fixture
def registry(db: None) -> None:
    for name in (
        "Municipalidad de Peñalolén",
        "Junta de Vecinos Villa Huenchullán",
        "Comité de Agua Potable Rural Quebrada Honda",
        "Sindicato de Pescadores Caleta Vergara",
        "Agrupación Los Álamos",
        "Fundo Lluch",
    ):
        make_actor(name, rut="")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("penalolen", "Municipalidad de Peñalolén"),
        ("MUNICIPALIDAD PEÑALOLÉN", "Municipalidad de Peñalolén"),
        ("muni penalolen", "Municipalidad de Peñalolén"),
        ("municipalidda de peñalolen", "Municipalidad de Peñalolén"),
        ("penialolen", "Municipalidad de Peñalolén"),
        ("wenchuyan", "Junta de Vecinos Villa Huenchullán"),
        ("vesinos guenchullan", "Junta de Vecinos Villa Huenchullán"),
        ("kebrada onda", "Comité de Agua Potable Rural Quebrada Honda"),
        ("agua quebrda", "Comité de Agua Potable Rural Quebrada Honda"),
        ("capr", "Comité de Agua Potable Rural Quebrada Honda"),
        ("pezcadores bergara", "Sindicato de Pescadores Caleta Vergara"),
        ("caleta verg", "Sindicato de Pescadores Caleta Vergara"),
        ("alamos agrupacion", "Agrupación Los Álamos"),
        ("los alam", "Agrupación Los Álamos"),
        ("yuch", "Fundo Lluch"),
    ],
)
def test_it_is_found_though_written_otherwise(registry: None, text: str, name: str) -> None:
    assert found(text)[:1] == [name]


@pytest.mark.parametrize("text", ["vecinos pescadores", "zzz", "%", "quebrada seca"])
def test_every_word_must_be_there(registry: None, text: str) -> None:
    assert found(text) == []


def test_words_as_written_come_first_then_beginnings_then_near_ones(db: None) -> None:
    for name in ("Corte Alta", "Norteña Alta", "Norte Alta del Valle", "Norte Alta"):
        make_actor(name, rut="")
    assert found("alta norte") == ["Norte Alta", "Norte Alta del Valle", "Norteña Alta", "Corte Alta"]
    assert found('alta "norte"') == ["Norte Alta", "Norte Alta del Valle"]


def test_an_organisation_is_found_by_its_rut_however_it_is_written(db: None) -> None:
    number = make_rut(76_543_210)
    actor = make_actor("Generadora", rut=number)
    make_actor("Otra", rut=make_rut(76_543_219))
    body, digit = number.split("-")
    for text in (rut.display(number), number, body + digit, body, "76.543.210", number.lower()):
        assert found(text) == [actor.name], text
    assert set(found("76.543.21")) == {"Generadora", "Otra"}


def test_an_acronym_with_and_without_points(db: None) -> None:
    make_actor("Servicio de Vivienda y Urbanización", short_name="SERVIU", rut="")
    make_actor("Corporación Nacional Forestal", short_name="C.O.N.A.F.", rut="")
    assert found("serviu") == found("S.E.R.V.I.U.") == ["Servicio de Vivienda y Urbanización"]
    assert found("conaf") == ["Corporación Nacional Forestal"]
    assert found("cnf") == ["Corporación Nacional Forestal"]


def test_a_search_without_words_shows_everything(registry: None) -> None:
    assert len(found("  ")) == 6


# Who may not ------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["rival", "rivla", "rivales", "ribal", "Competidora Rival SpA", "crs"])
def test_nobody_finds_an_organisation_that_she_may_not_see(
    mesa: Alliance, funcionaria: User, text: str
) -> None:
    hidden = make_actor("Competidora Rival SpA", kind="empresa")
    seen = Actor.objects.visible_to(principal(funcionaria))
    assert hidden not in seen.matching(text)
    assert hidden not in seen.matching(hidden.rut)
    answer = page(client_of(funcionaria), f"{LIST}?q={text}")
    assert "Ninguna organización pasa estos filtros" in answer
    assert "¿Quiso decir" not in answer


def test_a_hidden_name_changes_nothing_of_what_is_found(mesa: Alliance, funcionaria: User) -> None:
    """An exact word that only a hidden row has must not stand in the way of the near word of a visible one."""
    seen = Actor.objects.visible_to(principal(funcionaria))
    before = {text: list(seen.matching(text)) for text in ("ñandu", "nandi", "generadola", "mejilones")}
    for name in ("Nandi SpA", "Generadola SpA", "Mejilones SpA"):
        make_actor(name, kind="empresa")
    after = {text: list(seen.matching(text)) for text in before}
    assert after == before
    assert all(before.values())


# The page ------------------------------------------------------------------------------
def test_the_page_asks_whether_another_word_was_meant(mesa: Alliance, coordinadora: User) -> None:
    text = page(client_of(coordinadora), f"{LIST}?q=junta+vesinos+nandu&sector=sociedad_civil")
    assert "¿Quiso decir" in text
    assert "q=Junta+Vecinos+%C3%91and%C3%BA" in text
    assert "sector=sociedad_civil" in text[text.index("¿Quiso decir") :]
    assert "¿Quiso decir" not in page(client_of(coordinadora), f"{LIST}?q=vecinos+nandu")


def test_what_was_merged_is_not_listed(coordinadora: User) -> None:
    one, other = make_actor("Junta Alerce"), make_actor("Junta Alerze", rut="")
    Actor.objects.filter(pk=other.pk).update(merged_into=one)
    text = page(client_of(coordinadora), f"{LIST}?q=alerce")
    assert "Junta Alerce" in text
    assert "Junta Alerze" not in text


def test_the_api_searches_the_same_way_and_tells_the_closest_first(
    mesa: Alliance, coordinadora: User
) -> None:
    make_actor("Aaa Mejillones Norte Grande", rut="")
    client = client_of(coordinadora)
    rows = client.get(reverse("api:actors"), {"q": "municipalidda mejillones"}).json()["results"]
    assert [row["name"] for row in rows] == ["Municipalidad de Mejillones"]
    rows = client.get(reverse("api:actors"), {"q": "mejillones"}).json()["results"]
    assert [row["name"] for row in rows] == ["Municipalidad de Mejillones", "Aaa Mejillones Norte Grande"]
    assert client_of(make_user()).get(reverse("api:actors"), {"q": "nandu"}).json()["results"] == []
