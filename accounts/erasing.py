"""Taking a person out of every table, as the catalogue of personal data says. For the service and the retention."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from accounts.subject import TAKEN_OUT, Subject
from core import registry
from core.registry import Held, Treatment

OWN = frozenset({"blank", "replace", "row"})


def treatments() -> list[Treatment]:
    """Every line of the register of processing, floor by floor."""
    return [one for floor in registry.personal_data.values() for one in floor]


def model_and_field(held: Held) -> tuple[type[models.Model], str]:
    """Error: LookupError for a column that is not there (a test asks)."""
    label, column = held.column.rsplit(".", 1)
    model = apps.get_model(label)
    model._meta.get_field(column)
    return model, column


@cache
def history_of(model: Any) -> type[models.Model] | None:
    """The table that keeps the former values of a model's rows, if it is tracked."""
    for one in apps.get_models():
        tracked = getattr(one, "pgh_tracked_model", None)
        if tracked is model:
            return one
    return None


def own_rows(subject: Subject) -> Iterator[tuple[Treatment, type[models.Model], models.QuerySet[Any]]]:
    """(treatment, model, rows of the subject herself), once per model."""
    for treatment in treatments():
        for label, whose in treatment.rows.items():
            model = apps.get_model(label)
            yield treatment, model, model._base_manager.filter(whose(subject))


def erase_own(subject: Subject, *, only: Collection[str] = ()) -> Counter[str]:
    """Her own rows and their history lose what the catalogue says. Counts rows by model label."""
    counts: Counter[str] = Counter()
    found = [
        (model._meta.label, list(rows.values_list("pk", flat=True)))
        for _treatment, model, rows in own_rows(subject)
        if not only or model._meta.label in only
    ]  # all are found first: one erasure may take away what another is found by
    for label, keys in found:
        if keys:
            counts[label] += erase_rows_of(label, keys)
    return counts


def erase_rows_of(label: str, keys: Collection[Any]) -> int:
    """Blank, replace or delete what the catalogue says in these rows of one model, and in their history."""
    model = apps.get_model(label)
    held = [
        one for treatment in treatments() for one in treatment.held if one.column.rsplit(".", 1)[0] == label
    ]
    rows = model._base_manager.filter(pk__in=keys)
    history = history_of(model)  # type: ignore[arg-type]
    if any(one.erase == "row" for one in held):
        rows.delete()
    else:
        for key in keys:
            model._base_manager.filter(pk=key).update(**_neutral(model, held, key))
    if history is not None:
        for key in keys:
            told = {name: value for name, value in _neutral(model, held, key).items() if _has(history, name)}
            if told:
                history._base_manager.filter(pgh_obj_id=key).update(**told)
    return len(keys)


def _neutral(model: type[models.Model], held: Iterable[Held], key: Any) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for one in held:
        name = one.column.rsplit(".", 1)[1]
        if one.erase == "replace":
            told[name] = one.to.replace("{id}", str(key))
        elif one.erase == "blank":
            column = model._meta.get_field(name)
            told[name] = None if getattr(column, "null", False) else ""
    return told


def _has(model: type[models.Model], name: str) -> bool:
    return any(column.name == name for column in model._meta.concrete_fields)


def word_columns(*kinds: str) -> Iterator[tuple[type[models.Model], str]]:
    """Columns of texts about something else that may name people ("words", "asked"), the history of each after it.

    Never the name or address of another's own row: a namesake is somebody else.
    """
    for treatment in treatments():
        for held in treatment.held:
            if held.erase not in kinds:
                continue
            model, name = model_and_field(held)
            yield model, name
            history = history_of(model)
            if history is not None and _has(history, name):
                yield history, name


def occurrences(subject: Subject, *kinds: str) -> Iterator[tuple[type[models.Model], str, Any, Any]]:
    """(model, column, key, value) of every text of these kinds that carries one of the subject's marks."""
    if not subject.marks:
        return
    for model, name in word_columns(*kinds):
        for key, value in _holding(model, name, subject):
            if subject.is_in(value):
                yield model, name, key, value


def take_out_words(subject: Subject) -> Counter[str]:
    """Her marks leave the texts that are about something else. Counts texts by "app.Model.column"."""
    counts: Counter[str] = Counter()
    for model, name, key, value in occurrences(subject, "words"):
        _write(model, name, key, subject.without(value))
        counts[f"{model._meta.label}.{name}"] += 1
    return counts


def take_out_of_names(subject: Subject, ticked: Collection[str]) -> Counter[str]:
    """The same for names of things, for the rows ticked ("app.Model.column:key") and their history."""
    counts: Counter[str] = Counter()
    for model, name in word_columns("asked"):
        tracked = getattr(model, "pgh_tracked_model", None)
        owner = "pgh_obj_id" if tracked is not None else "pk"
        for key, value in _holding(model, name, subject):
            whose = model._base_manager.values_list(owner, flat=True).get(pk=key)
            if occurrence_key(tracked or model, name, whose) not in ticked or not subject.is_in(value):
                continue
            # What was unique stays so.
            _write(
                model, name, key, subject.without(value).replace(TAKEN_OUT, f"{TAKEN_OUT} {str(whose)[-6:]}")
            )
            counts[f"{model._meta.label}.{name}"] += 1
    return counts


def occurrence_key(model: Any, name: str, key: Any) -> str:
    return f"{model._meta.label}.{name}:{key}"


def _write(model: type[models.Model], name: str, key: Any, cleaned: Any) -> None:
    longest = getattr(model._meta.get_field(name), "max_length", None)
    if isinstance(cleaned, str) and longest:
        cleaned = cleaned[:longest]
    model._base_manager.filter(pk=key).update(**{name: cleaned})


def _holding(model: type[models.Model], name: str, subject: Subject) -> list[tuple[Any, Any]]:
    """Rows whose column may carry a mark: PostgreSQL narrows them down, Python decides."""
    asked = models.Q()
    for word in subject.needles:
        asked |= models.Q(told__unaccented__contains=word)
    if not asked:
        return []
    rows = model._base_manager.annotate(told=Cast(name, models.TextField())).filter(asked)
    return list(rows.values_list("pk", name))
