"""Plain text with columns (CSV, TSV): its letters, its separator, and apostrophes that keep cells from being formulas.

A spreadsheet takes a cell that begins with = + - @ tab or return for a formula. Written with an apostrophe before,
it stays text; read again, that apostrophe goes. Texts that already begin so get one more, so nothing is lost.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from core.sheets.grid import Bounds, Grid, Value
from core.sheets.safety import most_cells, refuse, refuse_kind, refuse_swollen

_GUARD = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_SEPARATORS = (";", "\t", ",")
_LOOKED_AT = 20
_DECLARED = re.compile(r'"?sep=([;,\t|])"?')
_MOST_LINES = 1_048_576
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")


def guard(text: str) -> str:
    return f"'{text}" if _GUARD.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def read_csv(raw: bytes, *, title: str, matches: Callable[[list[str]], int]) -> tuple[Grid, list[str]]:
    """Its rows, all of text, and notices. `matches` counts how many known headers a row holds."""
    text, notices = _decoded(raw)
    if text.count("\n") + text.count("\r") > 2 * _MOST_LINES:
        refuse_swollen()
    first = text.split("\n", 1)[0].strip()
    declared = _DECLARED.fullmatch(first)
    separator = declared[1] if declared else _separator(text, matches)
    grid = Grid(title=title, rows=_rows(text, separator, title, skip=1 if declared else 0))
    return grid, notices


def _decoded(raw: bytes) -> tuple[str, list[str]]:
    notices: list[str] = []
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = raw.decode("utf-16")
        elif raw.startswith(b"\xef\xbb\xbf"):
            text = raw.decode("utf-8-sig")
        else:
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError:
                text = raw.decode("cp1252")
                if _CONTROL.search(text):
                    raise
                notices.append(
                    _(
                        "El texto no venía en UTF-8; se leyó como Windows-1252. Revise que tildes y eñes estén bien."
                    )
                )
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        refuse_kind(_("de un tipo que no se reconoce como planilla"))
    return text, notices


def _separator(text: str, matches: Callable[[list[str]], int]) -> str:
    """The one that shows most known headers; then the one that cuts most of the first rows into as many pieces."""

    def score(separator: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        try:
            for row in _reader(text, separator, strict=False):
                if any(row):
                    rows.append(row)
                if len(rows) == _LOOKED_AT:
                    break
        except csv.Error:
            return 0, 0
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max(map(matches, rows), default=0), max(widths.values(), default=0)

    return max(_SEPARATORS, key=score)


def _reader(text: str, separator: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)


def _rows(text: str, separator: str, title: str, *, skip: int) -> Iterator[tuple[int, list[Value]]]:
    """Numbered as a spreadsheet shows them: a cell of several lines is still one row."""
    bounds = Bounds(title)
    room = most_cells()
    number = 0
    try:
        for number, row in enumerate(_reader(text, separator, strict=True), 1):
            values: list[Value] = [unguard(cell).strip() or None for cell in row]
            while values and values[-1] is None:
                values.pop()
            if not values or number <= skip:
                continue
            bounds.reach(number, len(values) - 1)
            room -= len(values)
            if room < 0:
                refuse_swollen()
            yield number, values
    except csv.Error:
        refuse(
            _(
                "Las comillas de la fila %(row)s no se cierran, o encierran solo una parte de la celda. Corríjalas "
                "o guarde el archivo como libro de Excel (.xlsx)."
            )
            % {"row": number + 1},
            "broken",
        )
