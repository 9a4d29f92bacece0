"""What the gates of a mesa read from its portfolio and its money, for a set of alliances. Decides nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q

from portfolio.models import Entry, Initiative
from portfolio.vocabulary import DISCARDED, SUBMITTED, Portfolio

_ON_A_LIST = (Portfolio.PRIORIZADA, Portfolio.DEFINITIVA)


@dataclass(frozen=True)
class PortfolioFacts:
    """Counts of initiatives that were not discarded, and of pledges that were not taken back."""

    initiatives: int = 0
    prioritised: int = 0
    definitive: int = 0
    submitted: int = 0
    prioritised_comunas: frozenset[str] = frozenset()
    pledges: int = 0


def gather(ids: Sequence[uuid.UUID], today: date) -> dict[uuid.UUID, PortfolioFacts]:
    """Facts by alliance id, only of those with an initiative or a pledge: two queries."""
    rows = Initiative.objects.filter(alliance_id__in=ids).exclude(phase_id=DISCARDED).order_by()
    counted = {
        told["alliance_id"]: told
        for told in rows.values("alliance_id").annotate(
            n=Count("pk"),
            prioritised=Count("pk", filter=Q(portfolio__in=_ON_A_LIST)),
            definitive=Count("pk", filter=Q(portfolio=Portfolio.DEFINITIVA)),
            submitted=Count("pk", filter=Q(phase_id__in=SUBMITTED)),
            places=ArrayAgg("comuna_id", distinct=True, filter=Q(portfolio__in=_ON_A_LIST), default=[]),
        )
    }
    promised = {
        told["alliance_id"]: told
        for told in Entry.objects.filter(alliance_id__in=ids, kind="pledge")
        .order_by()
        .values("alliance_id")
        .annotate(
            made=Count("pk", filter=Q(amount__gt=0)),
            taken_back=Count("pk", filter=Q(amount__lt=0)),
        )
    }
    return {pk: _facts(counted.get(pk), promised.get(pk)) for pk in counted.keys() | promised.keys()}


def _facts(counted: dict[str, object] | None, promised: dict[str, object] | None) -> PortfolioFacts:
    told: dict[str, object] = {}
    if counted:
        told = {name: counted[name] for name in ("prioritised", "definitive", "submitted")}
        told["initiatives"] = counted["n"]
        told["prioritised_comunas"] = frozenset(counted["places"])  # type: ignore[call-overload]
    if promised:
        told["pledges"] = promised["made"] - promised["taken_back"]  # type: ignore[operator]
    return PortfolioFacts(**told)  # type: ignore[arg-type]
