"""Seats: who sits in a mesa for an organisation that takes part in it, and how that begins and ends."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import SYSTEM, Principal
from actors.models import Actor, Invitation
from convergence import rules
from convergence.models import Commitment, Participation, Seat
from convergence.vocabulary import SeatKind
from core.errors import Conflict, NotAllowed
from core.events import emit
from core.models import SignedLink
from core.signed_links import revoke_links
from core.states import lock, write


@transaction.atomic
def seat_person(
    *,
    participation: Participation,
    user: User,
    by: Principal,
    kind: str = SeatKind.TITULAR,
    since: date | None = None,
    uid: uuid.UUID | None = None,
) -> Seat:
    """A seat from `since` (today by default) for somebody who acts for the organisation now.

    Errors: NotAllowed; Conflict when the organisation left the mesa or she sits already; ValidationError by field.
    """
    stay = lock(participation)
    if not rules.can_keep_seats(by, stay):
        raise NotAllowed(_("Los asientos de una organización los asignan ella y la fundación."))
    if stay.left_on is not None:
        raise Conflict(_("La organización ya no participa en esta mesa."), "left")
    if not user.is_active or not user.memberships.living().of_actor(stay.actor).exists():
        raise ValidationError({"user": _("Esta persona no actúa por la organización.")})
    today = stay.alliance.today()
    day = since or today
    if day > today:
        raise ValidationError({"since": _("La fecha está en el futuro.")})
    if day < stay.joined_on:
        raise ValidationError({"since": _("La organización entró a la mesa después de esa fecha.")})
    row = Seat(participation=stay, user=user, kind=kind, since=day, **({"id": uid} if uid else {}))
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            _("Esta persona ya tiene un asiento por la organización."), "already", field="user"
        ) from None
    _tell("seat.taken", row, by)
    return row


@transaction.atomic
def end_seat(*, seat: Seat, by: Principal, on: date | None = None, version: int | None = None) -> Seat:
    """The seat is hers no longer from `on` (today by default, the first day without it).

    Errors: NotAllowed, Stale, Conflict when it ended already, ValidationError.
    """
    stay = lock(seat.participation)
    locked = lock(seat, version=version)
    if not rules.can_keep_seats(by, stay):
        raise NotAllowed(_("Los asientos de una organización los asignan ella y la fundación."))
    if locked.until is not None:
        raise Conflict(_("Este asiento ya terminó."), "ended")
    today = stay.alliance.today()
    day = on or today
    if day > today:
        raise ValidationError({"on": _("La fecha está en el futuro: regístrela cuando deje el asiento.")})
    if day < locked.since:
        raise ValidationError({"on": _("La fecha de término es anterior a la de inicio.")})
    _end(locked, day, by)
    if not _acts_elsewhere(locked):
        group = Actor.objects.filter(canonical_id=stay.actor.canonical_id)
        _revoke_links(locked.user, owner__in=group, alliance=stay.alliance_id)
    return locked


def leave_seats(*, user: User, actor_ids: list[Any] | None, on: date, by: Principal) -> None:
    """What a person who stops acting for these organisations (None: for any) held in their mesas ends with it: her
    seats, and the links with which she let others answer for their commitments."""
    rows = Seat.objects.select_for_update(of=("self",)).filter(user=user, until=None).order_by("pk")
    if actor_ids is not None:
        rows = rows.filter(participation__actor_id__in=actor_ids)
    for row in rows.select_related("participation"):
        _end(row, max(on, row.since), by)
    _revoke_links(user, **({} if actor_ids is None else {"owner_id__in": actor_ids}))


def take_invited_seats(*, invitation: Invitation, user: User) -> None:
    """The seats that an accepted invitation carries. It was allowed when it was sent; a mesa that the organisation
    has left since is passed over."""
    stays = Participation.objects.living().filter(
        actor__canonical_id=invitation.actor.canonical_id, alliance_id__in=invitation.alliances
    )
    for stay in stays.select_related("actor", "alliance").order_by("pk"):
        seat_person(participation=stay, user=user, by=SYSTEM)


def _end(row: Seat, day: date, by: Principal) -> None:
    write(row, until=day)
    _tell("seat.left", row, by)


def _acts_elsewhere(seat: Seat) -> bool:
    """She acts for all the mesas of the organisation, with or without this seat."""
    mine = seat.user.memberships.living().of_actor(seat.participation.actor)
    return mine.filter(reach="organisation").exists()


def _revoke_links(user: User, **which: Any) -> None:
    owed = Commitment.objects.filter(**which)
    links = SignedLink.objects.filter(made_by=user, purpose="commitment_answer")
    revoke_links(links.filter(subject_id__in=owed.values("pk")))


def _tell(kind: str, row: Seat, by: Principal) -> None:
    scopes = [f"alliance:{row.participation.alliance_id}", f"actor:{row.participation.actor_id}"]
    emit(kind, row, by=by, scopes=scopes, data={"user": str(row.user_id)})
