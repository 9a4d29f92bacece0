"""Loads goals and phases from portfolio/reference/*.csv; running it again changes nothing."""

import csv
from pathlib import Path
from typing import Any

from django.db import models, transaction

from portfolio.models import Goal, Phase

FOLDER = Path(__file__).parent / "reference"


def load() -> dict[str, int]:
    """Rows a table after the load, by table name."""
    with transaction.atomic():
        _put(Goal, "number", "sdg_goals")
        _put(Phase, "code", "project_phases")
    return {"goals": Goal.objects.count(), "phases": Phase.objects.count()}


def _put(model: type[models.Model], key: str, name: str) -> None:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        rows: list[Any] = [model(**row) for row in csv.DictReader(handle)]
    others = [f.name for f in model._meta.concrete_fields if f.name not in {key, "valid_from", "valid_to"}]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=[key], update_fields=others)
