"""Tables without a domain word: base row, outbox, jobs, files, signed links, remembered submissions."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class BaseModel(models.Model):
    """UUIDv7 key, times and the `version` that pages and API use as their one optimistic lock."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(_("creado"), auto_now_add=True)
    updated_at = models.DateTimeField(_("actualizado"), auto_now=True)
    version = models.PositiveIntegerField(_("versión"), default=1, editable=False)

    class Meta:
        abstract = True


class Event(models.Model):
    """One fact that a service wrote in its own transaction: ids and codes, never names."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    scopes = ArrayField(models.CharField(max_length=80), default=list)
    audience = models.CharField(max_length=20, default="members")
    data = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hecho")
        verbose_name_plural = _("hechos")
        indexes: ClassVar = [
            models.Index(fields=["id"], name="event_waiting", condition=models.Q(dispatched_at=None)),
            GinIndex(fields=["scopes"], name="event_scopes"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="event_subject"),
        ]


class Delivery(models.Model):
    """An event owed to one consumer; the pair is unique, so a consumer is asked once until it succeeds."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    consumer = models.CharField(max_length=60)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("entrega")
        verbose_name_plural = _("entregas")
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "consumer"], name="delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="delivery_waiting", condition=models.Q(done_at=None))
        ]


class FileQuerySet(models.QuerySet["File"]):
    def visible_to(self, principal) -> "FileQuerySet":  # type: ignore[no-untyped-def]
        """Own uploads, public files, and whatever an upper floor's records make visible (registry)."""
        from core import registry

        if principal.user_id is None:
            return self.filter(audience=File.Audience.PUBLIC)
        allowed = models.Q(uploaded_by_id=principal.user_id) | models.Q(audience=File.Audience.PUBLIC)
        for visible in registry.file_visibility.values():
            allowed |= visible(principal)
        return self.filter(allowed)


class File(BaseModel):
    """Bytes kept once by their SHA-256 under FILES_ROOT; served only through an authorised view."""

    class Audience(models.TextChoices):
        UPLOADER = "uploader", _("quien lo subió")
        RECORD = "record", _("quien ve el registro")
        PUBLIC = "public", _("público")

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"))
    media_type = models.CharField(max_length=80)
    name = models.CharField(_("nombre"), max_length=200)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.RECORD)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("archivo")
        verbose_name_plural = _("archivos")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


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


class SignedLink(BaseModel):
    """A door for someone without an account. Only the token's hash is kept."""

    purpose = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    consumed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("enlace firmado")
        verbose_name_plural = _("enlaces firmados")
        indexes: ClassVar = [models.Index(fields=["purpose", "subject_id"], name="signed_link_subject")]


class Submission(models.Model):
    """What a client already sent: the same key and body replays the answer, another body is refused."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    subject_id = models.UUIDField(null=True)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("envío recordado")
        verbose_name_plural = _("envíos recordados")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="submission_once")]
        indexes: ClassVar = [models.Index(fields=["at"], name="submission_at")]


def new_uid() -> str:
    """A fresh uid as text, for a form's hidden field."""
    return str(uuid7())


def parse_uid(raw: str | None) -> uuid.UUID | None:
    """The UUID that `raw` spells, or None."""
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        return None
