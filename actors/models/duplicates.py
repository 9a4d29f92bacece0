"""Pairs that may be one organisation, and the merges that were made of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actors.merge_querysets import MergeQuerySet, SuspectQuerySet
from actors.models.actor import Actor
from core.models import BaseModel


class Suspect(models.Model):
    """Two organisations that may be one. `first` is the lesser id, so that a pair stands once."""

    class Reason(models.TextChoices):
        SAME_RUT = "same_rut", _("mismo RUT")
        SIMILAR_NAME = "similar_name", _("nombre parecido en la misma comuna")

    class State(models.TextChoices):
        OPEN = "open", _("por revisar")
        DISMISSED = "dismissed", _("son distintas")
        MERGED = "merged", _("reunidas")

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=14, choices=Reason)
    score = models.PositiveSmallIntegerField(_("parecido, de 0 a 100"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    # What was compared when it was last found: a dismissed pair stays so until a name or a RUT changes.
    compared = models.CharField(max_length=64, default="", editable=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = SuspectQuerySet.as_manager()

    class Meta:
        verbose_name = _("posible duplicado")
        verbose_name_plural = _("posibles duplicados")
        ordering: ClassVar = ["-score", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="suspect_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suspect_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["-score"], name="suspect_open", condition=Q(state="open"))]


class Merge(BaseModel):
    """`merged` speaks through `kept` since then; undoing it clears `merged_into` and gives back what was taken."""

    kept = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="merges")
    # Ids of the actors that had been merged into `merged` before and were led on to `kept`.
    led_on = models.JSONField(default=list)
    # {field of the kept one: [what it had, what it took from the merged one]}, as services.merging tells them.
    taken = models.JSONField(default=dict)
    reason = models.CharField(_("por qué son la misma"), max_length=300, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fusión")
        verbose_name_plural = _("fusiones")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merge_standing_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
        ]
