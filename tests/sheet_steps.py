"""What a person does with a spreadsheet, in one word each: write one, upload it, apply, undo; and the rows of every
table before and after."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pghistory.models import Event as HistoryEvent

from accounts.principal import Principal
from actors.sheets import ACTORS
from core import jobs
from core.models import Job, SheetImport, SheetLine
from core.sheets import exporting, intake, lifecycle
from core.sheets.reading import read_book
from core.sheets.writing import OutColumn, OutPage, write_book
from tests import factories

ID = "Identificador"
NAME, KIND, RUT, PLACES = "Nombre", "Tipo", "RUT", "Comunas donde está presente"


def book(rows: Sequence[Mapping[str, Any]], title: str = "Organizaciones") -> bytes:
    """A workbook whose headers are the keys of the rows."""
    heads = list(dict.fromkeys(key for row in rows for key in row))
    return write_book(
        [OutPage(title, [OutColumn(head) for head in heads], [[row.get(h) for h in heads] for row in rows])]
    )


def table(raw: bytes, name: str = "x.xlsx") -> list[dict[str, Any]]:
    """The rows of a workbook or CSV by header, and their numbers under "#"."""
    page = read_book(raw, name=name).pages[0]
    heads = [head.rstrip("* ") for head in page.headers]
    return [{**dict(zip(heads, line.values, strict=True)), "#": line.number} for line in page.rows]


def finish(job: Job | None) -> Job:
    """The worker's turn."""
    assert job is not None
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def upload(
    raw: bytes, *, by: Principal, name: str = "organizaciones.xlsx", again: bool = True, **more: Any
) -> SheetImport:
    row, _is_new = intake.start_import(
        sheet=ACTORS, scope={}, upload=SimpleUploadedFile(name, raw), by=by, again=again, **more
    )
    finish(row.job)
    row.refresh_from_db()
    return row


def load(rows: Sequence[Mapping[str, Any]], *, by: Principal) -> SheetImport:
    return upload(book(rows), by=by)


def apply(row: SheetImport, *, by: Principal, mode: str = "all") -> SheetImport:
    finish(lifecycle.ask_apply(row=row, mode=mode, by=by).job)
    row.refresh_from_db()
    return row


def undo(row: SheetImport, *, by: Principal) -> SheetImport:
    finish(lifecycle.ask_undo(row=row, by=by).job)
    row.refresh_from_db()
    return row


def exported(by: Principal, *, columns: Sequence[str] | None = None, csv: bool = False) -> bytes:
    write = exporting.export_csv if csv else exporting.export_book
    return write(ACTORS, ACTORS.rows(by, {}), columns, principal=by, scope={})


def line(row: SheetImport, number: int) -> SheetLine:
    return row.lines.get(number=number)


def new_row(name: str = "Fundación Ayuda", **more: Any) -> dict[str, Any]:
    return {NAME: name, KIND: "Empresa", RUT: factories.make_rut(), PLACES: "Mejillones", **more}


def as_it_is(actor: Any, by: Principal, **changes: Any) -> dict[str, Any]:
    """The line of an organisation as the export writes it, with some cells changed."""
    (found,) = [one for one in table(exported(by)) if one[ID] == str(actor.pk)]
    return {**{key: value for key, value in found.items() if key != "#"}, **changes}


# What undoing leaves behind on purpose (docs/registry.md): what only grows, and words worked out from the rows.
LOGS = {
    *(
        "core_event",
        "core_delivery",
        "core_job",
        "core_submission",
        "core_file",
        "core_sheetimport",
        "core_sheetline",
    ),
    *("core_searchword", "pghistory_context", "django_session"),
}


def checksums() -> dict[str, tuple[int, Any]]:
    """Count and checksum of every table over all its columns; of a row its version and last change are left out, of a
    link its number."""
    history = {model._meta.db_table for model in apps.get_models() if issubclass(model, HistoryEvent)}
    links = {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.auto_created}
    told = {}
    with connection.cursor() as cursor:
        for name in sorted(set(connection.introspection.table_names(cursor)) - LOGS - history):
            left_out = "'id'" if name in links else "'version', 'updated_at'"
            said = f"(to_jsonb(t) - array[{left_out}])::text"
            cursor.execute(f"select count(*), coalesce(sum(hashtextextended({said}, 0)), 0) from {name} t")
            told[name] = cursor.fetchone()
    return told
