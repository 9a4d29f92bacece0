"""Mandates and legal personalities that end soon: told once each, by a nightly job. Who is written to is above."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.principal import SYSTEM
from actors.models import Actor, Mandate
from actors.record_querysets import WARN_DAYS
from core import dates
from core.events import emit
from core.models import Event, Job
from core.registry import JobKind

TOLD = "terms.ending"  # one a night, with the ids of all that was found
PERSONALITY = "actor.personality_ending"
MANDATE = "mandate.ending"


@transaction.atomic
def tell_of_endings(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """One event for each that was not told of, and one for the night. Run twice, the second finds nothing."""
    today = dates.today()
    mandates, actors = _mandates(today), _personalities(today)
    for mandate in mandates:
        emit(MANDATE, mandate, by=SYSTEM, scopes=[f"actor:{mandate.actor_id}"], data=_until(mandate.until))
    Mandate.objects.filter(pk__in=[row.pk for row in mandates]).update(warned_on=today)
    for actor in actors:
        data = _until(actor.personality_until)
        emit(PERSONALITY, actor, by=SYSTEM, scopes=[f"actor:{actor.pk}"], data=data)
    if mandates or actors:
        told = {"mandates": _ids(mandates), "personalities": _ids(actors)}
        emit(TOLD, job, by=SYSTEM, scopes=["foundation"], data=told)
    return {"mandates": len(mandates), "personalities": len(actors)}


def _mandates(today: date) -> list[Mandate]:
    found = Mandate.objects.ending(today).of_living().filter(warned_on=None)
    return list(found.select_for_update(of=("self",), no_key=True).order_by("until", "pk"))


def _personalities(today: date) -> list[Actor]:
    """The event itself remembers which last day was told of: a new one is told again."""
    near = (today, today + timedelta(days=WARN_DAYS))
    found = list(
        Actor.objects.canonical()
        .filter(personality_until__range=near, closed_on=None)
        .select_for_update(of=("self",), no_key=True)
        .order_by("personality_until", "pk")
    )
    told = Event.objects.filter(
        kind=PERSONALITY, subject_kind="actor", subject_id__in=[row.pk for row in found]
    )
    known = {(pk, data.get("until")) for pk, data in told.values_list("subject_id", "data")}
    return [row for row in found if (row.pk, _until(row.personality_until)["until"]) not in known]


def _until(day: date | None) -> dict[str, str]:
    return {"until": day.isoformat() if day else ""}


def _ids(rows: list[Any]) -> list[str]:
    return [str(row.pk) for row in rows]


TERMS_ENDING = JobKind(
    label=_("Aviso de mandatos y personalidades por vencer"),
    run=tell_of_endings,
    may_ask=lambda principal: principal.is_foundation,
    every_hours=24,
)
