"""Job rows → what their pages and their JSON say. Decides nothing."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import registry
from core.models import Job

RESULT_WORDS = {
    "pid": gettext_lazy("Proceso del trabajador"),
    "postgresql": gettext_lazy("Versión de PostgreSQL"),
    "events_waiting": gettext_lazy("Hechos por repartir"),
    "rows": gettext_lazy("Filas"),
    "alliances": gettext_lazy("Mesas leídas"),
    "readings_changed": gettext_lazy("Mesas que no se leen como antes"),
    "submissions": gettext_lazy("Envíos recordados, borrados"),
    "deliveries": gettext_lazy("Entregas hechas, borradas"),
    "links": gettext_lazy("Enlaces vencidos, borrados"),
    "results": gettext_lazy("Resultados de trabajos, borrados"),
    "files": gettext_lazy("Archivos sin dueño, borrados"),
}
TONES = {"queued": "neutral", "running": "info", "done": "good", "failed": "lost"}


def table(rows: Iterable[Job]) -> dict[str, Any]:
    """Context of the `table` piece."""
    return {
        "caption": _("Trabajos pedidos"),
        "columns": [
            {"label": _("Trabajo")},
            {"label": _("Pedido el")},
            {"label": _("Estado")},
            {"label": _("Avance"), "numeric": True},
            {"label": _("Resultado")},
        ],
        "rows": [{"cells": _cells(row)} for row in rows],
    }


def _cells(row: Job) -> list[dict[str, Any]]:
    asked = timezone.localtime(row.created_at)
    outcome: dict[str, Any] = {"value": row.error[:120] if row.error else "—"}
    if row.result_file:
        outcome = {"value": _("Descargar"), "url": file_url(row)}
    return [
        {"value": row.label, "url": address(row)},
        {"value": f"{asked:%d-%m-%Y, %H:%M}"},
        {"tag": tag(row)},
        {"value": f"{row.progress} %"},
        outcome,
    ]


def address(row: Job) -> str:
    """Where the job is watched and its result read: the page its kind names, or the job's own."""
    kind = registry.job_kinds.get(row.kind)
    return kind.page(row) if kind and kind.page else reverse("desk:job", args=[row.pk])


def tag(row: Job) -> dict[str, str]:
    return {"label": row.get_state_display(), "tone": TONES[row.state]}


def file_url(row: Job) -> str:
    return reverse("core:file", args=[row.result_file.pk]) if row.result_file else ""


def page(row: Job) -> dict[str, Any]:
    told = [
        {"label": RESULT_WORDS[name], "value": str(value)}
        for name, value in row.result.items()
        if name in RESULT_WORDS
    ]
    return {
        "job": row,
        "label": row.label,
        "tags": [tag(row)],
        "facts": [
            {"label": _("Pedido el"), "value": _moment(row.created_at)},
            {"label": _("Comenzó"), "value": _moment(row.started_at)},
            {"label": _("Terminó"), "value": _moment(row.finished_at)},
        ],
        "result": told,
        "file_url": file_url(row),
        "file_gone": row.state == Job.State.DONE and "rows" in row.result and row.result_file is None,
        "crumbs": [{"label": _("Trabajos"), "url": reverse("desk:jobs")}, {"label": row.label}],
    }


def _moment(instant: Any) -> str:
    return f"{timezone.localtime(instant):%d-%m-%Y, %H:%M}" if instant else "—"


def as_json(row: Job) -> dict[str, Any]:
    return {
        "state": row.state,
        "progress": row.progress,
        "result": row.result,
        "file": file_url(row) or None,
        "error": row.error,
    }
