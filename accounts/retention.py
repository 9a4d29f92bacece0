"""Every night: what the register of processing promises to keep no longer is removed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.erasing import treatments
from core import dates
from core.models import Job
from core.registry import JobKind


def apply_retention(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """Rows or people removed, by treatment. Running it again removes nothing more."""
    today = dates.today()
    due = [
        (one, one.days, one.expire) for one in treatments() if one.days is not None and one.expire is not None
    ]
    counts = {}
    for place, (one, days, expire) in enumerate(due):
        report(round(100 * place / len(due)), str(one.label))
        counts[one.code] = expire(today - timedelta(days=days))
    return counts


APPLY_RETENTION = JobKind(
    label=_("Borrar los datos personales que ya no corresponde guardar"),
    run=apply_retention,
    may_ask=lambda principal: principal.is_foundation,
    every_hours=24,
)
