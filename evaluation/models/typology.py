"""TypologyResult: how an alliance read on a day, by which rules. Written once; only `seen_on` moves."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from convergence.models import Alliance
from core.ids import uuid7
from evaluation.querysets import TypologyResultQuerySet
from evaluation.vocabulary import Confidence, Model


class TypologyResult(models.Model):
    """`as_of` is the first day that read so and `seen_on` the last on which it was confirmed. The JSON holds codes,
    numbers and row ids, no words and no names: evaluation/words.py speaks them in the reader's language.

    readings: {variable: {values, models, source, why}}; evidence: {variable: [{rows, count, ids}]}; counts: {model:
    conditions that fit}; reasons and notices: [{code, by, params}]; blocked: {model: ambiguity}; axes: {axis: family}.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="typology_results")
    as_of = models.DateField(_("al día"))
    seen_on = models.DateField(_("confirmado el"))
    model = models.CharField(_("modelo"), max_length=20, choices=Model)
    margin = models.PositiveSmallIntegerField(_("margen"))
    confidence = models.CharField(_("confianza"), max_length=10, choices=Confidence)
    rule_version = models.CharField(_("versión de las reglas"), max_length=20)
    reading_version = models.CharField(_("versión de la lectura"), max_length=20)
    readings = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    blocked = models.JSONField(default=dict)
    axes = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = TypologyResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("lectura de la articulación")
        verbose_name_plural = _("lecturas de la articulación")
        ordering: ClassVar = ["-as_of", "-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["alliance", "-as_of", "-created_at", "-id"], name="typology_latest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(seen_on__gte=F("as_of")), name="typology_dates")
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="typology_is_kept", exclude=["seen_on"]),
            pgtrigger.Protect(name="typology_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_model_display()} · {self.as_of:%d-%m-%Y}"
