"""Commitment: who does what until when; every date it ever had is kept."""

from datetime import date
from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from convergence import vocabulary as words
from convergence.models.alliance import Alliance
from convergence.models.meeting import Agreement, Meeting
from convergence.querysets import CommitmentQuerySet
from core.models import BaseModel


@pghistory.track(exclude=["updated_at"])
class Commitment(BaseModel):
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="commitments")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    what = models.CharField(_("qué se hará"), max_length=500)
    owner = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("responsable")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("persona"),
    )
    due_on = models.DateField(_("fecha"))
    logic = models.CharField(_("lógica"), max_length=10, choices=words.CommitmentLogic, blank=True)
    state = models.CharField(
        _("estado"),
        max_length=10,
        choices=words.CommitmentState,
        default=words.CommitmentState.ABIERTO,
        editable=False,
    )
    outcome = models.TextField(_("qué se hizo"), max_length=2000, blank=True, editable=False)
    closed_on = models.DateField(_("cerrado el"), null=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("compromiso")
        verbose_name_plural = _("compromisos")
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"], name="commitment_open", condition=Q(state__in=["abierto", "en_curso"])
            ),
            models.Index(fields=["alliance", "due_on"], name="commitment_of_alliance"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["abierto", "en_curso"], closed_on=None)
                | Q(state__in=["cumplido", "liberado"], closed_on__isnull=False),
                name="commitment_closed_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cumplido", "liberado"]) | ~Q(outcome=""),
                name="commitment_closed_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state in words.OPEN_STATES

    def days_late(self, today: date) -> int:
        """Days past the date while open; 0 otherwise."""
        return max(0, (today - self.due_on).days) if self.is_open else 0


class DueDate(models.Model):
    """A date the commitment had and why it was given; the latest is the commitment's own."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="due_dates")
    due_on = models.DateField()
    reason = models.CharField(_("motivo"), max_length=500, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("fecha de compromiso")
        verbose_name_plural = _("fechas de compromisos")
        ordering: ClassVar = ["set_at", "pk"]
