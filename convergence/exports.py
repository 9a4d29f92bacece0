"""The commitments export: asked from a page, made by the worker, exactly what its asker may see."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, principal_of
from convergence.filters import CommitmentFilter
from convergence.models import Commitment
from core import files
from core.errors import DomainError
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
# `mine` as forms and programs write it; anything else is not understood.
MINE = {"1": "1", "true": "1", True: "1", "0": "", "false": "", False: "", "": ""}


def commitments_csv(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """CSV (UTF-8 with BOM, `;`) of the commitments that pass the page's filter, permissions read now."""
    by = principal_of(job.asked_by, via="task")
    asked, seen = job.params.get("filter") or {}, Commitment.objects.visible_to(by).with_place()
    found = CommitmentFilter(asked, seen.owned_by(by) if asked.get("mine") else seen)
    if not found.is_valid():  # what it named is gone since: ignored, it would export more
        raise _unreadable()
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


@dataclass(frozen=True)
class _Asker:
    """All that a FilterSet wants of a request here: whose rows its choices are."""

    principal: Principal


def check_params(params: Mapping[str, Any], by: Principal) -> dict[str, Any]:
    """`{"filter": {…}}` with the page's filters as text and `mine` as "1". Refused rather than ignored when one
    is unknown or unreadable: an ignored filter would export more than was asked."""
    told = params.get("filter", {})
    if set(params) - {"filter"} or not isinstance(told, Mapping):
        raise _unreadable()
    asked = dict(told)
    if isinstance(asked.get("mine"), (str, bool)):
        asked["mine"] = MINE.get(asked["mine"])
    if set(asked) - set(CommitmentFilter.base_filters) or not all(isinstance(v, str) for v in asked.values()):
        raise _unreadable()
    kept = {name: value for name, value in asked.items() if value}
    if not CommitmentFilter(kept, Commitment.objects.none(), request=_Asker(by)).is_valid():
        raise _unreadable()
    return {"filter": kept}


def _unreadable() -> DomainError:
    sentence = _("El filtro de la lista no se entiende. Vuelva a la lista y pídalo de nuevo.")
    return DomainError(sentence, "filter", field="params")


def safe_cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(row: Commitment) -> tuple[object, ...]:
    return (
        row.pk,
        row.alliance.name,
        row.what,
        row.owner.canonical.name,
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
    check=check_params,
    offered=True,
)
