"""People at a mesa: who sits there for an organisation, and the map of who matters to it."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, ActorKind, Comuna
from actors.vocabulary import Sector
from convergence import vocabulary as words
from convergence.models.alliance import Alliance, Participation
from convergence.people_querysets import MapEntryQuerySet, SeatQuerySet
from core.models import BaseModel

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


@pghistory.track(exclude=["updated_at"])
class Seat(BaseModel):
    """A person sits at a mesa for an organisation that takes part in it, between two dates."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    kind = models.CharField(
        _("calidad"), max_length=10, choices=words.SeatKind, default=words.SeatKind.TITULAR
    )
    since = models.DateField(_("desde"))
    until = models.DateField(_("hasta"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("asiento")
        verbose_name_plural = _("asientos")
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation", "user"],
                condition=Q(until=None),
                name="seat_open_once",
                violation_error_message=_("Esta persona ya tiene un asiento por la organización."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="seat_dates",
                violation_error_message=_("La fecha de término es anterior a la de inicio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.participation}"


@pghistory.track(exclude=["updated_at"])
class MapEntry(BaseModel):
    """An organisation on the actor map of a mesa: registered, or as yet only named with its sector."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="map_entries")
    actor = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="map_entries",
        verbose_name=_("organización registrada"),
    )
    name = models.CharField(_("nombre, si no está registrada"), max_length=200, blank=True)
    sector = models.CharField(_("sector"), max_length=30, choices=Sector)
    kind = models.ForeignKey(
        ActorKind,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tipo"),
    )
    comuna = models.ForeignKey(
        Comuna, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("comuna")
    )
    interest = models.PositiveSmallIntegerField(_("interés"), null=True, blank=True, validators=ONE_TO_FIVE)
    influence = models.PositiveSmallIntegerField(
        _("influencia"), null=True, blank=True, validators=ONE_TO_FIVE
    )
    position = models.CharField(
        _("posición"), max_length=12, choices=words.MapPosition, default=words.MapPosition.UNKNOWN
    )
    expectation = models.TextField(_("qué espera"), max_length=1000, blank=True)
    approach = models.TextField(_("cómo acercarse"), max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = MapEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor del mapa")
        verbose_name_plural = _("actores del mapa")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alliance", "actor"],
                condition=Q(withdrawn_at=None),
                name="map_entry_once",
                violation_error_message=_("Esta organización ya está en el mapa."),
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | ~Q(name=""),
                name="map_entry_is_somebody",
                violation_error_message=_("Elija una organización registrada o escriba su nombre."),
            ),
            models.CheckConstraint(
                condition=Q(interest=None) | Q(interest__range=(1, 5)), name="map_entry_interest"
            ),
            models.CheckConstraint(
                condition=Q(influence=None) | Q(influence__range=(1, 5)), name="map_entry_influence"
            ),
        ]

    def __str__(self) -> str:
        return self.speaker.name if self.speaker else self.name

    @property
    def speaker(self) -> Actor | None:
        """The registered organisation that speaks for the row: the one it was merged into, if it was."""
        return (self.actor.merged_into or self.actor) if self.actor else None

    @property
    def is_assessed(self) -> bool:
        """Placed on both axes."""
        return self.interest is not None and self.influence is not None
