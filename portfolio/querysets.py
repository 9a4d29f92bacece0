"""Who may see which initiative; the sets that pages, API and figures count. Lines of money: ledger_querysets.py."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from convergence.querysets import OfAlliance
from core.search import SpanishOrder
from core.text import search_words
from portfolio.vocabulary import (
    DELIVERED,
    DISCARDED,
    FIRST_PHASE,
    NOT_IN_PROGRESS,
    PEOPLE,
    STOPPED,
    SUBMITTED,
    SUMMED,
    Portfolio,
)

if TYPE_CHECKING:
    from accounts.principal import Principal


class InitiativeQuerySet(OfAlliance):
    """Seen by whoever sees its alliance. After `as_of` the sets by phase and list are those of that day."""

    def living(self) -> "InitiativeQuerySet":
        """Not discarded: those whose cost is public investment involved."""
        return self.filter(~self._phased({DISCARDED}))

    def delivered(self) -> "InitiativeQuerySet":
        return self.filter(self._phased(DELIVERED))

    def in_progress(self) -> "InitiativeQuerySet":
        """Begun and neither delivered nor stopped: from profile to handover."""
        return self.filter(~self._phased(NOT_IN_PROGRESS))

    def todo(self) -> "InitiativeQuerySet":
        """Not begun."""
        return self.filter(self._phased({FIRST_PHASE}))

    def stopped(self) -> "InitiativeQuerySet":
        """Suspended or discarded."""
        return self.filter(self._phased(STOPPED))

    def submitted(self) -> "InitiativeQuerySet":
        return self.filter(self._phased(SUBMITTED))

    def taken_on(self) -> "InitiativeQuerySet":
        """In the definitive list: what the mesa took on."""
        return self.filter(self._listed(Portfolio.DEFINITIVA))

    def _phased(self, phases: Collection[str]) -> Q:
        """In one of `phases`, today or on the day of `as_of`."""
        then = "phase_then" in self.query.annotations
        return Q(**{"phase_then__in" if then else "phase_id__in": phases})

    def _listed(self, portfolio: str) -> Q:
        then = "portfolio_then" in self.query.annotations
        return Q(**{"portfolio_then" if then else "portfolio": portfolio})

    def as_of(self, day: date) -> "InitiativeQuerySet":
        """Those in the portfolio on `day`; what is called after it narrows by list and phase as they were then.
        Annotates `portfolio_then` and `phase_then`. Costs and goals are those of today."""
        from portfolio.models import InitiativeStep

        last = InitiativeStep.objects.filter(initiative=OuterRef("pk"), since__lte=day).order_by(
            "-since", "-pk"
        )
        return self.filter(entered_on__lte=day).annotate(
            portfolio_then=Subquery(last.values("portfolio")[:1]),
            phase_then=Subquery(last.values("phase_id")[:1]),
        )

    def matching(self, text: str) -> "InitiativeQuerySet":
        from actors.models import Comuna

        rows = self
        for word in search_words(text):
            rows = rows.filter(
                Q(name__unaccented__contains=word)
                | Q(place__unaccented__contains=word)
                | Q(comuna__in=Comuna.objects.filter(name__unaccented__contains=word))
            )
        return rows

    def in_order(self) -> "InitiativeQuerySet":
        return self.order_by(SpanishOrder("name"), "pk")

    def with_place(self) -> "InitiativeQuerySet":
        """What a row shows."""
        return self.select_related("alliance", "comuna", "phase", "ball__canonical__kind")

    def with_goals(self) -> "InitiativeQuerySet":
        from portfolio.models import InitiativeGoal

        return self.prefetch_related(Prefetch("goals", InitiativeGoal.objects.select_related("goal")))

    def drawn_of(self, keys: Sequence[Any]) -> list[Any]:
        """The rows of keys already found, in their order, to be shown and not to be written."""
        found = self.model._default_manager.shown().in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def shown(self) -> "InitiativeQuerySet":
        """With the columns of a table's row and no others."""
        own = ("name", "works_class", "portfolio", "phase_since", "execution_cost", "next_step", "is_demo")
        near = ("next_step_by", "alliance__name", "comuna__name", "phase__name_es", "phase__name_en")
        ball = tuple(f"ball__canonical__{name}" for name in ("name", "short_name", "kind__sector"))
        return self.with_place().only(*own, *near, *ball)

    def sums(self) -> dict[str, int]:
        """`initiatives`, `execution_cost` (pesos), `design_cost`, `women`, `men`, `unspecified`, `beneficiaries` of
        those that were not discarded; how many were is `discarded`.

        Beneficiaries are a sum by initiative: a person may repeat.
        """
        return _whole(self.order_by().aggregate(**_summed(~self._phased({DISCARDED}))))

    def sums_by(self, field: str) -> dict[Any, dict[str, int]]:
        """`sums` for each value of `field` that has rows."""
        told = self.order_by().values(field).annotate(**_summed(~self._phased({DISCARDED})))
        return {row[field]: _whole(row) for row in told}

    def cost(self) -> int:
        """Estimated cost of execution, in pesos: of the living ones, the public investment involved."""
        return int(self.order_by().aggregate(n=Coalesce(Sum("execution_cost"), 0))["n"])

    def people(self) -> int:
        """Beneficiaries, a sum by initiative: a person may repeat."""
        told = self.order_by().aggregate(**{f"n_{name}": Coalesce(Sum(name), 0) for name in PEOPLE})
        return sum(told.values())

    def with_seen(self, principal: "Principal") -> "InitiativeQuerySet":
        """Annotates `is_seen`: whether the principal may open it. Leaves the rows as they are."""
        from convergence.models import Alliance

        seen = Alliance.objects.visible_to(principal).filter(pk=OuterRef("alliance_id"))
        return self.annotate(is_seen=Exists(seen))

    def summary(self) -> dict[str, int]:
        """In one query: how many are `taken_on`, `in_progress` and `delivered`; `involved` (pesos) and
        `beneficiaries` of the living ones."""
        living = ~self._phased({DISCARDED})
        told = self.order_by().aggregate(
            taken_on=Count("pk", filter=self._listed(Portfolio.DEFINITIVA)),
            in_progress=Count("pk", filter=~self._phased(NOT_IN_PROGRESS)),
            delivered=Count("pk", filter=self._phased(DELIVERED)),
            involved=Coalesce(Sum("execution_cost", filter=living), 0),
            **{name: Coalesce(Sum(name, filter=living), 0) for name in PEOPLE},
        )
        return {**told, "beneficiaries": sum(told.pop(name) for name in PEOPLE)}


def _summed(living: Q) -> dict[str, Any]:
    """By names of their own: a sum may not be called like the column it adds."""
    counted = {"n": Count("pk", filter=living), "discarded": Count("pk", filter=~living)}
    return {**counted, **{f"sum_{name}": Coalesce(Sum(name, filter=living), 0) for name in SUMMED}}


def _whole(row: dict[str, Any]) -> dict[str, int]:
    told = {
        "initiatives": row["n"],
        "discarded": row["discarded"],
        **{name: row[f"sum_{name}"] for name in SUMMED},
    }
    return {**told, "beneficiaries": told["women"] + told["men"] + told["unspecified"]}
