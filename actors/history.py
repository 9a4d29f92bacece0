"""What was changed of an organisation, by whom and when: read from the history tables, for the foundation."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from actors.models import Actor, ActorKind, Contact, Mandate
from core.models import Event

MOST = 100
NOT_TOLD = frozenset(
    {"id", "created_at", "updated_at", "version", "is_demo", "warned_on", "actor", "merged_into"}
)
WORDS = {
    (Actor, "insert"): gettext_lazy("Se registró la organización"),
    (Actor, "update"): gettext_lazy("Se editó la ficha"),
    (Contact, "insert"): gettext_lazy("Se agregó un contacto"),
    (Contact, "update"): gettext_lazy("Se editó un contacto"),
    (Mandate, "insert"): gettext_lazy("Se agregó un mandato"),
    (Mandate, "update"): gettext_lazy("Se editó un mandato"),
}
SETS = {"comunas": gettext_lazy("comunas donde está presente"), "tags": gettext_lazy("etiquetas")}


@dataclass(frozen=True)
class Change:
    """One row of a history table; `fields` are (column, before, after), before None when it is not known."""

    at: datetime
    by: str
    model: Any
    label: str
    subject: str
    fields: tuple[tuple[str, Any, Any], ...]


def entries_of(actor: Actor) -> list[dict[str, Any]]:
    """Entries of the history_list piece, newest first, at most MOST. A fixed number of queries."""
    changes = [*_changes(Actor, {"pgh_obj_id": actor.pk})]
    for model in (Contact, Mandate):
        changes += _changes(model, {"pgh_obj__actor_id": actor.pk})
    changes = [row for row in changes if row.fields or row.label == "insert"]
    names = _Names(changes)
    sets = [*_changes_of_sets(actor), *_merges(actor)]
    told = [(row.at, names.who(row.by), _what(row), names.detail(row)) for row in changes] + sets
    told.sort(
        key=lambda entry: entry[0]
    )  # those of one moment keep their order, and are turned with the rest
    return [
        {"when": when, "who": who, "what": what, "reason": detail}
        for when, who, what, detail in told[: -MOST - 1 : -1]
    ]


def _changes(model: Any, mine: Mapping[str, Any]) -> Iterable[Change]:
    """Each with what differs from the state before it; the oldest read of a longer history tells no change."""
    table = model._meta.get_field("events").related_model
    rows = list(table.objects.filter(**mine).select_related("pgh_context").order_by("-pgh_id")[: MOST * 2])
    columns = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in NOT_TOLD and any(own.name == field.name for own in table._meta.concrete_fields)
    ]
    before: dict[Any, Any] = {}
    for row in reversed(rows):
        old = before.get(row.pgh_obj_id)
        before[row.pgh_obj_id] = row
        context = row.pgh_context.metadata if row.pgh_context else {}
        yield Change(
            at=row.pgh_created_at,
            by=str(context.get("user") or ""),
            model=model,
            label=row.pgh_label,
            subject="" if model is Actor else _subject(model, row),
            fields=differences(old, row, columns) if old is not None else (),
        )


def differences(old: Any, new: Any, columns: Iterable[str]) -> tuple[tuple[str, Any, Any], ...]:
    """(column, before, after) of those that differ; a relation counts by its key."""
    pairs = ((name, _key(old, name), _key(new, name)) for name in columns)
    return tuple((name, was, now) for name, was, now in pairs if was != now)


def _key(row: Any, name: str) -> Any:
    return getattr(row, f"{name}_id", None) if hasattr(row, f"{name}_id") else getattr(row, name)


def _subject(model: Any, row: Any) -> str:
    return row.name if model is Contact else str(row.get_office_display())


def _what(row: Change) -> str:
    words = str(WORDS[row.model, row.label])
    return f"{words}: {row.subject}" if row.subject else words


def _merges(actor: Actor) -> list[tuple[datetime, str, str, str]]:
    """Which organisations were merged into it, or taken out again."""
    words = {
        "actor.merged": _("Se reunió otra en esta"),
        "actor.unmerged": _("Se separó la que se había reunido"),
    }
    events = Event.objects.filter(kind__in=words, subject_kind="actor", subject_id=actor.pk)
    rows = list(events.select_related("by").order_by("-id")[:MOST])
    names = dict(Actor.objects.filter(pk__in=[row.data["merged"] for row in rows]).values_list("pk", "name"))
    return [
        (
            row.at,
            row.by.name if row.by else _("La plataforma"),
            words[row.kind],
            names.get(uuid.UUID(row.data["merged"]), ""),
        )
        for row in rows
    ]


def _changes_of_sets(actor: Actor) -> list[tuple[datetime, str, str, str]]:
    """Comunas and tags have no history table: the event says that they changed and who did it."""
    events = Event.objects.filter(kind="actor.changed", subject_kind="actor", subject_id=actor.pk)
    told = []
    for event in events.select_related("by").order_by("-id")[:MOST]:
        sets = [str(SETS[name]) for name in event.data.get("fields", []) if name in SETS]
        if sets:
            who = event.by.name if event.by else _("La plataforma")
            told.append((event.at, who, str(WORDS[Actor, "update"]), ", ".join(sets).capitalize()))
    return told


class _Names:
    """Words of the keys that some changes hold, read once for all of them."""

    def __init__(self, changes: Iterable[Change]) -> None:
        fields = [field for change in changes for field in change.fields]
        kinds = {key for name, *keys in fields if name == "kind" for key in keys if key}
        parents = {key for name, *keys in fields if name == "parent" for key in keys if key}
        people = {change.by for change in changes if change.by}
        self.kinds = {row.pk: str(row) for row in ActorKind.objects.filter(pk__in=kinds)}
        self.parents: dict[uuid.UUID, str] = dict(
            Actor.objects.filter(pk__in=parents).values_list("pk", "name")
        )
        self.people = {
            str(pk): name for pk, name in User.objects.filter(pk__in=people).values_list("pk", "name")
        }

    def who(self, key: str) -> str:
        return self.people.get(key) or _("La plataforma")

    def detail(self, change: Change) -> str:
        parts = []
        for name, was, now in change.fields:
            field = change.model._meta.get_field(name)
            label = str(field.verbose_name)
            parts.append(
                f"{label[:1].upper()}{label[1:]}: {self._said(field, was)} → {self._said(field, now)}"
            )
        return "; ".join(parts)

    def _said(self, field: Any, value: Any) -> str:
        if value in (None, ""):
            return _("(vacío)")
        if isinstance(value, bool):
            return _("sí") if value else _("no")
        if isinstance(value, date):
            return f"{value:%d-%m-%Y}"
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return self.kinds.get(value) or self.parents.get(value) or str(value)
