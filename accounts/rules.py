"""Who may act on accounts."""

from typing import Any

from accounts.principal import Principal


def can_keep_accounts(principal: Principal) -> bool:
    """Shut and open accounts: the foundation."""
    return principal.is_foundation and principal.can_write


def can_erase(principal: Principal) -> bool:
    """Erase a person's data: the foundation, which answers for the treatment."""
    return principal.is_foundation and principal.can_write


def may_touch_administrator(principal: Principal, user: Any) -> bool:
    """End what belongs to whoever runs the platform: she herself, or another superuser. Anybody else: not asked."""
    if not user.is_superuser:
        return True
    by = principal.user
    return principal.system or principal.user_id == user.pk or bool(by and by.is_superuser)
