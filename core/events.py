"""Transactional outbox: emit() writes, dispatch() makes deliveries, deliver() asks the consumers.

On commit a nudge wakes the worker; it swallows a broker that is down, since the sweeper (every 10 s) is
the guarantee.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.db import models, transaction
from django.utils import timezone

from core import registry
from core.copying import copy_rows
from core.models import Delivery, Event

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8


def emit(
    kind: str,
    subject: models.Model,
    *,
    by: Any,
    scopes: list[str],
    data: Mapping[str, Any] | None = None,
    audience: str = "members",
) -> Event:
    """Write one event in the caller's transaction. `data` holds ids and codes, no names."""
    event = Event.objects.create(
        kind=kind,
        subject_kind=subject._meta.model_name or "",
        subject_id=subject.pk,
        scopes=scopes,
        audience=audience,
        data=dict(data or {}),
        by_id=by.user_id,
        on_behalf_of=by.on_behalf_of,
    )
    _nudge_on_commit()
    return event


def emit_all(
    kind: str,
    subjects: Sequence[models.Model],
    *,
    by: Any,
    scope: str,
    data: Sequence[Mapping[str, Any]] | None = None,
    audience: str = "members",
) -> None:
    """emit() for many rows of one model at once, each in its own scope `<scope>:<id>`. `data` goes by place."""
    if not subjects:
        return
    names = (
        "kind",
        "subject_kind",
        "subject_id",
        "scopes",
        "audience",
        "data",
        "by_id",
        "on_behalf_of",
        "at",
    )
    noun, now = subjects[0]._meta.model_name or "", timezone.now()
    copy_rows(
        Event,
        names,
        (
            [kind, noun, row.pk, [f"{scope}:{row.pk}"], audience, told, by.user_id, by.on_behalf_of, now]
            for row, told in zip(subjects, data or [{}] * len(subjects), strict=True)
        ),
    )
    _nudge_on_commit()


def _nudge_on_commit() -> None:
    """One a transaction, however many events it writes."""
    if not any(call[1] is nudge for call in transaction.get_connection().run_on_commit):
        transaction.on_commit(nudge)


def nudge() -> None:
    """Wake the worker now rather than at the next sweep. Never raises."""
    from core.tasks import dispatch_events, send_quietly

    send_quietly(dispatch_events)


def dispatch(limit: int = 500) -> int:
    """Turn waiting events into deliveries. Safe to run twice at once: rows are claimed with SKIP LOCKED."""
    with transaction.atomic():
        waiting = list(
            Event.objects.select_for_update(skip_locked=True)
            .filter(dispatched_at=None)
            .order_by("id")[:limit]
        )
        owed = [
            Delivery(event=event, consumer=code)
            for event in waiting
            for code, consumer in registry.consumers.items()
            if event.kind in consumer.kinds
        ]
        Delivery.objects.bulk_create(owed, ignore_conflicts=True)
        Event.objects.filter(pk__in=[e.pk for e in waiting]).update(dispatched_at=timezone.now())
    return len(waiting)


def deliver(limit: int = 200) -> int:
    """Ask consumers for their deliveries, one transaction each. Returns how many succeeded."""
    done = 0
    for _turn in range(limit):
        outcome = _deliver_one()
        if outcome is None:
            break
        done += outcome
    return done


def _deliver_one() -> int | None:
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .filter(done_at=None, next_at__lte=timezone.now(), attempts__lt=MAX_ATTEMPTS)
            .order_by("next_at")
            .first()
        )
        if delivery is None:
            return None
        consumer = registry.consumers.get(delivery.consumer)
        try:
            with transaction.atomic():
                if consumer is not None:
                    consumer.handle(delivery.event)
        except Exception as error:
            delivery.attempts += 1
            delivery.error = f"{type(error).__name__}: {error}"[:1000]
            delivery.next_at = timezone.now() + timedelta(seconds=10 * 2**delivery.attempts)
            delivery.save(update_fields=["attempts", "error", "next_at"])
            log.exception("delivery_failed", consumer=delivery.consumer, event_id=delivery.event_id)
            return 0
        delivery.done_at = timezone.now()
        delivery.error = ""
        delivery.save(update_fields=["done_at", "error"])
        return 1
