"""The commitments export: asked from a page, made by the worker, exactly what its asker may see."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import principal_of
from convergence.filters import CommitmentFilter
from convergence.models import Commitment
from core import files
from core.models import Job
from core.registry import JobKind

HEADER = (
    "id",
    "mesa",
    "compromiso",
    "responsable",
    "persona",
    "fecha",
    "estado",
    "cerrado_el",
    "que_se_hizo",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BATCH = 500


def commitments_csv(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """CSV (UTF-8 with BOM, `;`) of the commitments that pass the page's filter, permissions read now."""
    by = principal_of(job.asked_by, via="task")
    asked, seen = job.params.get("filter") or {}, Commitment.objects.visible_to(by).with_place()
    found = CommitmentFilter(asked, seen.owned_by(by) if asked.get("mine") else seen)
    rows = found.qs.order_by("due_on", "pk")
    whole = rows.count()
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    for number, row in enumerate(rows.iterator(chunk_size=BATCH), start=1):
        writer.writerow([safe_cell(value) for value in _cells(row)])
        if number % BATCH == 0:
            report(100 * number // max(whole, 1), _("%(n)d de %(whole)d") % {"n": number, "whole": whole})
    raw = out.getvalue().encode("utf-8-sig")
    file = files.keep_bytes(raw, name="compromisos.csv", media_type="text/csv", by=by)
    return {"rows": whole, "file": file}


def safe_cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(row: Commitment) -> tuple[object, ...]:
    return (
        row.pk,
        row.alliance.name,
        row.what,
        row.owner.name,
        row.person or "",
        row.due_on.isoformat(),
        row.get_state_display(),
        row.closed_on.isoformat() if row.closed_on else "",
        row.outcome,
    )


COMMITMENTS_CSV = JobKind(
    label=gettext_lazy("Exportar compromisos"),
    run=commitments_csv,
    may_ask=lambda principal: principal.is_authenticated,
    offered=True,
)
