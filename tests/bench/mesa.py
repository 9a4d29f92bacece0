"""A mesa with 200 meetings and 2,000 commitments over the bare page and over an empty mesa; the board of 2,000."""

from collections.abc import Callable

from django.urls import reverse

from tests.bench._frame import Figure, Outcome, best_of, pairs
from tests.bench._size import BUSY, EMPTY, Size
from tests.bench._visit import PEOPLE, Country, dashed

MESAS = 2_000
PAIRS = 60
OVER_BARE, OVER_EMPTY, BOARD = 6.0, 1.5, 8.0
MOST_QUERIES = 12
STAFF = ("coordinator", "official")


def measure(report: Callable[[str], None]) -> Outcome:
    country = Country(Size(mesas=MESAS, shapes=(BUSY, EMPTY)))
    report(f"{MESAS} mesas: {country.world.rows}")
    busy, empty = (reverse("convergence:alliance", args=[dashed(key)]) for key in country.world.mesas[:2])
    plans: list[tuple[Figure, Callable[[], object], Callable[[], object]]] = []
    for person in STAFF:
        told = PEOPLE[person]
        bare, full = country.bare(person), country.visit(person, busy)
        board = country.visit(person, reverse("convergence:board"))
        plans += [
            (Figure("mesa llena / página base", OVER_BARE, {"person": told}), bare, full),
            (
                Figure("mesa llena / mesa vacía", OVER_EMPTY, {"person": told}),
                country.visit(person, empty),
                full,
            ),
            (Figure("tablero / página base", BOARD, {"person": told}), bare, board),
        ]
    for figure, _floor, ours in plans:
        figure.counted["consultas"] = (country.queries(ours), MOST_QUERIES)
    acts = {id(figure): (floor, ours) for figure, floor, ours in plans}
    figures = [figure for figure, _floor, _ours in plans]
    best_of(figures, lambda figure: figure.rounds.append(pairs(*acts[id(figure)], PAIRS)), report)
    return Outcome(figures, {f"{MESAS} mesas": country.world.rows})
