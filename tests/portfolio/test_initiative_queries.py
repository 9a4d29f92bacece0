"""Every page of initiatives takes the same number of queries with 10 and with 20 rows, seen by who is not staff."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor, Comuna
from convergence.models import Alliance
from core import dates
from tests import factories
from tests.portfolio.initiative_acts import url

pytestmark = pytest.mark.django_db

LIST = "/cartera/"
_turns = count(1)


def _grow(mesa: Alliance, municipalidad: Actor) -> None:
    """An initiative that shares nothing: own mesa, comuna, agreement, actor, phase, person; and one of `mesa`."""
    codes = list(Comuna.objects.order_by("code").values_list("code", flat=True))
    turn = next(_turns)
    code = codes[turn * 7 % len(codes)]
    holder = factories.make_actor(kind="empresa", comunas=[code])
    other = factories.make_mesa(comunas=[code], partners=[municipalidad, holder])
    factories.make_participation(mesa, holder)
    phase = ("idea", "perfil", "diseno", "licitacion")[turn % 4]
    told = {"phase": phase, "ball": holder, "goals": {turn % 17 + 1: 100}, "execution_cost": turn}
    meeting = factories.make_meeting(other, agreements=["Uno."])
    factories.make_initiative(other, agreement=meeting.agreements.get(), **told)
    first = mesa.meetings.first() or factories.make_meeting(mesa)
    text = f"Acuerdo {turn}."
    agreed = first.agreements.create(number=turn % 9000 + 1, text=text, nature="cambio_reglas")
    own = factories.make_initiative(mesa, agreement=agreed, portfolio="definitiva", **told)
    by = factories.make_user(acts_for=holder)
    row = mesa.initiatives.order_by("created_at").first() or own
    row.steps.create(portfolio="ampliada", phase_id=phase, since=dates.today(), made_by=by)
    factories.make_receipt(mesa, holder, 100_000)
    factories.make_allocation(row, 1000)


def _first(mesa: Alliance) -> Any:
    return mesa.initiatives.order_by("created_at").first().pk


# page: its address, how many queries it may take.
PAGES: dict[str, tuple[Callable[[Alliance], str], int]] = {
    "list": (lambda mesa: LIST, 9),
    "list by cost, filtered": (lambda mesa: f"{LIST}?alliance={mesa.pk}&goal=11&orden=-costo", 12),
    "lists of a mesa": (lambda mesa: url("cartera", mesa.pk), 12),
    "initiative": (lambda mesa: url("initiative", _first(mesa)), 13),
    "edit": (lambda mesa: url("edit", _first(mesa)), 13),
    "new": (lambda mesa: url("create", mesa.pk), 12),
    "move": (lambda mesa: url("move", _first(mesa)), 11),
    "summary": (lambda mesa: url("alliance_summary", mesa.pk), 11),
    "of a meeting": (lambda mesa: url("of_meeting", mesa.meetings.first().pk), 11),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_the_same_number_of_queries_with_10_and_with_20_rows(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, name: str
) -> None:
    where, most = PAGES[name]
    client = factories.client_of(funcionaria)
    counted: dict[int, list[str]] = {}
    for size in (10, 20):
        for _turn in range(10):
            _grow(mesa, municipalidad)
        factories.page(client, where(mesa))  # caches of the process are not the page's
        with factories.count_queries() as queries:
            factories.page(client, where(mesa))
        counted[size] = [query["sql"] for query in queries.captured_queries]
    more = "\n".join(sorted(set(counted[20]) - set(counted[10])))
    assert len(counted[10]) == len(counted[20]), more
    assert len(counted[20]) <= most, "\n".join(counted[20])
