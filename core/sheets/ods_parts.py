"""An OpenDocument spreadsheet (.ods), walked once by expat: values, formulas, merged ranges, what is hidden.

Its repeated cells and spaces are numbers in the file («repeat this a million times»), so they are counted before
they are made; that is why calamine does not read it.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from xml.parsers import expat

from django.utils.translation import gettext as _

from core.sheets.grid import Bounds, Grid, Value, clean, clock
from core.sheets.safety import (
    LONGEST_TEXT,
    MOST_SHEETS,
    MOST_TEXT,
    Archive,
    most_cells,
    refuse_broken,
    refuse_kind,
    refuse_locked,
    refuse_macros,
    refuse_sheets,
    refuse_swollen,
)

_MIMETYPE = b"application/vnd.oasis.opendocument."
_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_LENGTH = re.compile(r"(-)?P(?:(\d{1,6})D)?T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,]\d{1,9})?S)?")
_HIDDEN = ("collapse", "filter")
# What stands inside a cell without being its value: notes, drawings with their own paragraphs.
_APART = ("office:annotation", "draw:frame", "draw:custom-shape", "draw:control", "draw:g", "table:table")


def read_ods(archive: Archive) -> tuple[list[Grid], list[str], list[str]]:
    """Its visible sheets in their order, the titles of the hidden ones, and notices."""
    kind = archive.inflate("mimetype", 1024).strip().removeprefix(_MIMETYPE)
    if kind not in (b"spreadsheet", b"spreadsheet-template"):
        refuse_kind(_("un documento de OpenDocument que no es una planilla"))
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in archive.names):
        refuse_macros()
    if "META-INF/manifest.xml" in archive.names and any(
        entry.tag.endswith("}encryption-data") for entry in archive.tree("META-INF/manifest.xml").iter()
    ):
        refuse_locked()
    walk = _Walk(archive.inflate("content.xml"))
    return walk.grids, walk.hidden_titles, []


@lru_cache(maxsize=2048)
def _short(name: str) -> str:
    space, _gap, local = name.rpartition(" ")
    return f"{_SPACES.get(space, '?')}:{local}"


def _count(attrs: dict[str, str], name: str) -> int:
    raw = attrs.get(name, "1")
    if not raw.isascii() or not raw.isdecimal() or len(raw) > 9:
        refuse_broken()
    return max(int(raw), 1)


class _Walk:
    def __init__(self, raw: bytes) -> None:
        self.grids: list[Grid] = []
        self.hidden_titles: list[str] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._apart = 0  # depth inside what is no value
        self._sheet: Grid | None = None
        self._bounds = Bounds("")
        self._rows: list[tuple[int, list[Value]]] = []
        self._hidden_columns: list[int] = []
        self._next_row, self._next_column, self._definition = 1, 0, 0
        self._row_attrs: dict[str, str] = {}
        self._row: list[Value] = []
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._length = self._paragraphs = self._paragraph = 0
        self._cells, self._texts = most_cells(), MOST_TEXT
        parser = expat.ParserCreate("UTF-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = lambda *declared: refuse_broken()
        try:
            parser.Parse(raw, True)
        except (expat.ExpatError, ValueError):
            refuse_broken()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _short(name)
        if self._apart or (self._cell is not None and name in _APART):
            self._apart += 1
            return
        attrs = {_short(key): value for key, value in attributes.items()}
        if self._cell is not None:
            self._inside(name, attrs)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._text, self._length, self._paragraphs = attrs, [], 0, 0
        elif name == "table:table-row":
            self._row, self._row_attrs, self._next_column = [], attrs, 0
        elif name == "table:table-column":
            if attrs.get("table:visibility") in _HIDDEN:
                self._hidden_columns.append(self._definition)
            self._definition += _count(attrs, "table:number-columns-repeated")
        elif name == "table:table":
            self._table(attrs)
        elif name == "style:style":
            self._style = attrs.get("style:name", "")
        elif name == "style:table-properties" and attrs.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _end(self, name: str) -> None:
        if self._apart:
            self._apart -= 1
            return
        name = _short(name)
        if self._cell is not None:
            if name in ("table:table-cell", "table:covered-table-cell"):
                self._close_cell(self._cell)
                self._cell = None
            elif name in ("text:p", "text:h"):
                self._paragraph -= 1
        elif name == "table:table-row":
            self._close_row()
        elif name == "table:table" and self._sheet is not None:
            self._close_table(self._sheet)

    def _data(self, text: str) -> None:
        if self._cell is not None and not self._apart and self._paragraph:
            self._add(text)

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > 2 * LONGEST_TEXT:
            refuse_swollen()
        self._text.append(text)

    def _inside(self, name: str, attrs: dict[str, str]) -> None:
        if name in ("text:p", "text:h"):
            if self._paragraphs:
                self._add("\n")
            self._paragraphs += 1
            self._paragraph += 1
        elif name == "text:s":
            spaces = _count(attrs, "text:c")
            self._add(" " * min(spaces, 2 * LONGEST_TEXT + 1))
        elif name == "text:tab":
            self._add("\t")
        elif name == "text:line-break":
            self._add("\n")

    def _table(self, attrs: dict[str, str]) -> None:
        title = attrs.get("table:name", "").strip()
        if len(self.grids) + len(self.hidden_titles) >= MOST_SHEETS:
            refuse_sheets(MOST_SHEETS + 1)
        self._rows = []
        self._sheet = Grid(title=title, rows=self._rows)
        self._bounds = Bounds(title)
        self._next_row, self._definition, self._hidden_columns = 1, 0, []
        if attrs.get("table:style-name") in self._hidden_styles:
            self.hidden_titles.append(title)
        else:
            self.grids.append(self._sheet)

    def _close_table(self, sheet: Grid) -> None:
        sheet.hidden_columns = any(first <= self._bounds.column for first in self._hidden_columns)
        self._sheet = None

    def _close_cell(self, attrs: dict[str, str]) -> None:
        sheet, row, column = self._sheet, self._next_row, self._next_column
        repeated = _count(attrs, "table:number-columns-repeated")
        self._next_column += repeated
        if sheet is None:
            return
        text = "".join(self._text)
        value = clean(_value(attrs, text))
        formula = "table:formula" in attrs
        wide = _count(attrs, "table:number-columns-spanned")
        high = _count(attrs, "table:number-rows-spanned")
        if wide > 1 or high > 1:
            sheet.merged.append((row, column, row + high - 1, column + wide - 1))
        if value is None and not formula:
            return
        self._bounds.reach(row, self._next_column - 1)
        if attrs.get("calcext:value-type") == "error":
            sheet.errors[(row, column)] = text.strip() or "#N/A"
        if formula:
            sheet.formulas.update((row, each) for each in range(column, self._next_column))
        self._row.extend([None] * (column - len(self._row)))
        self._row.extend([value] * repeated)

    def _close_row(self) -> None:
        sheet, row = self._sheet, self._next_row
        repeated = _count(self._row_attrs, "table:number-rows-repeated")
        self._next_row += repeated
        if sheet is None or not self._row:
            return
        last = self._next_row - 1
        self._bounds.reach(last, 0)
        if self._row_attrs.get("table:visibility") in _HIDDEN:
            sheet.hidden_rows = True
        self._cells -= repeated * len(self._row)
        self._texts -= repeated * sum(len(value) for value in self._row if isinstance(value, str))
        if self._cells < 0 or self._texts < 0:
            refuse_swollen()
        self._rows.extend((number, self._row) for number in range(row, last + 1))
        if repeated > 1:
            seen = [column for line, column in sheet.formulas if line == row]
            sheet.formulas.update((number, column) for number in range(row, last + 1) for column in seen)


def _value(attrs: dict[str, str], text: str) -> Value | timedelta:
    kind = attrs.get("office:value-type", "string")
    try:
        if kind in ("float", "percentage", "currency"):
            return float(attrs["office:value"])
        if kind == "date":
            raw = attrs["office:date-value"]
            return datetime.fromisoformat(raw[:26]) if "T" in raw else date.fromisoformat(raw)
        if kind == "time":
            found = _LENGTH.fullmatch(attrs["office:time-value"])
            if found is not None:
                days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
                length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
                return clock(-length if found[1] else length)
        if kind == "boolean":
            return attrs["office:boolean-value"] == "true"
    except (KeyError, ValueError, OverflowError):
        return text
    return attrs.get("office:string-value", text) if kind == "string" else text
