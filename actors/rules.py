"""Who may act on actors (seeing is in querysets)."""

from typing import Any

from accounts.principal import Principal
from actors.querysets import managed_actor_ids


def can_create_actor(principal: Principal) -> bool:
    return principal.is_foundation and principal.can_write


def can_edit_actor(principal: Principal, actor: Any) -> bool:
    """Foundation staff, and whoever keeps the page of that very organisation."""
    if not principal.can_write:
        return False
    return principal.is_foundation or actor.pk in managed_actor_ids(principal)


def can_keep_notes(principal: Principal) -> bool:
    """Notes are the foundation's own, to write and to read."""
    return principal.is_foundation and principal.can_write


def can_see_tags(principal: Principal) -> bool:
    """Tags are working words of the foundation about others: nobody else reads them."""
    return principal.is_foundation


def can_see_people(principal: Principal, actor: Any) -> bool:
    """Who acts for an organisation, and who was invited to: the foundation, and whoever keeps its page."""
    return principal.is_foundation or actor.pk in managed_actor_ids(principal)


def can_keep_people(principal: Principal, actor: Any) -> bool:
    """Invite, change, end: the same, where they may write."""
    return principal.can_write and can_see_people(principal, actor)


def can_hand_over(principal: Principal, actor: Any) -> bool:
    """A traspaso: for an organisation, who keeps its people; of the foundation's own staff (None), the foundation."""
    if actor is None:
        return principal.is_foundation and principal.can_write
    return can_keep_people(principal, actor)


def can_merge_actors(principal: Principal) -> bool:
    """Say that two rows are one organisation, or are not: the foundation."""
    return principal.is_foundation and principal.can_write
