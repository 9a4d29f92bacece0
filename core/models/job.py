"""Work for the worker."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.file import File
from core.models.row import BaseModel

EVERYTHING = "foundation"  # the reach of who sees all


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, principal) -> "JobQuerySet":  # type: ignore[no-untyped-def]
        """A person sees what she asked for; foundation staff also see the periodic ones."""
        if principal.user_id is None:
            return self.none()
        mine = models.Q(asked_by_id=principal.user_id)
        if principal.is_foundation:
            mine |= models.Q(asked_by=None)
        return self.filter(mine)

    def given_to(self, principal) -> "JobQuerySet":  # type: ignore[no-untyped-def]
        """Those whose result is hers still: she sees now all that its asker saw when the work began."""
        if principal.is_foundation:
            return self
        return self.filter(reach__contained_by=reach_of(principal))

    def with_result(self, principal) -> "JobQuerySet":  # type: ignore[no-untyped-def]
        """`result_file` is None where it is not, or no longer, given to the principal."""
        return self.prefetch_related(models.Prefetch("result_file", File.objects.visible_to(principal)))


def reach_of(principal) -> list[str]:  # type: ignore[no-untyped-def]
    """All that decides what a person sees, as codes: her organisations, and what each floor says (registry)."""
    from core import registry

    if principal.is_foundation:
        return [EVERYTHING]
    own = {f"actor:{pk}" for pk in principal.actor_ids}
    return sorted(own.union(*(told(principal) for told in registry.reach.values())))


def files_of_jobs(principal) -> models.Q:  # type: ignore[no-untyped-def]
    """Results of jobs: exports and documents hold what the asker saw, so they are given while she sees it still."""
    rows = Job.objects.visible_to(principal).given_to(principal).exclude(result_file=None)
    return models.Q(pk__in=rows.values("result_file_id"))


class Job(BaseModel):
    """Work for the worker: who asked, how far it is, what came out, or an error a person can read."""

    class State(models.TextChoices):
        QUEUED = "queued", _("en espera")
        RUNNING = "running", _("en curso")
        DONE = "done", _("listo")
        FAILED = "failed", _("no se pudo")

    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    slot = models.CharField(max_length=40, null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    result_file = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    # What the asker saw when the work began (reach_of); null when that is not known.
    reach = ArrayField(models.CharField(max_length=90), null=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("trabajo")
        verbose_name_plural = _("trabajos")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "slot"], name="job_slot_once"),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_percent"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], name="job_open", condition=models.Q(state__in=["queued", "running"])
            )
        ]

    @property
    def label(self) -> str:
        from core import registry

        kind = registry.job_kinds.get(self.kind)
        return str(kind.label) if kind else self.kind

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}
