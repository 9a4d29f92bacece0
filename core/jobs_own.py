"""This floor's own job kinds: the check that proves the worker is alive, and the nightly purge."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import files, registry
from core.models import Delivery, Event, Job, SignedLink, Submission

SUBMISSIONS_KEPT = timedelta(days=60)
EVENTS_DELIVERED_KEPT = timedelta(days=90)
RESULTS_KEPT = timedelta(days=7)


def check_worker(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """What the worker is and sees: its process id, the database's version and the events that wait."""
    report(30, str(_("Leyendo la base de datos")))
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        (server,) = cursor.fetchone()
    waiting = Event.objects.filter(dispatched_at=None).count()
    return {"pid": os.getpid(), "postgresql": server, "events_waiting": waiting}


def purge(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """Remove what has served: old submissions, delivered deliveries, dead links, results of jobs (a report keeps its
    own document), files nobody names."""
    now = timezone.now()
    counts = {
        "submissions": Submission.objects.filter(at__lt=now - SUBMISSIONS_KEPT).delete()[0],
        "deliveries": Delivery.objects.filter(done_at__lt=now - EVENTS_DELIVERED_KEPT).delete()[0],
        "links": SignedLink.objects.filter(expires_at__lt=now - EVENTS_DELIVERED_KEPT).delete()[0],
    }
    served = Job.objects.filter(finished_at__lt=now - RESULTS_KEPT).exclude(result_file=None)
    counts["results"] = served.update(result_file=None)
    report(60, str(_("Archivos sin dueño")))
    counts["files"] = files.remove_orphans()
    return counts


registry.job_kinds.fill(
    "check",
    registry.JobKind(
        label=_("Comprobar el trabajador"), run=check_worker, may_ask=lambda p: p.is_foundation, offered=True
    ),
)
registry.job_kinds.fill(
    "purge",
    registry.JobKind(
        label=_("Limpieza nocturna"), run=purge, may_ask=lambda p: p.is_foundation, every_hours=24
    ),
)
