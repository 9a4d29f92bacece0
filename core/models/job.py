"""Work for the worker."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.file import File
from core.models.row import BaseModel


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, principal) -> "JobQuerySet":  # type: ignore[no-untyped-def]
        """A person sees what she asked for; foundation staff also see the periodic ones."""
        if principal.user_id is None:
            return self.none()
        mine = models.Q(asked_by_id=principal.user_id)
        if principal.is_foundation:
            mine |= models.Q(asked_by=None)
        return self.filter(mine)


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
