"""Alliance (a mesa is one run with the Huella Local model), its funding cycles and who takes part."""

from datetime import date
from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, ActorKind, Comuna, Sector
from convergence import stages
from convergence import vocabulary as words
from convergence.querysets import AllianceQuerySet, ParticipationQuerySet
from core import dates
from core.models import BaseModel


@pghistory.track(exclude=["updated_at"])
class Alliance(BaseModel):
    kind = models.CharField(_("tipo"), max_length=20, choices=words.AllianceKind)
    name = models.CharField(_("nombre"), max_length=200)
    purpose = models.TextField(_("propósito"), max_length=2000, blank=True)
    comunas = models.ManyToManyField(Comuna, related_name="alliances", verbose_name=_("comunas"))
    theme = models.CharField(_("área temática"), max_length=40, choices=words.ThemeArea, blank=True)
    areas = ArrayField(
        models.CharField(max_length=30, choices=words.ApplicationArea),
        default=list,
        blank=True,
        verbose_name=_("áreas de aplicación"),
    )
    scale = models.CharField(_("escala"), max_length=20, choices=words.Scale, blank=True)
    origin = models.CharField(_("origen"), max_length=20, choices=words.Origin, blank=True)
    started_by = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("quién la inició"),
    )
    base = models.CharField(_("base"), max_length=12, choices=words.Base, blank=True)
    formality = models.CharField(
        _("formalidad"), max_length=20, choices=words.Formality, default=words.Formality.INFORMAL
    )
    structure = models.CharField(_("estructura"), max_length=10, choices=words.Structure, blank=True)
    sponsor = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored_alliances",
        verbose_name=_("empresa patrocinante"),
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_alliances",
        verbose_name=_("coordinación"),
        limit_choices_to={"is_foundation_staff": True},
    )
    stage = models.CharField(_("etapa"), max_length=20, choices=stages.stage_codes(), editable=False)
    stage_since = models.DateField(_("en la etapa desde"), editable=False)
    started_on = models.DateField(_("inicio"))
    ended_on = models.DateField(_("término"), null=True, blank=True)
    is_public = models.BooleanField(_("se muestra al público"), default=True)
    is_demo = models.BooleanField(_("dato de demostración"), default=False, editable=False)

    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("alianza")
        verbose_name_plural = _("alianzas")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="alliance_dates",
                violation_error_message=_("La fecha de término es anterior a la de inicio."),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "stage"], name="alliance_board")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.name = " ".join(self.name.split())
        if self.ended_on and self.started_on and self.ended_on < self.started_on:
            raise ValidationError({"ended_on": _("La fecha de término es anterior a la de inicio.")})

    @property
    def scope(self) -> str:
        """The scope of its events."""
        return f"alliance:{self.pk}"

    @property
    def is_mesa(self) -> bool:
        return self.kind in words.MESAS

    @property
    def stage_label(self) -> str:
        return str(stages.stage_label(self.stage))

    @property
    def zone(self) -> str:
        """Time zone of its territory: that of its first comuna."""
        return next((comuna.time_zone for comuna in self.comunas.all()), dates.SANTIAGO)

    def today(self) -> date:
        return dates.today(self.zone)


@pghistory.track(exclude=["updated_at"])
class Cycle(BaseModel):
    """A funding cycle: a numbered date range of any length; cycles of an alliance do not overlap."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField(_("número"))
    starts_on = models.DateField(_("inicio"))
    ends_on = models.DateField(_("término"))

    class Meta:
        verbose_name = _("ciclo")
        verbose_name_plural = _("ciclos")
        ordering: ClassVar = ["alliance", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alliance", "number"],
                name="cycle_number_once",
                violation_error_message=_("Ya hay un ciclo con este número."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="cycle_dates",
                violation_error_message=_("El ciclo termina antes de comenzar."),
            ),
            # Overlap is refused by the exclusion constraint of migration 0002_cycle_overlap.
        ]


@pghistory.track(exclude=["updated_at"])
class Participation(BaseModel):
    """An actor in an alliance; sector and kind are copied when made, so that later edits do not rewrite it."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="participations")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="participations")
    sector = models.CharField(max_length=30, choices=Sector, editable=False)
    kind = models.ForeignKey(ActorKind, on_delete=models.PROTECT, editable=False, related_name="+")
    roles = ArrayField(
        models.CharField(max_length=30, choices=words.ParticipationRole),
        default=list,
        verbose_name=_("roles"),
    )
    contributions = ArrayField(
        models.CharField(max_length=30, choices=words.ContributionKind),
        default=list,
        blank=True,
        verbose_name=_("tipos de aporte"),
    )
    is_strategic = models.BooleanField(_("aliado estratégico"), default=False)
    strategic_reason = models.CharField(_("por qué es estratégico"), max_length=200, blank=True)
    has_seat = models.BooleanField(_("tiene asiento en la mesa"), default=True)
    representative = models.CharField(_("representante"), max_length=150, blank=True)
    joined_on = models.DateField(_("desde"))
    left_on = models.DateField(_("hasta"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participación")
        verbose_name_plural = _("participaciones")
        ordering: ClassVar = ["joined_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alliance", "actor"],
                condition=Q(left_on=None),
                name="participation_open_once",
                violation_error_message=_("Esta organización ya participa en la alianza."),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="participation_dates",
                violation_error_message=_("La fecha de salida es anterior a la de ingreso."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.left_on and self.joined_on and self.left_on < self.joined_on:
            raise ValidationError({"left_on": _("La fecha de salida es anterior a la de ingreso.")})

    def __str__(self) -> str:
        return f"{self.actor} · {self.alliance}"
