"""Published figures and what the demonstration's rows give for them. The sets and sums are those of the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import QuerySet
from django.utils.translation import get_language

from convergence.models import Alliance
from core.money import format_clp
from desk.demo.shapes import demo_uid
from portfolio.models import Entry, Initiative

FILE = Path(__file__).with_name("published_figures.yaml")
ROOTS = {"initiatives": Initiative.objects, "entries": Entry.objects}
MEASURES: Mapping[str, Callable[[Any], int]] = {
    "count": lambda rows: rows.sums()["initiatives"],
    "execution_cost": lambda rows: rows.sums()["execution_cost"],
    "received": lambda rows: rows.totals().received,
    "contributors": lambda rows: rows.totals().contributors,
}
PESOS = {"execution_cost", "received"}
RELATIONS: Mapping[str, Callable[[int, int], bool]] = {
    "equal": lambda computed, value: computed == value,
    "near": lambda computed, value: 50 * abs(computed - value) <= value,
    "over": lambda computed, value: value < computed and 10 * (computed - value) < value,
}


@dataclass(frozen=True)
class Source:
    document: str
    section: str
    date: int

    @property
    def text(self) -> str:
        return f"{self.document} ({self.date}), {self.section}"


@dataclass(frozen=True)
class Figure:
    """`value` in pesos, or a count. `alliance` is the key of a script; None is every published alliance."""

    code: str
    label: str
    label_en: str
    alliance: str | None
    queryset: str
    filter: Mapping[str, Any]
    measure: str
    as_of: date
    value: int
    relation: str
    source: Source

    @property
    def name(self) -> str:
        return self.label_en if (get_language() or "").startswith("en") else self.label

    @property
    def shown(self) -> str:
        return format_clp(self.value) if self.measure in PESOS else str(self.value)


@cache
def published(path: Path = FILE) -> tuple[Figure, ...]:
    """The figures of the file. Error: ValueError that names the entry and what is wrong with it."""
    told = yaml.safe_load(path.read_text("utf-8"))
    figures = tuple(_figure(number, entry) for number, entry in enumerate(told, 1))
    codes = [figure.code for figure in figures]
    if len(set(codes)) < len(codes):
        raise ValueError(f"{path.name}: un código aparece dos veces.")
    return figures


def _figure(number: int, told: Mapping[str, Any]) -> Figure:
    name = told.get("code") or f"la cifra {number}"
    source = _whole(Source, f"{name}, source", told.get("source") or {})
    figure: Figure = _whole(Figure, name, {**told, "source": source})
    checks = (
        ("as_of", type(figure.as_of) is date),
        ("value", type(figure.value) is int and figure.value > 0),
        ("measure", figure.measure in MEASURES),
        ("relation", figure.relation in RELATIONS),
        ("queryset", _known(figure.queryset)),
    )
    for field, holds in checks:
        if not holds:
            raise ValueError(f"{name}: {field} no sirve: {getattr(figure, field)!r}.")
    return figure


def _whole(shape: Any, name: str, told: Mapping[str, Any]) -> Any:
    """Every field is there and no other; only `alliance` and `filter` may be empty."""
    wanted = {field.name for field in fields(shape)}
    absent = [field for field in wanted if told.get(field) in (None, "") and field != "alliance"]
    if absent or set(told) - wanted:
        raise ValueError(f"{name}: falta o sobra {sorted({*absent, *(set(told) - wanted)})}.")
    return shape(**{"alliance": None, **told} if "alliance" in wanted else told)


def _known(chain: str) -> bool:
    root, *steps = chain.split(".")
    return root in ROOTS and all(callable(getattr(ROOTS[root].all(), step, None)) for step in steps)


def counted(figure: Figure) -> QuerySet[Any]:
    """The rows that the figure counts."""
    root, *steps = figure.queryset.split(".")
    if figure.alliance:
        rows = ROOTS[root].filter(alliance_id=demo_uid(figure.alliance))
    else:
        rows = ROOTS[root].filter(alliance__in=Alliance.objects.published())
    rows = rows.as_of(figure.as_of)
    for step in steps:
        rows = getattr(rows, step)()
    return rows.filter(**figure.filter)


def compute(figure: Figure) -> int:
    return MEASURES[figure.measure](counted(figure))


def holds(figure: Figure, computed: int) -> bool:
    return RELATIONS[figure.relation](computed, figure.value)
