"""The one way a noun changes state: lock, check the table, write, emit."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError, Stale
from core.events import emit

M = TypeVar("M", bound=models.Model)
Table = Mapping[str, frozenset[str]]


def lock(row: M, *, version: int | None = None) -> M:
    """The row read again under FOR NO KEY UPDATE: rows that point to it may still be added.

    Error: Stale when `version` is given and no longer the present one.
    """
    locked = type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if version is not None and locked.version != version:  # type: ignore[attr-defined]
        raise Stale(
            _("Alguien cambió este registro mientras usted lo editaba. Revise los datos y vuelva a guardar."),
            extra={"version": locked.version},  # type: ignore[attr-defined]
        )
    return locked


def write(row: models.Model, **fields: Any) -> None:
    """Set `fields` on a locked row and raise its version by one."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1  # type: ignore[attr-defined]
    row.updated_at = timezone.now()  # type: ignore[attr-defined]
    row.save(update_fields=[*fields, "version", "updated_at"])


def move(
    row: M,
    to: str,
    *,
    by: Any,
    table: Table,
    event: str,
    scopes: list[str],
    field: str = "state",
    version: int | None = None,
    fields: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> M:
    """Move `row.field` to `to` as `table` allows and emit `event` with from and to. Returns the locked row."""
    with transaction.atomic():
        locked = lock(row, version=version)
        now = getattr(locked, field)
        if to not in table.get(now, frozenset()):
            raise DomainError(
                _("Este cambio no es posible desde el estado actual."),
                "bad_transition",
                field=field,
                extra={"from": now, "to": to},
            )
        write(locked, **{field: to}, **(fields or {}))
        emit(event, locked, by=by, scopes=scopes, data={"from": now, "to": to, **(data or {})})
    return locked
