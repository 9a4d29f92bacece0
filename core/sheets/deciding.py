"""A person's word on a possible duplicate: it is new, it is that row, or it stays out."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import SheetImport, SheetLine
from core.sheets.checking import Checker
from core.sheets.intake import must_write
from core.sheets.judging import NEW, SKIP, Draft, judge
from core.sheets.lifecycle import count_lines, held, must_be, sheet_of
from core.sheets.staging import redraw
from core.states import write

State, Outcome = SheetImport.State, SheetLine.Outcome


@transaction.atomic
def decide_lines(*, row: SheetImport, decisions: dict[int, str], by: Any) -> SheetImport:
    """`decisions`: line number → "new", "skip", the id of one of its candidates, or "" to leave it open again.

    What would become of the lines is found again. Errors: NotAllowed, Conflict, DomainError on `decisions`.
    """
    locked = held(row)
    sheet = sheet_of(locked)
    must_write(sheet, by, locked.scope)
    must_be(locked, State.PREVIEW)
    lines = list(locked.lines.filter(number__in=decisions).exclude(candidates=[]))
    if len(lines) != len(decisions):
        raise DomainError(
            _("Solo se decide sobre filas que se parecen a otra."), "no_candidates", field="decisions"
        )
    checker = Checker(sheet, by, locked.scope, locked.columns)
    drafts = []
    for line in lines:
        decision = decisions[line.number]
        if decision not in {"", NEW, SKIP, *(one["id"] for one in line.candidates if one["id"])}:
            raise DomainError(_("Elija una de las opciones."), "unknown_choice", field="decisions")
        line.decision = decision
        drafts.append(Draft(line.number, dict(line.values), decision=decision or NEW))
    judge(checker, drafts)
    _keep_rows_apart(locked, lines, drafts)
    for line, draft in zip(lines, drafts, strict=True):
        if not line.decision and draft.outcome == Outcome.NEW:
            draft.outcome = Outcome.DUPLICATE
        redraw(line, draft)
    write(locked, counts=count_lines(locked))
    return locked


def _keep_rows_apart(row: SheetImport, lines: list[SheetLine], drafts: list[Draft]) -> None:
    """A row takes one line: another line of the file may already be it."""
    targets = [draft.row.pk for draft in drafts if draft.row is not None]
    mine = [line.pk for line in lines]
    others = row.lines.filter(target__in=targets).exclude(pk__in=mine).exclude(outcome=Outcome.REFUSED)
    taken = dict(others.values_list("target", "number"))
    for draft in drafts:
        if draft.row is not None and draft.row.pk in taken:
            sentence = _("Es la misma que la fila %(n)d de esta planilla.") % {"n": taken[draft.row.pk]}
            draft.problems[""] = [sentence]
            draft.outcome = Outcome.REFUSED
