"""Region, province, comuna by CUT code (text with leading zeros), loaded by load_reference."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.querysets import ComunaQuerySet


class Place(models.Model):
    code = models.CharField(_("código CUT"), max_length=5, primary_key=True)
    name = models.CharField(_("nombre"), max_length=80)
    valid_from = models.DateField(_("vigente desde"), null=True, blank=True)
    valid_to = models.DateField(_("vigente hasta"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Region(Place):
    official_name = models.CharField(_("nombre oficial"), max_length=120)
    roman = models.CharField(max_length=6)
    iso = models.CharField("ISO 3166-2", max_length=6)
    order = models.PositiveSmallIntegerField(_("orden de norte a sur"))

    class Meta:
        verbose_name = _("región")
        verbose_name_plural = _("regiones")
        ordering: ClassVar = ["order"]


class Province(Place):
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="provinces")

    class Meta:
        verbose_name = _("provincia")
        verbose_name_plural = _("provincias")
        ordering: ClassVar = ["code"]


class Comuna(Place):
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="comunas")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="comunas")
    other_names = ArrayField(models.CharField(max_length=80), default=list, verbose_name=_("otras grafías"))
    lat = models.DecimalField(_("latitud del centro poblado"), max_digits=8, decimal_places=4)
    lng = models.DecimalField(_("longitud del centro poblado"), max_digits=8, decimal_places=4)
    population = models.PositiveIntegerField(_("población (Censo 2024)"))
    time_zone = models.CharField(_("zona horaria"), max_length=40, default="America/Santiago")

    objects = ComunaQuerySet.as_manager()

    class Meta:
        verbose_name = _("comuna")
        verbose_name_plural = _("comunas")
        ordering: ClassVar = ["code"]
