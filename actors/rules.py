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
