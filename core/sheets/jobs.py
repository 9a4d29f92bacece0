"""The worker's side of a sheet's import: reading, applying, undoing."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import registry
from core.models import Job
from core.sheets.applying import apply_sheet
from core.sheets.intake import APPLY, READ, UNDO
from core.sheets.staging import read_sheet
from core.sheets.undoing import undo_sheet


def page_of(job: Job) -> str:
    return reverse("sheets:import", args=[job.params["import"]])


WORK: tuple[tuple[str, Any, Any], ...] = (
    (READ, _("Leer una planilla"), read_sheet),
    (APPLY, _("Cargar una planilla"), apply_sheet),
    (UNDO, _("Deshacer la carga de una planilla"), undo_sheet),
)


def fill() -> None:
    """Not offered: each is asked for by the act on an import that it belongs to."""
    for code, label, run in WORK:
        kind = registry.JobKind(label=label, run=run, may_ask=lambda principal: False, page=page_of)
        registry.job_kinds.fill(code, kind)
