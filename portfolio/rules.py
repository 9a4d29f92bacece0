"""Who may act on initiatives and money (seeing is in querysets)."""

from typing import Any

from accounts.principal import Principal
from convergence.rules import can_record_meeting


def can_manage_initiative(principal: Principal, alliance: Any) -> bool:
    """Enter, edit, move: coordinators, and officials whose institution takes part in the mesa."""
    return can_record_meeting(principal, alliance)


def can_keep_ledger(principal: Principal, alliance: Any = None) -> bool:
    """Pledges, receipts, allocations, expenditures, reversals: the foundation, which keeps the books."""
    return principal.is_foundation and principal.can_write
