"""Every main page over the bare page, at two sizes ten times apart, as the coordinator and as an official."""

from collections.abc import Callable
from functools import partial

from django.urls import reverse

from tests.bench import _setup
from tests.bench._frame import Figure, Outcome, best_of, pairs
from tests.bench._scale import Size
from tests.bench._visit import PEOPLE, Country, dashed

MESAS, LESS = 2_000, 200
PAIRS = 60
MOST_QUERIES = 12
MOST_GROWTH = 1.3
LIST, OTHER, BOARD = 4.0, 6.0, 8.0
PAGES = (
    ("inicio", "desk:home", "", OTHER),
    ("tablero", "convergence:board", "", BOARD),
    ("mesa", "convergence:alliance", "mesa", OTHER),
    ("reuniones", "convergence:meetings", "mesa", LIST),
    ("reunión", "convergence:meeting", "meeting", OTHER),
    ("compromisos", "convergence:commitments", "", LIST),
    ("actores", "actors:list", "", LIST),
    ("actor", "actors:actor", "actor", OTHER),
)


def address(country: Country, route: str, about: str) -> str:
    world = country.world
    mesa = world.mesas[0]
    keys = {"mesa": mesa, "meeting": world.last_meeting[mesa], "actor": world.service}
    return reverse(route, args=[dashed(keys[about])] if about else [])


def measure(report: Callable[[str], None]) -> Outcome:
    countries = {}
    for mesas in (LESS, MESAS):
        countries[mesas] = Country(Size(mesas=mesas))
        report(f"{mesas} mesas: {countries[mesas].world.rows}")
    figures = [
        Figure(name, goal, {"person": PEOPLE[person]})
        for name, _route, _about, goal in PAGES
        for person in PEOPLE
    ]
    acts = {
        id(figure): partial(_round, countries, figure, person, route, about)
        for figure, (route, about, person) in zip(
            figures,
            [(route, about, person) for _n, route, about, _g in PAGES for person in PEOPLE],
            strict=True,
        )
    }
    best_of(figures, lambda figure: acts[id(figure)](), report)
    return Outcome(figures, {f"{mesas} mesas": told.world.rows for mesas, told in countries.items()})


def _round(countries: dict[int, Country], figure: Figure, person: str, route: str, about: str) -> None:
    """One round at each size; the figure's ratio is that of the larger one."""
    told = {}
    for mesas, country in countries.items():
        act = country.visit(person, address(country, route, about))
        _setup.use(country.database)
        figure.counted[f"consultas con {mesas}"] = (country.queries(act), MOST_QUERIES)
        told[mesas] = pairs(country.bare(person), act, PAIRS)
    figure.rounds.append(told[MESAS])
    growth, _most = figure.derived.setdefault("crecimiento", ([], MOST_GROWTH))
    growth.append(told[MESAS].ratio / told[LESS].ratio)
