"""Sheets on their way out: template, export of what is seen, refused lines. Every export can be loaded again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import SheetImport, SheetLine
from core.sheets.declaration import Column, Scope, Sheet
from core.sheets.headers import ID, known_headers, list_title, options_of
from core.sheets.lifecycle import kept_book, sheet_of
from core.sheets.reading import read_book
from core.sheets.staging import choose_page
from core.sheets.values import Options, in_words
from core.sheets.writing import OutColumn, OutPage, mark_refused, write_book, write_csv

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
CHUNK = 2000
# A choice that nobody could pick from a list box is told on a page of its own.
KINDS: dict[str, Any] = {
    "number": "number",
    "money": "money",
    "date": "date",
    "choice": "choice",
    "flag": "flag",
}
AS_THEY_ARE = {"number", "money", "date", "flag"}


def most_rows() -> int:
    """No table holds more, so that whatever was exported can be loaded again."""
    return int(settings.SHEET_MAX_ROWS)


def refuse_beyond(count: int, *, list_url: str = "") -> None:
    """Error: DomainError when there are more rows than a table may hold; `list_url` is where they are narrowed."""
    if count > most_rows():
        message = _("Son más de %(most)d filas: acote la lista con filtros, o pídala en JSON por páginas.")
        extra = {"most": most_rows(), **({"list_url": list_url} if list_url else {})}
        raise DomainError(message % {"most": most_rows()}, "too_many_rows", field="format", extra=extra)


def must_fit(rows: models.QuerySet[Any], *, list_url: str = "") -> None:
    """As refuse_beyond, before anything is written: a list is refused whole, never cut."""
    refuse_beyond(rows.order_by()[: most_rows() + 1].count(), list_url=list_url)


def export_book(
    sheet: Sheet, rows: Iterable[Any], columns: Sequence[str] | None = None, *, principal: Any, scope: Scope
) -> bytes:
    """A workbook of `rows` (a queryset in its own order, or a list) with `columns` (all by default) and the id. What
    may be seen is the caller's to say: `sheet.rows(principal, scope)`, or less."""
    shown, options = _columns(sheet, columns, principal, scope)
    page = OutPage(str(sheet.label), _heads(shown, options), _cells(sheet, rows, shown, options))
    return write_book([page])


def export_csv(
    sheet: Sheet, rows: Iterable[Any], columns: Sequence[str] | None = None, *, principal: Any, scope: Scope
) -> bytes:
    """UTF-8 with BOM and «;», which Excel opens in Chile without a question."""
    shown, options = _columns(sheet, columns, principal, scope)
    return write_csv(_heads(shown, options), _cells(sheet, rows, shown, options))


def template_book(sheet: Sheet, *, principal: Any, scope: Scope) -> bytes:
    """An empty book with notes and lists; columns that take several have their list on a page of their own."""
    shown, options = _columns(sheet, None, principal, scope)
    shown = [column for column in shown if not column.read_only]
    note = _(
        "Una fila por registro. Las columnas con * son obligatorias en filas nuevas; cada encabezado trae una nota."
    )
    pages = [OutPage(str(sheet.label), _heads(shown, options), (), note)]
    for column in shown:
        if column.kind == "choices" and column.key in options:
            words = sorted(options[column.key].labels.values())
            pages.append(
                OutPage(list_title(column), [OutColumn(str(column.label), width=40)], [[w] for w in words])
            )
    return write_book(pages)


def refused_book(row: SheetImport, *, principal: Any) -> bytes:
    """The refused lines as they came, the cells coloured, with the reasons; corrected, it is uploaded again.

    Error: Gone when the upload was forgotten."""
    sheet, raw = sheet_of(row), kept_book(row)
    offered = sheet.offered(principal, row.scope)
    book = read_book(raw, name=row.name, known=known_headers(offered))
    page, headers = choose_page(sheet, offered, book)
    reasons = {
        number: {
            headers.places.get(key, -1): " ".join(sentences)
            for key, sentences in _by_place(problems, headers.places)
        }
        for number, problems in row.lines.filter(outcome=SheetLine.Outcome.REFUSED).values_list(
            "number", "problems"
        )
    }
    shown, options = _columns(sheet, None, principal, row.scope)
    return mark_refused(page, _heads(shown, options), reasons=reasons)


def _by_place(problems: dict[str, list[str]], places: dict[str, int]) -> Iterable[tuple[str, list[str]]]:
    """What belongs to no column of the file is told of the row, together."""
    homeless = [sentence for key, told in problems.items() if key not in places for sentence in told]
    at_home = [(key, told) for key, told in problems.items() if key in places]
    return [*at_home, *([("", homeless)] if homeless else [])]


def _columns(
    sheet: Sheet, keys: Sequence[str] | None, principal: Any, scope: Scope
) -> tuple[list[Column], dict[str, Options]]:
    """The wanted columns in the wanted order, the id last; and the options of those that have a list."""
    known = {column.key: column for column in sheet.offered(principal, scope)}
    chosen = [known[key] for key in keys if key in known] if keys is not None else list(known.values())
    return [*chosen, ID], {c.key: options_of(c, scope) for c in chosen if c.choices is not None}


def _heads(columns: Sequence[Column], options: dict[str, Options]) -> list[OutColumn]:
    return [
        OutColumn(
            str(column.label),
            KINDS.get(column.kind, "text"),
            str(column.help),
            tuple(options[column.key].labels.values())
            if column.kind == "choice" and column.key in options
            else (),
            column.required,
            column.width,
        )
        for column in columns
    ]


def _cells(
    sheet: Sheet, rows: Iterable[Any], columns: Sequence[Column], options: dict[str, Options]
) -> Iterator[list[Any]]:
    if isinstance(rows, models.QuerySet):
        rows = sheet.fetched(rows).iterator(chunk_size=CHUNK)
    for row in rows:
        told = {**sheet.cells(row), "id": str(row.pk)}
        yield [_cell(column, told.get(column.key), options.get(column.key)) for column in columns]


def _cell(column: Column, value: Any, options: Options | None) -> Any:
    """Numbers, dates and flags keep their type; the rest is the words of the sheet. An empty text is an empty cell."""
    if column.kind in AS_THEY_ARE and not isinstance(value, str):
        return value
    return in_words(column.kind, value, options) or None
