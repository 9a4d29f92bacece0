"""Who may see which line of the ledger, and every sum of them. Initiatives are in querysets.py."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from convergence.querysets import own_rows
from portfolio.money import GIVER_ID, GROUPED, SUMS, MoneyTotals

if TYPE_CHECKING:
    from accounts.principal import Principal

GIVER = tuple(f"contributor__canonical__{name}" for name in ("name", "short_name", "kind__sector"))


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

    return Participation.objects.living().spoken_for_by(principal).filter(sector="publico")


def sees_whole_ledger(principal: "Principal", alliance: Any) -> bool:
    """Whether every line of the mesa's ledger is the principal's to see, not only those of own organisations."""
    return principal.is_foundation or _public_seats(principal).filter(alliance=alliance).exists()


class OfLedger(models.QuerySet[Any]):
    """Rows with a contributor: seen whole by foundation and public partners, one's own by everybody else."""

    def given_by(self, actor: Any) -> Any:
        """By one organisation, whichever of its merged rows they name."""
        return self.filter(**{GIVER_ID: actor.canonical_id})

    def visible_to(self, principal: "Principal") -> Any:
        if not principal.is_authenticated and not principal.system:
            return self.none()
        whole = _ledger_seen(principal)
        return self if whole is None else self.filter(whole | own_rows(principal, "contributor_id"))


class PledgeQuerySet(OfLedger):
    def with_state(self) -> "PledgeQuerySet":
        """Annotates `amount` promised and `received`, in pesos, net of reversals."""
        from portfolio.models import Movement

        def total(kind: str) -> Coalesce:
            rows = Movement.objects.filter(pledge=OuterRef("pk"), kind=kind).order_by().values("pledge")
            return Coalesce(Subquery(rows.annotate(n=Sum("amount")).values("n")), 0)

        return self.annotate(amount=total("pledge"), received=total("receipt"))

    def with_place(self) -> "PledgeQuerySet":
        return self.select_related("alliance", "cycle", "contributor__canonical__kind", "initiative")

    def drawn(self, *, who: bool = True) -> "PledgeQuerySet":
        """To be shown in a table and not to be written: the columns of a row, with with_state(); `who` with its
        contributor."""
        columns = ("alliance_id", "year", "in_kind", "character", "alliance__name", "initiative__name")
        rows = self.with_state().select_related("alliance", "initiative").only(*columns)
        return rows.select_related("contributor__canonical__kind").only(*columns, *GIVER) if who else rows


class MovementQuerySet(OfLedger):
    """Allocations and expenditures have no contributor of their own: whoever sees only own lines sees entries."""

    def with_place(self) -> "MovementQuerySet":
        return self.select_related(
            "alliance",
            "cycle",
            "contributor__canonical__kind",
            "initiative",
            "made_by",
            "document",
            "reversal",
        )

    def drawn(self) -> "MovementQuerySet":
        """To be shown in a table and not to be written: the columns of a row, newest first."""
        own = ("kind", "in_kind", "amount", "happened_on", "reverses_id")
        rows = self.select_related("contributor__canonical__kind", "initiative", "reversal")
        rows = rows.only(*own, *GIVER, "initiative__name", "reversal__happened_on", "reversal__reverses_id")
        return rows.order_by("-happened_on", "-pk")


class EntryQuerySet(OfLedger):
    def as_of(self, day: date) -> "EntryQuerySet":
        return self.filter(happened_on__lte=day)

    def with_place(self) -> "EntryQuerySet":
        return self.select_related(
            "alliance", "initiative", "contributor__canonical__kind", "movement__reversal"
        )

    def drawn(self, principal: "Principal", *, who: bool = True) -> "EntryQuerySet":
        """To be shown in a table: the columns of a row, newest first; `who` with its contributor.

        `opens` is the movement behind, if the principal may open it. An allocation is an act on everybody's money,
        so whoever sees only own lines sees her part of it here and no more.
        """
        from portfolio.models import Movement

        behind = Movement.objects.visible_to(principal).filter(pk=OuterRef("movement_id"))
        of_movement = ("kind", "in_kind", "happened_on", "reverses_id")
        of_reversal = ("happened_on", "reverses_id")
        columns = (
            *("amount", "alliance__name", "initiative__name"),
            *(f"movement__{name}" for name in of_movement),
            *(f"movement__reversal__{name}" for name in of_reversal),
        )
        rows = self.select_related("alliance", "initiative", "movement__reversal").only(*columns)
        if who:
            rows = self.with_place().only(*columns, *GIVER)
        # Not Exists: of a page of many rows PostgreSQL would read every movement there is to answer it.
        rows = rows.annotate(opens=Subquery(behind.values("pk")[:1]))
        return rows.order_by("-happened_on", "-pk")

    def totals(self) -> MoneyTotals:
        """The sums of these lines. Every figure of money, on any page or paper, is made here."""
        told = self.order_by().aggregate(**_figures(*SUMS))
        return MoneyTotals(**told, contributors=self.contributors().count())

    def contributors(self) -> models.QuerySet[Any]:
        """Ids of the organisations with net receipts above zero."""
        return (
            self.filter(kind="receipt")
            .order_by()
            .values(GIVER_ID)
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
    own += [contribution_scope(giver, pk) for pk, giver in principal.seats if pk in ids]
    return [*(f"ledger:{pk}" for pk in whole), *own]


def contribution_scope(giver: Any, alliance: Any) -> str:
    """Scope of what one organisation gave at one mesa."""
    return f"giver:{giver}:{alliance}"


def files_of_ledger(principal: "Principal") -> Q:
    """Papers of the movements that the principal sees."""
    from portfolio.models import Movement

    rows = Movement.objects.visible_to(principal).exclude(document=None)
    return Q(pk__in=rows.values("document_id"))
