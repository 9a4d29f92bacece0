"""Who may act in the evaluation (seeing is in querysets)."""

from typing import Any

from accounts.principal import Principal
from convergence.rules import can_record_meeting


def can_classify(principal: Principal, alliance: Any) -> bool:
    """Ask for a new reading of one alliance: whoever records meetings there."""
    return can_record_meeting(principal, alliance)


def can_classify_all(principal: Principal) -> bool:
    """The foundation, and the platform by night."""
    return principal.is_foundation and principal.can_write
