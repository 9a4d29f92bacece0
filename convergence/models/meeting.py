"""Meeting: when, how many and who, what was agreed; its files."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from convergence import vocabulary as words
from convergence.models.alliance import Alliance
from convergence.querysets import AgreementQuerySet, MeetingQuerySet
from core.models import BaseModel, File


@pghistory.track(exclude=["updated_at"])
class Meeting(BaseModel):
    """A meeting held. Headcount is of persons; the table and the organisations are in `attendances`."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(
        _("tipo de reunión"), max_length=30, choices=words.MeetingKind, default=words.MeetingKind.SESION
    )
    held_on = models.DateField(_("fecha"))
    place = models.CharField(_("lugar o enlace"), max_length=200, blank=True)
    spaces = ArrayField(
        models.CharField(max_length=30, choices=words.MeetingSpace),
        default=list,
        blank=True,
        verbose_name=_("para qué se reunieron"),
    )
    women = models.PositiveSmallIntegerField(_("mujeres"), default=0)
    men = models.PositiveSmallIntegerField(_("hombres"), default=0)
    others = models.PositiveSmallIntegerField(_("otras personas"), default=0)
    summary = models.TextField(_("de qué se habló"), max_length=4000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reunión")
        verbose_name_plural = _("reuniones")
        ordering: ClassVar = ["-held_on", "-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["alliance", "-held_on"], name="meeting_of_alliance"),
            models.Index(fields=["created_at"], name="meeting_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.held_on:%d-%m-%Y}"

    @property
    def headcount(self) -> int:
        return self.women + self.men + self.others

    @property
    def came(self) -> list["Attendance"]:
        """Who was there, each organisation once: of two that were merged since, the people are summed."""
        people: dict[Actor, int] = {}
        for row in self.attendances.all():
            people[row.actor.canonical] = people.get(row.actor.canonical, 0) + row.people
        return [Attendance(meeting=self, actor=actor, people=n) for actor, n in people.items()]


class Attendance(models.Model):
    """An organisation at a meeting and how many came for it; 0 means it came and nobody counted."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="attendances")
    people = models.PositiveSmallIntegerField(_("personas"), default=0)

    class Meta:
        verbose_name = _("asistencia")
        verbose_name_plural = _("asistencias")
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "actor"], name="attendance_once")]


class MeetingFile(models.Model):
    class Kind(models.TextChoices):
        SIGNED_LIST = "signed_list", _("Lista de asistencia firmada")
        PHOTO = "photo", _("Fotografía")
        DOCUMENT = "document", _("Documento")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SIGNED_LIST)

    class Meta:
        verbose_name = _("archivo de reunión")
        verbose_name_plural = _("archivos de reuniones")


@pghistory.track(exclude=["updated_at"])
class Agreement(BaseModel):
    """What a meeting agreed, and of what nature (the five of the 2008 study)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField(_("número"))
    text = models.TextField(_("acuerdo"), max_length=1000)
    nature = models.CharField(_("naturaleza"), max_length=40, choices=words.AgreementNature)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("acuerdo")
        verbose_name_plural = _("acuerdos")
        ordering: ClassVar = ["meeting", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="agreement_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="agreement_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
