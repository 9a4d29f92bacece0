"""Who may act on accounts."""

from accounts.principal import Principal


def can_keep_accounts(principal: Principal) -> bool:
    """Shut and open accounts: the foundation."""
    return principal.is_foundation and principal.can_write


def can_erase(principal: Principal) -> bool:
    """Erase a person's data: the foundation, which answers for the treatment."""
    return principal.is_foundation and principal.can_write
