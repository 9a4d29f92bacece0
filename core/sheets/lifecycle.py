"""From one state of an import to the next, under its lock: who wins, what is possible now, what a lost worker left."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import files, jobs, registry
from core.errors import Conflict, DomainError, Gone
from core.models import Job, SheetImport, SheetLine
from core.sheets.declaration import Sheet
from core.sheets.intake import APPLY, UNDO, must_write, who_acts
from core.states import lock, write

State = SheetImport.State
Outcome = SheetLine.Outcome
# Where an import rests when the work on it did not end.
RESTS = {State.READING: State.FAILED, State.APPLYING: State.PREVIEW, State.UNDOING: State.APPLIED}


def sheet_of(row: SheetImport) -> Sheet:
    return registry.sheets[row.sheet]  # type: ignore[no-any-return]


def held(row: SheetImport) -> SheetImport:
    """The import, locked; back in its resting state when its worker was lost for good."""
    locked = lock(row)
    if locked.state in RESTS and (locked.job is None or locked.job.state == Job.State.FAILED):
        write(locked, state=RESTS[State(locked.state)], error=locked.job.error if locked.job else "")
    return locked


def is_stuck(row: SheetImport) -> bool:
    return row.state in RESTS and row.job is not None and row.job.state == Job.State.FAILED


def must_be(row: SheetImport, *states: str) -> None:
    if row.state not in states:
        message = _("La carga está %(state)s: esto ya no es posible.") % {"state": row.get_state_display()}
        raise Conflict(message, "bad_transition", field="state", extra={"state": row.state})


def count_lines(row: SheetImport) -> dict[str, int]:
    told = row.lines.order_by().values_list("outcome").annotate(Count("pk"))
    return dict(sorted(told))


def why_not_all(row: SheetImport) -> str:
    """Why everything cannot be applied as a whole, in a sentence; "" when it can."""
    refused, undecided = row.counts.get(Outcome.REFUSED, 0), row.counts.get(Outcome.DUPLICATE, 0)
    reasons = []
    if refused:
        reasons.append(ngettext("%(n)d fila rechazada", "%(n)d filas rechazadas", refused) % {"n": refused})
    if undecided:
        words = ngettext(
            "%(n)d posible duplicado sin decidir", "%(n)d posibles duplicados sin decidir", undecided
        )
        reasons.append(words % {"n": undecided})
    if reasons:
        return _("Todo o nada no es posible mientras haya %(reasons)s.") % {"reasons": _(" y ").join(reasons)}
    return why_none(row)


def why_none(row: SheetImport) -> str:
    """Why there is nothing to apply."""
    if row.counts.get(Outcome.NEW) or row.counts.get(Outcome.CHANGED):
        return ""
    return _("No hay filas nuevas ni cambios que cargar.")


def why_not_undo(row: SheetImport) -> str:
    """Why an applied import can no longer be undone: retention took the lines that tell what it did; "" when it can."""
    if row.lines.exists():
        return ""
    return _(
        "Ya no se puede deshacer: las filas de esta carga se borraron al cumplirse su plazo de conservación."
    )


def must_know_its_lines(row: SheetImport) -> None:
    why = why_not_undo(row)
    if why:
        raise Conflict(why, "lines_gone")


@transaction.atomic
def ask_apply(*, row: SheetImport, mode: str, by: Any) -> SheetImport:
    """Queue the applying of a preview. Of two at once one wins. Errors: NotAllowed, Conflict, DomainError on `mode`."""
    locked = held(row)
    must_write(sheet_of(locked), by, locked.scope)
    must_be(locked, State.PREVIEW)
    if mode not in SheetImport.Mode.values:
        raise DomainError(_("Elija todo o nada, o solo las filas buenas."), "mode", field="mode")
    why = why_not_all(locked) if mode == SheetImport.Mode.ALL else why_none(locked)
    if why:
        raise DomainError(why, "not_possible", field="mode")
    job = jobs.queue_job(kind=APPLY, by=by, params={"import": str(locked.pk), **who_acts(by)})
    write(locked, state=State.APPLYING, mode=mode, job=job, error="")
    return locked


@transaction.atomic
def ask_undo(*, row: SheetImport, by: Any) -> SheetImport:
    """Queue the undoing of what was applied. Errors: NotAllowed; Conflict, also when its lines are gone."""
    locked = held(row)
    must_write(sheet_of(locked), by, locked.scope)
    must_be(locked, State.APPLIED)
    must_know_its_lines(locked)
    job = jobs.queue_job(kind=UNDO, by=by, params={"import": str(locked.pk), **who_acts(by)})
    write(locked, state=State.UNDOING, job=job, error="")
    return locked


@transaction.atomic
def discard_import(*, row: SheetImport, by: Any) -> SheetImport:
    """Put a preview aside: its lines go, that it was there stays. Errors: NotAllowed, Conflict."""
    locked = held(row)
    must_write(sheet_of(locked), by, locked.scope)
    must_be(locked, State.PREVIEW)
    locked.lines.all()._raw_delete(locked.lines.db)
    write(locked, state=State.DISCARDED)
    return locked


def forget_files_of(import_ids: Any) -> int:
    """How many of these imports (ids, or a query of them) lost the workbook that was uploaded. From now on nobody is
    given it, and the night's `files.remove_orphans` takes its bytes; lines and counts stay as they are."""
    return SheetImport.objects.filter(pk__in=import_ids).exclude(file=None).update(file=None)


def kept_book(row: SheetImport) -> bytes:
    """The workbook as it was uploaded. Error: Gone when it was forgotten."""
    if row.file is None:
        raise Gone(
            _("El archivo que se subió ya no está: se borró al cumplirse su plazo o a pedido de una persona.")
        )
    return files.location(row.file).read_bytes()


def back(row_id: Any, states: Iterable[str], error: str) -> None:
    """After work that failed, the import rests where it was, with the reason."""
    with transaction.atomic():
        locked = SheetImport.objects.select_for_update(no_key=True).get(pk=row_id)
        if locked.state in states:
            write(locked, state=RESTS[State(locked.state)], error=error)
