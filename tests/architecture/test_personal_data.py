"""Every column that could hold a person is in the register of processing, or says why it holds none."""

import importlib
from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.erasing import history_of, model_and_field, treatments
from core import registry

FREE = (models.CharField, models.TextField, models.JSONField, ArrayField, models.GenericIPAddressField)
FLOORS = ("core", "accounts", "actors", "convergence", "portfolio", "evaluation")
ERASES = {"blank", "replace", "row", "words", "asked", "keep"}


def _holds_none() -> dict[str, str]:
    told: dict[str, str] = {}
    for floor in FLOORS:
        told |= importlib.import_module(f"{floor}.personal_data").HOLDS_NONE
    return told


def _is_history(model: type[models.Model]) -> bool:
    return getattr(model, "pgh_tracked_model", None) is not None


def _could_hold_a_person(column: Any) -> bool:
    if column.is_relation:
        return column.related_model is apps.get_model(settings.AUTH_USER_MODEL)
    if isinstance(column, ArrayField):
        return not column.base_field.choices
    # A column with fixed choices, or filled by Django from the code, holds codes.
    return isinstance(column, FREE) and not column.choices and not column.generated


def columns() -> list[str]:
    return [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models(include_auto_created=True)
        if not _is_history(model)
        for column in model._meta.concrete_fields
        if _could_hold_a_person(column)
    ]


def held() -> list[Any]:
    return [one for treatment in treatments() for one in treatment.held]


@pytest.mark.parametrize("column", columns())
def test_a_column_is_in_the_register_or_says_why_it_holds_nobody(column: str) -> None:
    told = {one.column for one in held()}
    none = _holds_none()
    model = column.rsplit(".", 1)[0]
    assert (column in told) != (column in none or model in none), (
        f"{column}: dígalo en personal_data.py de su piso, con su finalidad o por qué no guarda a nadie"
    )


def test_the_register_names_only_columns_that_exist() -> None:
    for one in held():
        model_and_field(one)
    known = {
        f"{m._meta.label}.{c.name}"
        for m in apps.get_models(include_auto_created=True)
        for c in m._meta.fields
    }
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert [name for name in _holds_none() if name not in known | labels] == []


def test_a_column_stands_in_the_register_once() -> None:
    assert [name for name, times in Counter(one.column for one in held()).items() if times > 1] == []


def test_the_register_says_whose_what_for_on_what_ground_and_how_long() -> None:
    for one in treatments():
        assert all(str(text) for text in (one.label, one.subject, one.purpose, one.basis, one.retention)), (
            one.code
        )
    assert len({one.code for one in treatments()}) == len(treatments())


def test_what_is_kept_says_why_and_what_is_erased_says_how() -> None:
    for one in held():
        assert one.erase in ERASES, one.column
        assert bool(str(one.why)) == (one.erase == "keep"), one.column
        assert bool(one.to) == (one.erase == "replace"), one.column


def test_rows_that_are_somebodys_own_are_found_by_her() -> None:
    """A column that is blanked, replaced or deleted belongs to a model that knows whose its rows are."""
    for treatment in treatments():
        models_of = {
            one.column.rsplit(".", 1)[0] for one in treatment.held if one.erase in {"blank", "replace", "row"}
        }
        assert models_of == set(treatment.rows) & models_of, treatment.code


def test_what_is_promised_in_days_is_enforced_by_the_night() -> None:
    for treatment in treatments():
        assert (treatment.days is None) == (treatment.expire is None), treatment.code


def test_every_tracked_model_has_a_history_that_is_found() -> None:
    tracked = [model for model in apps.get_models() if _is_history(model)]
    assert tracked
    for history in tracked:
        assert history_of(history.pgh_tracked_model) is history  # type: ignore[attr-defined]


def test_every_floor_with_tables_fills_the_register() -> None:
    with_tables = {
        config.label
        for config in apps.get_app_configs()
        if config.label in FLOORS and list(config.get_models())
    }
    assert with_tables == set(dict(registry.personal_data.items()))
