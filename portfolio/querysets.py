"""Who may see which initiative and which line of the ledger; the sets that pages, API and figures count."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from convergence.querysets import OfAlliance
from core.search import SpanishOrder
from core.text import search_words
from portfolio.money import MoneyTotals
from portfolio.vocabulary import DELIVERED, DISCARDED, FIRST_PHASE, STOPPED, SUBMITTED, Portfolio

if TYPE_CHECKING:
    from accounts.principal import Principal


class InitiativeQuerySet(OfAlliance):
    """Seen by whoever sees its alliance."""

    def living(self) -> "InitiativeQuerySet":
        """Not discarded: those whose cost is public investment involved."""
        return self.exclude(phase_id=DISCARDED)

    def delivered(self) -> "InitiativeQuerySet":
        return self.filter(phase_id__in=DELIVERED)

    def in_progress(self) -> "InitiativeQuerySet":
        """Begun and neither delivered nor stopped: from profile to handover."""
        return self.exclude(phase_id__in={FIRST_PHASE, *DELIVERED, *STOPPED})

    def submitted(self) -> "InitiativeQuerySet":
        return self.filter(phase_id__in=SUBMITTED)

    def taken_on(self) -> "InitiativeQuerySet":
        """In the definitive list: what the mesa took on."""
        return self.filter(portfolio=Portfolio.DEFINITIVA)

    def as_of(self, day: date) -> "InitiativeQuerySet":
        """Those in the portfolio on `day`, narrowed by list and phase as they were then: annotates
        `portfolio_then` and `phase_then`. Costs and goals are those of today."""
        from portfolio.models import InitiativeStep

        last = InitiativeStep.objects.filter(initiative=OuterRef("pk"), since__lte=day).order_by(
            "-since", "-pk"
        )
        return self.filter(entered_on__lte=day).annotate(
            portfolio_then=Subquery(last.values("portfolio")[:1]),
            phase_then=Subquery(last.values("phase_id")[:1]),
        )

    def matching(self, text: str) -> "InitiativeQuerySet":
        rows = self
        for word in search_words(text):
            rows = rows.filter(
                Q(name__unaccented__contains=word)
                | Q(place__unaccented__contains=word)
                | Q(comuna__name__unaccented__contains=word)
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

    def sums(self) -> dict[str, int]:
        """`initiatives`, `execution_cost` (pesos), `design_cost`, `women`, `men`, `unspecified`, `beneficiaries`.

        Beneficiaries are a sum by initiative: a person may repeat.
        """
        told: dict[str, int] = self.order_by().aggregate(
            initiatives=Count("pk"),
            execution_cost=Coalesce(Sum("execution_cost"), 0),
            design_cost=Coalesce(Sum("design_cost"), 0),
            women=Coalesce(Sum("women"), 0),
            men=Coalesce(Sum("men"), 0),
            unspecified=Coalesce(Sum("unspecified"), 0),
        )
        return {**told, "beneficiaries": told["women"] + told["men"] + told["unspecified"]}


def _ledger_seen(principal: "Principal") -> Q | None:
    """Whole ledger of a mesa: the foundation, and public institutions that take part in it. None means all.

    A company or a community organisation sees the totals of its mesas and, line by line, only its own.
    """
    from convergence.models import Participation

    if principal.is_foundation:
        return None
    own = Participation.objects.living().filter(actor_id__in=principal.actor_ids, sector="publico")
    return Q(alliance_id__in=own.values("alliance_id"))


class OfLedger(models.QuerySet[Any]):
    """Rows with a contributor: seen whole by foundation and public partners, one's own by everybody else."""

    def visible_to(self, principal: "Principal") -> Any:
        if not principal.is_authenticated and not principal.system:
            return self.none()
        whole = _ledger_seen(principal)
        return self if whole is None else self.filter(whole | Q(contributor_id__in=principal.actor_ids))


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


class MovementQuerySet(OfLedger):
    """Allocations and expenditures have no contributor of their own: whoever sees only own lines sees entries."""

    def with_place(self) -> "MovementQuerySet":
        return self.select_related(
            "alliance", "cycle", "contributor__kind", "initiative", "made_by", "document", "reversal"
        )


class EntryQuerySet(OfLedger):
    def as_of(self, day: date) -> "EntryQuerySet":
        return self.filter(happened_on__lte=day)

    def with_place(self) -> "EntryQuerySet":
        return self.select_related("alliance", "initiative", "contributor__kind", "movement__reversal")

    def totals(self) -> MoneyTotals:
        """The sums of these lines. Every figure of money, on any page or paper, is made here."""
        cash = Q(in_kind=False)
        told = self.order_by().aggregate(
            pledged=_sum(cash & Q(kind="pledge")),
            received=_sum(cash & Q(kind="receipt")),
            allocated=_sum(Q(kind="allocation")),
            spent=_sum(Q(kind="expenditure")),
            pledged_in_kind=_sum(Q(in_kind=True, kind="pledge")),
            received_in_kind=_sum(Q(in_kind=True, kind="receipt")),
            voluntary=_sum(cash & Q(kind="receipt", character="voluntario") & ~Q(sector="publico")),
        )
        return MoneyTotals(**told, contributors=self.contributors().count())

    def contributors(self) -> models.QuerySet[Any]:
        """Ids of the organisations with net receipts above zero."""
        return (
            self.filter(kind="receipt")
            .order_by()
            .values("contributor_id")
            .annotate(whole=Sum("amount"))
            .filter(whole__gt=0)
        )

    def by(self, *fields: str) -> models.QuerySet[Any]:
        """`pledged`, `received`, `allocated`, `spent` (cash) and `received_in_kind` grouped by `fields`."""
        cash = Q(in_kind=False)
        return (
            self.order_by()
            .values(*fields)
            .annotate(
                pledged=_sum(cash & Q(kind="pledge")),
                received=_sum(cash & Q(kind="receipt")),
                received_in_kind=_sum(Q(in_kind=True, kind="receipt")),
                allocated=_sum(Q(kind="allocation")),
                spent=_sum(Q(kind="expenditure")),
            )
        )


def _sum(which: Q) -> Coalesce:
    return Coalesce(Sum(F("amount"), filter=which), 0, output_field=models.BigIntegerField())


def files_of_ledger(principal: "Principal") -> Q:
    """Papers of the movements that the principal sees."""
    from portfolio.models import Movement

    rows = Movement.objects.visible_to(principal).exclude(document=None)
    return Q(pk__in=rows.values("document_id"))
