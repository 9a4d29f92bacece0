"""Who may see which initiative and which line of the ledger; the sets that pages, API and figures count."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from convergence.querysets import OfAlliance
from core.search import SpanishOrder
from core.text import search_words
from portfolio.money import SUMS, MoneyTotals
from portfolio.vocabulary import (
    DELIVERED,
    DISCARDED,
    FIRST_PHASE,
    NOT_IN_PROGRESS,
    STOPPED,
    SUBMITTED,
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
        return self.select_related("alliance", "comuna", "phase", "ball__kind")

    def with_goals(self) -> "InitiativeQuerySet":
        from portfolio.models import InitiativeGoal

        return self.prefetch_related(Prefetch("goals", InitiativeGoal.objects.select_related("goal")))

    def drawn(self) -> list[Any]:
        """These rows in their order, to be shown and not to be written: first which, then the columns of a row."""
        return self.drawn_of(list(self.values_list("pk", flat=True)))

    def drawn_of(self, keys: Sequence[Any]) -> list[Any]:
        """As `drawn`, of keys already found."""
        own = ("name", "works_class", "portfolio", "phase_since", "execution_cost", "next_step", "is_demo")
        near = ("next_step_by", "alliance__name", "comuna__name", "phase__name_es", "phase__name_en")
        ball = ("ball__name", "ball__short_name", "ball__kind__sector")
        found = self.model._default_manager.with_place().only(*own, *near, *ball).in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def sums(self) -> dict[str, int]:
        """`initiatives`, `execution_cost` (pesos), `design_cost`, `women`, `men`, `unspecified`, `beneficiaries`.

        Beneficiaries are a sum by initiative: a person may repeat.
        """
        return _whole(self.order_by().aggregate(**_summed()))

    def sums_by(self, field: str) -> dict[Any, dict[str, int]]:
        """`sums` for each value of `field` that has rows."""
        told = self.order_by().values(field).annotate(**_summed())
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


PEOPLE = ("women", "men", "unspecified")
SUMMED = ("execution_cost", "design_cost", *PEOPLE)


def _summed() -> dict[str, Any]:
    """By names of their own: a sum may not be called like the column it adds."""
    return {"n": Count("pk"), **{f"sum_{name}": Coalesce(Sum(name), 0) for name in SUMMED}}


def _whole(row: dict[str, Any]) -> dict[str, int]:
    told = {"initiatives": row["n"], **{name: row[f"sum_{name}"] for name in SUMMED}}
    return {**told, "beneficiaries": told["women"] + told["men"] + told["unspecified"]}


def _ledger_seen(principal: "Principal") -> Q | None:
    """Whole ledger of a mesa: the foundation, and public institutions that take part in it. None means all.

    A company or a community organisation sees the totals of its mesas and, line by line, only its own.
    """
    if principal.is_foundation:
        return None
    return Q(alliance_id__in=_public_seats(principal).values("alliance_id"))


def _public_seats(principal: "Principal") -> models.QuerySet[Any]:
    """Participations of the principal's own public institutions that are in force."""
    from convergence.models import Participation

    return Participation.objects.living().filter(actor_id__in=principal.actor_ids, sector="publico")


def sees_whole_ledger(principal: "Principal", alliance: Any) -> bool:
    """Whether every line of the mesa's ledger is the principal's to see, not only those of own organisations."""
    from convergence.models import Participation

    if principal.is_foundation:
        return True
    own = Participation.objects.living().filter(actor_id__in=principal.actor_ids, sector="publico")
    return own.filter(alliance=alliance).exists()


class OfLedger(models.QuerySet[Any]):
    """Rows with a contributor: seen whole by foundation and public partners, one's own by everybody else."""

    def visible_to(self, principal: "Principal") -> Any:
        if not principal.is_authenticated and not principal.system:
            return self.none()
        whole = _ledger_seen(principal)
        return self if whole is None else self.filter(whole | Q(contributor_id__in=principal.actor_ids))


GIVER = ("contributor__name", "contributor__short_name", "contributor__kind__sector")


class PledgeQuerySet(OfLedger):
    def with_state(self) -> "PledgeQuerySet":
        """Annotates `amount` promised and `received`, in pesos, net of reversals."""
        from portfolio.models import Movement

        def total(kind: str) -> Coalesce:
            rows = Movement.objects.filter(pledge=OuterRef("pk"), kind=kind).order_by().values("pledge")
            return Coalesce(Subquery(rows.annotate(n=Sum("amount")).values("n")), 0)

        return self.annotate(amount=total("pledge"), received=total("receipt"))

    def with_place(self) -> "PledgeQuerySet":
        return self.select_related("alliance", "cycle", "contributor__kind", "initiative")

    def drawn(self) -> "PledgeQuerySet":
        """To be shown in a table and not to be written: the columns of a row, with with_state()."""
        own = ("alliance_id", "year", "in_kind", "character")
        rows = self.with_state().select_related("alliance", "contributor__kind", "initiative")
        return rows.only(*own, "alliance__name", *GIVER, "initiative__name")


class MovementQuerySet(OfLedger):
    """Allocations and expenditures have no contributor of their own: whoever sees only own lines sees entries."""

    def with_place(self) -> "MovementQuerySet":
        return self.select_related(
            "alliance", "cycle", "contributor__kind", "initiative", "made_by", "document", "reversal"
        )

    def drawn(self) -> "MovementQuerySet":
        """To be shown in a table and not to be written: the columns of a row, newest first."""
        own = ("kind", "in_kind", "amount", "happened_on", "reverses_id")
        rows = self.select_related("contributor__kind", "initiative", "reversal")
        rows = rows.only(*own, *GIVER, "initiative__name", "reversal__happened_on", "reversal__reverses_id")
        return rows.order_by("-happened_on", "-pk")


GROUPED = ("pledged", "received", "received_in_kind", "allocated", "spent")


class EntryQuerySet(OfLedger):
    def as_of(self, day: date) -> "EntryQuerySet":
        return self.filter(happened_on__lte=day)

    def with_place(self) -> "EntryQuerySet":
        return self.select_related("alliance", "initiative", "contributor__kind", "movement__reversal")

    def drawn(self, principal: "Principal") -> "EntryQuerySet":
        """To be shown in a table: the columns of a row, newest first. Annotates `is_open`: whether the principal
        may open the movement behind. An allocation is an act on everybody's money, so whoever sees only own lines
        sees her part of it here and no more."""
        from portfolio.models import Movement

        behind = Movement.objects.visible_to(principal).filter(pk=OuterRef("movement_id"))
        of_movement = ("kind", "in_kind", "happened_on", "reverses_id", "reversal__happened_on")
        columns = (*of_movement, "reversal__reverses_id")
        rows = self.with_place().only(
            "amount",
            "alliance__name",
            "initiative__name",
            *GIVER,
            *(f"movement__{name}" for name in columns),
        )
        return rows.annotate(is_open=Exists(behind)).order_by("-happened_on", "-pk")

    def totals(self) -> MoneyTotals:
        """The sums of these lines. Every figure of money, on any page or paper, is made here."""
        told = self.order_by().aggregate(**_figures(*SUMS))
        return MoneyTotals(**told, contributors=self.contributors().count())

    def totals_of_one(self) -> MoneyTotals:
        """`totals` of lines of one contributor, in one query."""
        told = self.order_by().aggregate(**_figures(*SUMS))
        gave = told["received"] + told["received_in_kind"] > 0
        return MoneyTotals(**told, contributors=int(gave))

    def contributors(self) -> models.QuerySet[Any]:
        """Ids of the organisations with net receipts above zero."""
        return (
            self.filter(kind="receipt")
            .order_by()
            .values("contributor_id")
            .annotate(whole=Sum("amount"))
            .filter(whole__gt=0)
        )

    def by(self, *fields: str, figures: Sequence[str] = GROUPED) -> models.QuerySet[Any]:
        """`figures` (of money.SUMS) grouped by `fields`."""
        return self.order_by().values(*fields).annotate(**_figures(*figures))


def _figures(*names: str) -> dict[str, Coalesce]:
    """What each sum of the ledger adds, by its name."""
    cash = Q(in_kind=False)
    which = {
        "pledged": cash & Q(kind="pledge"),
        "received": cash & Q(kind="receipt"),
        "allocated": Q(kind="allocation"),
        "spent": Q(kind="expenditure"),
        "pledged_in_kind": Q(in_kind=True, kind="pledge"),
        "received_in_kind": Q(in_kind=True, kind="receipt"),
        "voluntary": cash & Q(kind="receipt", character="voluntario") & ~Q(sector="publico"),
    }
    return {name: _sum(which[name]) for name in names}


def _sum(which: Q) -> Coalesce:
    return Coalesce(Sum(F("amount"), filter=which), 0, output_field=models.BigIntegerField())


def ledger_scopes(principal: "Principal", alliances: Iterable[Any]) -> list[str]:
    """Scopes of contributions' events that the principal reads in `alliances`: the whole ledger's, or her own."""
    ids = list(alliances)
    whole = ids
    if not principal.is_foundation:
        whole = list(
            _public_seats(principal).filter(alliance_id__in=ids).values_list("alliance_id", flat=True)
        )
    own = [contribution_scope(giver, pk) for giver in principal.actor_ids for pk in ids]
    return [*(f"ledger:{pk}" for pk in whole), *own]


def contribution_scope(giver: Any, alliance: Any) -> str:
    """Scope of what one organisation gave at one mesa."""
    return f"giver:{giver}:{alliance}"


def files_of_ledger(principal: "Principal") -> Q:
    """Papers of the movements that the principal sees."""
    from portfolio.models import Movement

    rows = Movement.objects.visible_to(principal).exclude(document=None)
    return Q(pk__in=rows.values("document_id"))
