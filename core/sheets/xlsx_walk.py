"""The XML of a worksheet walked once by expat: how far it reaches, formulas, errors, merged ranges, what is hidden.

It follows calamine's own way of counting, so that what is bounded here is what calamine will allocate. Values are
not read here, except the names of errors.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from core.sheets.grid import Bounds, Range
from core.sheets.safety import MOST_TEXT, refuse_broken, refuse_swollen

_TRUE = ("1", "true")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# Others («#SPILL!») make calamine refuse the whole workbook.
_KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_ERROR_VALUE = re.compile(rb"(<v>)#[^<]*(</v>)")
_MOST_FORMATS = 70_000  # Excel stops at 65,490
_LONGEST_FORMAT = 1_024  # Excel stops at 255
_MOST_PROMISED = 1_000_000


class _Implicit(Exception):
    """A cell without its reference: its place must be counted as calamine counts it."""


def walk(
    raw: bytes, start: Callable[[str, dict[str, str]], Any], end: Callable[[str], Any] | None = None
) -> Any:
    """Parse with the given handlers. A DTD (and with it every entity) and bytes that are not UTF-8 are refused."""
    parser = _parser(start, end)
    _parse(parser, raw)
    return parser


def _parser(start: Callable[[str, dict[str, str]], Any], end: Callable[[str], Any] | None) -> Any:
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = lambda *declared: refuse_broken()
    if end is not None:
        parser.EndElementHandler = end
    return parser


def _parse(parser: Any, raw: bytes) -> None:
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, ValueError, OverflowError):
        refuse_broken()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        refuse_broken()
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class SheetWalk:
    """`sizes` of the shared texts, when their sum over all cells must be weighed (a long text used a million times)."""

    def __init__(self, raw: bytes, title: str, sizes: Sequence[int] | None = None) -> None:
        self._raw, self._title, self._sizes = raw, title, sizes
        try:
            self._run(counting=False)
        except _Implicit:
            self._run(counting=True)
        del self._raw

    def _run(self, *, counting: bool) -> None:
        self.bounds = Bounds(self._title)
        self.formulas: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.merged: list[Range] = []
        self.hidden_rows = False
        self.first_hidden_column: int | None = None
        self.texts = 0  # cells that name a shared text
        self.weight = 0  # of those texts, when weighed
        self.strange_error = False
        self._counting = counting
        self._row, self._column, self._row_text = 1, 0, "1"
        self._hidden = False
        self._kind: str | None = None
        self._read: list[str] | None = None
        self._parser = _parser(self._start, self._end if counting else None)
        # calamine reads numbers from plain text only.
        self._parser.StartCdataSectionHandler = self._cdata
        _parse(self._parser, self._raw)
        self._settle()
        self._parser = None

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if self._read is not None:
            self._settle()
        if ":" in name:
            name = _local(name)
        if name == "c":
            reference = attrs.get("r")
            if reference is None:
                if not self._counting:
                    raise _Implicit
            else:
                letters = reference.rstrip("0123456789")
                digits = reference[len(letters) :]
                self._column = _column(letters)
                if digits != self._row_text:
                    self._cell_row(digits)
            self._kind = attrs.get("t")
        elif name == "v" or name == "is":
            bounds = self.bounds
            bounds.cells += 1
            if self._row > bounds.row or self._column > bounds.column:
                bounds.reach(self._row, self._column)
            if self._hidden:
                self.hidden_rows = True
            if self._kind == "s":
                self.texts += 1
                if self._sizes is not None:
                    self._listen()
            elif self._kind == "e":
                self._listen()
        elif name == "row":
            self._row_started(attrs)
        elif name == "f":
            self.bounds.cells += 1
            self.bounds.reach(self._row, self._column)
            self.formulas.add((self._row, self._column))
        elif name == "mergeCell":
            self._merge(attrs.get("ref", ""))
        elif name == "col" and attrs.get("hidden") in _TRUE:
            first = attrs.get("min", "")
            if first.isdecimal() and (
                self.first_hidden_column is None or int(first) <= self.first_hidden_column
            ):
                self.first_hidden_column = int(first) - 1

    def _end(self, name: str) -> None:
        name = _local(name)
        if name == "c":
            self._column += 1
        elif name == "row":
            self._row += 1
            self._row_text = str(self._row)
            self._column = 0

    def _row_started(self, attrs: dict[str, str]) -> None:
        self._hidden = attrs.get("hidden") in _TRUE
        digits = attrs.get("r")
        if digits is not None:
            self._cell_row(digits)

    def _cell_row(self, digits: str) -> None:
        if not 1 <= len(digits) <= 7 or not digits.isascii() or not digits.isdecimal() or int(digits) < 1:
            refuse_broken()
        self._row, self._row_text = int(digits), digits

    def _merge(self, reference: str) -> None:
        ends = [_REFERENCE.fullmatch(part) for part in reference.split(":")]
        if not 1 <= len(ends) <= 2 or None in ends:
            refuse_broken()
        first, last = ends[0], ends[-1]
        assert first is not None
        assert last is not None
        self.merged.append((int(first[2]), _column(first[1]), int(last[2]), _column(last[1])))

    def _cdata(self) -> None:
        if self._kind not in {"inlineStr", "str"}:
            refuse_broken()

    def _listen(self) -> None:
        self._read = []
        self._parser.CharacterDataHandler = self._read.append

    def _settle(self) -> None:
        """The text of the <v> before, once the next element starts."""
        if self._read is None:
            return
        text = "".join(self._read).strip()
        self._read = None
        self._parser.CharacterDataHandler = None
        if self._kind == "e":
            self.errors[(self._row, self._column)] = text
            self.strange_error |= text not in _KNOWN_ERRORS
        elif self._sizes is not None:
            if not text.isdecimal() or not text.isascii() or len(text) > 9 or int(text) >= len(self._sizes):
                refuse_broken()
            self.weight += self._sizes[int(text)]
            if self.weight > MOST_TEXT:
                refuse_swollen()


def plain_errors(raw: bytes) -> bytes:
    """The sheet with every error value calamine does not know turned into one it does."""
    return _ERROR_VALUE.sub(rb"\1#N/A\2", raw)


def string_sizes(raw: bytes) -> list[int]:
    """An upper bound in bytes for each shared text, by position."""
    starts: list[int] = []

    def start(name: str, attrs: dict[str, str]) -> None:
        name = _local(name)
        if name == "si":
            starts.append(parser.CurrentByteIndex)
        elif name == "sst":
            promised = attrs.get("uniqueCount", "")
            # calamine reserves room for as many as the file promises.
            if promised.isdecimal() and (len(promised) > 9 or int(promised) > _MOST_PROMISED):
                refuse_swollen()

    parser = _parser(start, None)
    _parse(parser, raw)
    return [after - before for before, after in zip(starts, [*starts[1:], len(raw)], strict=False)]


def check_styles(raw: bytes) -> None:
    """calamine compares every style with its format letter by letter; both are bounded as Excel bounds them."""
    formats = 0

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal formats
        name = _local(name)
        if name == "xf":
            formats += 1
        if formats > _MOST_FORMATS or len(attrs.get("formatCode", "")) > _LONGEST_FORMAT:
            refuse_swollen()

    walk(raw, start)
