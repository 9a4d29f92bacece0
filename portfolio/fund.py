"""What a cycle's fund has for an initiative, read from the balances; the acts lock and decide in services/ledger.py."""

import uuid

from django.db.models import F, Sum
from django.db.models.functions import Greatest

from portfolio.models import FundBalance, Initiative, InitiativeBalance


def available(initiative: Initiative) -> dict[uuid.UUID, int]:
    """Pesos that may be allocated to it, by cycle id: what was given for it and the common fund, unallocated."""
    told: dict[uuid.UUID, int] = {}
    pooled = FundBalance.objects.filter(cycle__alliance_id=initiative.alliance_id).values("cycle_id")
    for row in pooled.annotate(left=Sum(F("received") - F("earmarked") - F("pool_used"))):
        told[row["cycle_id"]] = row["left"]
    own = InitiativeBalance.objects.filter(initiative=initiative).values("cycle_id")
    for row in own.annotate(left=Sum(Greatest(0, F("earmarked") - F("allocated")))):
        told[row["cycle_id"]] = told.get(row["cycle_id"], 0) + row["left"]
    return told


def unspent(initiative: Initiative) -> dict[uuid.UUID, int]:
    """Pesos allocated to it and not spent, by cycle id."""
    rows = InitiativeBalance.objects.filter(initiative=initiative).values("cycle_id")
    return {row["cycle_id"]: row["left"] for row in rows.annotate(left=Sum(F("allocated") - F("spent")))}
