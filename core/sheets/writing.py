"""Spreadsheets written: exports, templates, and the rows that an import refused with the reasons beside.

No text becomes a formula, a link or a number, and everything written reads back the same (reading.py). Two things
are written as text since Excel has no better: dates before March 1900 and whole numbers of more than 15 digits.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from core.sheets.book_writer import (
    LISTS_TITLE,
    NO,
    YES,
    BookWriter,
    OutColumn,
    OutPage,
    day_in_words,
    sheet_title,
)
from core.sheets.csv_text import guard
from core.sheets.grid import Value, column_name
from core.sheets.reading import Page, label_key
from core.sheets.xlsx_text import possible

__all__ = [
    "LISTS_TITLE",
    "NO",
    "WHY_HEADER",
    "YES",
    "OutColumn",
    "OutPage",
    "mark_refused",
    "sheet_title",
    "write_book",
    "write_csv",
]

# Read back by its words, so it is the same in every language.
WHY_HEADER = "Por qué no entró"


def write_book(pages: Sequence[OutPage]) -> bytes:
    """A workbook (.xlsx), a sheet a page; rows are taken one by one and never held together."""
    with BookWriter() as writer:
        for page in pages:
            writer.page(page)
    return writer.done()


def write_csv(columns: Sequence[OutColumn], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with BOM, «;», dates as 20-11-2026, decimal comma; cells like a formula begin with an apostrophe."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([guard(possible(column.label)) for column in columns])
    writer.writerows([_in_csv(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def mark_refused(
    page: Page, columns: Sequence[OutColumn] = (), *, reasons: Mapping[int, Mapping[int, str]]
) -> bytes:
    """The rows named in `reasons` (by row number, then by column; -1 for the whole row), as they came.

    Refused cells carry colour and a note, and the last column says all reasons in words. `columns` with the label
    of a header give its list and help. Read again, leave out the column WHY_HEADER.
    """
    why = label_key(WHY_HEADER)
    kept = [position for position, header in enumerate(page.headers) if label_key(header) != why]
    known = {label_key(column.label): column for column in columns}
    out: list[OutColumn] = []
    for position in kept:
        header = page.headers[position]
        found = known.get(label_key(header)) if header else None
        out.append(
            OutColumn(header, found.kind, found.help, found.choices, False, found.width)
            if found
            else OutColumn(header)
        )
    out.append(OutColumn(WHY_HEADER, width=60))
    lines = [line for line in page.rows if line.number in reasons]
    rows = (
        (*(line.values[position] for position in kept), _in_words(page, reasons[line.number]))
        for line in lines
    )
    marks = {
        (row, kept.index(column)): sentence
        for row, line in enumerate(lines, 1)
        for column, sentence in reasons[line.number].items()
        if column in kept
    }
    with BookWriter() as writer:
        writer.page(OutPage(page.title, out, rows), marks=marks, as_it_came=True)
    return writer.done()


def _in_words(page: Page, reasons: Mapping[int, str]) -> str:
    told = []
    for column, sentence in sorted(reasons.items()):
        if column < 0:
            told.append(sentence)
            continue
        header = page.headers[column] if column < len(page.headers) else ""
        told.append(
            _("Columna %(name)s: %(why)s")
            % {"name": header.rstrip("* ") or column_name(column), "why": sentence}
        )
    return "\n".join(told)


def _in_csv(value: Value) -> str:
    if isinstance(value, str):
        return guard(possible(value))
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0").replace(".", ",")
    return "" if value is None else day_in_words(value) if isinstance(value, (date, time)) else str(value)
