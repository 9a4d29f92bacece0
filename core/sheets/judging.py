"""What would become of each line: new, changed from → to, the same, refused, possible duplicate. Writes nothing."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.models import SheetLine, parse_uid
from core.sheets.checking import Checker, Problems, absent
from core.sheets.declaration import Candidate
from core.sheets.values import MOST_TOLD, same, settled, told

Outcome = SheetLine.Outcome
NEW, SKIP = "new", "skip"


@dataclass(slots=True)
class Draft:
    """One line on its way. `decision`: "" while nobody decided, "new", "skip", or the id of the row it is."""

    number: int
    values: dict[str, str]
    decision: str = ""
    problems: Problems = field(default_factory=dict)
    row: Any = None
    row_id: uuid.UUID | None = None
    cleaned: dict[str, Any] = field(default_factory=dict)
    changes: list[list[str]] = field(default_factory=list)  # [column key, from, to]
    changed: dict[str, Any] = field(default_factory=dict)  # cleaned values of the columns that change
    candidates: list[dict[str, Any]] = field(default_factory=list)
    outcome: str = ""

    @property
    def is_open(self) -> bool:
        return not self.outcome and not self.problems


def rows_seen(checker: Checker, ids: Iterable[Any]) -> dict[uuid.UUID, Any]:
    rows = checker.sheet.rows(checker.principal, checker.scope)
    return {row.pk: row for row in rows.filter(pk__in=list(ids))}


def judge(
    checker: Checker, drafts: Sequence[Draft], tell: Callable[[int, str], None] = lambda *_a: None
) -> None:
    """Fills in `outcome` and what explains it. Every question goes to the database once for all lines."""
    for draft in drafts:
        if draft.decision == SKIP:
            draft.outcome = Outcome.SKIPPED
    tell(20, _("Buscando las filas que ya existen"))
    find_by_id(checker, drafts)
    tell(30, _("Revisando cada celda"))
    for draft in drafts:
        if not draft.outcome and not (draft.row_id and draft.row is None):
            read_line(checker, draft)
    tell(50, _("Buscando posibles duplicados"))
    _identify(checker, [d for d in drafts if d.is_open and d.row is None and not d.decision])
    missing = absent(checker)
    for draft in drafts:
        if draft.row is None and draft.row_id is None and not draft.outcome:
            _add(draft, missing)
    _refuse_repeated(checker, drafts)
    tell(70, _("Comprobando las reglas"))
    _ask_service(checker, [draft for draft in drafts if draft.is_open])
    for draft in drafts:
        if not draft.outcome:
            draft.outcome = _outcome(draft)


def find_by_id(
    checker: Checker,
    drafts: Sequence[Draft],
    find: Callable[[Checker, Iterable[Any]], Mapping[uuid.UUID, Any]] = rows_seen,
) -> None:
    """The row that each line names by its id; whoever names none stays without."""
    first: dict[uuid.UUID, int] = {}
    for draft in drafts:
        if draft.outcome or draft.decision == NEW:
            continue
        text = draft.decision or draft.values.get("id", "")
        if not text:
            continue
        key = parse_uid(text)
        if key is None:
            sentence = _("«%(value)s» no es un identificador: déjelo vacío si la fila es nueva.")
            draft.problems["id"] = [sentence % {"value": text[:MOST_TOLD]}]
            continue
        if key in first and not draft.decision:
            draft.problems["id"] = [_("La fila %(n)d ya trae este identificador.") % {"n": first[key]}]
            continue
        first.setdefault(key, draft.number)
        draft.row_id = key
    rows = find(checker, first) if first else {}
    lost = [key for key in first if key not in rows]
    why = checker.sheet.unknown(lost, checker.principal, checker.scope) if lost else {}
    for draft in drafts:
        if draft.row_id is None:
            continue
        draft.row = rows.get(draft.row_id)
        if draft.row is None:
            sentence = _("Ninguna fila suya tiene este identificador. Déjelo vacío si la fila es nueva.")
            draft.problems["id"] = [why.get(draft.row_id, sentence)]


def read_line(checker: Checker, draft: Draft) -> None:
    """Clean one line and compare it with its row. A cell that says what the row says is right as it is."""
    if draft.row is None:
        draft.cleaned, problems = checker.clean(draft.values)
        _add(draft, problems)
        return
    now = checker.sheet.cells(draft.row)
    touched = [
        c.key
        for c in checker.columns
        if draft.values.get(c.key, "") != settled(checker.words(c.key, now.get(c.key)))
    ]
    if not touched:
        if not draft.problems:
            draft.outcome = Outcome.SAME
        return
    draft.cleaned, problems = checker.clean(draft.values)
    _add(draft, {key: told for key, told in problems.items() if key in touched or not key})
    then = checker.sheet.plain(draft.cleaned)
    draft.changed, draft.changes = {}, []
    for key in touched:
        if key in then and not same(then[key], now.get(key)):
            draft.changed[key] = draft.cleaned[key]
            draft.changes.append([key, checker.words(key, now.get(key)), checker.words(key, then[key])])
    if not draft.changes and not draft.problems:
        draft.outcome = Outcome.SAME


def _identify(checker: Checker, drafts: Sequence[Draft]) -> None:
    """Lines without an id: those that their key names become changes, those that resemble others wait for a word."""
    if not drafts:
        return
    lines = [{**draft.cleaned, "id": None, "line": draft.number} for draft in drafts]
    matches = checker.sheet.identify(lines, checker.principal, checker.scope)
    ids = {parse_uid(match.id) for match in matches if match.id is not None} - {None}
    rows = rows_seen(checker, ids) if ids else {}
    for draft, match in zip(drafts, matches, strict=True):
        _add(draft, match.problems)
        draft.candidates = [_candidate(one) for one in match.candidates]
        if match.id is not None and not draft.problems:
            draft.row = rows.get(parse_uid(match.id))  # type: ignore[arg-type]
            if draft.row is not None:
                draft.row_id = draft.row.pk
                read_line(checker, draft)


def _candidate(one: Candidate) -> dict[str, Any]:
    return {"id": str(one.id or ""), "label": str(one.label), "score": one.score, "why": str(one.why)}


def _refuse_repeated(checker: Checker, drafts: Sequence[Draft]) -> None:
    """Two lines about one row, or two with one key: the first counts, the others are refused and say where it is."""
    rows: dict[uuid.UUID, int] = {}
    keys: dict[tuple[str, Any], int] = {}
    for draft in drafts:
        if draft.outcome == Outcome.SKIPPED:
            continue
        if draft.row is not None:
            other = rows.setdefault(draft.row_id or draft.row.pk, draft.number)
            if other != draft.number:
                draft.outcome = ""
                _add(draft, {"": [_("Es la misma que la fila %(n)d de esta planilla.") % {"n": other}]})
                continue
        plain = checker.sheet.plain(
            {key: draft.cleaned[key] for key in checker.sheet.keys if key in draft.cleaned}
        )
        for key, value in plain.items():
            if value in (None, "", []):
                continue
            other = keys.setdefault((key, value), draft.number)
            if other != draft.number:
                draft.outcome = ""
                _add(draft, {key: [_("Está también en la fila %(n)d de esta planilla.") % {"n": other}]})


def _ask_service(checker: Checker, drafts: Sequence[Draft]) -> None:
    """What the service would refuse, asked for all lines at once."""
    pairs = [(draft.row, draft.cleaned if draft.row is None else draft.changed) for draft in drafts]
    if not pairs:
        return
    answers = checker.sheet.refusals(pairs, checker.principal, checker.scope)
    for draft, problems in zip(drafts, answers, strict=True):
        _add(draft, problems)


def _outcome(draft: Draft) -> str:
    if draft.problems:
        return Outcome.REFUSED
    if draft.row is not None:
        return Outcome.CHANGED
    return Outcome.DUPLICATE if draft.candidates and not draft.decision else Outcome.NEW


def _add(draft: Draft, problems: Mapping[str, Sequence[Any]]) -> None:
    for key, sentences in told(problems).items():
        known = draft.problems.setdefault(key, [])
        known.extend(one for one in sentences if one not in known)
