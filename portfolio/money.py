"""Sums of the ledger and what they say: one shape for screen, PDF, JSON and API. Pure; pesos throughout."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# Every sum of MoneyTotals, and those that a table of groups shows, in its order.
SUMS = (
    "pledged", "received", "allocated", "spent", "pledged_in_kind", "received_in_kind", "voluntary",
)  # fmt: skip
# How a line names who gave: by the organisation that speaks for its contributor, so that two merged ones are one.
GIVER_ID = "contributor__canonical_id"
GROUPED = ("pledged", "received", "received_in_kind", "allocated", "spent")


@dataclass(frozen=True)
class MoneyTotals:
    """Net of reversals. Cash is `pledged`, `received`, `allocated`, `spent`; in kind stands beside it.

    `voluntary` is the cash received from private contributors of their own will: what leverage divides by.
    `contributors` are the organisations whose net receipts, cash or in kind, are above zero.
    """

    pledged: int = 0
    received: int = 0
    allocated: int = 0
    spent: int = 0
    pledged_in_kind: int = 0
    received_in_kind: int = 0
    voluntary: int = 0
    contributors: int = 0

    @property
    def available(self) -> int:
        """Received in cash and not yet allocated."""
        return self.received - self.allocated

    @property
    def unspent(self) -> int:
        """Allocated and not yet spent."""
        return self.allocated - self.spent

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "available": self.available, "unspent": self.unspent}


def totals_of(rows: Iterable[Mapping[str, Any]]) -> MoneyTotals:
    """Totals of groups that have every one of SUMS and GIVER_ID; an organisation may have several groups."""
    rows = list(rows)
    gross: dict[Any, int] = {}
    for row in rows:
        giver = row[GIVER_ID]
        gross[giver] = gross.get(giver, 0) + row["received"] + row["received_in_kind"]
    told = {name: sum(row[name] for row in rows) for name in SUMS}
    return MoneyTotals(**told, contributors=sum(1 for given in gross.values() if given > 0))


def regrouped(rows: Iterable[Mapping[str, Any]], field: str) -> list[dict[str, Any]]:
    """Finer groups added up to one for each value of `field`, which keeps what else its first group says."""
    told: dict[Any, dict[str, Any]] = {}
    for row in rows:
        if row[field] not in told:
            told[row[field]] = dict(row)
            continue
        whole = told[row[field]]
        for name in SUMS:
            whole[name] += row[name]
    return list(told.values())


@dataclass(frozen=True)
class PledgeState:
    """How far a pledge is kept: `received` of `amount`. Part payment never closes it, overpayment is kept."""

    amount: int
    received: int

    @property
    def code(self) -> str:
        """cancelled, pending, partial, fulfilled or exceeded."""
        if self.amount <= 0:
            return "cancelled"
        if self.received <= 0:
            return "pending"
        if self.received < self.amount:
            return "partial"
        return "fulfilled" if self.received == self.amount else "exceeded"

    @property
    def missing(self) -> int:
        return max(0, self.amount - self.received)

    @property
    def over(self) -> int:
        return max(0, self.received - self.amount) if self.amount > 0 else 0


def leverage(involved: int, received: int) -> Decimal | None:
    """Public investment involved ÷ private money received, to one decimal; None while nothing was received.

    Involved: estimated cost of execution of the initiatives that were not discarded. Received: voluntary cash of
    private contributors, net of reversals, without in-kind. Source: Modelo Huella Local (2023).
    """
    if received <= 0:
        return None
    return (Decimal(involved) / received).quantize(Decimal("0.1"), ROUND_HALF_UP)
