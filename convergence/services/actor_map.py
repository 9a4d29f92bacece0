"""The actor map of a mesa: enter, assess, link to the registry, withdraw. Who is expected on it is in
convergence/actor_map.py; to take part is participations' business."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.models import Actor
from convergence import rules
from convergence.models import Alliance, MapEntry
from convergence.people_querysets import map_scope
from core.errors import Conflict, DomainError, NotAllowed
from core.events import emit
from core.states import lock, write
from core.text import unaccented

FIELDS = ("name", "sector", "kind", "comuna", "interest", "influence", "position", "expectation", "approach")
# What the registry says of a registered organisation is not said again on the map.
OF_THE_REGISTRY = ("name", "sector", "kind")
# A catastro of a region held 79 institutions; a map is read by people, on one page.
MOST_ENTRIES = 400


@transaction.atomic
def enter_on_map(
    *,
    alliance: Alliance,
    by: Principal,
    actor: Actor | None = None,
    uid: uuid.UUID | None = None,
    **fields: Any,
) -> MapEntry:
    """A registered organisation (its sector and kind are copied), or one only named, with its sector.

    Errors: NotAllowed; Conflict `already` when it stands on the map; ValidationError by field.
    """
    lock(alliance)
    _must_keep(by, alliance)
    row = MapEntry(alliance=alliance, **({"id": uid} if uid else {}))
    _fill(row, fields)
    _check_kind(row, named=actor is None)
    if actor is not None:
        _take_actor(row, actor)
    _check(row)
    if alliance.map_entries.standing().count() >= MOST_ENTRIES:
        raise Conflict(
            _("El mapa ya tiene %(n)d actores: retire alguno antes.") % {"n": MOST_ENTRIES}, "full"
        )
    row.save(force_insert=True)
    _tell("map.entered", row, by)
    return row


@transaction.atomic
def update_entry(*, entry: MapEntry, by: Principal, version: int | None = None, **fields: Any) -> MapEntry:
    """Change FIELDS; of a registered one, not what the registry says. Errors: Stale, ValidationError, DomainError."""
    locked = _lock(entry, version, by)
    fields = _without_registry(locked, fields)
    before = {name: getattr(locked, name) for name in FIELDS}
    _fill(locked, fields)
    _check_kind(locked, named=locked.actor_id is None)
    _check(locked)
    changed = [name for name in FIELDS if getattr(locked, name) != before[name]]
    if changed:
        write(locked, **{name: getattr(locked, name) for name in changed})
        _tell("map.changed", locked, by, {"fields": sorted(changed)})
    return locked


@transaction.atomic
def link_entry(*, entry: MapEntry, actor: Actor, by: Principal, version: int | None = None) -> MapEntry:
    """Say which registered organisation a named one is. Errors: DomainError `linked` when it is another already,
    Conflict when that one stands on the map by itself, Stale."""
    locked = _lock(entry, version, by)
    speaker = locked.speaker
    if speaker is not None:
        if speaker.canonical_id == actor.canonical_id:
            return locked
        raise DomainError(
            _("Este actor ya está unido a «%(name)s». Retírelo y anote el otro.") % {"name": speaker.name},
            "linked",
            field="actor",
        )
    _take_actor(locked, actor)
    _check(locked)
    write(locked, actor=locked.actor, **{name: getattr(locked, name) for name in OF_THE_REGISTRY})
    _tell("map.linked", locked, by)
    return locked


@transaction.atomic
def withdraw_entry(*, entry: MapEntry, by: Principal, version: int | None = None) -> MapEntry:
    """Take it off the map; the row and its history stay. A second time changes nothing. Error: Stale."""
    lock(entry.alliance)
    locked = lock(entry, version=version)
    _must_keep(by, locked.alliance)
    if locked.withdrawn_at is None:
        write(locked, withdrawn_at=timezone.now())
        _tell("map.withdrawn", locked, by)
    return locked


def _lock(entry: MapEntry, version: int | None, by: Principal) -> MapEntry:
    """The mesa first, so that two who name the same organisation at once meet."""
    lock(entry.alliance)
    locked = lock(entry, version=version)
    _must_keep(by, locked.alliance)
    if locked.withdrawn_at is not None:
        raise DomainError(_("Este actor se retiró del mapa. Anótelo de nuevo si corresponde."), "withdrawn")
    return locked


def _must_keep(by: Principal, alliance: Alliance) -> None:
    if not rules.can_keep_map(by, alliance):
        raise NotAllowed(_("El mapa lo lleva quien facilita la mesa."))


def _fill(row: MapEntry, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    row.name = " ".join(row.name.split())


def _take_actor(row: MapEntry, actor: Actor) -> None:
    """The row that speaks for the organisation, with what the registry says of it."""
    spoken = actor.merged_into or actor
    row.actor, row.name, row.sector, row.kind = spoken, "", spoken.kind.sector, spoken.kind


def _check_kind(row: MapEntry, *, named: bool) -> None:
    if named and row.kind is not None:
        if not row.sector:
            row.sector = row.kind.sector
        elif row.sector != row.kind.sector:
            raise ValidationError({"kind": _("Este tipo no es del sector indicado.")})


def _without_registry(row: MapEntry, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is left to say of a registered one; to say of it what the registry says already is no error."""
    if row.actor_id is None:
        return dict(fields)
    known = {"name": str(row), "sector": row.sector, "kind": row.kind}
    told = {name for name in OF_THE_REGISTRY if name in fields and fields[name] != known[name]}
    if told:
        message = _("Lo dice el registro de organizaciones: corríjalo en su ficha.")
        raise ValidationError(dict.fromkeys(sorted(told), message))
    return {name: value for name, value in fields.items() if name not in OF_THE_REGISTRY}


def _check(row: MapEntry) -> None:
    if row.actor_id is None and not row.name:
        raise ValidationError({"name": _("Elija una organización registrada o escriba su nombre.")})
    if not row.sector:
        raise ValidationError({"sector": _("Elija el sector: no está en el registro.")})
    row.full_clean(validate_constraints=False)
    others = MapEntry.objects.standing().filter(alliance_id=row.alliance_id).exclude(pk=row.pk)
    field = "actor" if row.actor_id else "name"
    plain = unaccented(str(row))
    if row.actor is not None:
        twins = others.of_actor(row.actor)
        if others.filter(actor=None, name__unaccented=plain).exists():
            message = _("«%(name)s» ya está en el mapa, escrito por su nombre: ábralo y únalo al registro.")
            raise Conflict(message % {"name": str(row)}, "already", field=field)
    else:
        twins = others.filter(
            Q(actor=None, name__unaccented=plain)
            | Q(actor__name__unaccented=plain)
            | Q(actor__merged_into__name__unaccented=plain)
        )
    if twins.exists():
        raise Conflict(_("«%(name)s» ya está en el mapa.") % {"name": str(row)}, "already", field=field)


def _tell(kind: str, row: MapEntry, by: Principal, data: Mapping[str, Any] | None = None) -> None:
    """Heard by who facilitates the mesa alone: neither by all who take part nor by the organisation itself."""
    emit(kind, row, by=by, scopes=[map_scope(row.alliance_id)], data=data)
