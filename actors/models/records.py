"""What is kept about an organisation besides its row: contacts, mandates, notes, files."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actors.models.actor import Actor
from actors.record_querysets import ActorFileQuerySet, ContactQuerySet, MandateQuerySet, NoteQuerySet
from actors.vocabulary import ContactAudience, Office
from core.models import BaseModel, File


@pghistory.track(exclude=["updated_at"])
class Contact(BaseModel):
    """Somebody to write or call at an organisation. Personal data; no account."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("nombre"), max_length=150)
    position = models.CharField(_("cargo"), max_length=100, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    phone = models.CharField(_("teléfono"), max_length=30, blank=True)
    audience = models.CharField(
        _("quién lo ve"), max_length=10, choices=ContactAudience, default=ContactAudience.PRIVATE
    )
    is_main = models.BooleanField(_("contacto principal"), default=False)
    until = models.DateField(_("dejó el cargo el"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contacto")
        verbose_name_plural = _("contactos")
        ordering: ClassVar = ["-is_main", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_name"),
            models.UniqueConstraint(
                fields=["actor"], condition=Q(is_main=True, until=None), name="contact_main_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["updated_at"])
class Mandate(BaseModel):
    """An office held for a time: alcaldía, Concejo, COSOC, directorio of a junta de vecinos."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="mandates")
    office = models.CharField(_("cargo"), max_length=24, choices=Office)
    holder = models.CharField(_("quién lo ejerce"), max_length=200, blank=True)
    since = models.DateField(_("desde"), null=True, blank=True)
    until = models.DateField(_("hasta"), null=True, blank=True)
    source = models.CharField(_("de dónde se sabe"), max_length=200, blank=True)
    warned_on = models.DateField(null=True, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandato")
        verbose_name_plural = _("mandatos")
        ordering: ClassVar = [F("until").asc(nulls_last=True), "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="mandate_dates",
                violation_error_message=_("El mandato termina antes de comenzar."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()} · {self.actor}"


class ActorNote(BaseModel):
    """A working note of the foundation about an organisation; only the foundation reads it."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("nota"), max_length=4000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("nota")
        verbose_name_plural = _("notas")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:80]


class ActorFile(BaseModel):
    """A paper of an organisation: statutes, certificate of vigencia, letter. Seen by it and the foundation."""

    class Kind(models.TextChoices):
        STATUTES = "statutes", _("Estatutos")
        VALIDITY = "validity", _("Certificado de vigencia")
        LETTER = "letter", _("Carta")
        PHOTO = "photo", _("Fotografía o logotipo")
        OTHER = "other", _("Otro documento")

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("qué es"), max_length=12, choices=Kind, default=Kind.OTHER)
    label = models.CharField(_("título"), max_length=150, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = ActorFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("archivo de una organización")
        verbose_name_plural = _("archivos de organizaciones")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.label or str(self.get_kind_display())
