"""Memberships, invitations and accounts → what the pages of people draw. Decides nothing."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import Principal
from actors.models import Actor, Invitation, Membership
from core import registry


def members(rows: Iterable[Membership], actor: Actor, principal: Principal | None) -> list[dict[str, Any]]:
    """Rows of the page of people; with the seats that `principal` sees, of those who act now."""
    listed = list(rows)
    seats = {}
    if principal is not None:
        group = Actor.objects.filter(canonical_id=actor.canonical_id).values_list("pk", flat=True)
        seats = seats_of([row.user_id for row in listed], list(group), principal)
    return [{"row": row, "user": row.user, "seats": seats.get(row.user_id, [])} for row in listed]


def seats_of(
    users: Iterable[Any], actor_ids: Iterable[Any] | None, principal: Principal
) -> dict[Any, list[dict[str, str]]]:
    """{user id: [{label, url}]}"""
    told: dict[Any, list[dict[str, str]]] = {}
    for read in registry.person_seats.values():
        for user_id, places in read(users, actor_ids, principal).items():
            told.setdefault(user_id, []).extend(places)
    return told


def invitations(rows: Iterable[Invitation], places: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    names, now = dict(places), timezone.now()
    return [
        {
            "row": row,
            "is_over": row.expires_at <= now,
            "until": timezone.localtime(row.expires_at).date(),
            "mesas": [names[key] for key in row.alliances if key in names],
        }
        for row in rows
    ]


def ties(user: User, actor_ids: list[Any] | None = None) -> list[dict[str, Any]]:
    """[{label, count, url}] of what bears her name and stays when she goes."""
    return [tie for told in registry.person_ties.values() for tie in told(user=user, actor_ids=actor_ids)]


def accounts(rows: Iterable[Any]) -> dict[str, Any]:
    """Context of the `table` piece: accounts with `organisations` counted and their living memberships at hand."""
    labels = (_("Persona"), _("Correo"), _("Organizaciones"), _("Último ingreso"), _("Cuenta"))
    return {
        "caption": _("Personas con cuenta"),
        "columns": [{"label": label} for label in labels],
        "rows": [{"cells": _cells(user)} for user in rows],
    }


def _cells(user: Any) -> list[dict[str, Any]]:
    names = [row.actor.display_name for row in user.living]
    return [
        {"value": user.name or user.email, "url": reverse("people:person", args=[user.pk])},
        {"value": user.email},
        {"value": ", ".join(names) or (_("Fundación") if user.is_foundation_staff else "—")},
        {"value": last_seen(user)},
        {"tag": state(user)},
    ]


def last_seen(user: User) -> str:
    return f"{timezone.localtime(user.last_login):%d-%m-%Y}" if user.last_login else str(_("nunca"))


def state(user: User) -> dict[str, str]:
    if user.anonymised_at:
        return {"label": _("Datos borrados"), "tone": "neutral"}
    if not user.is_active:
        return {"label": _("Desactivada"), "tone": "lost"}
    return {"label": _("Activa"), "tone": "good"}


def facts(user: User) -> list[dict[str, Any]]:
    return [
        {"label": _("Correo"), "value": user.email},
        {"label": _("Último ingreso"), "value": last_seen(user)},
        {"label": _("Cuenta creada el"), "value": timezone.localtime(user.date_joined).date()},
        {"label": _("Tokens de API vigentes"), "value": str(user.tokens.living().count())},
    ]
