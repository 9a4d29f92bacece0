"""What is kept about one person, told to herself (right of access and portability). Reads only."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.erasing import model_and_field, own_rows, treatments
from accounts.models import User
from accounts.subject import Subject

# Secrets that open something, in their stored form, and what a session keeps for the machine.
NEVER_TOLD = frozenset({"password", "session_data", "session_key", "key", "token_hash"})
# How a row is kept rather than what it says of her.
MACHINERY = frozenset({"version", "created_at", "updated_at", "session_epoch", "is_demo", "prefix"})


def told_about(subject: Subject) -> list[dict[str, Any]]:
    """By treatment: what for, the person's own rows and how many acts carry her account. Ready for JSON."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for treatment, model, own in own_rows(subject):
        found = [_row(model, row) for row in own.order_by("pk")]
        rows.setdefault(treatment.code, []).extend(one for one in found if one["data"])
    return [
        {
            "code": treatment.code,
            "label": str(treatment.label),
            "purpose": str(treatment.purpose),
            "basis": str(treatment.basis),
            "retention": str(treatment.retention),
            "records": rows.get(treatment.code, []),
            "acts": _acts(treatment, subject),
        }
        for treatment in treatments()
    ]


def _row(model: type[models.Model], row: models.Model) -> dict[str, Any]:
    """Every value of the row but keys, secrets and machinery, by the name people know the column by."""
    told = {column: _value(row, column) for column in model._meta.concrete_fields if _is_told(column)}
    return {
        "what": str(model._meta.verbose_name),
        "data": {
            str(column.verbose_name): value for column, value in told.items() if value not in ("", [], {})
        },
    }


def _is_told(column: Any) -> bool:
    """Not whose row it is: they are all hers."""
    hers = column.is_relation and column.related_model is User
    return not (column.primary_key or hers or column.name in NEVER_TOLD | MACHINERY)


def _value(row: models.Model, column: Any) -> Any:
    """As people read it: words for choices and yes or no, days as 21-11-2026."""
    value = getattr(row, column.name)
    if value is None:
        return ""
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return value if isinstance(value, (int, list, dict)) else str(value)


def _acts(treatment: Any, subject: Subject) -> list[dict[str, Any]]:
    """Columns that only say who did it: how many rows of each kind carry the account."""
    if subject.user_id is None:
        return []
    told: Counter[str] = Counter()
    for held in treatment.held:
        model, name = model_and_field(held)
        if held.erase == "keep" and model._meta.get_field(name).is_relation:
            told[str(model._meta.verbose_name_plural)] += model._base_manager.filter(
                **{name: subject.user_id}
            ).count()
    return [{"what": what, "count": count} for what, count in told.items() if count]
