"""The matrix of the 2008 study as frozen data: which value of which variable stands in the cell of which model.
Words are in vocabulary.py, thresholds beside their rule in readings.py."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

RULE_VERSION = "2026-11"
FILE = Path(__file__).parent / "reference" / "articulation_matrix.json"


@dataclass(frozen=True)
class VariableRule:
    """One row of the matrix. `cells` maps each value to the models whose cell holds it; `extensions` are the codes
    that the study lacks and decision A21 (roles) or A18 (capacities) adds: data, without a cell."""

    code: str
    cells: Mapping[str, frozenset[str]]
    extensions: frozenset[str]


@dataclass(frozen=True)
class Matrix:
    models: tuple[str, ...]
    families: Mapping[str, str]
    variables: Mapping[str, VariableRule]
    ambiguities: frozenset[str]

    def rank(self, model: str) -> int:
        """0 for the vertical model … 3 for the territorialised one."""
        return self.models.index(model)

    def supported(self, variable: str, values: Iterable[str]) -> frozenset[str]:
        """Models that a reading supports (A05): of its values with a cell, the one whose lowest model is the
        highest; it supports every model whose cell holds it, and values that tie are joined. Extensions do not
        vote."""
        cells = [
            self.variables[variable].cells[value]
            for value in values
            if value in self.variables[variable].cells
        ]
        if not cells:
            return frozenset()
        top = max(self.lowest(cell) for cell in cells)
        return frozenset().union(*(cell for cell in cells if self.lowest(cell) == top))

    def lowest(self, models: Iterable[str]) -> int:
        return min(self.rank(model) for model in models)


@cache
def matrix() -> Matrix:
    """Read once a process."""
    told: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    models = sorted(told["models"], key=lambda row: int(row["order"]))
    return Matrix(
        models=tuple(row["code"] for row in models),
        families=MappingProxyType({row["code"]: row["family"] for row in models}),
        variables=MappingProxyType({row["code"]: _variable(row) for row in told["variables"]}),
        ambiguities=frozenset(row["id"] for row in told["ambiguities"]),
    )


def _variable(row: Mapping[str, Any]) -> VariableRule:
    return VariableRule(
        code=row["code"],
        cells=MappingProxyType({value["code"]: frozenset(value["models"]) for value in row["values"]}),
        extensions=frozenset(value["code"] for value in row.get("extension_values", ())),
    )
