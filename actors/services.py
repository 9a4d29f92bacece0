"""Writes on actors."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors import rules
from actors.models import Actor
from core.errors import NotAllowed
from core.events import emit
from core.states import lock

# What an organisation is follows from papers the foundation has seen; whoever keeps its page may not change it,
# since rights follow from kind and sector.
FOUNDATION_ONLY = ("name", "kind", "level", "rut", "parent")
FIELDS = ("name", "short_name", "kind", "level", "rut", "parent", "website", "about")


@transaction.atomic
def create_actor(
    *, by: Principal, uid: uuid.UUID | None = None, is_demo: bool = False, **fields: Any
) -> Actor:
    """A new actor from FIELDS and `comunas`. Errors: ValidationError by field, NotAllowed."""
    if not rules.can_create_actor(by):
        raise NotAllowed(_("Solo el equipo de la fundación registra actores."))
    actor = Actor(is_demo=is_demo, **({"id": uid} if uid else {}))
    _fill(actor, fields)
    _save(actor, force_insert=True)
    if "comunas" in fields:
        actor.comunas.set(fields["comunas"])
    emit("actor.created", actor, by=by, scopes=[f"actor:{actor.pk}"])
    return actor


@transaction.atomic
def update_actor(*, actor: Actor, by: Principal, version: int | None = None, **fields: Any) -> Actor:
    """Change FIELDS and `comunas`. Errors: Stale when `version` is no longer the row's, as create_actor."""
    locked = lock(actor, version=version)
    if not rules.can_edit_actor(by, locked):
        raise NotAllowed(_("No puede editar esta organización."))
    guarded = [name for name in FOUNDATION_ONLY if name in fields and getattr(locked, name) != fields[name]]
    if guarded and not by.is_foundation:
        message = _("Nombre, tipo, nivel, RUT y organización principal los cambia la fundación.")
        raise NotAllowed(message, field=guarded[0])
    before = {name: getattr(locked, name) for name in fields if name in FIELDS}
    _fill(locked, fields)
    locked.version += 1
    _save(locked)
    changed = {name for name, value in before.items() if getattr(locked, name) != value}
    if "comunas" in fields:
        places = set(locked.comunas.all())
        locked.comunas.set(fields["comunas"])
        if places != set(locked.comunas.all()):
            changed.add("comunas")
    emit("actor.changed", locked, by=by, scopes=[f"actor:{locked.pk}"], data={"fields": sorted(changed)})
    return locked


def _fill(actor: Actor, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(actor, name, fields[name])
    actor.full_clean()


def _save(actor: Actor, *, force_insert: bool = False) -> None:
    """A twin request may win between the check and the write: its refusal is told as the check would."""
    try:
        with transaction.atomic():
            actor.save(force_insert=force_insert)
    except IntegrityError:
        actor.validate_unique()
        actor.validate_constraints()
        raise
