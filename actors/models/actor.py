"""Actor: an organisation, its units and the people who act for it."""

from collections.abc import Collection
from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actors.models.territory import Comuna
from actors.querysets import ActorQuerySet, MembershipQuerySet
from core import rut
from core.models import BaseModel


class Sector(models.TextChoices):
    PUBLICO = "publico", _("Público")
    SOCIEDAD_CIVIL = "sociedad_civil", _("Sociedad civil")
    MERCADO = "mercado", _("Mercado")
    RED_MIXTA = "red_mixta", _("Red mixta")
    COOPERACION = "cooperacion_internacional", _("Cooperación internacional")


class Level(models.TextChoices):
    CENTRAL = "central", _("Central")
    REGIONAL = "regional", _("Regional")
    PROVINCIAL = "provincial", _("Provincial")
    LOCAL = "local", _("Local")
    SUBLOCAL = "sublocal", _("Sublocal")


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


@pghistory.track(exclude=["updated_at"])
class Actor(BaseModel):
    """An organisation, or a unit (SEREMI, department, plant) that hangs from one and shares its RUT."""

    name = models.CharField(_("nombre"), max_length=200)
    short_name = models.CharField(_("nombre corto o sigla"), max_length=60, blank=True)
    kind = models.ForeignKey(ActorKind, on_delete=models.PROTECT, verbose_name=_("tipo"))
    level = models.CharField(_("nivel"), max_length=12, choices=Level)
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
    is_demo = models.BooleanField(_("dato de demostración"), default=False, editable=False)

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actores")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rut"],
                condition=~Q(rut=""),
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
        ]
        indexes: ClassVar = [models.Index(fields=["kind"], name="actor_kind")]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """The RUT takes its stored shape first: as people write it, with dots, it is longer than its column."""
        errors: dict[str, list[ValidationError]] = {}
        skip = set(exclude or ())
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

    @property
    def sector(self) -> str:
        return self.kind.sector

    @property
    def legal_rut(self) -> str:
        """The RUT of the legal person: its own, or that of the organisation it is a unit of."""
        return self.parent.rut if self.parent else self.rut

    @property
    def display_name(self) -> str:
        return self.short_name or self.name


@pghistory.track()
class Membership(BaseModel):
    """A user acts for an actor between two dates; what she may see and do follows from it."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("administra la ficha de la organización")
        MEMBER = "member", _("participa por la organización")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("rol"), max_length=10, choices=Role, default=Role.MEMBER)
    title = models.CharField(_("cargo"), max_length=100, blank=True)
    since = models.DateField(_("desde"))
    until = models.DateField(_("hasta"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("pertenencia")
        verbose_name_plural = _("pertenencias")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "actor"],
                condition=Q(until=None),
                name="membership_open_once",
                violation_error_message=_("Esta persona ya actúa por la organización."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="membership_dates",
                violation_error_message=_("La fecha de término es anterior a la de inicio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.actor}"
