"""Applying a preview: one transaction, everything looked at again under lock, all lines or only the good ones."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError
from core.jobs import reported_beside
from core.models import Job, SheetImport, SheetLine
from core.sheets.checking import Checker
from core.sheets.declaration import LineErrors, Problems
from core.sheets.former import keep
from core.sheets.intake import must_write, principal_of_job
from core.sheets.judging import NEW, Draft, find_by_id, read_line
from core.sheets.lifecycle import back, count_lines, sheet_of
from core.sheets.values import told
from core.states import write

State, Mode, Outcome = SheetImport.State, SheetImport.Mode, SheetLine.Outcome
Tell = Callable[[int, str], None]


class BrokenPromise(Exception):
    """Lines that the preview held for good and that are not any more: {number: sentences}."""

    def __init__(self, lines: Mapping[int, dict[str, list[str]]]) -> None:
        super().__init__(f"{len(lines)} lines")
        self.lines = lines


@dataclass(slots=True)
class Written:
    number: int
    target: uuid.UUID
    version: int
    before: dict[str, Any] | None


def apply_sheet(job: Job, report: Tell) -> dict[str, Any]:
    """The work of an `apply_sheet` job. Errors: DomainError when nothing was written; the import is a preview again."""
    row = SheetImport.objects.get(pk=job.params["import"])
    if row.state != State.APPLYING:
        return dict(row.counts)
    try:
        report(2, _("Comprobando la vista previa"))
        with reported_beside(job) as tell:
            return _apply(row, principal_of_job(job), tell)
    except BrokenPromise as error:
        count = len(error.lines)
        message = ngettext(
            "No se cargó nada: %(n)d fila dejó de ser válida después de la vista previa. Revísela.",
            "No se cargó nada: %(n)d filas dejaron de ser válidas después de la vista previa. Revíselas.",
            count,
        ) % {"n": count}
        _give_back(row, error.lines, message)
        raise DomainError(message, "promise_broken") from None
    except DomainError as error:
        back(row.pk, {State.APPLYING}, str(error.message))
        raise
    except Exception:
        back(row.pk, {State.APPLYING}, _("Ocurrió un error inesperado y no se cargó nada."))
        raise


def _give_back(row: SheetImport, refused: Mapping[int, dict[str, list[str]]], message: str) -> None:
    """The preview again, with what was found."""
    with transaction.atomic():
        locked = SheetImport.objects.select_for_update(no_key=True).get(pk=row.pk)
        if locked.state == State.APPLYING:
            _refuse(locked, refused)
            write(locked, state=State.PREVIEW, error=message, counts=count_lines(locked))


@transaction.atomic
def _apply(row: SheetImport, by: Any, tell: Tell) -> dict[str, Any]:
    locked = SheetImport.objects.select_for_update(no_key=True).get(pk=row.pk)
    if locked.state != State.APPLYING:
        return dict(locked.counts)
    sheet = sheet_of(locked)
    must_write(sheet, by, locked.scope)
    checker = Checker(sheet, by, locked.scope, locked.columns)
    drafts, refused = _again(checker, locked, tell)
    if refused and locked.mode == Mode.ALL:
        raise BrokenPromise(refused)
    tell(40, _("Guardando las filas"))
    made = sheet.prepare(
        [d.cleaned if d.row is None else d.changed for d in drafts], by=by, scope=locked.scope
    )
    written = []
    for is_new in (True, False):
        part = [draft for draft in drafts if (draft.row is None) == is_new]
        written += _write(checker, part, is_new, locked.mode, refused)
        tell(70 if is_new else 85, _("Guardando las filas"))
    _refuse(locked, refused)
    _remember(locked, written)
    write(
        locked,
        state=State.APPLIED,
        applied_at=timezone.now(),
        counts=count_lines(locked),
        made=[[one._meta.label_lower, str(one.pk)] for one in made],
        error="",
    )
    return {**locked.counts, "written": len(written)}


def _again(
    checker: Checker, row: SheetImport, tell: Tell
) -> tuple[list[Draft], dict[int, dict[str, list[str]]]]:
    """The lines to write, with their rows locked, and those that broke the preview's promise."""
    lines = list(row.lines.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]))
    drafts = [Draft(line.number, line.values, str(line.target) if line.target else NEW) for line in lines]
    find_by_id(checker, drafts, _locked)
    tell(20, _("Revisando cada celda"))
    good, refused = [], {}
    for line, draft in zip(lines, drafts, strict=True):
        if draft.row is not None and draft.row.version != line.seen_version:
            draft.problems[""] = [
                _("Alguien cambió esta fila después de la vista previa. Suba la planilla de nuevo.")
            ]
        elif not draft.problems:
            read_line(checker, draft)
        if draft.problems:
            refused[line.number] = draft.problems
        elif not draft.outcome:
            good.append(draft)
    return good, refused


def _locked(checker: Checker, ids: Iterable[Any]) -> dict[uuid.UUID, Any]:
    rows = checker.sheet.rows(checker.principal, checker.scope).filter(pk__in=list(ids)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}


def _write(
    checker: Checker, drafts: list[Draft], is_new: bool, mode: str, refused: dict[int, dict[str, list[str]]]
) -> list[Written]:
    """Through the service; what it refuses stays out, or stops everything. Each turn refuses at least one line."""
    sheet, by, scope = checker.sheet, checker.principal, checker.scope
    while drafts:
        try:
            with transaction.atomic():
                if is_new:
                    rows = sheet.create([draft.cleaned for draft in drafts], by=by, scope=scope)
                    return [
                        Written(d.number, r.pk, _version(r), None) for d, r in zip(drafts, rows, strict=True)
                    ]
                before = keep([(draft.row, draft.changed, sheet.cells(draft.row)) for draft in drafts])
                rows = sheet.update([(draft.row, draft.changed) for draft in drafts], by=by, scope=scope)
                return [
                    Written(draft.number, row.pk, _version(row), was)
                    for draft, row, was in zip(drafts, rows, before, strict=True)
                ]
        except LineErrors as error:
            if not error.errors:
                raise
            told_now = {drafts[place].number: told(problems) for place, problems in error.errors.items()}
            if mode == Mode.ALL:
                raise BrokenPromise(told_now) from None
            refused |= told_now
            drafts = [draft for draft in drafts if draft.number not in told_now]
            if not is_new:
                _forget_changes(checker, drafts)
    return []


def _forget_changes(checker: Checker, drafts: list[Draft]) -> None:
    """The refused turn may have set values on the rows in memory: they are read again."""
    fresh = _locked(checker, [draft.row_id for draft in drafts])
    for draft in drafts:
        draft.row = fresh[draft.row_id]  # type: ignore[index]


def _version(row: Any) -> int:
    return int(row.version)


def _refuse(row: SheetImport, refused: Mapping[int, Problems]) -> None:
    lines = list(row.lines.filter(number__in=list(refused)))
    for line in lines:
        line.outcome, line.problems = Outcome.REFUSED, told(refused[line.number])
    SheetLine.objects.bulk_update(lines, ["outcome", "problems"], batch_size=500)


def _remember(row: SheetImport, written: list[Written]) -> None:
    """What undoing needs, on all lines by one statement."""
    if not written:
        return
    columns: list[list[Any]] = [
        [one.number for one in written],
        [str(one.target) for one in written],
        [one.version for one in written],
        [None if one.before is None else json.dumps(one.before) for one in written],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "update core_sheetline line set target = told.target, applied_version = told.version, before = told.before "
            "from unnest(%s::int[], %s::uuid[], %s::int[], %s::jsonb[]) as told (number, target, version, before) "
            "where line.of_id = %s and line.number = told.number",
            [*columns, row.pk],
        )
