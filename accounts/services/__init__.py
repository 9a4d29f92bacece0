"""Writes on accounts: the account itself in accounts.py, erasing a person in anonymising.py."""

from accounts.services.accounts import (
    MOST_LIVING,
    PREFIX,
    create_token,
    enrol,
    open_account,
    revoke_token,
    shut_account,
)

__all__ = ["MOST_LIVING", "PREFIX", "create_token", "enrol", "open_account", "revoke_token", "shut_account"]
