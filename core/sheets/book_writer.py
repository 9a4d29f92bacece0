"""One workbook under way: its look, its lists, and each cell by what its value is.

What is written and for whom is in writing.py.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import zip_longest
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from core.errors import DomainError
from core.sheets.grid import Value, column_name
from core.sheets.xlsx_text import ExactSheet, plain, possible

Kind = Literal["text", "number", "money", "date", "choice", "flag"]
# Read back by their words, so they are the same in every language.
YES, NO = "Sí", "No"
LISTS_TITLE = "Listas"

_DATE, _MOMENT, _TIME, _TEXT = "dd-mm-yyyy", "dd-mm-yyyy hh:mm:ss", "hh:mm:ss", "@"
_WHOLE, _CENTS = "#,##0", "#,##0.00"
_OF_KIND = {"text": _TEXT, "choice": _TEXT, "flag": _TEXT, "date": _DATE, "money": _WHOLE}
_FIRST_DATE = date(1900, 3, 1)  # Excel believes in a 29 February 1900
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_LONGEST_LIST = 255  # characters of a list inside a validation
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_HEAD = {"bold": True, "bg_color": "#E8EEF2", "bottom": 1, "text_wrap": True, "valign": "top"}
_REFUSED = {"bg_color": "#F9D6C5", "border": 1, "border_color": "#9C3A12"}


@dataclass(frozen=True, slots=True)
class OutColumn:
    """`help` is shown as the header's note; a flag holds booleans, written Sí and No."""

    label: str
    kind: Kind = "text"
    help: str = ""
    choices: Sequence[str] = ()
    required: bool = False
    width: int = 18


@dataclass(frozen=True, slots=True)
class OutPage:
    """`note` stands alone above the header row, which then is the second."""

    title: str
    columns: Sequence[OutColumn]
    rows: Iterable[Sequence[Value]] = ()
    note: str = ""


def sheet_title(title: str) -> str:
    """As Excel allows it: at most 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    cleaned = " ".join(_NOT_IN_TITLES.sub(" ", plain(title)).split())
    return cleaned[:31].strip("' ") or _("Hoja")


def day_in_words(value: date | time) -> str:
    """A date or time in words. strftime would not fill the year of an early date."""
    hour = f"{value:%H:%M:%S}" if isinstance(value, (datetime, time)) else ""
    if isinstance(value, time):
        return hour
    return f"{value.day:02}-{value.month:02}-{value.year:04} {hour}".rstrip()


class BookWriter:
    """One workbook under way. Rows of a sheet must come in order (constant memory)."""

    def __init__(self) -> None:
        self._out = BytesIO()
        self._book = Workbook(self._out, {"constant_memory": True})
        self._formats: dict[tuple[str, bool, bool], Any] = {}
        self._titles: set[str] = set()
        self._lists: list[OutColumn] = []
        self._waiting: list[tuple[Any, int, int, OutColumn]] = []

    def __enter__(self) -> "BookWriter":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            self._write_lists()
        self._book.close()

    def done(self) -> bytes:
        return self._out.getvalue()

    def page(
        self, page: OutPage, *, marks: Mapping[tuple[int, int], str] | None = None, as_it_came: bool = False
    ) -> None:
        sheet = self._sheet(page.title)
        head = 1 if page.note else 0
        for position, column in enumerate(page.columns):
            sheet.set_column(position, position, column.width, self._column_format(column, as_it_came))
        if page.note:
            self._put(sheet, 0, 0, page.note, "", False)
        bold = self._book.add_format(_HEAD)
        for position, column in enumerate(page.columns):
            label = f"{column.label} *" if column.required else column.label
            _check(sheet.write_string(head, position, possible(label), bold), head, position)
            if column.help:
                sheet.write_comment(head, position, plain(column.help), {"x_scale": 2, "author": ""})
        marks = marks or {}
        row = head
        for row, values in enumerate(page.rows, head + 1):
            for position, value in enumerate(values):
                kind = page.columns[position].kind
                if kind == "flag" and isinstance(value, bool) and not as_it_came:
                    value = YES if value else NO
                mark = marks.get((row, position)) if marks else None
                if value is not None or mark:
                    self._put(sheet, row, position, value, kind, mark is not None)
                if mark:
                    sheet.write_comment(row, position, plain(mark), {"x_scale": 2, "author": ""})
        if page.columns:
            sheet.autofilter(head, 0, max(row, head + 1), len(page.columns) - 1)
        sheet.freeze_panes(head + 1, 0)
        sheet.set_landscape()
        sheet.set_paper(1)  # letter, the paper of Chilean offices
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.set_footer("&L&A&R&P / &N")
        for position, column in enumerate(page.columns):
            self._validate(sheet, head + 1, position, column)

    def _sheet(self, wanted: str) -> Any:
        title = sheet_title(wanted)
        number = 2
        while title.lower() in self._titles | {"history"}:
            title = f"{sheet_title(wanted)[:27]} {number}"
            number += 1
        self._titles.add(title.lower())
        return self._book.add_worksheet(title, worksheet_class=ExactSheet)

    def _column_format(self, column: OutColumn, as_it_came: bool) -> Any:
        shape = _OF_KIND.get(column.kind)
        return self._format(shape) if shape and not as_it_came else None

    def _format(self, shape: str, refused: bool = False, quoted: bool = False) -> Any:
        key = (shape, refused, quoted)
        if key not in self._formats:
            look = {"num_format": shape, "valign": "top", **(_REFUSED if refused else {})}
            self._formats[key] = self._book.add_format({**look, "quote_prefix": True} if quoted else look)
        return self._formats[key]

    def _put(self, sheet: Any, row: int, column: int, value: Value, kind: str, refused: bool) -> None:
        """One cell, by what the value is; never by what a text looks like."""
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
            value = str(value)
        elif (
            isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) < _FIRST_DATE
        ):
            value = day_in_words(value)
        if value is None:
            done = sheet.write_blank(row, column, None, self._format(_TEXT, refused))
        elif isinstance(value, str):
            text = possible(value)
            look = self._format(_TEXT, refused, text.startswith(_LIKE_A_FORMULA))
            # An empty text would be written as a blank, which is the same to whoever reads.
            done = sheet.write_string(row, column, text, look)
        elif isinstance(value, bool):
            done = sheet.write_boolean(row, column, value, self._format("General", refused))
        elif isinstance(value, (int, float)):
            shape = "General"
            if kind == "money":
                shape = _WHOLE if value == int(value) else _CENTS
            done = sheet.write_number(row, column, value, self._format(shape, refused))
        else:
            shape = _MOMENT if isinstance(value, datetime) else _DATE if isinstance(value, date) else _TIME
            done = sheet.write_datetime(row, column, value, self._format(shape, refused))
        _check(done, row, column)

    def _validate(self, sheet: Any, first: int, position: int, column: OutColumn) -> None:
        choices = [YES, NO] if column.kind == "flag" else [plain(choice) for choice in column.choices]
        if not choices:
            return
        if len(",".join(choices)) > _LONGEST_LIST or any("," in choice for choice in choices):
            self._waiting.append((sheet, first, position, column))
        else:
            _allow_only(sheet, first, position, column, choices)

    def _write_lists(self) -> None:
        """Long lists stand in a sheet of their own, one a column, and validations point at them."""
        if not self._waiting:
            return
        sheet = self._sheet(LISTS_TITLE)
        name = sheet.get_name()
        lists = list({id(column.choices): column for _s, _f, _p, column in self._waiting}.values())
        places = {id(column.choices): place for place, column in enumerate(lists)}
        bold = self._book.add_format(_HEAD)
        for place, column in enumerate(lists):
            sheet.set_column(place, place, 36, self._format(_TEXT))
            sheet.write_string(0, place, possible(column.label), bold)
        for row, choices in enumerate(zip_longest(*(column.choices for column in lists)), 1):
            for place, choice in enumerate(choices):
                if choice is not None:
                    self._put(sheet, row, place, choice, "text", False)
        sheet.freeze_panes(1, 0)
        for target, first, position, column in self._waiting:
            letter = column_name(places[id(column.choices)])
            source = f"='{name}'!${letter}$2:${letter}${len(column.choices) + 1}"
            _allow_only(target, first, position, column, source)


def _allow_only(
    sheet: Any, first: int, position: int, column: OutColumn, source: Sequence[str] | str
) -> None:
    message = _("Elija un valor de la lista. La columna «%(label)s» no acepta otros.") % {
        "label": plain(column.label)[:100]
    }
    rule = {
        "validate": "list",
        "source": source,
        "ignore_blank": True,
        "error_title": _("Valor fuera de la lista"),
        "error_message": message,
        "error_type": "stop",
    }
    if sheet.data_validation(first, position, first + settings.SHEET_MAX_ROWS - 1, position, rule):
        raise ValueError(f"validation of column {position} was not written")


def _check(done: int, row: int, column: int) -> None:
    """xlsxwriter reports what it left out only by a number."""
    if done:
        raise DomainError(
            _(
                "El valor de la celda %(cell)s no cabe en una planilla: es demasiado largo o está demasiado abajo."
            )
            % {"cell": f"{column_name(column)}{row + 1}"},
            "too_long",
        )
