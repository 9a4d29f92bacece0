"""Sheets and imports → what their pages say. Decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import registry
from core.models import SheetImport, SheetLine
from core.sheets import lifecycle
from core.sheets.declaration import Column, Scope, Sheet
from core.sheets.headers import ID

State, Outcome = SheetImport.State, SheetLine.Outcome
TONES = {
    State.READING: "info",
    State.PREVIEW: "late",
    State.APPLYING: "info",
    State.APPLIED: "good",
    State.UNDOING: "info",
    State.UNDONE: "neutral",
    State.DISCARDED: "neutral",
    State.FAILED: "lost",
}
OUTCOME_TONES = {
    Outcome.NEW: "good",
    Outcome.CHANGED: "info",
    Outcome.SAME: "neutral",
    Outcome.REFUSED: "lost",
    Outcome.DUPLICATE: "late",
    Outcome.SKIPPED: "neutral",
}
SEVERAL = {
    Outcome.NEW: gettext_lazy("nuevas"),
    Outcome.CHANGED: gettext_lazy("cambian"),
    Outcome.SAME: gettext_lazy("iguales"),
    Outcome.REFUSED: gettext_lazy("rechazadas"),
    Outcome.DUPLICATE: gettext_lazy("posibles duplicados"),
    Outcome.SKIPPED: gettext_lazy("omitidas"),
}
WORDS_OF_LINE = 3  # cells that say which line it is


def crumbs() -> list[dict[str, Any]]:
    return [{"label": _("Planillas"), "url": reverse("sheets:list")}]


def _query(scope: Scope, **more: str) -> str:
    told = urlencode({**scope, **more})
    return f"?{told}" if told else ""


def sheet_address(row: SheetImport) -> str:
    return reverse("sheets:sheet", args=[row.sheet]) + _query(row.scope)


def card(sheet: Sheet, principal: Any) -> dict[str, Any]:
    return {
        "label": sheet.label,
        "about": sheet.about,
        "url": reverse("sheets:sheet", args=[sheet.code]),
        "downloads": downloads(sheet, {}, principal),
        "may_write": sheet.may_write(principal, {}),
    }


def downloads(sheet: Sheet, scope: Scope, principal: Any) -> list[dict[str, str]]:
    """Actions: template for whoever writes, exports for whoever reads."""
    told = []
    if sheet.may_write(principal, scope):
        address = reverse("sheets:template", args=[sheet.code]) + _query(scope)
        told.append({"label": _("Plantilla"), "url": address, "icon": "download"})
    if sheet.may_read(principal, scope):
        address = reverse("sheets:export", args=[sheet.code])
        told.append({"label": _("Exportar a Excel"), "url": address + _query(scope), "icon": "download"})
        told.append(
            {"label": _("Exportar a CSV"), "url": address + _query(scope, formato="csv"), "icon": "download"}
        )
    return told


def columns_table(columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "caption": _("Columnas de la planilla"),
        "columns": [{"label": _("Columna")}, {"label": _("Obligatoria")}, {"label": _("Cómo se escribe")}],
        "rows": [
            {"cells": [{"value": c.label}, {"value": _("sí") if c.required else ""}, {"value": _how(c)}]}
            for c in (*columns, ID)
        ],
    }


def _how(column: Column) -> str:
    said = str(column.help)
    if said:
        return said
    words = {
        "date": _("Fecha, por ejemplo 20-11-2026."),
        "choice": _("Una opción de la lista, o su código."),
        "choices": _("Opciones de la lista, separadas por «;»."),
        "flag": _("Sí o No."),
        "number": _("Un número."),
        "money": _("Un monto en pesos."),
    }
    return words.get(column.kind, _("Texto."))


def imports_table(rows: Iterable[SheetImport]) -> dict[str, Any]:
    return {
        "caption": _("Cargas de planillas"),
        "columns": [
            {"label": label}
            for label in (_("Archivo"), _("Planilla"), _("Subida el"), _("Por"), _("Estado"), _("Filas"))
        ],
        "rows": [{"cells": _import_cells(row)} for row in rows],
    }


def _import_cells(row: SheetImport) -> list[dict[str, Any]]:
    sheet = registry.sheets.get(row.sheet)
    return [
        {"value": row.name, "url": reverse("sheets:import", args=[row.pk]) if sheet else ""},
        {"value": sheet.label if sheet else row.sheet},
        {"value": _moment(row.created_at)},
        {"value": row.asked_by.name if row.asked_by else ""},
        {"tag": tag(row)},
        {"value": in_short(row.counts)},
    ]


def tag(row: SheetImport) -> dict[str, str]:
    state = lifecycle.RESTS[State(row.state)] if lifecycle.is_stuck(row) else State(row.state)
    return {"label": str(state.label), "tone": TONES[state]}


def in_short(counts: Mapping[str, int]) -> str:
    told = (
        (counts[one], one.label if counts[one] == 1 else SEVERAL[one]) for one in Outcome if counts.get(one)
    )
    return ", ".join(f"{number_format(count, force_grouping=True)} {words}" for count, words in told)


def _moment(instant: Any) -> str:
    return f"{timezone.localtime(instant):%d-%m-%Y, %H:%M}" if instant else "—"


def _head(row: SheetImport, sheet: Sheet) -> dict[str, Any]:
    told = {_("Planilla"): sheet.label, _("Subida el"): _moment(row.created_at)}
    if row.asked_by:
        told[_("Por")] = row.asked_by.name
    if row.applied_at:
        told[_("Cargada el")] = _moment(row.applied_at)
    if row.undone_at:
        told[_("Deshecha el")] = _moment(row.undone_at)
    return {
        "row": row,
        "sheet": sheet,
        "crumbs": [*crumbs(), {"label": sheet.label, "url": sheet_address(row)}, {"label": row.name}],
        "tags": [tag(row)],
        "facts": [{"label": label, "value": value} for label, value in told.items()],
    }


def waiting(row: SheetImport) -> dict[str, Any]:
    words = {
        State.READING: _("Lectura de la planilla"),
        State.APPLYING: _("Avance de la carga"),
        State.UNDOING: _("Avance del deshacer"),
    }
    return {**_head(row, lifecycle.sheet_of(row)), "job": row.job, "progress_label": words[State(row.state)]}


def preview(row: SheetImport, sheet: Sheet, lines: Iterable[SheetLine], outcome: str) -> dict[str, Any]:
    state = lifecycle.RESTS[State(row.state)] if lifecycle.is_stuck(row) else State(row.state)
    labels = {column.key: str(column.label) for column in (*sheet.columns, ID)}
    is_preview = state == State.PREVIEW
    told = [_line(line, labels, row.columns, is_preview) for line in lines]
    return {
        **_head(row, sheet),
        "state": str(state),
        "tabs": _tabs(row, outcome),
        "lines": told,
        "asks": is_preview and any(line["choices"] for line in told),
        "why_not_all": lifecycle.why_not_all(row) if is_preview else "",
        "why_none": lifecycle.why_none(row) if is_preview else "",
        "why_not_undo": lifecycle.why_not_undo(row) if state == State.APPLIED else "",
        "to_write": row.counts.get(Outcome.NEW, 0) + row.counts.get(Outcome.CHANGED, 0),
        "refused": row.counts.get(Outcome.REFUSED, 0) if row.file_id else 0,
        "rows_url": sheet.address(row.scope) if state == State.APPLIED else "",
        "sheet_url": sheet_address(row),
    }


def _tabs(row: SheetImport, outcome: str) -> list[dict[str, Any]]:
    base = reverse("sheets:import", args=[row.pk])
    if not row.counts:
        return []
    whole = sum(row.counts.values())
    tabs = [
        {"label": _("Todas"), "url": base, "active": outcome not in row.counts, "count": number_format(whole)}
    ]
    for one in Outcome:
        if row.counts.get(one):
            label = str(SEVERAL[one]).capitalize()
            count = number_format(row.counts[one])
            tabs.append(
                {"label": label, "url": f"{base}?resultado={one}", "active": outcome == one, "count": count}
            )
    return tabs


def _line(
    line: SheetLine, labels: Mapping[str, str], columns: Sequence[str], is_preview: bool
) -> dict[str, Any]:
    outcome = Outcome(line.outcome)
    named = [line.values[key] for key in columns if key != "id" and line.values.get(key)]
    return {
        "number": line.number,
        "name": " · ".join(text[:80] for text in named[:WORDS_OF_LINE]) or "—",
        "outcome": {"label": str(outcome.label).capitalize(), "tone": OUTCOME_TONES[outcome]},
        "problems": [
            {"label": labels.get(key, ""), "value": line.values.get(key, "")[:80], "texts": texts}
            for key, texts in line.problems.items()
        ],
        "changes": [
            {"label": labels.get(key, key), "was": was, "becomes": becomes}
            for key, was, becomes in line.changes
        ],
        "candidates": line.candidates,
        "choices": _choices(line) if is_preview and line.candidates else [],
    }


def _choices(line: SheetLine) -> list[dict[str, Any]]:
    """What may be decided on a possible duplicate."""
    told = [("", _("Sin decidir")), ("new", _("Es nueva"))]
    told += [
        (one["id"], _("Es «%(name)s»") % {"name": one["label"][:80]}) for one in line.candidates if one["id"]
    ]
    told.append(("skip", _("No cargar esta fila")))
    return [{"value": value, "label": label, "chosen": value == line.decision} for value, label in told]


def undoing(row: SheetImport) -> dict[str, Any]:
    sheet = lifecycle.sheet_of(row)
    done = row.lines.exclude(applied_version=None)
    made, changed = done.filter(before__isnull=True).count(), done.filter(before__isnull=False).count()
    told = []
    if made:
        told.append(
            ngettext(
                "Se borra %(n)d fila que esta carga creó.", "Se borran %(n)d filas que esta carga creó.", made
            )
            % {"n": made}
        )
    if changed:
        told.append(
            ngettext(
                "%(n)d fila que cambió vuelve a decir lo que decía.",
                "%(n)d filas que cambiaron vuelven a decir lo que decían.",
                changed,
            )
            % {"n": changed}
        )
    told.append(
        _("Si alguien cambió o nombró alguna de ellas después, no se deshace nada y se dice cuál es.")
    )
    address = reverse("sheets:import", args=[row.pk])
    return {**_head(row, sheet), "consequences": told, "back": address}
