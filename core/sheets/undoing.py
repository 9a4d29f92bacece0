"""Undoing a whole import: rows it made go, rows it changed get their former values; or nothing, with what stands in
the way. What stays behind: docs/registry.md, "Spreadsheets that go out and come back"."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pghistory.models import Event as HistoryEvent

from core.errors import Conflict, DomainError
from core.jobs import reported_beside
from core.models import Job, SheetImport, SheetLine
from core.sheets.declaration import LineErrors, Sheet
from core.sheets.former import revive
from core.sheets.intake import must_write, principal_of_job
from core.sheets.lifecycle import back, must_know_its_lines, sheet_of
from core.states import write

State = SheetImport.State
MOST_TOLD = 10


def undo_sheet(job: Job, report: Callable[[int, str], None]) -> dict[str, Any]:
    """The work of an `undo_sheet` job. Errors: DomainError when it cannot be; the import stays applied."""
    row = SheetImport.objects.get(pk=job.params["import"])
    if row.state != State.UNDOING:
        return {}
    try:
        report(5, _("Comprobando qué pasó desde la carga"))
        with reported_beside(job) as tell:
            return _undo(row, principal_of_job(job), tell)
    except DomainError as error:
        back(row.pk, {State.UNDOING}, str(error.message))
        raise
    except Exception:
        back(row.pk, {State.UNDOING}, _("Ocurrió un error inesperado y no se deshizo nada."))
        raise


@transaction.atomic
def _undo(row: SheetImport, by: Any, tell: Callable[[int, str], None]) -> dict[str, Any]:
    locked = SheetImport.objects.select_for_update(no_key=True).get(pk=row.pk)
    if locked.state != State.UNDOING:
        return {}
    sheet = sheet_of(locked)
    must_write(sheet, by, locked.scope)
    must_know_its_lines(locked)  # retention may have passed since it was asked
    lines = list(locked.lines.exclude(applied_version=None))
    rows = _locked_rows(sheet, by, locked.scope, lines)
    _must_be_untouched(lines, rows)
    made = [rows[line.target] for line in lines if line.before is None and line.target]
    tell(30, _("Buscando quién las nombra"))
    _must_be_unnamed(sheet, made, _made_by(locked))
    tell(60, _("Devolviendo los valores"))
    _restore(
        sheet,
        [(rows[one.target], one.before) for one in lines if one.before is not None and one.target],
        by,
        locked,
    )
    tell(80, _("Retirando las filas creadas"))
    _remove_derived(sheet, made)
    sheet.remove(made, by=by, scope=locked.scope)
    _remove_besides(locked.made)
    write(locked, state=State.UNDONE, undone_at=timezone.now(), undone_by_id=by.user_id, error="")
    return {"removed": len(made), "restored": len(lines) - len(made)}


def _locked_rows(sheet: Sheet, by: Any, scope: Any, lines: Sequence[SheetLine]) -> dict[Any, Any]:
    """Under FOR UPDATE: nobody adds a row that names one of them until this is over."""
    rows = sheet.rows(by, scope).filter(pk__in=[line.target for line in lines]).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",))}


def _must_be_untouched(lines: Sequence[SheetLine], rows: dict[Any, Any]) -> None:
    gone = [line for line in lines if line.target not in rows]
    touched = [
        line for line in lines if line.target in rows and rows[line.target].version != line.applied_version
    ]
    if gone or touched:
        names = [str(rows[line.target]) for line in touched] + [
            _("fila %(n)d") % {"n": line.number} for line in gone
        ]
        count = len(names)
        message = ngettext(
            "No se deshizo nada: %(n)d fila cambió después de la carga (%(names)s).",
            "No se deshizo nada: %(n)d filas cambiaron después de la carga (%(names)s).",
            count,
        ) % {"n": count, "names": _listed(names)}
        raise Conflict(
            message, "touched_since", extra={"lines": [line.number for line in (*touched, *gone)][:100]}
        )


def _made_by(row: SheetImport) -> models.QuerySet[Any]:
    """Ids of the rows that the import made, as a subquery: ten thousand of them are no list to send thirty times."""
    return row.lines.exclude(applied_version=None).filter(before__isnull=True).order_by().values("target")


def _must_be_unnamed(sheet: Sheet, made: Sequence[Any], ids: models.QuerySet[Any]) -> None:
    if not made:
        return
    names: list[str] = []
    for relation, found in naming(type(made[0]), ids, besides=sheet.derived):
        label = relation.related_model._meta.verbose_name
        names += [f"{label}: {getattr(one, relation.field.name)}" for one in found]
    if names:
        message = _("No se deshizo nada: hay registros que nombran filas creadas por esta carga (%(names)s).")
        raise Conflict(message % {"names": _listed(names)}, "named_since")


def naming(
    model: type[models.Model], ids: Sequence[Any] | models.QuerySet[Any], *, besides: Iterable[str] = ()
) -> list[tuple[Any, list[Any]]]:
    """(relation, a few rows) for every table whose rows point to one of `ids`. Left out: links that are part of the
    row itself, history, rows among `ids`, and the models of `besides`."""
    left_out = {apps.get_model(label) for label in besides}
    own = {field.remote_field.through for field in model._meta.local_many_to_many}  # type: ignore[union-attr]
    told = []
    for relation in pointing(model):
        related = relation.related_model
        if related in left_out | own or issubclass(related, HistoryEvent):
            continue
        rows = related._base_manager.filter(**{f"{relation.field.name}__in": ids})
        if related is model:
            rows = rows.exclude(pk__in=ids)
        found = list(rows.select_related(relation.field.name)[:MOST_TOLD])
        if found:
            told.append((relation, found))
    return told


def pointing(model: type[models.Model]) -> list[Any]:
    """Every foreign key of the house to the model, from the registry of models: no table can be forgotten."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    ]


def _restore(sheet: Sheet, pairs: Sequence[tuple[Any, dict[str, Any]]], by: Any, row: SheetImport) -> None:
    """Former values through the same service, so that history and events tell it."""
    if not pairs:
        return
    former = revive(type(pairs[0][0]), [before for _row, before in pairs])
    try:
        sheet.update(
            [(one, values) for (one, _before), values in zip(pairs, former, strict=True)],
            by=by,
            scope=row.scope,
        )
    except LineErrors as error:
        place, problems = next(iter(error.errors.items()))
        sentence = next((one for many in problems.values() for one in many), "")
        message = _("No se deshizo nada: «%(name)s» no acepta su valor anterior. %(why)s")
        raise Conflict(message % {"name": pairs[place][0], "why": sentence}, "not_restorable") from None


def _remove_derived(sheet: Sheet, made: Sequence[Any]) -> None:
    if not made:
        return
    labels = {apps.get_model(label) for label in sheet.derived}
    for relation in pointing(type(made[0])):
        if relation.related_model in labels:
            ids = [row.pk for row in made]
            relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids}).delete()


def _remove_besides(made: Iterable[Sequence[str]]) -> None:
    """Rows of other tables that applying made (a tag), unless somebody uses them by now."""
    for label, key in made:
        model = apps.get_model(label)
        row = model._base_manager.select_for_update().filter(pk=key).first()
        if row is not None and not naming(model, [row.pk]):
            row.delete()


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_TOLD
    shown = ", ".join(f"«{name}»" for name in names[:MOST_TOLD])
    return shown + (_(" y %(n)d más") % {"n": more} if more > 0 else "")
