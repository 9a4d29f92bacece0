"""Invitations by mail: sent, sent again, withdrawn, accepted. The mail itself is in actors/mails.py, by the outbox."""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from accounts.principal import SYSTEM, Principal, principal_of
from actors import rules
from actors.models import Actor, Invitation, Membership
from actors.services.people import canonical, check_reach, join, people_scope
from actors.vocabulary import Reach
from core import registry
from core.errors import Conflict, NotAllowed, TooMany
from core.events import emit
from core.models import Event, SignedLink
from core.signed_links import DeadLink, consume, revoke_links
from core.states import lock, write

PURPOSE = "invitation"
MOST_DAYS = 30
MOST_A_DAY = 100  # mails that one person makes the platform send
NEW_LINK_EVERY = timedelta(minutes=1)
_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)


@transaction.atomic
def invite_person(
    *,
    actor: Actor,
    email: str,
    by: Principal,
    name: str = "",
    role: str = Membership.Role.MEMBER,
    title: str = "",
    reach: str = Reach.ORGANISATION,
    alliances: Iterable[uuid.UUID | str] = (),
    days: int | None = None,
    uid: uuid.UUID | None = None,
) -> Invitation:
    """An invitation whose mail goes out after the commit. Nothing tells whether the address has an account.

    Errors: NotAllowed; ValidationError by field; Conflict when the address waits for an answer or acts for the
    organisation already (both stand on its page of people); TooMany.
    """
    actor = lock(canonical(actor))
    if not rules.can_keep_people(by, actor):
        raise NotAllowed(_("A las personas de una organización las invitan ella y la fundación."))
    places = [str(key) for key in alliances]
    _check_words(name=name, title=title)
    _check(actor, by, role=role, reach=reach, places=places, days=days)
    row = Invitation(
        **({"id": uid} if uid else {}),
        actor=actor,
        email=email.strip().lower(),
        name=" ".join(name.split()),
        role=role,
        title=" ".join(title.split()),
        reach=reach,
        alliances=places,
        invited_by=by.user,
        expires_at=_end_of(days),
    )
    row.full_clean(exclude=["invited_by"], validate_constraints=False)
    _must_not_flood(by)
    _must_be_new(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _waits() from None
    _send(row, by)
    return row


@transaction.atomic
def resend_invitation(
    *, invitation: Invitation, by: Principal, days: int | None = None, version: int | None = None
) -> Invitation:
    """A new mail with a new link and a new expiry; the link before opens nothing. Errors: NotAllowed, Stale,
    Conflict when it was answered or withdrawn, TooMany within a minute of the last."""
    locked = _lock_open(invitation, by, version)
    _check_days(days)
    _must_not_flood(by)
    if locked.updated_at > timezone.now() - NEW_LINK_EVERY:
        raise TooMany(_("El correo se acaba de enviar: espere un minuto antes de repetirlo."))
    _kill_links(locked)
    write(locked, expires_at=_end_of(days), sent_at=None)
    _send(locked, by)
    return locked


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Principal, version: int | None = None) -> Invitation:
    """Withdraw it: its link opens nothing. Errors: NotAllowed, Stale, Conflict when it was answered or withdrawn."""
    locked = _lock_open(invitation, by, version)
    _kill_links(locked)
    write(locked, revoked_at=timezone.now())
    emit("invitation.revoked", locked, by=by, scopes=[people_scope(locked.actor)])
    return locked


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, link: SignedLink, by: Principal, name: str = "", password: str = ""
) -> tuple[User, Membership]:
    """(who, her membership): consumes the link, makes the account if the address has none, and seats her.

    The mail proves the address, so the new account's is verified; it never is foundation staff. Who has an account
    must be signed in as herself. Twice at once: the second finds the link used. Errors: DeadLink, NotAllowed,
    Conflict (account shut, or she acts for the organisation already), ValidationError of name and password.
    """
    consume(link)
    locked = lock(invitation)
    must_be_open(locked)
    user = account_of(locked)
    if user is None:
        user = _new_account(locked, name, password)
    else:
        must_be_usable(user)
        if by.user_id != user.pk:
            raise NotAllowed(
                _("La invitación es para %(email)s: ingrese con esa cuenta.") % {"email": locked.email}
            )
    actor = lock(canonical(locked.actor))
    membership = join(
        user=user,
        actor=actor,
        role=locked.role,
        title=locked.title,
        reach=locked.reach,
        by=principal_of(user),
    )
    write(locked, accepted_at=timezone.now(), accepted_by=user)
    for take in registry.invitation_seats.values():
        take(invitation=locked, user=user)
    emit("invitation.accepted", locked, by=principal_of(user), scopes=[people_scope(actor)])
    return user, membership


def account_of(invitation: Invitation) -> User | None:
    """The account of the invited address, whatever its state."""
    return User.objects.filter(email=invitation.email).first()


def must_be_open(invitation: Invitation) -> Invitation:
    """Error: DeadLink when it was answered, withdrawn, is past its time, or whoever sent it may not invite now."""
    if invitation.accepted_at is not None:
        raise DeadLink(registry.link_purposes[PURPOSE].used)
    over = invitation.revoked_at is not None or invitation.expires_at <= timezone.now()
    sender = invitation.invited_by
    if over or (
        sender is not None and not rules.can_keep_people(principal_of(sender), canonical(invitation.actor))
    ):
        raise DeadLink(registry.link_purposes[PURPOSE].dead)
    return invitation


def must_be_usable(user: User) -> None:
    """Error: Conflict for an account that was shut, or that is a program's."""
    if not user.is_active or user.kind != User.Kind.PERSON:
        message = _("La cuenta de este correo está desactivada: pida a la fundación que la reactive.")
        raise Conflict(message, "inactive")


def places_of(by: Principal, actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of the mesas in which somebody of the organisation may be seated."""
    return [place for told in registry.invitation_places.values() for place in told(by, actor)]


def named_places(invitation: Invitation) -> list[tuple[str, str]]:
    """(id, name) of the mesas of an invitation in which the organisation still takes part."""
    wanted = set(invitation.alliances)
    return [place for place in places_of(SYSTEM, canonical(invitation.actor)) if place[0] in wanted]


def _check(
    actor: Actor, by: Principal, *, role: str, reach: str, places: list[str], days: int | None
) -> None:
    check_reach(role, reach)
    _check_days(days)
    if set(places) - {key for key, _name in places_of(by, actor)}:
        raise ValidationError({"alliances": _("La organización no participa en una de esas mesas.")})
    if reach == Reach.SEATS and not places:
        raise ValidationError({"alliances": _("Elija al menos una mesa: sin asiento no vería ninguna.")})


def _check_words(**told: str) -> None:
    """The mail opens with the name, to a stranger and under the platform's own: no text of somebody else's making.
    Error: ValidationError by field."""
    wrong = {
        field: _("Escriba solo palabras en una línea: ni direcciones web ni correos.")
        for field, text in told.items()
        if _ADDRESS.search(text) or len(text.strip().splitlines()) > 1
    }
    if wrong:
        raise ValidationError(wrong)


def _check_days(days: int | None) -> None:
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("La invitación vale entre 1 y %(n)d días.") % {"n": MOST_DAYS}})


def _end_of(days: int | None) -> datetime:
    return timezone.now() + timedelta(days=days or settings.INVITATION_DAYS)


def _must_not_flood(by: Principal) -> None:
    """The platform writes to strangers only so often for one person. Error: TooMany."""
    sent = Event.objects.filter(kind="invitation.sent", at__gte=timezone.now() - timedelta(days=1))
    if by.user_id is not None and sent.filter(by_id=by.user_id).count() >= MOST_A_DAY:
        raise TooMany(_("En un día se envían a lo más %(n)d invitaciones: siga mañana.") % {"n": MOST_A_DAY})


def _must_be_new(row: Invitation) -> None:
    """Only what the organisation's own page of people tells. One that lapsed makes room. Error: Conflict."""
    acting = Membership.objects.living().of_actor(row.actor).filter(user__email=row.email)
    if acting.exists():
        raise Conflict(_("Quien usa este correo ya actúa por la organización."), "already", field="email")
    waiting = Invitation.objects.open().filter(actor=row.actor, email=row.email).first()
    if waiting is None:
        return
    if waiting.expires_at > timezone.now():
        raise _waits()
    write(waiting, revoked_at=timezone.now())


def _waits() -> Conflict:
    message = _("Ya hay una invitación pendiente para este correo: puede enviarla de nuevo o retirarla.")
    return Conflict(message, "waiting", field="email")


def _lock_open(invitation: Invitation, by: Principal, version: int | None) -> Invitation:
    actor = lock(invitation.actor)
    locked = lock(invitation, version=version)
    if not rules.can_keep_people(by, actor):
        raise NotAllowed(_("A las personas de una organización las invitan ella y la fundación."))
    if locked.accepted_at is not None or locked.revoked_at is not None:
        raise Conflict(_("Esta invitación ya se aceptó o se retiró."), "closed")
    return locked


def _kill_links(invitation: Invitation) -> None:
    revoke_links(SignedLink.objects.filter(purpose=PURPOSE, subject_id=invitation.pk))


def _send(invitation: Invitation, by: Principal) -> None:
    """The mail is made by whoever hears of this: a server that is down delays it and loses nothing."""
    data = {"version": invitation.version}
    emit("invitation.sent", invitation, by=by, scopes=[people_scope(invitation.actor)], data=data)


def _new_account(invitation: Invitation, name: str, password: str) -> User:
    try:
        return accounts.enrol(email=invitation.email, name=name, password=password)
    except Conflict:
        message = _("Este correo acaba de recibir su cuenta: ingrese con ella y acepte.")
        raise Conflict(message, "has_account") from None
