"""Doors without an account, and submissions remembered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.row import BaseModel


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
