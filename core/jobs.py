"""Jobs are rows first: asked for in a transaction, claimed by a conditional UPDATE, swept when lost."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import registry
from core.errors import Conflict, DomainError, NotAllowed, TooMany
from core.models import Job, parse_uid
from core.models.job import reach_of

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 3
MOST_OPEN = 10
LOST_AFTER = timedelta(minutes=20)
NUDGE_AGAIN_AFTER = timedelta(seconds=15)


def ask_job(
    *, kind: str, by: Any, params: Mapping[str, Any] | None = None, uid: str | None = None
) -> tuple[Job, bool]:
    """Queue a job; second value says whether the broker heard of it now (else the sweeper will tell it).

    The same `uid` asked twice gives the same job; without a `uid`, so does the same thing that still waits.
    Errors: unknown kind, NotAllowed, params that the kind does not take, Conflict for a uid that names
    another job, or this kind with other params, TooMany.
    """
    known = registry.job_kinds.get(kind)
    if known is None or not known.offered:
        raise DomainError(_("Este tipo de trabajo no existe."), "unknown_kind", field="kind")
    if not known.may_ask(by):
        raise NotAllowed(_("No puede pedir este trabajo."))
    checked = _checked(known, params or {}, by)
    key = parse_uid(uid)
    if key is None:
        waiting = Job.objects.filter(
            asked_by_id=by.user_id, kind=kind, params=checked, state=Job.State.QUEUED, slot=None
        ).first()
        if waiting is not None:
            return waiting, nudge(waiting)
    if key is None or not Job.objects.filter(pk=key).exists():
        _must_not_flood(kind, known, by)
    extra = {"id": key} if key else {}
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, params=checked, asked_by_id=by.user_id, **extra)
    except IntegrityError:
        if key is None:
            raise
        there = Job.objects.filter(pk=key, asked_by_id=by.user_id).first()
        if there is None:
            raise Conflict(_("Este identificador ya se usó para otro trabajo."), "reused_uid") from None
        if (there.kind, there.params) != (kind, checked):
            raise Conflict(_("Este envío ya se recibió con otro contenido."), "reused_key") from None
        job = there
    return job, nudge(job)


def queue_job(*, kind: str, by: Any, params: Mapping[str, Any]) -> Job:
    """A job in the caller's transaction, for a service that made the row it works on; the worker hears of it when
    that commits. Error: TooMany."""
    _must_not_flood(kind, registry.job_kinds[kind], by)
    job = Job.objects.create(kind=kind, params=dict(params), asked_by_id=by.user_id)
    transaction.on_commit(lambda: nudge(job))
    return job


def _must_not_flood(kind: str, known: registry.JobKind, by: Any) -> None:
    """One person's wishes leave the worker to the others. Errors: TooMany."""
    own = Job.objects.filter(asked_by_id=by.user_id, slot=None)
    if own.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).count() >= MOST_OPEN:
        raise TooMany(_("Ya tiene %(n)d trabajos en espera: pida más cuando terminen.") % {"n": MOST_OPEN})
    today = own.filter(kind=kind, created_at__gte=timezone.now() - timedelta(days=1))
    if known.most_a_day is not None and today.count() >= known.most_a_day:
        message = _("En un día se piden a lo más %(n)d de estos trabajos: siga mañana.")
        raise TooMany(message % {"n": known.most_a_day})


def _checked(known: registry.JobKind, params: Mapping[str, Any], by: Any) -> dict[str, Any]:
    if known.check is not None:
        return known.check(params, by)
    if params:
        raise DomainError(_("Este trabajo no lleva parámetros."), "unknown_params", field="params")
    return {}


def nudge(job: Job) -> bool:
    from core.tasks import run_job, send_quietly

    return send_quietly(run_job, str(job.pk))


def claim(job_id: str) -> Job | None:
    """The job if this process won it, else None. Two workers, or two messages, cannot both win."""
    won = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING,
        started_at=timezone.now(),
        beat_at=timezone.now(),
        attempts=F("attempts") + 1,
        worker=f"{socket.gethostname()}:{os.getpid()}",
        updated_at=timezone.now(),
    )
    return Job.objects.get(pk=job_id) if won else None


def run(job_id: str) -> None:
    """Claim and run one job; whatever happens, the row ends with a result or an error for a person."""
    job = claim(job_id)
    if job is None:
        return
    mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=Job.State.RUNNING)
    if job.asked_by is not None and not job.asked_by.is_active:
        _fail(mine, _("La cuenta que pidió este trabajo está desactivada."))
        return
    try:
        known = registry.job_kinds[job.kind]
        mine.update(reach=reach_of(registry.principals["accounts"](job.asked_by, None)))
        result = known.run(job, _reporter(mine))
        file = result.pop("file", None)
        mine.update(
            state=Job.State.DONE,
            progress=100,
            result=result,
            result_file=file,
            finished_at=timezone.now(),
            updated_at=timezone.now(),
            error="",
        )
    except DomainError as error:
        _fail(mine, str(error.message))
    except Exception:
        log.exception("job_failed", job_id=str(job.pk), kind=job.kind)
        _fail(mine, _("Ocurrió un error inesperado. El equipo técnico puede verlo en el registro."))


def _fail(mine: Any, message: str) -> None:
    now = timezone.now()
    mine.update(state=Job.State.FAILED, error=message, finished_at=now, updated_at=now)


def stop_jobs_of(user_id: Any) -> int:
    """What a person asked for and is not done ends as failed; the result of one that runs is not kept."""
    open_ones = Job.objects.filter(asked_by_id=user_id, state__in=[Job.State.QUEUED, Job.State.RUNNING])
    now, why = timezone.now(), _("La cuenta que pidió este trabajo está desactivada.")
    return open_ones.update(state=Job.State.FAILED, error=why, finished_at=now, updated_at=now)


def _reporter(mine: Any) -> Callable[[int, str], None]:
    def report(percent: int, step: str = "") -> None:
        now = timezone.now()
        mine.update(progress=max(0, min(99, percent)), step=step[:200], beat_at=now, updated_at=now)

    return report


@contextmanager
def reported_beside(job: Job) -> Iterator[Callable[[int, str], None]]:
    """A `report` that is seen while the caller's own transaction is open: it writes through another connection. A
    report that cannot be written is left out."""
    beside = connection.copy()
    table = connection.ops.quote_name(Job._meta.db_table)
    sentence = (
        f"update {table} set progress = %s, step = %s, beat_at = now(), updated_at = now() "  # noqa: S608
        "where id = %s and attempts = %s and state = %s"
    )

    def report(percent: int, step: str = "") -> None:
        with suppress(DatabaseError), beside.cursor() as cursor:
            told: list[Any] = [max(0, min(99, percent)), step[:200], job.pk, job.attempts, Job.State.RUNNING]
            cursor.execute(sentence, told)

    try:
        yield report
    finally:
        beside.close()


def sweep(now: datetime | None = None) -> None:
    """Free lost jobs, make due periodic ones, and tell the broker again of those that wait."""
    now = now or timezone.now()
    lost = Job.objects.filter(state=Job.State.RUNNING, beat_at__lt=now - LOST_AFTER)
    lost.filter(attempts__lt=MAX_ATTEMPTS).update(state=Job.State.QUEUED)
    lost.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED, error=_("El trabajo se interrumpió tres veces."), finished_at=now
    )
    make_periodic(now)
    waiting = Job.objects.filter(state=Job.State.QUEUED, created_at__lt=now - NUDGE_AGAIN_AFTER)
    for job in waiting.order_by("created_at")[:50]:
        nudge(job)


def make_periodic(now: datetime) -> None:
    """One row per (kind, slot): two beats, or a beat started twice, make no second job."""
    for code, known in registry.job_kinds.items():
        if known.every_hours:
            slot = str(int(now.timestamp() // (known.every_hours * 3600)))
            Job.objects.bulk_create([Job(kind=code, slot=slot)], ignore_conflicts=True)
