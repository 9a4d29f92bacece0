"""What a person declared about a milestone, and every stage that was left. Never deleted."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models import Comuna
from convergence import stages
from convergence.models.alliance import Alliance
from core.models import BaseModel, File


class MilestoneMark(BaseModel):
    """A document or certificate, an override or a not-applicable, with its reason. Withdrawn, not deleted."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Documento")
        CERTIFICATE = "certificate", _("Certificado de sesión")
        OVERRIDDEN = "overridden", _("Eximido por la fundación")
        NOT_APPLICABLE = "not_applicable", _("No aplica")

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="milestone_marks")
    milestone = models.CharField(_("hito"), max_length=40)
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField(_("motivo o descripción"), max_length=1000, blank=True)
    happened_on = models.DateField(_("fecha"), null=True, blank=True)
    session_number = models.CharField(_("número de sesión"), max_length=40, blank=True)
    agreement_number = models.CharField(_("número de acuerdo"), max_length=40, blank=True)
    comuna = models.ForeignKey(
        Comuna, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("comuna")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_reason = models.TextField(max_length=1000, blank=True, editable=False)

    class Meta:
        verbose_name = _("constancia de hito")
        verbose_name_plural = _("constancias de hitos")
        ordering: ClassVar = ["created_at"]
        indexes: ClassVar = [
            models.Index(fields=["alliance", "milestone"], name="mark_living", condition=Q(withdrawn_at=None))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=["overridden", "not_applicable"]) | ~Q(reason=""),
                name="mark_has_reason",
                violation_error_message=_("Escriba el motivo: queda en el historial."),
            )
        ]


class MilestoneFile(models.Model):
    mark = models.ForeignKey(MilestoneMark, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("archivo de hito")
        verbose_name_plural = _("archivos de hitos")


class StageChange(BaseModel):
    """One stage left for the next, with the gate list as it stood. Written once."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="stage_changes")
    from_stage = models.CharField(_("desde"), max_length=20, choices=stages.stage_codes(), blank=True)
    to_stage = models.CharField(_("hacia"), max_length=20, choices=stages.stage_codes())
    happened_on = models.DateField(_("fecha"))
    gates = models.JSONField(default=list)
    note = models.TextField(_("comentario"), max_length=1000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("cambio de etapa")
        verbose_name_plural = _("cambios de etapa")
        ordering: ClassVar = ["created_at"]

    @property
    def from_label(self) -> str:
        return str(stages.stage_label(self.from_stage)) if self.from_stage else ""

    @property
    def to_label(self) -> str:
        return str(stages.stage_label(self.to_stage))
