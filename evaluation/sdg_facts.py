"""Rows that the SDG report counts, as of a day and as its asker may see them. Adds nothing up: sdg.py does."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.models import Actor
from convergence.models import Alliance
from evaluation.sdg import METHOD
from evaluation.sdg_rows import (
    Allocated,
    Contributor,
    Given,
    GoalName,
    InitiativeRow,
    PhaseName,
    Scope,
    Weight,
)
from portfolio.models import Entry, Goal, Initiative, InitiativeGoal, Phase
from portfolio.money import GIVER_ID
from portfolio.vocabulary import SUMMED

CHUNK = 5000


@dataclass(frozen=True)
class Gathered:
    """`inputs_hash` changes with any row the numbers are made of; the same rows give the same hash."""

    given: Given
    inputs_hash: str


def gather(*, alliance: Alliance | None, as_of: date, by: Principal) -> Gathered:
    """Of one alliance, or of everything `by` sees. Every query reads the database as of one instant."""
    with _one_instant():
        return _gather(alliance, as_of, by)


@contextmanager
def _one_instant() -> Iterator[None]:
    """A snapshot where the transaction is ours: a movement made meanwhile is in all sums or in none."""
    is_ours = not connection.in_atomic_block
    with transaction.atomic():
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield


def _gather(alliance: Alliance | None, as_of: date, by: Principal) -> Gathered:
    mark = hashlib.sha256()
    scope = _scope(alliance, as_of, by)
    living = _within(Initiative.objects.all(), alliance, by).as_of(as_of).living()
    rows = living.order_by("pk").values_list("pk", "phase_then", *SUMMED).iterator(chunk_size=CHUNK)
    initiatives = []
    for row in rows:
        mark.update(repr(row).encode())
        initiatives.append(InitiativeRow(*row))
    weights = _weights(alliance, by, mark)
    entries = _within(Entry.objects.all(), alliance, by).as_of(as_of)
    seen = entries.visible_to(by)
    last, lines = _extent(entries)
    whole = _extent(seen) == (last, lines)
    contributors = _contributors(seen)
    mark.update(repr((METHOD, as_of, scope, last, lines, _extent(seen), contributors)).encode())
    given = Given(
        as_of=as_of,
        scope=scope,
        initiatives=initiatives,
        weights=weights,
        goals=[
            GoalName(goal.number, goal.name_es, goal.name_en, goal.color, goal.text_color)
            for goal in Goal.objects.order_by("number")
        ],
        phases=[
            PhaseName(phase.code, phase.name_es, phase.name_en) for phase in Phase.objects.order_by("order")
        ],
        money=entries.totals(),
        allocated=_allocated(entries),
        contributors=contributors,
        seen=None if whole else _allocated(seen),
    )
    return Gathered(given, mark.hexdigest())


def _within(rows: Any, alliance: Alliance | None, by: Principal) -> Any:
    """Rows of the scope. Sums of a mesa are for whoever sees it: lines are narrowed further where they are shown."""
    if alliance is not None:
        return rows.filter(alliance=alliance)
    return rows.filter(alliance_id__in=Alliance.objects.visible_to(by).order_by().values("pk"))


def _scope(alliance: Alliance | None, as_of: date, by: Principal) -> Scope:
    if alliance is not None:
        invented = alliance.is_demo or Initiative.objects.filter(alliance=alliance, is_demo=True).exists()
        return Scope("alliance", alliance.pk, alliance.name, 1, invented)
    seen = Alliance.objects.visible_to(by).filter(started_on__lte=as_of)
    invented = (
        seen.filter(is_demo=True).exists()
        or _within(Initiative.objects.filter(is_demo=True), None, by).as_of(as_of).exists()
    )
    name = _("Todas las mesas") if by.is_foundation else _("Todas sus mesas")
    return Scope("all", None, str(name), seen.count(), invented)


def _weights(alliance: Alliance | None, by: Principal, mark: Any) -> dict[uuid.UUID, list[Weight]]:
    """Of every initiative of the scope, discarded ones too: money may have been allocated to them."""
    rows = InitiativeGoal.objects.all()
    if alliance is not None or not by.is_foundation:
        rows = rows.filter(initiative__in=_within(Initiative.objects.order_by(), alliance, by).values("pk"))
    found: defaultdict[uuid.UUID, list[Weight]] = defaultdict(list)
    told = rows.order_by("initiative_id", "goal_id").values_list(
        "initiative_id", "goal_id", "weight", "is_main"
    )
    for row in told.iterator(chunk_size=CHUNK):
        mark.update(repr(row).encode())
        key, goal, weight, is_main = row
        found[key].append(Weight(goal, weight, is_main))
    return dict(found)


def _extent(entries: QuerySet[Any]) -> tuple[int, int]:
    """The last line and how many there are: lines are never changed nor removed."""
    told = entries.order_by().aggregate(last=Max("pk"), lines=Count("pk"))
    return told["last"] or 0, told["lines"]


def _allocated(entries: QuerySet[Any]) -> list[Allocated]:
    rows = (
        entries.filter(kind="allocation")
        .order_by(GIVER_ID, "initiative_id")
        .values_list(GIVER_ID, "initiative_id")
        .annotate(pesos=Sum("amount"))
        .exclude(pesos=0)
    )
    return [Allocated(*row) for row in rows]


def _contributors(seen: Any) -> Sequence[Contributor]:
    rows = list(seen.by(GIVER_ID).order_by(GIVER_ID))
    names = dict(Actor.objects.filter(pk__in=[row[GIVER_ID] for row in rows]).values_list("pk", "name"))
    return [Contributor(id=(key := row.pop(GIVER_ID)), name=names[key], **row) for row in rows]
