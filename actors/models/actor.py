"""Actor: an organisation and its units; what is kept about one besides its row is in records.py."""

from collections.abc import Collection
from typing import ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.models.territory import Comuna
from actors.querysets import ActorQuerySet
from actors.record_querysets import TagQuerySet
from actors.vocabulary import Industry, Level, Sector, Size, SocialClass
from core import rut
from core.models import BaseModel
from core.search import Unaccented


class ActorKind(models.Model):
    """Reference row: a kind of organisation; `study_kind` is its row in table 3 of the 2008 study."""

    code = models.CharField(max_length=60, primary_key=True)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector)
    name_es = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    study_kind = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("tipo de actor")
        verbose_name_plural = _("tipos de actor")
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_es


class Tag(BaseModel):
    """A word the foundation gives to organisations, written once whatever its accents."""

    name = models.CharField(_("etiqueta"), max_length=40)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("etiqueta")
        verbose_name_plural = _("etiquetas")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Unaccented("name"),
                name="tag_once",
                violation_error_message=_("Ya hay una etiqueta con este nombre."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["updated_at", "canonical_id", "canonical"])
class Actor(BaseModel):
    """An organisation, or a unit (SEREMI, department, plant) that hangs from one and shares its RUT."""

    name = models.CharField(_("nombre"), max_length=200)
    short_name = models.CharField(_("nombre corto o sigla"), max_length=60, blank=True)
    kind = models.ForeignKey(ActorKind, on_delete=models.PROTECT, verbose_name=_("tipo"))
    level = models.CharField(_("nivel"), max_length=13, choices=Level, blank=True)
    social_class = models.CharField(
        _("clase (cooperación público-privada)"), max_length=30, choices=SocialClass, blank=True
    )
    size = models.CharField(_("tamaño"), max_length=10, choices=Size, blank=True)
    industry = models.CharField(_("rubro"), max_length=1, choices=Industry, blank=True)
    rut = models.CharField("RUT", max_length=10, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("unidad de"),
    )
    comunas = models.ManyToManyField(
        Comuna, related_name="actors", blank=True, verbose_name=_("comunas donde está presente")
    )
    website = models.URLField(_("sitio web"), blank=True)
    about = models.TextField(_("quiénes son"), blank=True, max_length=2000)
    registry_number = models.CharField(
        _("inscripción de la personalidad jurídica"), max_length=60, blank=True
    )
    personality_since = models.DateField(_("personalidad jurídica desde"), null=True, blank=True)
    personality_until = models.DateField(_("personalidad jurídica vigente hasta"), null=True, blank=True)
    closed_on = models.DateField(_("dejó de existir el"), null=True, blank=True)
    tags = models.ManyToManyField(Tag, related_name="actors", blank=True, verbose_name=_("etiquetas"))
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("reunida en"),
    )
    # The row that speaks for this one: itself, or the one it was merged into (always one step away).
    canonical_id = models.GeneratedField(
        expression=Coalesce("merged_into", "id"), output_field=models.UUIDField(), db_persist=True
    )
    # That row itself, without a column of its own: what is shown of an organisation is `owner.canonical.name`.
    canonical = models.ForeignObject(
        "self",
        on_delete=models.DO_NOTHING,
        from_fields=["canonical_id"],
        to_fields=["id"],
        editable=False,
        related_name="+",
    )
    is_demo = models.BooleanField(_("dato de demostración"), default=False, editable=False)

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actores")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rut"],
                # A merged row keeps its RUT, and the one that speaks for it may take it.
                condition=~Q(rut="") & Q(merged_into=None),
                name="actor_rut_once",
                violation_error_message=_("Ya hay un actor con este RUT. Si es una unidad suya, indíquelo."),
            ),
            models.CheckConstraint(
                condition=Q(rut="") | Q(rut__regex=r"^[1-9][0-9]{0,7}-[0-9K]$"), name="actor_rut_shape"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(rut=""),
                name="actor_unit_shares_rut",
                violation_error_message=_("Una unidad comparte el RUT de su organización: déjelo vacío."),
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="actor_not_its_own_unit"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="actor_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(personality_until=None)
                | Q(personality_since=None)
                | Q(personality_until__gte=F("personality_since")),
                name="actor_personality_dates",
                violation_error_message=_("La personalidad jurídica termina antes de comenzar."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind"], name="actor_kind"),
            models.Index(fields=["canonical_id"], name="actor_canonical"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """The RUT takes its stored shape first: as people write it, with dots, it is longer than its column."""
        errors: dict[str, list[ValidationError]] = {}
        skip = {*(exclude or ()), "canonical"}
        if self.rut and "rut" not in skip:
            try:
                self.rut = rut.normalise(self.rut)
            except ValidationError as error:
                errors["rut"] = [error]
                skip.add("rut")
        try:
            super().clean_fields(exclude=skip)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def clean(self) -> None:
        super().clean()
        self.name = " ".join(self.name.split())
        if self.parent and self.parent.parent_id:
            raise ValidationError(
                {"parent": _("Elija la organización principal: una unidad no cuelga de otra unidad.")}
            )
        if self.parent and not self._state.adding and self.units.exists():
            raise ValidationError(
                {"parent": _("Esta organización tiene unidades: no puede ser a su vez unidad de otra.")}
            )
        if self.rut and self.parent:
            raise ValidationError({"rut": _("Una unidad comparte el RUT de su organización: déjelo vacío.")})
        self._clean_class()

    def _clean_class(self) -> None:
        """Class, size and industry describe who is not the State; what it is made of is said by its kind."""
        if not self.kind_id or self.sector != Sector.PUBLICO:
            return
        refused = {
            "social_class": _("Una institución pública no lleva clase: es de los actores no estatales."),
            "size": _("Una institución pública no lleva tamaño: es de quienes venden."),
            "industry": _("Una institución pública no lleva rubro: lo dice su tipo."),
        }
        errors = {name: message for name, message in refused.items() if getattr(self, name)}
        if errors:
            raise ValidationError(errors)

    @property
    def sector(self) -> str:
        return self.kind.sector

    @property
    def legal_rut(self) -> str:
        """The RUT of the legal person: its own, or that of the organisation it is a unit of."""
        return self.parent.speaker.rut if self.parent else self.rut

    @property
    def legal_person(self) -> "Actor":
        """Itself, or the organisation it is a unit of: personality, registry and RUT are that one's."""
        return self.parent.speaker if self.parent else self

    @property
    def speaker(self) -> "Actor":
        """The row that speaks for it; where many are shown, fetch `canonical` along and read that."""
        return self if self.merged_into_id is None else self.canonical

    @property
    def display_name(self) -> str:
        return self.short_name or self.name
