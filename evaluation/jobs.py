"""The typology as work for the worker: one alliance on demand, all of them on demand and every night."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import SYSTEM, Principal, principal_of
from convergence.models import Alliance
from convergence.stages import CLOSED
from core import dates
from core.errors import DomainError, NotAllowed
from core.models import Job, parse_uid
from core.registry import JobKind
from evaluation import rules
from evaluation.services.typology import classify_alliances


def typology(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """Reads `{"alliance": uuid}`, or with `{}` all that go on (a closed one keeps its last reading); permissions are
    read now. Tells how many alliances, and how many of them no longer read as before."""
    by = principal_of(job.asked_by, via="task") if job.asked_by_id else SYSTEM
    ids = _ids(job.params, by)
    new = classify_alliances(alliances=ids, as_of=dates.today(), by=by, report=report)
    return {"alliances": len(ids), "readings_changed": len(new)}


def _ids(params: Mapping[str, Any], by: Principal) -> list[uuid.UUID]:
    seen = Alliance.objects.visible_to(by)
    if "alliance" in params:
        return list(seen.filter(pk=params["alliance"]).values_list("pk", flat=True))
    living = seen.exclude(stage=CLOSED).filter(Q(ended_on=None) | Q(ended_on__gte=dates.today()))
    return list(living.order_by("pk").values_list("pk", flat=True))


def check_params(params: Mapping[str, Any], by: Principal) -> dict[str, Any]:
    """Nothing (all; the foundation) or `{"alliance": uuid}` of an alliance in which the asker records meetings."""
    if set(params) - {"alliance"}:
        raise _unknown()
    if not params.get("alliance"):
        if not rules.can_classify_all(by):
            raise NotAllowed(_("La lectura de todas las mesas la pide la fundación."), field="params")
        return {}
    key = parse_uid(str(params["alliance"]))
    alliance = Alliance.objects.visible_to(by).filter(pk=key).first() if key else None
    if alliance is None:
        raise _unknown()
    if not rules.can_classify(by, alliance):
        raise NotAllowed(_("Pide una lectura quien registra reuniones en la mesa."), field="params")
    return {"alliance": str(key)}


def _unknown() -> DomainError:
    return DomainError(_("No se encuentra esa mesa."), "unknown_alliance", field="params")


def page(job: Job) -> str:
    """The page of the mesa that is read, which shows its progress; a run over all has the job's own (by address)."""
    key = job.params.get("alliance")
    return reverse("evaluation:typology", args=[key]) if key else reverse("desk:job", args=[job.pk])


TYPOLOGY = JobKind(
    label=gettext_lazy("Leer cómo se articulan las mesas"),
    run=typology,
    may_ask=lambda principal: (
        principal.can_write and (principal.is_foundation or "official" in principal.roles)
    ),
    check=check_params,
    every_hours=24,
    offered=True,
    page=page,
)
