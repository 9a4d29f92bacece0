"""Every main page over the bare page: in this process at two sizes ten times apart, and served to eight at once."""

from collections.abc import Callable
from functools import partial

from django.urls import reverse

from tests.bench import _setup
from tests.bench._frame import Figure, Outcome, best_of, pairs
from tests.bench._served import CLIENTS, Stack, stack
from tests.bench._size import Size
from tests.bench._visit import PEOPLE, Country, dashed

MESAS, LESS = 2_000, 200
PAIRS = 60
MOST_QUERIES = 12
MOST_GROWTH = 1.3
LIST, OTHER, BOARD = 4.0, 6.0, 8.0
STAFF, MONEY = ("coordinator", "official"), ("coordinator", "company")
PAGES = (
    ("inicio", "desk:home", "", OTHER, STAFF),
    ("tablero", "convergence:board", "", BOARD, STAFF),
    ("mesa", "convergence:alliance", "mesa", OTHER, STAFF),
    ("reuniones", "convergence:meetings", "mesa", LIST, STAFF),
    ("reunión", "convergence:meeting", "meeting", OTHER, STAFF),
    ("compromisos", "convergence:commitments", "", LIST, STAFF),
    ("actores", "actors:list", "", LIST, STAFF),
    ("actor", "actors:actor", "actor", OTHER, STAFF),
    ("iniciativas", "portfolio:initiatives", "", LIST, STAFF),
    ("iniciativa", "portfolio:initiative", "initiative", OTHER, STAFF),
    ("cartera", "portfolio:cartera", "mesa", LIST, STAFF),
    ("aportes", "portfolio:aportes", "mesa", OTHER, STAFF),
    ("aportante", "portfolio:contributor", "company", OTHER, MONEY),
    ("evaluación", "evaluation:typology", "mesa", OTHER, STAFF),
    ("informes", "evaluation:reports", "", LIST, STAFF),
)


def address(country: Country, route: str, about: str) -> str:
    world = country.world
    mesa = world.mesas[0]
    keys = {
        "mesa": mesa,
        "meeting": world.last_meeting[mesa],
        "actor": world.service,
        "initiative": world.initiative,
        "company": world.company,
    }
    return reverse(route, args=[dashed(keys[about])] if about else [])


def measure(report: Callable[[str], None]) -> Outcome:
    countries = {}
    for mesas in (LESS, MESAS):
        countries[mesas] = Country(Size(mesas=mesas))
        report(f"{mesas} mesas: {countries[mesas].world.rows}")
    plans = [
        (Figure(name, goal, {"person": PEOPLE[person]}), person, route, about)
        for name, route, about, goal, people in PAGES
        for person in people
    ]
    acts = {
        id(figure): partial(_round, countries, figure, person, route, about)
        for figure, person, route, about in plans
    }
    figures = [figure for figure, *_rest in plans]
    best_of(figures, lambda figure: acts[id(figure)](), report)
    large = countries[MESAS]
    with stack(large.database) as served:
        for figure, person, route, about in plans:
            figure.served = _crowd(served, large, person, address(large, route, about))
            told = figure.served["server"]
            report(
                f"{CLIENTS} clientes, {figure.label}: {told['median']['ratio']} · p95 {told['p95']['ratio']}"
            )
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


def _crowd(served: Stack, country: Country, person: str, page: str) -> dict[str, dict[str, object]]:
    """`server`: what the server took; `cpu`: what of it its processor worked; `wall`: what the clients waited."""
    cookies = country.cookies(person, CLIENTS)
    told = served.measure(cookies, country.bare_address(), page)
    return {name: times.as_json() for name, times in told.items()}
