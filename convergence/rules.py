"""Who may act in an alliance (seeing is in querysets). A person who sees it may do less than this."""

from typing import Any

from accounts.principal import Principal
from convergence.models import Alliance


def can_manage_alliance(principal: Principal, alliance: Any = None) -> bool:
    """Open, edit, seat partners, move the stage: the foundation's coordinators."""
    return principal.is_foundation and principal.can_write


def can_record_meeting(principal: Principal, alliance: Any) -> bool:
    """Coordinators, and public officials whose institution takes part."""
    if principal.is_foundation or not principal.can_write:
        return principal.can_write
    return Alliance.objects.filter(pk=alliance.pk).recordable_by(principal).exists()


def can_attach_evidence(principal: Principal, alliance: Any) -> bool:
    """Documents and certificates of milestones: the same who record meetings."""
    return can_record_meeting(principal, alliance)


def can_waive_milestone(principal: Principal, alliance: Any = None) -> bool:
    """Override or not applicable: foundation staff only."""
    return principal.is_foundation and principal.can_write


def can_move_commitment(principal: Principal, commitment: Any) -> bool:
    """Coordinators, the person who owes it, and whoever acts for the organisation that owes it."""
    if not principal.can_write:
        return False
    if principal.is_foundation or commitment.owner_id in principal.actor_ids:
        return True
    return principal.user_id is not None and commitment.person_id == principal.user_id


def can_share_commitment(principal: Principal, commitment: Any) -> bool:
    """Hand the answer to somebody without an account: who may move it. A link is no way round that rule."""
    return can_move_commitment(principal, commitment)


def can_release_commitment(principal: Principal, commitment: Any) -> bool:
    """To release someone from a commitment, or reopen it, is the coordination's act."""
    return principal.is_foundation and principal.can_write
