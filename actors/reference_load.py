"""Loads territory and kinds of actors from actors/reference/*.csv; running it again changes nothing."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import models, transaction

from actors.models import ActorKind, Comuna, Province, Region

FOLDER = Path(__file__).parent / "reference"
MAGALLANES = "12"
AYSEN = "11"
ZONES = {MAGALLANES: "America/Punta_Arenas", AYSEN: "America/Coyhaique"}
ISLA_DE_PASCUA = "05201"


def load() -> dict[str, int]:
    """Rows a table after the load, by table name."""
    with transaction.atomic():
        _put(Region, "code", [_region(row) for row in _rows("regions")])
        _put(Province, "code", [_province(row) for row in _rows("provinces")])
        _put(Comuna, "code", [_comuna(row) for row in _rows("comunas")])
        _put(ActorKind, "code", [ActorKind(**row) for row in _rows("actor_kinds")])
    return {
        "regions": Region.objects.count(),
        "provinces": Province.objects.count(),
        "comunas": Comuna.objects.count(),
        "actor_kinds": ActorKind.objects.count(),
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _put(model: type[models.Model], key: str, rows: list[Any]) -> None:
    others = [f.name for f in model._meta.concrete_fields if f.name not in {key, "valid_from", "valid_to"}]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=[key], update_fields=others)


def _region(row: dict[str, str]) -> Region:
    return Region(
        code=row["cut_region"],
        name=row["nombre_corto"],
        official_name=row["nombre_oficial"],
        roman=row["romano"],
        iso=row["iso_3166_2"],
        order=int(row["orden_norte_sur"]),
    )


def _province(row: dict[str, str]) -> Province:
    return Province(code=row["cut_provincia"], name=row["nombre"], region_id=row["cut_region"])


def _comuna(row: dict[str, str]) -> Comuna:
    zone = ZONES.get(row["cut_region"], "America/Santiago")
    return Comuna(
        code=row["cut_comuna"],
        name=row["nombre"],
        province_id=row["cut_provincia"],
        region_id=row["cut_region"],
        other_names=[name.strip() for name in row["nombre_alt"].split("|") if name.strip()],
        lat=row["lat_poblado"],
        lng=row["lng_poblado"],
        population=int(row["poblacion_2024"]),
        time_zone="Pacific/Easter" if row["cut_comuna"] == ISLA_DE_PASCUA else zone,
    )
