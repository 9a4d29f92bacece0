"""Initiative: what was agreed and becomes a work; its goals; every list and phase it has been in."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Comuna
from convergence.models import Agreement, Alliance
from core.models import BaseModel
from portfolio import vocabulary as words
from portfolio.models.reference import Goal, Phase
from portfolio.querysets import InitiativeQuerySet


@pghistory.track(exclude=["updated_at"])
class Initiative(BaseModel):
    """Costs in pesos, beneficiaries in persons; a cost or count that nobody knows yet is None, not zero."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="initiatives")
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("acuerdo en que se decidió"),
    )
    plan = models.CharField(_("plan del que viene"), max_length=200, blank=True)
    name = models.CharField(_("nombre"), max_length=200)
    description = models.TextField(_("en qué consiste"), max_length=4000, blank=True)
    works_class = models.CharField(_("clase de obra"), max_length=20, choices=words.WorksClass)
    comuna = models.ForeignKey(
        Comuna, on_delete=models.PROTECT, related_name="initiatives", verbose_name=_("comuna")
    )
    place = models.CharField(_("lugar"), max_length=200, blank=True)
    lat = models.DecimalField(
        _("latitud"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(-17)],
    )
    lng = models.DecimalField(
        _("longitud"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-110), MaxValueValidator(-53)],
    )
    women = models.PositiveIntegerField(_("mujeres"), null=True, blank=True)
    men = models.PositiveIntegerField(_("hombres"), null=True, blank=True)
    unspecified = models.PositiveIntegerField(_("personas sin desagregar"), null=True, blank=True)
    how_counted = models.CharField(_("cómo se contó"), max_length=12, choices=words.HowCounted, blank=True)
    design_cost = models.BigIntegerField(_("costo de diseño"), null=True, blank=True)
    execution_cost = models.BigIntegerField(_("costo de ejecución"), null=True, blank=True)
    portfolio = models.CharField(
        _("cartera"),
        max_length=12,
        choices=words.Portfolio,
        default=words.Portfolio.AMPLIADA,
        editable=False,
    )
    phase = models.ForeignKey(
        Phase, on_delete=models.PROTECT, related_name="+", verbose_name=_("fase"), editable=False
    )
    phase_since = models.DateField(_("en la fase desde"), editable=False)
    entered_on = models.DateField(_("entró a la cartera el"), editable=False)
    next_step = models.CharField(_("próximo paso"), max_length=300, blank=True)
    next_step_by = models.DateField(_("para cuándo"), null=True, blank=True)
    ball = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives_in_hand",
        verbose_name=_("quién tiene la pelota"),
    )
    is_demo = models.BooleanField(_("dato de demostración"), default=False, editable=False)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("iniciativa")
        verbose_name_plural = _("iniciativas")
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["alliance", "portfolio"], name="initiative_of_alliance"),
            models.Index(fields=["phase"], name="initiative_phase"),
            models.Index(fields=["comuna"], name="initiative_comuna"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False) | ~Q(plan=""),
                name="initiative_has_origin",
                violation_error_message=_("Indique el acuerdo en que se decidió o el plan del que viene."),
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lng=None) | Q(lat__isnull=False, lng__isnull=False),
                name="initiative_point_whole",
                violation_error_message=_("Un punto necesita latitud y longitud."),
            ),
            models.CheckConstraint(
                condition=(Q(design_cost=None) | Q(design_cost__gte=0))
                & (Q(execution_cost=None) | Q(execution_cost__gte=0)),
                name="initiative_costs",
                violation_error_message=_("Un costo no puede ser negativo."),
            ),
            models.CheckConstraint(
                condition=Q(women=None, men=None, unspecified=None) | ~Q(how_counted=""),
                name="initiative_says_how_counted",
                violation_error_message=_("Indique cómo se contaron los beneficiarios."),
            ),
            models.CheckConstraint(
                condition=Q(phase_since__gte=F("entered_on")), name="initiative_phase_after_entry"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.name = " ".join(self.name.split())
        self.plan = " ".join(self.plan.split())

    @property
    def beneficiaries(self) -> int | None:
        """Persons in all; None when nobody counted. A person may repeat in another initiative."""
        told = [n for n in (self.women, self.men, self.unspecified) if n is not None]
        return sum(told) if told else None


class InitiativeGoal(models.Model):
    """What part of an initiative works for a goal. The set is replaced whole; a deferred constraint holds that
    weights add to 100 and one goal is the main one (migration 0002)."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="goals")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField(_("peso"))
    is_main = models.BooleanField(_("principal"), default=False)

    class Meta:
        verbose_name = _("objetivo de la iniciativa")
        verbose_name_plural = _("objetivos de las iniciativas")
        ordering: ClassVar = ["-is_main", "-weight", "goal"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["initiative", "goal"], name="initiative_goal_once"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="initiative_goal_weight"),
            models.UniqueConstraint(
                fields=["initiative"], condition=Q(is_main=True), name="initiative_one_main_goal"
            ),
        ]


class InitiativeStep(models.Model):
    """List and phase of an initiative from a day on; the last one is its present state. Written once."""

    id = models.BigAutoField(primary_key=True)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="steps")
    portfolio = models.CharField(_("cartera"), max_length=12, choices=words.Portfolio)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="+", verbose_name=_("fase"))
    since = models.DateField(_("desde"))
    note = models.CharField(_("comentario"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("paso de la iniciativa")
        verbose_name_plural = _("pasos de las iniciativas")
        ordering: ClassVar = ["since", "pk"]
        indexes: ClassVar = [models.Index(fields=["initiative", "-since", "-id"], name="step_of_initiative")]
