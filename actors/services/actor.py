"""Writes on one actor (a whole sheet of them: bulk.py)."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors import rules
from actors.models import Actor, Tag
from core.errors import Conflict, NotAllowed
from core.events import emit
from core.states import lock

# What an organisation is follows from papers the foundation has seen; whoever keeps its page may not change it:
# rights follow from kind and sector, trust from class and legal personality, and tags are the foundation's words.
FOUNDATION_ONLY = (
    "name", "kind", "level", "rut", "parent", "social_class", "registry_number", "personality_since",
    "personality_until", "closed_on",
)  # fmt: skip
FIELDS = (*FOUNDATION_ONLY, "short_name", "size", "industry", "website", "about")


@transaction.atomic
def create_actor(
    *, by: Principal, uid: uuid.UUID | None = None, is_demo: bool = False, **fields: Any
) -> Actor:
    """A new actor from FIELDS, `comunas` and `tags` (names). Errors: ValidationError by field, NotAllowed."""
    if not rules.can_create_actor(by):
        raise NotAllowed(_("Solo el equipo de la fundación registra actores."))
    actor = Actor(is_demo=is_demo, **({"id": uid} if uid else {}))
    _fill(actor, fields)
    _save(actor, force_insert=True)
    if "comunas" in fields:
        actor.comunas.set(fields["comunas"])
    if "tags" in fields:
        actor.tags.set(tags_named(fields["tags"]))
    emit("actor.created", actor, by=by, scopes=[f"actor:{actor.pk}"])
    return actor


@transaction.atomic
def update_actor(*, actor: Actor, by: Principal, version: int | None = None, **fields: Any) -> Actor:
    """Change FIELDS, `comunas` and `tags` (names).

    Errors: Stale when `version` is no longer the row's, as create_actor.
    """
    locked = lock(actor, version=version)
    if not rules.can_edit_actor(by, locked):
        raise NotAllowed(_("No puede editar esta organización."))
    if locked.merged_into is not None:
        told = {"name": locked.name, "speaker": locked.merged_into.name}
        raise Conflict(_("«%(name)s» está reunida en «%(speaker)s»: edite esa ficha.") % told, "merged")
    guarded = [name for name in FOUNDATION_ONLY if name in fields and getattr(locked, name) != fields[name]]
    if not by.is_foundation and (guarded or "tags" in fields):
        message = _(
            "Nombre, tipo, nivel, RUT, organización principal, clase, personalidad jurídica, cierre y etiquetas "
            "los cambia la fundación."
        )
        raise NotAllowed(message, field=guarded[0] if guarded else "tags")
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
    if "tags" in fields:
        had = set(locked.tags.all())
        locked.tags.set(tags_named(fields["tags"]))
        if had != set(locked.tags.all()):
            changed.add("tags")
    emit("actor.changed", locked, by=by, scopes=[f"actor:{locked.pk}"], data={"fields": sorted(changed)})
    return locked


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made when new; a word is one tag whatever its accents. Error: ValidationError."""
    found = {}
    for told in names:
        name = " ".join(told.split())
        if not name:
            continue
        tag = Tag.objects.named(name).first()
        if tag is None:
            tag = Tag(name=name)
            try:
                tag.clean_fields()
                with transaction.atomic():
                    tag.save(force_insert=True)
            except ValidationError as error:
                raise ValidationError({"tags": error.messages}) from None
            except IntegrityError:  # a twin request made it meanwhile
                tag = Tag.objects.named(name).get()
        found[tag.pk] = tag
    return list(found.values())


def _fill(actor: Actor, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(actor, name, fields[name])
    if fields.get("parent") is not None:
        actor.parent = fields["parent"].speaker
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
