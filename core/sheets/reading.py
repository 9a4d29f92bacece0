"""A spreadsheet read: its pages with headers, rows of clean values, and a sentence for each cell that cannot be used.

Which column means what is decided above; what is hostile is refused in safety.py.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from types import MappingProxyType

from django.conf import settings
from django.utils.translation import gettext as _

from core.sheets.csv_text import read_csv
from core.sheets.grid import Grid, Value, column_name, too_long
from core.sheets.ods_parts import read_ods
from core.sheets.safety import (
    LONGEST_TEXT,
    MOST_COLUMNS,
    TITLE_ROWS,
    Archive,
    check_kind,
    check_size,
    most_cells,
    most_rows,
    refuse,
    refuse_rows,
    refuse_swollen,
)
from core.sheets.xlsx_parts import read_xlsx
from core.text import unaccented

__all__ = ["Book", "Line", "Page", "Value", "label_key", "read_book"]
_NONE: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is the row as the spreadsheet shows it; `values` are as many as the page's headers.

    `problems` has a sentence for each column (from 0) whose cell holds a formula, an error or is merged.
    """

    number: int
    values: tuple[Value, ...]
    problems: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Page:
    """`header_row` counts from 1 and is 0 on an empty sheet. A column with values but no header has the header ""."""

    title: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Book:
    pages: tuple[Page, ...]
    notices: tuple[str, ...]


def read_book(raw: bytes, *, name: str, known: Collection[str] = ()) -> Book:
    """Read .xlsx, .ods or text with columns; the type comes from the content, `name` only serves the sentences.

    The header row is the one of the first 20 with most of the `known` labels; without any, the first that is not
    empty. What stands above it is ignored. Raises DomainError (field `file`).
    """
    check_size(len(raw), name=name)
    matches = _matcher(known)
    hidden: list[str] = []
    if check_kind(raw):
        archive = Archive(raw)
        archive.refuse_doctypes()
        read = read_ods if "mimetype" in archive.names else read_xlsx
        grids, hidden, notices = read(archive)
        del archive
    else:
        grid, notices = read_csv(raw, title=PurePath(name).stem[:100], matches=matches)
        grids = [grid]
    pages = []
    for grid in grids:
        notices += _hidden_parts(grid)
        pages.append(_page(grid, matches))
    return Book(tuple(pages), (*_hidden_sheets(hidden), *notices))


def label_key(label: str) -> str:
    """How headers are compared: without accents, capitals, double spaces or the final asterisk of «required»."""
    return " ".join(unaccented(label).split()).rstrip("* ")


def _matcher(known: Collection[str]) -> Callable[[Sequence[Value]], int]:
    keys = {label_key(label) for label in known} - {""}

    def matches(row: Sequence[Value]) -> int:
        return len(keys.intersection(label_key(value) for value in row if isinstance(value, str)))

    return matches


def _page(grid: Grid, matches: Callable[[Sequence[Value]], int]) -> Page:
    problems = _problems(grid)
    troubled = {row for row, _column in (*grid.formulas, *grid.errors)}
    rows: list[tuple[int, list[Value]]] = []
    for number, values in grid.rows:
        if any(value is not None for value in values) or number in troubled:
            rows.append((number, values))
            long = too_long(values)
            if long is not None:
                _refuse_long(grid.title, number, long)
    read = {number for number, _values in rows}
    rows += [(number, []) for number in sorted(troubled - read)]
    rows.sort(key=lambda row: row[0])
    if not rows:
        return Page(grid.title, 0, (), ())
    top = [position for position, (number, _values) in enumerate(rows) if number <= TITLE_ROWS] or [0]
    header = max(top, key=lambda position: matches(rows[position][1]))  # the first of equals
    header_row, labels = rows[header]
    data = rows[header + 1 :]
    if len(data) > settings.SHEET_MAX_ROWS:
        refuse_rows(grid.title, data[-1][0])
    width = max(_width(values) for _number, values in rows[header:])
    width = max([width, *(column + 1 for row, column in (*grid.formulas, *grid.errors) if row >= header_row)])
    blank: list[Value] = [None] * width
    lines = tuple(
        Line(
            number,
            tuple(values[:width]) if len(values) >= width else (*values, *blank[len(values) :]),
            {column: why for column, why in problems[number].items() if column < width}
            if number in problems
            else _NONE,
        )
        for number, values in data
    )
    headers = tuple(_label(value) for value in (*labels[:width], *blank[len(labels) :]))
    return Page(grid.title, header_row, headers, lines)


def _width(values: Sequence[Value]) -> int:
    return next(
        (position + 1 for position in reversed(range(len(values))) if values[position] is not None), 0
    )


def _label(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):
        value = (
            value.strftime("%d-%m-%Y")
            if not isinstance(value, datetime)
            else value.strftime("%d-%m-%Y %H:%M")
        )
    return "" if value is None else " ".join(str(value).split())


def _problems(grid: Grid) -> dict[int, dict[int, str]]:
    """By row and column, one sentence a cell: an error says more than a formula, a formula more than a range."""
    found: dict[int, dict[int, str]] = {}
    room = most_cells()
    for top, left, bottom, right in grid.merged:
        name = f"{column_name(left)}{top}:{column_name(right)}{bottom}"
        sentence = _("Está combinada con otras (%(range)s): sepárelas y escriba el valor en cada celda.") % {
            "range": name
        }
        bottom, right = min(bottom, most_rows()), min(right, MOST_COLUMNS - 1)
        room -= max(bottom - top + 1, 0) * max(right - left + 1, 0)
        if room < 0:
            refuse_swollen()
        for row in range(top, bottom + 1):
            found.setdefault(row, {}).update(dict.fromkeys(range(left, right + 1), sentence))
    sentence = _("Trae una fórmula: cópiela y péguela como valor.")
    for row, column in grid.formulas:
        found.setdefault(row, {})[column] = sentence
    for (row, column), error in grid.errors.items():
        found.setdefault(row, {})[column] = _("Trae el error %(error)s en lugar de un valor: corríjalo.") % {
            "error": error[:20]
        }
    return found


def _refuse_long(title: str, number: int, column: int) -> None:
    refuse(
        _(
            "El texto de la celda %(cell)s de la hoja «%(title)s» tiene más de %(most)s letras. Acórtelo o "
            "divídalo en varias celdas."
        )
        % {"cell": f"{column_name(column)}{number}", "title": title, "most": LONGEST_TEXT},
        "too_long",
    )


def _hidden_sheets(titles: Sequence[str]) -> list[str]:
    named = ", ".join(f"«{title}»" for title in titles)
    if len(titles) > 1:
        return [
            _("Las hojas ocultas %(named)s no se leyeron. Muéstrelas si también quiere cargarlas.")
            % {"named": named}
        ]
    if titles:
        return [
            _("La hoja oculta %(named)s no se leyó. Muéstrela si también quiere cargarla.") % {"named": named}
        ]
    return []


def _hidden_parts(grid: Grid) -> list[str]:
    if grid.hidden_rows and grid.hidden_columns:
        sentence = _("La hoja «%(title)s» tiene filas y columnas ocultas; también se leyeron.")
    elif grid.hidden_rows:
        sentence = _("La hoja «%(title)s» tiene filas ocultas; también se leyeron.")
    elif grid.hidden_columns:
        sentence = _("La hoja «%(title)s» tiene columnas ocultas; también se leyeron.")
    else:
        return []
    return [sentence % {"title": grid.title}]
