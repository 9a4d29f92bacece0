"""Reference rows of this floor: goals of the 2030 Agenda and phases of a public investment, by load_reference."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A code with a name in both languages."""

    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    valid_from = models.DateField(_("vigente desde"), null=True, blank=True)
    valid_to = models.DateField(_("vigente hasta"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_es


class Goal(Named):
    """One of the 17 Sustainable Development Goals; colours as the UN gives them, text at 4.5:1 on them."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    code = models.CharField(max_length=5, unique=True)
    focus_es = models.CharField(max_length=200)
    color = models.CharField(max_length=7)
    text_color = models.CharField(max_length=7)

    class Meta:
        verbose_name = _("objetivo de desarrollo sostenible")
        verbose_name_plural = _("objetivos de desarrollo sostenible")
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} · {self.name}"


class Phase(Named):
    """Where an initiative is on its way, from idea to ex-post evaluation; suspended and discarded stand apart."""

    code = models.CharField(max_length=20, primary_key=True)
    order = models.PositiveSmallIntegerField()
    sni_phase = models.CharField(max_length=20)
    exit_criterion = models.CharField(max_length=200)
    iati_status = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("fase")
        verbose_name_plural = _("fases")
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.name
