"""Who may act in an alliance (seeing is in querysets). A person who sees it may do less than this."""

from typing import Any

from accounts.principal import Principal
from actors.querysets import managed_actor_ids
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


def can_see_map(principal: Principal, alliance: Any) -> bool:
    """The actor map says what is thought of others: it is for those who facilitate the mesa."""
    if principal.is_foundation:
        return True
    return Alliance.objects.filter(pk=alliance.pk).facilitated_by(principal).exists()


def can_keep_map(principal: Principal, alliance: Any) -> bool:
    """Enter, assess, link and withdraw: the same who record meetings."""
    return can_record_meeting(principal, alliance)


def can_move_commitment(principal: Principal, commitment: Any) -> bool:
    """Coordinators, and whoever acts in that mesa for the organisation that owes it. To be named in it is no right
    of its own: it would outlast the office."""
    if not principal.can_write:
        return False
    return principal.is_foundation or principal.speaks_for(commitment.owner_id, commitment.alliance_id)


def can_share_commitment(principal: Principal, commitment: Any) -> bool:
    """Hand the answer to somebody without an account: who may move it. A link is no way round that rule."""
    return can_move_commitment(principal, commitment)


def can_release_commitment(principal: Principal, commitment: Any) -> bool:
    """To release someone from a commitment, or reopen it, is the coordination's act."""
    return principal.is_foundation and principal.can_write


def can_keep_seats(principal: Principal, participation: Any) -> bool:
    """Seat and unseat people: the foundation, and whoever keeps the page of the organisation, for its own."""
    if not principal.can_write:
        return False
    return principal.is_foundation or participation.actor_id in managed_actor_ids(principal)


def can_see_access(principal: Principal, alliance: Any) -> bool:
    """Who sees the mesa, and why: told to those who help to run it."""
    if principal.is_foundation:
        return True
    return Alliance.objects.filter(pk=alliance.pk).facilitated_by(principal).exists()
