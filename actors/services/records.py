"""Writes on what is kept about an organisation besides its row: contacts, mandates, notes, files.

An event tells that something was written, never what: contacts are personal data and notes are the foundation's.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors import phones, rules
from actors.models import Actor, ActorFile, ActorNote, Contact, Mandate
from core import dates, files
from core.errors import Conflict, DomainError, NotAllowed
from core.events import emit
from core.states import lock, write

CONTACT_FIELDS = ("name", "position", "email", "phone", "audience", "is_main")
MANDATE_FIELDS = ("office", "holder", "since", "until", "source")
FOUNDATION = "foundation"  # a scope nobody else reads

M = TypeVar("M", bound=models.Model)


# Contacts ------------------------------------------------------------------------
@transaction.atomic
def add_contact(*, actor: Actor, by: Principal, uid: uuid.UUID | None = None, **fields: Any) -> Contact:
    """Somebody to write or call, from CONTACT_FIELDS. A new main contact takes the place of the old one.

    Errors: ValidationError by field, NotAllowed.
    """
    locked = _lock_kept(actor, by)
    contact = _new(Contact, uid, actor=locked)
    _fill(contact, fields, CONTACT_FIELDS)
    if contact.is_main:
        _step_down(locked)
    contact.save(force_insert=True)
    emit("contact.added", contact, by=by, scopes=_scopes(contact))
    return contact


@transaction.atomic
def update_contact(*, contact: Contact, by: Principal, version: int | None = None, **fields: Any) -> Contact:
    """Change CONTACT_FIELDS. Errors: Stale, as add_contact; Conflict to make main who left."""
    actor = _lock_kept(contact.actor, by)
    locked = lock(contact, version=version)
    before = {name: getattr(locked, name) for name in CONTACT_FIELDS}
    _fill(locked, fields, CONTACT_FIELDS)
    if locked.is_main and locked.until is not None:
        raise Conflict(_("Esta persona dejó el cargo: no puede ser el contacto principal."), field="is_main")
    if locked.is_main and not before["is_main"]:
        _step_down(actor)
    told = {name: getattr(locked, name) for name in CONTACT_FIELDS}
    write(locked, **told)
    changed = sorted(name for name, value in before.items() if told[name] != value)
    emit("contact.changed", locked, by=by, scopes=_scopes(locked), data={"fields": changed})
    return locked


@transaction.atomic
def end_contact(
    *, contact: Contact, by: Principal, until: date | None = None, version: int | None = None
) -> Contact:
    """The person left on `until` (today): no longer shown to others nor main. Errors: Conflict when already ended."""
    _lock_kept(contact.actor, by)
    locked = lock(contact, version=version)
    if locked.until is not None:
        raise Conflict(_("Este contacto ya tiene fecha de término."), "already")
    until = until or dates.today()
    if until > dates.today():
        raise DomainError(_("La fecha no puede ser futura."), field="until")
    write(locked, until=until, is_main=False)
    emit("contact.ended", locked, by=by, scopes=_scopes(locked))
    return locked


def _step_down(actor: Actor) -> None:
    """At most one main contact; the caller holds the organisation's lock."""
    mains = Contact.objects.of_actor(actor).filter(is_main=True)  # those of the rows merged into it too
    for old in mains.order_by("pk").select_for_update(of=("self",), no_key=True):
        write(old, is_main=False)


# Mandates ------------------------------------------------------------------------
@transaction.atomic
def add_mandate(*, actor: Actor, by: Principal, uid: uuid.UUID | None = None, **fields: Any) -> Mandate:
    """An office held for a time, from MANDATE_FIELDS. Errors: ValidationError by field, NotAllowed."""
    mandate = _new(Mandate, uid, actor=_lock_kept(actor, by))
    _fill(mandate, fields, MANDATE_FIELDS)
    mandate.save(force_insert=True)
    emit("mandate.added", mandate, by=by, scopes=_scopes(mandate))
    return mandate


@transaction.atomic
def update_mandate(*, mandate: Mandate, by: Principal, version: int | None = None, **fields: Any) -> Mandate:
    """Change MANDATE_FIELDS; with another last day it will be warned of again. Errors: Stale, as add_mandate."""
    _lock_kept(mandate.actor, by)
    locked = lock(mandate, version=version)
    before = {name: getattr(locked, name) for name in MANDATE_FIELDS}
    _fill(locked, fields, MANDATE_FIELDS)
    told = {name: getattr(locked, name) for name in MANDATE_FIELDS}
    changed = sorted(name for name, value in before.items() if told[name] != value)
    write(locked, **told, warned_on=None if "until" in changed else locked.warned_on)
    emit("mandate.changed", locked, by=by, scopes=_scopes(locked), data={"fields": changed})
    return locked


# Notes: the foundation's own --------------------------------------------------------
@transaction.atomic
def add_note(*, actor: Actor, text: str, by: Principal, uid: uuid.UUID | None = None) -> ActorNote:
    if not rules.can_keep_notes(by):
        raise NotAllowed(_("Las notas son de la fundación."))
    note = _new(ActorNote, uid, actor=_lock_speaker(actor), written_by_id=by.user_id)
    _fill(note, {"text": text.strip()}, ("text",))
    note.save(force_insert=True)
    emit("actor_note.added", note, by=by, scopes=[FOUNDATION])
    return note


@transaction.atomic
def withdraw_note(*, note: ActorNote, by: Principal, version: int | None = None) -> ActorNote:
    """It is no longer shown; the row stays. Error: Conflict when it was withdrawn before."""
    if not rules.can_keep_notes(by):
        raise NotAllowed(_("Las notas son de la fundación."))
    return _withdraw(note, "actor_note.withdrawn", by, [FOUNDATION], version)


# Files ---------------------------------------------------------------------------
@transaction.atomic
def add_file(
    *,
    actor: Actor,
    upload: "UploadedFile[Any]",
    kind: str,
    by: Principal,
    label: str = "",
    uid: uuid.UUID | None = None,
) -> ActorFile:
    """A paper of the organisation; its type is read from its content. Errors: NotAllowed, DomainError on `file`."""
    if not rules.can_edit_actor(by, actor):
        raise NotAllowed(_("No puede agregar archivos a esta organización."))
    kept = files.keep_upload(upload, by=by, field="file")
    row = _new(ActorFile, uid, actor=_lock_speaker(actor), file=kept, added_by_id=by.user_id)
    _fill(row, {"kind": kind, "label": label}, ("kind", "label"))
    row.save(force_insert=True)
    emit("actor_file.added", row, by=by, scopes=_scopes(row), data={"kind": row.kind})
    return row


@transaction.atomic
def withdraw_file(*, file: ActorFile, by: Principal, version: int | None = None) -> ActorFile:
    """No longer shown, nor served but to the foundation and who uploaded it; row and bytes stay. Errors: NotAllowed,
    Conflict."""
    if not rules.can_edit_actor(by, file.actor):
        raise NotAllowed(_("No puede retirar archivos de esta organización."))
    return _withdraw(file, "actor_file.withdrawn", by, _scopes(file), version)


# Shared --------------------------------------------------------------------------
def _lock_kept(actor: Actor, by: Principal) -> Actor:
    """The organisation, by the row that speaks for it, under lock; for whoever keeps its page."""
    locked = _lock_speaker(actor)
    if not rules.can_edit_actor(by, locked):
        raise NotAllowed(_("No puede editar esta organización."))
    return locked


def _lock_speaker(actor: Actor) -> Actor:
    """The row that speaks for it, locked: what is new is written there, also when a merge passes meanwhile."""
    while True:
        key = Actor.objects.values_list("canonical_id", flat=True).get(pk=actor.pk)
        locked = lock(Actor(pk=key))
        if locked.merged_into_id is None:
            return locked


def _new(model: type[M], uid: uuid.UUID | None, **fields: Any) -> M:
    return model(**fields, **({"id": uid} if uid else {}))


def _fill(row: models.Model, fields: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Set and check. The main contact is handed over by the service, so its uniqueness is not asked here."""
    for name in names:
        if name in fields:
            setattr(row, name, fields[name])
    if isinstance(row, Contact):
        row.name = " ".join(row.name.split())
        try:
            row.phone = phones.normalise(row.phone)
        except ValidationError as error:
            raise ValidationError({"phone": error.messages}) from None
    row.full_clean(validate_constraints=not isinstance(row, Contact))


def _withdraw(row: M, event: str, by: Principal, scopes: list[str], version: int | None) -> M:
    locked = lock(row, version=version)
    if locked.withdrawn_at is not None:  # type: ignore[attr-defined]
        raise Conflict(_("Ya se había retirado."), "already")
    write(locked, withdrawn_at=timezone.now())
    emit(event, locked, by=by, scopes=scopes)
    return locked


def _scopes(row: Any) -> list[str]:
    return [f"actor:{row.actor_id}"]
