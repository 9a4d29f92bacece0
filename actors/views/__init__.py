"""The pages of actors, a module each; `actors.urls` names them."""

from actors.views.directory import listing
from actors.views.organisations import create, edit
from actors.views.profile import detail, inner, work

__all__ = ["create", "detail", "edit", "inner", "listing", "work"]
