"""What every kind of file becomes before it is understood: rows of clean values and what was seen on the way.

No file format is known here.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core.sheets.safety import LONGEST_TEXT, MOST_COLUMNS, most_rows, refuse_columns, refuse_rows

Value = str | int | float | bool | date | datetime | time | None
Range = tuple[int, int, int, int]


@dataclass(slots=True)
class Grid:
    """One sheet. Rows are numbered from 1 and columns from 0; `rows` skips none between the first and the last."""

    title: str
    rows: Iterable[tuple[int, list[Value]]]
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)  # first row, first column, last row, last column
    hidden_rows: bool = False
    hidden_columns: bool = False


class Bounds:
    """How far the content of a sheet reaches. Refused while the file is walked, before anyone allocates for it."""

    __slots__ = ("cells", "column", "row", "title")

    def __init__(self, title: str) -> None:
        self.title = title
        self.row = 0
        self.column = -1
        self.cells = 0

    def reach(self, row: int, column: int) -> None:
        if row > self.row:
            if row > most_rows():
                refuse_rows(self.title, row)
            self.row = row
        if column > self.column:
            if column >= MOST_COLUMNS:
                refuse_columns(self.title, column)
            self.column = column


def clean(value: Any) -> Value:
    """The value as the upper floors know it; texts lose only outer spaces (no-break ones too).

    A length of time under a day is a time, a longer one a text such as «26:30:00»; what is no number is a text.
    """
    kind = value.__class__
    if kind is str:
        return value.strip() or None
    if kind is float:
        return value if math.isfinite(value) else str(value)
    if kind is timedelta:
        return clock(value)
    return value  # type: ignore[no-any-return]


def clock(length: timedelta) -> time | str:
    seconds = length // timedelta(seconds=1)
    if timedelta() <= length < timedelta(days=1):
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60, length.microseconds)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def too_long(values: Iterable[Value]) -> int | None:
    """Column of the first text longer than a cell may hold."""
    for column, value in enumerate(values):
        if value.__class__ is str and len(value) > LONGEST_TEXT:
            return column
    return None


def column_name(column: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
