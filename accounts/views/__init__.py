"""Pages of accounts, one module a noun; the account's own are at hand here."""

from accounts.views.own import on_behalf, revoke, tokens

__all__ = ["on_behalf", "revoke", "tokens"]
