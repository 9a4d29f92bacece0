"""Who acts for an organisation: memberships, invitations to them, and their handing over."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actors.models.actor import Actor
from actors.querysets import MembershipQuerySet
from actors.record_querysets import HandoverQuerySet, InvitationQuerySet
from actors.vocabulary import Reach
from core.models import BaseModel


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
    reach = models.CharField(_("alcance"), max_length=14, choices=Reach, default=Reach.ORGANISATION)
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


class Invitation(BaseModel):
    """A person is asked by mail to act for an organisation. It opens by a signed link and lapses with it."""

    email = models.EmailField(_("correo electrónico"))
    name = models.CharField(_("nombre"), max_length=150, blank=True)
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(_("rol"), max_length=10, choices=Membership.Role, default=Membership.Role.MEMBER)
    title = models.CharField(_("cargo"), max_length=100, blank=True)
    reach = models.CharField(_("alcance"), max_length=14, choices=Reach, default=Reach.ORGANISATION)
    # Ids of the alliances in which she takes a seat on accepting (the upper floor fills them in).
    alliances = models.JSONField(default=list, blank=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("vence"))
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitación")
        verbose_name_plural = _("invitaciones")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email", "actor"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
                violation_error_message=_("Ya hay una invitación pendiente para este correo."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.actor}"


class Handover(BaseModel):
    """A traspaso done: what went from one person to the next, frozen as it was moved. Never changed."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, related_name="handovers")
    leaver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers_left"
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers_taken"
    )
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("motivo"), max_length=300, blank=True)
    # {part code: [{"kind", "id"}…]}: ids and codes; the sheet reads the names when it is printed.
    moved = models.JSONField(default=dict)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("traspaso")
        verbose_name_plural = _("traspasos")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(leaver=F("successor")), name="handover_to_another")
        ]

    def __str__(self) -> str:
        return f"{self.leaver} → {self.successor}"
