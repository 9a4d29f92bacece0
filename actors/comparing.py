"""Two organisations side by side: what each says of itself, and how much refers to each. Reads; decides nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from actors.models import Actor, Merge, Suspect
from actors.services.merging import SETS, TAKEABLE
from core import rut

# Bookkeeping of duplicates itself; and what stands among the fields already.
NOT_COUNTED = (Suspect, Merge, Actor.comunas.through, Actor.tags.through)


@dataclass(frozen=True)
class Compared:
    """A field of both sides, in words. `may_take`: the kept one could say what the merged one says."""

    name: str
    label: str
    kept: str
    merged: str
    may_take: bool


def referring() -> list[models.ForeignKey[Any, Any]]:
    """Every column that refers to an organisation, of every table there is: from the model registry, so that a new
    table cannot be forgotten. History tables are among them."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Actor
    ]


def is_history(model: type[models.Model]) -> bool:
    """A table that triggers write."""
    return hasattr(model, "pgh_tracked_model")


def fields_of(kept: Actor, merged: Actor) -> list[Compared]:
    """What may be taken, in the order of the form; only what one of the two says."""
    told = []
    for name in TAKEABLE:
        mine, its = said(kept, name), said(merged, name)
        if mine or its:
            field: Any = Actor._meta.get_field(name)
            told.append(
                Compared(name, str(field.verbose_name), mine, its, mine != its and _adds(kept, merged, name))
            )
    return told


def _adds(kept: Actor, merged: Actor, name: str) -> bool:
    """A set is worth taking where it has what the other lacks."""
    if name not in SETS:
        return True
    return bool(set(getattr(merged, name).all()) - set(getattr(kept, name).all()))


def said(actor: Actor, name: str) -> str:
    """A field's value in words."""
    value = getattr(actor, name)
    if name in SETS:
        return ", ".join(sorted(str(row) for row in value.all()))
    if name == "rut":
        return rut.display(value) if value else ""
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    display = getattr(actor, f"get_{name}_display", None)
    return str(display() if display else value or "")


def counts_of(kept: Actor, merged: Actor) -> list[dict[str, Any]]:
    """{label, kept, merged} of every kind of row that refers to one of the two."""
    told: list[dict[str, Any]] = []
    for field in referring():
        model = field.model
        if is_history(model) or model in NOT_COUNTED:
            continue
        sides = {f"{field.name}__in": [kept.pk, merged.pk]}
        rows = model._default_manager.filter(**sides).order_by().values(field.attname).annotate(n=Count("pk"))
        counted = {row[field.attname]: row["n"] for row in rows}
        if counted:
            kept_n, merged_n = counted.get(kept.pk, 0), counted.get(merged.pk, 0)
            told.append({"label": _label(field), "kept": kept_n, "merged": merged_n})
    return sorted(told, key=lambda row: row["label"])


def _label(field: models.ForeignKey[Any, Any]) -> str:
    """«Compromisos», and by which column where a table refers to organisations twice or to its own."""
    many = str(field.model._meta.verbose_name_plural).capitalize()
    others = [one for one in field.model._meta.local_fields if getattr(one, "related_model", None) is Actor]
    return f"{many} ({field.verbose_name})" if len(others) > 1 or field.model is Actor else many


def _units_of(kept: Actor, merged: Actor) -> list[str]:
    """What becomes of the units of the merged one, in words."""
    if kept.parent_id is None and merged.units.exists():
        return [_("Las unidades de «%(merged)s» se mostrarán bajo «%(kept)s».") % _names(kept, merged)]
    return []


def consequences(kept: Actor, merged: Actor) -> list[str]:
    names = _names(kept, merged)
    return [
        _("Todo lo que nombra a «%(merged)s» se leerá y se contará como de «%(kept)s».") % names,
        _("Quienes actúan por «%(merged)s» actuarán por «%(kept)s».") % names,
        _("Donde participan ambas, se cuenta una vez y habla la que ingresó primero."),
        *_units_of(kept, merged),
    ]


def _names(kept: Actor, merged: Actor) -> dict[str, str]:
    return {"kept": kept.name, "merged": merged.name}
