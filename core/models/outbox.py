"""Events that services wrote and the deliveries owed to consumers."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


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
