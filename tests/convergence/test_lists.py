"""Lists: the visible and the invisible rows for each person, their filters and their order."""

from datetime import timedelta

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from convergence.services.alliances import update_participation
from core import dates
from tests import factories
from tests.convergence import acts
from tests.convergence.acts import address

pytestmark = pytest.mark.django_db

PEOPLE = ["coordinadora", "funcionaria", "empresa", "vecina", "ajena"]
HERE, THERE = "Mesa de Mejillones", "Mesa de Santa Bárbara"
SEEN = {
    "coordinadora": {HERE, THERE},
    "funcionaria": {HERE},
    "empresa": {HERE},
    "vecina": {HERE},
    "ajena": {THERE},
}


@pytest.fixture
def two_mesas(
    mesa: Alliance, mesa_ajena: Alliance, municipalidad: Actor, otra_municipalidad: Actor
) -> dict[str, Alliance]:
    """Each with one meeting and one commitment that bear its name."""
    for one, owner in ((mesa, municipalidad), (mesa_ajena, otra_municipalidad)):
        factories.make_meeting(one, place=f"Sede de {one.name}", agreements=[f"Acuerdo de {one.name}"])
        factories.make_commitment(one, owner, what=f"Compromiso de {one.name}")
    return {HERE: mesa, THERE: mesa_ajena}


# What each person sees and does not ------------------------------------------------------
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("query", ["", "?vista=tabla", "?kind=mesa_comunal", "?stage=vinculacion"])
def test_the_board_shows_ones_mesas_and_no_others(
    two_mesas: dict[str, Alliance], who: str, query: str, request: pytest.FixtureRequest
) -> None:
    client = factories.client_of(request.getfixturevalue(who))
    page = factories.page(client, address("board") + query)
    assert {name for name in (HERE, THERE) if name in page} == SEEN[who]
    assert ("1 mesa<" in page) == (len(SEEN[who]) == 1)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_commitments_list_shows_ones_own_mesas_and_no_others(
    two_mesas: dict[str, Alliance], who: str, request: pytest.FixtureRequest
) -> None:
    client = factories.client_of(request.getfixturevalue(who))
    page = factories.page(client, address("commitments"))
    assert {name for name in (HERE, THERE) if f"Compromiso de {name}" in page} == SEEN[who]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("meetings", "Sede de {}"),
        ("alliance", "Compromiso de {}"),
        ("alliance_commitments", "Compromiso de {}"),
        ("history", "Se registró una reunión"),
        ("partners", "{}"),
    ],
)
def test_the_tabs_of_a_mesa_show_its_own_rows_to_whoever_sees_it(
    two_mesas: dict[str, Alliance], who: str, tab: str, words: str, request: pytest.FixtureRequest
) -> None:
    client = factories.client_of(request.getfixturevalue(who))
    for name, mesa in two_mesas.items():
        if name in SEEN[who]:
            page = factories.page(client, address(tab, mesa.pk))
            assert words.format(name) in page
            assert words.format(({HERE, THERE} - {name}).pop()) not in page or "{}" not in words
        else:
            assert name not in factories.page(client, address(tab, mesa.pk), 404)


@pytest.mark.parametrize("name", ["board", "commitments"])
def test_the_visitor_is_sent_to_sign_in(two_mesas: dict[str, Alliance], name: str) -> None:
    answer = factories.client_of().get(address(name))
    assert answer.status_code == 302
    assert answer["Location"] == f"/cuenta/login/?next={address(name)}"


def test_whoever_acts_for_nobody_sees_no_mesa(two_mesas: dict[str, Alliance]) -> None:
    client = factories.client_of(factories.make_user())
    board = factories.page(client, address("board"))
    assert "Todavía no hay mesas" in board
    assert HERE not in board
    for mesa in two_mesas.values():
        factories.page(client, address("alliance", mesa.pk), 404)


def test_whoever_acted_for_it_until_yesterday_sees_it_no_more(
    two_mesas: dict[str, Alliance], funcionaria: User
) -> None:
    funcionaria.memberships.update(until=dates.today() - timedelta(days=1))
    assert HERE not in factories.page(factories.client_of(funcionaria), address("board"))


def test_a_mesa_that_ones_organisation_left_is_seen_no_more(
    two_mesas: dict[str, Alliance], mesa: Alliance, empresa: User, empresa_actor: Actor
) -> None:
    seat = mesa.participations.get(actor=empresa_actor)
    update_participation(participation=seat, left_on=dates.today(), by=acts.SYSTEM)
    client = factories.client_of(empresa)
    assert HERE not in factories.page(client, address("board"))
    factories.page(client, address("alliance", mesa.pk), 404)
    assert HERE not in factories.page(client, address("commitments"))


# The board's filter --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=mejill", {HERE}),
        ("?q=SANTA+barbara", {THERE}),
        ("?q=barbara+mesa", {THERE}),
        ("?q=nada", set()),
        ("?region=02", {HERE}),
        ("?region=08", {THERE}),
        ("?comuna=02102", {HERE}),
        ("?kind=tripartita", set()),
        ("?stage=convergencia", set()),
        ("?kind=x&region=x&comuna=x&stage=x&page=x", {HERE, THERE}),
    ],
)
def test_each_filter_of_the_board(
    two_mesas: dict[str, Alliance], coordinadora: User, query: str, expected: set[str]
) -> None:
    context = factories.client_of(coordinadora).get(address("board") + query).context
    assert {card["name"] for card in context["cards"]} == expected


def test_the_board_puts_each_mesa_under_its_stage_and_says_what_holds_it(
    mesa: Alliance, mesa_ajena: Alliance, municipalidad: Actor, coordinadora: User
) -> None:
    acts.leave_stage(mesa_ajena)
    factories.make_commitment(mesa, municipalidad, due_on=dates.today() - timedelta(days=2))
    context = factories.client_of(coordinadora).get(address("board")).context
    columns = {column["code"]: [card["name"] for card in column["cards"]] for column in context["columns"]}
    assert columns == {"vinculacion": [HERE], "convergencia": [THERE]}
    (card,) = (card for card in context["cards"] if card["name"] == HERE)
    assert (card["first_missing"], card["missing"], card["late"], card["open"]) == (
        "Contacto inicial",
        6,
        1,
        1,
    )
    assert card["partners"] == 3
    assert card["silent_days"] > 300


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("", ["sesion", "taller_participativo", "sesion"]),
        ("?kind=taller_participativo", ["taller_participativo"]),
        ("?held_from={month}", ["sesion", "taller_participativo"]),
        ("?held_to={month}", ["sesion"]),
        ("?held_from=x&kind=y&page=z", ["sesion", "taller_participativo", "sesion"]),
    ],
)
def test_the_timeline_is_newest_first_and_filtered(
    mesa: Alliance, funcionaria: User, query: str, kinds: list[str]
) -> None:
    today = dates.today()
    for days, kind in ((50, "sesion"), (20, "taller_participativo"), (3, "sesion")):
        factories.make_meeting(mesa, kind=kind, held_on=today - timedelta(days=days))
    url = address("meetings", mesa.pk) + query.format(month=(today - timedelta(days=30)).isoformat())
    context = factories.client_of(funcionaria).get(url).context
    words = {"Sesión de mesa": "sesion", "Taller participativo": "taller_participativo"}
    assert [words[drawn["title"]] for drawn in context["meetings"]] == kinds
