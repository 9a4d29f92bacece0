"""Reading an upload: file → lines → what would become of each, kept whole or not at all. Changes nothing else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.copying import copy_rows
from core.errors import DomainError
from core.models import Job, SheetImport, SheetLine
from core.sheets.checking import Checker
from core.sheets.declaration import Column, Sheet
from core.sheets.headers import Headers, known_headers, list_title, match_headers
from core.sheets.intake import must_write, principal_of_job
from core.sheets.judging import Draft, judge
from core.sheets.lifecycle import back, count_lines, kept_book, sheet_of
from core.sheets.reading import Book, Page, read_book
from core.sheets.values import as_text
from core.sheets.writing import LISTS_TITLE
from core.states import write

State = SheetImport.State
Tell = Callable[[int, str], None]
STAGED = (
    *("of_id", "number", "outcome", "values", "problems", "changes", "candidates", "decision", "target"),
    *("seen_version", "before", "applied_version"),
)


def read_sheet(job: Job, report: Tell) -> dict[str, Any]:
    """The work of a `read_sheet` job: the import ends as a preview, or says why it could not be read."""
    row = SheetImport.objects.select_related("file").get(pk=job.params["import"])
    if row.state != State.READING:
        return dict(row.counts)
    try:
        return _read(row, principal_of_job(job), report)
    except DomainError as error:
        back(row.pk, {State.READING}, str(error.message))
        raise
    except Exception:
        back(row.pk, {State.READING}, _("Ocurrió un error inesperado al leer el archivo."))
        raise


def _read(row: SheetImport, by: Any, report: Tell) -> dict[str, Any]:
    sheet = sheet_of(row)
    must_write(sheet, by, row.scope)
    report(2, _("Abriendo el archivo"))
    raw = kept_book(row)
    offered = sheet.offered(by, row.scope)
    book = read_book(raw, name=row.name, known=known_headers(offered))
    page, headers = choose_page(sheet, offered, book)
    _must_have_columns(sheet, headers)
    drafts = _drafts(page, headers)
    if not drafts:
        raise DomainError(
            _("La planilla tiene encabezados, pero ninguna fila con datos."), "empty", field="file"
        )
    columns = [column.key for column in offered if column.key in headers.places]
    checker = Checker(sheet, by, row.scope, columns)
    judge(checker, drafts, report)
    report(85, _("Guardando la vista previa"))
    notices = [*book.notices, *headers.notices(), *_other_pages(offered, book, page)]
    with transaction.atomic():
        locked = SheetImport.objects.select_for_update(no_key=True).get(pk=row.pk)
        if locked.state != State.READING:
            return dict(locked.counts)
        stage(locked, drafts)
        keys = [*(["id"] if "id" in headers.places else []), *columns]
        write(
            locked, state=State.PREVIEW, columns=keys, notices=notices, counts=count_lines(locked), error=""
        )
    return dict(locked.counts)


def choose_page(sheet: Sheet, offered: Sequence[Column], book: Book) -> tuple[Page, Headers]:
    """The page with most of the sheet's columns. Error: DomainError when none has any."""
    found = [(page, match_headers(offered, page.headers)) for page in book.pages]
    page, headers = max(found, key=lambda pair: len(pair[1].places), default=(None, Headers()))
    if page is None or not set(headers.places) - {"id"}:
        message = _(
            "No se encontraron los encabezados de «%(sheet)s». Use la plantilla, o copie su fila de encabezados."
        )
        raise DomainError(message % {"sheet": sheet.label}, "no_headers", field="file")
    if headers.twice:
        message = _("La columna «%(name)s» está dos veces. Deje una.")
        raise DomainError(message % {"name": headers.twice[0]}, "column_twice", field="file")
    return page, headers


def _must_have_columns(sheet: Sheet, headers: Headers) -> None:
    """Without id and keys no row can be found and each would be new: then what a new one needs must be there."""
    if "id" in headers.places or any(key in headers.places for key in sheet.keys):
        return
    missing = [c for c in sheet.columns if c.required and not c.read_only and c.key not in headers.places]
    if missing:
        listed = ", ".join(f"«{column.label}»" for column in missing)
        message = _("Faltan columnas obligatorias: %(names)s.") % {"names": listed}
        raise DomainError(
            message, "missing_columns", field="file", extra={"columns": [c.key for c in missing]}
        )


def _other_pages(offered: Sequence[Column], book: Book, page: Page) -> list[str]:
    ours = {LISTS_TITLE, *(list_title(column) for column in offered)}
    others = [
        f"«{one.title}»" for one in book.pages if one is not page and one.rows and one.title not in ours
    ]
    if not others:
        return []
    return [
        _("Se leyó la hoja «%(page)s»; no se cargan: %(names)s.")
        % {"page": page.title, "names": ", ".join(others)}
    ]


def _drafts(page: Page, headers: Headers) -> list[Draft]:
    places = list(headers.places.items())
    key_of = {place: key for key, place in places}
    drafts = []
    for line in page.rows:
        values = {key: as_text(value) for key, place in places if (value := line.values[place]) is not None}
        values = {key: text for key, text in values.items() if text}
        problems = {key_of[place]: [sentence] for place, sentence in line.problems.items() if place in key_of}
        if values or problems:
            drafts.append(Draft(line.number, values, problems=problems))
    return drafts


def stage(row: SheetImport, drafts: Sequence[Draft]) -> None:
    """The lines of a preview, in place of those that were there."""
    row.lines.all()._raw_delete(row.lines.db)
    copy_rows(SheetLine, STAGED, _staged(row, drafts))


def _staged(row: SheetImport, drafts: Iterable[Draft]) -> Iterable[list[Any]]:
    for draft in drafts:
        found = draft.row
        seen = (found.pk, found.version) if found is not None else (None, None)
        yield [
            row.pk, draft.number, draft.outcome, draft.values, draft.problems, draft.changes, draft.candidates,
            draft.decision, *seen, None, None,
        ]  # fmt: skip


def redraw(line: SheetLine, draft: Draft) -> None:
    """Write what was found on a kept line."""
    values: Mapping[str, Any] = {
        "outcome": draft.outcome,
        "problems": draft.problems,
        "changes": draft.changes,
        "target": draft.row.pk if draft.row is not None else None,
        "seen_version": draft.row.version if draft.row is not None else None,
        "decision": line.decision,
    }
    for name, value in values.items():
        setattr(line, name, value)
    line.save(update_fields=list(values))
