"""Memberships that change and end, accounts that are shut and opened. How people come in is in invitations.py."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from accounts.principal import Principal
from actors import rules
from actors.models import Actor, Invitation, Membership
from actors.vocabulary import Reach
from core import dates, registry
from core.errors import Conflict, NotAllowed
from core.events import emit
from core.states import lock, write


def people_scope(actor: Actor) -> str:
    """Scope of the events about an organisation's people: the foundation alone reads them in the feed."""
    return f"people:{actor.pk}"


def canonical(actor: Actor) -> Actor:
    """The row that speaks for the organisation."""
    return actor.speaker


def check_reach(role: str, reach: str) -> None:
    """Whoever keeps an organisation's page acts for all of it. Error: ValidationError on `reach`."""
    if role == Membership.Role.MANAGER and reach == Reach.SEATS:
        message = _("Quien administra la ficha actúa en todas las mesas de la organización.")
        raise ValidationError({"reach": message})


def join(*, user: User, actor: Actor, role: str, title: str, reach: str, by: Principal) -> Membership:
    """A membership from today, inside the caller's transaction, which has asked who may. Error: Conflict when she
    acts for the organisation already."""
    check_reach(role, reach)
    if user.memberships.living().of_actor(actor).exists():
        raise Conflict(_("Esta persona ya actúa por la organización."), "already")
    row = Membership(user=user, actor=actor, role=role, title=title, reach=reach, since=dates.today())
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Esta persona ya actúa por la organización."), "already") from None
    emit("membership.started", row, by=by, scopes=[people_scope(actor)], data={"user": str(user.pk)})
    return row


@transaction.atomic
def change_membership(
    *,
    membership: Membership,
    by: Principal,
    version: int | None = None,
    role: str | None = None,
    title: str | None = None,
    reach: str | None = None,
) -> Membership:
    """Role, title or reach of a membership in force. Errors: NotAllowed, Stale, Conflict, ValidationError."""
    locked = _lock(membership, by, version)
    told = {"role": role, "title": title, "reach": reach}
    fields = {
        name: value for name, value in told.items() if value is not None and value != getattr(locked, name)
    }
    if not fields:
        return locked
    check_reach(fields.get("role", locked.role), fields.get("reach", locked.reach))
    if "role" in fields:
        _keep_a_manager(locked, by)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.full_clean(validate_unique=False, validate_constraints=False)
    write(locked, **fields)
    emit(
        "membership.changed",
        locked,
        by=by,
        scopes=[people_scope(locked.actor)],
        data={"user": str(locked.user_id), "fields": sorted(fields)},
    )
    return locked


@transaction.atomic
def end_membership(
    *, membership: Membership, by: Principal, on: date | None = None, version: int | None = None
) -> Membership:
    """She acts for the organisation no longer, from `on` (today by default; the first day without access).

    Her seats for it end too, and so do the links and invitations that she made for it. Its commitments stay.
    Errors: NotAllowed, Stale, Conflict for the last who keeps the page and leaves by herself, ValidationError.
    """
    locked = _lock(membership, by, version)
    _keep_a_manager(locked, by)
    day = on or dates.today()
    if day > dates.today():
        raise ValidationError(
            {"on": _("La fecha está en el futuro: regístrela cuando la persona deje el cargo.")}
        )
    if day < locked.since:
        raise ValidationError({"on": _("La fecha de término es anterior a la de inicio.")})
    _end(locked, day, by)
    return locked


@transaction.atomic
def deactivate_user(*, user: User, by: Principal) -> User:
    """The account and all that it gave end now, at once: see accounts.services.shut_account, whose errors it has;
    memberships, seats, links and open invitations with it. Commitments stay with their organisations."""
    locked = accounts.shut_account(user=user, by=by)
    today = dates.today()
    for row in _open_of(locked):
        _end(row, max(today, row.since), by, and_more=False)
    _leave(locked, None, today, by)
    emit("user.deactivated", locked, by=by, scopes=[f"user:{locked.pk}"])
    return locked


@transaction.atomic
def reactivate_user(*, user: User, by: Principal) -> User:
    """She may sign in again. Memberships, seats and tokens do not come back: they are given anew."""
    locked = accounts.open_account(user=user, by=by)
    emit("user.reactivated", locked, by=by, scopes=[f"user:{locked.pk}"])
    return locked


def _open_of(user: User) -> list[Membership]:
    rows = user.memberships.select_for_update(no_key=True, of=("self",)).select_related("actor")
    today = dates.today()
    return [row for row in rows.order_by("pk") if row.until is None or row.until > today]


def _lock(membership: Membership, by: Principal, version: int | None) -> Membership:
    """The row under its organisation's lock: who keeps a page is asked and changed one at a time."""
    actor = lock(membership.actor)
    locked = lock(membership, version=version)
    if not rules.can_keep_people(by, actor):
        raise NotAllowed(_("A las personas de una organización las administran ella y la fundación."))
    if locked.until is not None and locked.until <= dates.today():
        raise Conflict(_("Esta persona ya dejó de actuar por la organización."), "ended")
    return locked


def _keep_a_manager(row: Membership, by: Principal) -> None:
    """Whoever is the last to keep the page does not step down alone: nobody would be left to name the next."""
    if by.is_foundation or row.role != Membership.Role.MANAGER:
        return
    others = Membership.objects.living().of_actor(row.actor).exclude(pk=row.pk)
    if not others.filter(role=Membership.Role.MANAGER, user__is_active=True).exists():
        message = _(
            "Es la única persona que administra la ficha: nombre antes a otra, o pida el cambio a la fundación."
        )
        raise Conflict(message, "last_manager", field="role")


def _end(row: Membership, day: date, by: Principal, *, and_more: bool = True) -> None:
    write(row, until=day)
    if and_more and not row.user.memberships.living().of_actor(row.actor).exists():
        group = Actor.objects.filter(canonical_id=row.actor.canonical_id)
        _leave(row.user, list(group.values_list("pk", flat=True)), day, by)
    data = {"user": str(row.user_id), "until": day.isoformat()}
    emit("membership.ended", row, by=by, scopes=[people_scope(row.actor)], data=data)


def _leave(user: User, actor_ids: list[Any] | None, day: date, by: Principal) -> None:
    """What she held for these organisations (None: for any) on this floor and the upper ones."""
    sent = Invitation.objects.open().filter(invited_by=user)
    if actor_ids is not None:
        sent = sent.filter(actor_id__in=actor_ids)
    now = timezone.now()
    sent.update(revoked_at=now, updated_at=now)
    for ends in registry.person_leaves.values():
        ends(user=user, actor_ids=actor_ids, on=day, by=by)
