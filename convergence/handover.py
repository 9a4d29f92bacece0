"""What a traspaso moves on this floor: mesas seen and coordinated, seats, open commitments and their links.

Meetings to come and approvals join as further parts (registry.handover_parts) once a meeting can be planned and
an acta waits for somebody: today a meeting is recorded after it was held and has no organiser.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.principal import WHOLE, Principal, principal_of
from actors.models import Actor, Membership
from convergence.models import Alliance, Commitment, Participation, Seat
from convergence.querysets import own_rows
from convergence.services.commitments import scopes_of
from convergence.stages import CLOSED
from convergence.vocabulary import SeatKind
from core import dates
from core.events import emit
from core.handover import ids_of, tell_rows
from core.models import SignedLink
from core.registry import HandoverLine, HandoverPart
from core.signed_links import revoke_links
from core.states import write

Moved = Iterable[Mapping[str, Any]]


# Mesas that the successor sees from now on -----------------------------------
def _stays(leaver: User, actor: Actor | None) -> Any:
    """Where the organisation takes part and the leaver saw it: all of them, or those she had a seat in."""
    if actor is None:
        return Participation.objects.none()
    stays = Participation.objects.living().filter(actor__canonical_id=actor.canonical_id)
    held = Membership.objects.living().of_actor(actor).filter(user=leaver)
    if not held.filter(reach=WHOLE).exists():
        stays = stays.filter(pk__in=Seat.objects.living().filter(user=leaver).values("participation_id"))
    return stays.order_by("pk")


def _mesas_of(leaver: User, actor: Actor | None) -> Any:
    return Alliance.objects.filter(pk__in=_stays(leaver, actor).values("alliance_id")).order_by("pk")


def _mesa(row: Alliance) -> HandoverLine:
    address = reverse("convergence:alliance", args=[row.pk])
    return HandoverLine("alliance", row.pk, row.name, str(row.stage_label), url=address)


def _mesa_moves(*, leaver: User, successor: User, actor: Actor | None) -> list[HandoverLine]:
    return [_mesa(row) for row in _mesas_of(leaver, actor)]


def _hand_mesas(*, leaver: User, successor: User, actor: Actor | None, by: Principal) -> list[HandoverLine]:
    """Locks them: nobody takes a commitment for the leaver, or gives her a seat, while she goes. Sight itself goes
    with the membership."""
    rows = list(_mesas_of(leaver, actor).select_for_update(no_key=True))
    list(_stays(leaver, actor).select_for_update(no_key=True))
    return [_mesa(row) for row in rows]


def _tell_mesas(entries: Moved, principal: Principal) -> list[HandoverLine]:
    rows = Alliance.objects.visible_to(principal).filter(pk__in=ids_of(entries))
    return tell_rows(entries, rows, _mesa)


# Coordination, of the foundation's staff -------------------------------------
def _coordinated(leaver: User, actor: Actor | None) -> Any:
    rows = Alliance.objects.filter(coordinator=leaver).exclude(stage=CLOSED).order_by("pk")
    return rows if actor is None else rows.none()


def _coordination_moves(*, leaver: User, successor: User, actor: Actor | None) -> list[HandoverLine]:
    return [_mesa(row) for row in _coordinated(leaver, actor)]


def _hand_coordination(
    *, leaver: User, successor: User, actor: Actor | None, by: Principal
) -> list[HandoverLine]:
    rows = list(_coordinated(leaver, actor).select_for_update(no_key=True))
    for row in rows:
        write(row, coordinator=successor)
        emit("alliance.changed", row, by=by, scopes=[row.scope], data={"fields": ["coordinator"]})
    return [_mesa(row) for row in rows]


# Seats -----------------------------------------------------------------------
def _seats(leaver: User, actor: Actor | None) -> Any:
    """Not ended, also where the organisation itself has left."""
    rows = Seat.objects.filter(Q(until=None) | Q(until__gt=dates.today()), user=leaver).order_by("pk")
    rows = rows.filter(participation__actor__canonical_id=actor.canonical_id) if actor else rows.none()
    return rows.select_related("participation__alliance", "participation__actor")


def _seat(row: Seat) -> HandoverLine:
    stay = row.participation
    detail = _("%(kind)s por %(actor)s") % {"kind": row.get_kind_display(), "actor": stay.actor.display_name}
    address = reverse("convergence:partners", args=[stay.alliance_id])
    return HandoverLine("seat", row.pk, stay.alliance.name, detail, url=address)


def _seat_moves(*, leaver: User, successor: User, actor: Actor | None) -> list[HandoverLine]:
    return [_seat(row) for row in _seats(leaver, actor)]


def _hand_seats(*, leaver: User, successor: User, actor: Actor | None, by: Principal) -> list[HandoverLine]:
    """The same seat from today. Where the successor sits already she keeps hers, raised to titular if need be."""
    rows = list(_seats(leaver, actor).select_for_update(of=("self",), no_key=True))
    today = dates.today()
    for row in rows:
        write(row, until=max(today, row.since))
        _tell_seat("seat.left", row, by)
        stay = row.participation
        if stay.left_on is not None:
            continue
        has = Seat.objects.filter(participation=stay, user=successor, until=None).first()
        if has is None:
            day = max(today, row.since)
            taken = Seat.objects.create(participation=stay, user=successor, kind=row.kind, since=day)
            _tell_seat("seat.taken", taken, by)
        elif row.kind == SeatKind.TITULAR != has.kind:
            write(has, kind=row.kind)
        if stay.representative and stay.representative.casefold() == leaver.name.casefold():
            write(stay, representative=successor.name)
    return [_seat(row) for row in rows]


def _tell_seat(kind: str, row: Seat, by: Principal) -> None:
    stay = row.participation
    scopes = [f"alliance:{stay.alliance_id}", f"actor:{stay.actor_id}"]
    emit(kind, row, by=by, scopes=scopes, data={"user": str(row.user_id)})


def _tell_seats(entries: Moved, principal: Principal) -> list[HandoverLine]:
    rows = Seat.objects.with_place().visible_to(principal).filter(pk__in=ids_of(entries))
    return tell_rows(entries, rows, _seat)


# Commitments -----------------------------------------------------------------
def _owed(leaver: User, actor: Actor | None) -> Any:
    """Open ones she answers for: the organisation's; of the foundation's staff, those of no organisation of hers."""
    rows = Commitment.objects.open().filter(person=leaver)
    if actor is not None:
        rows = rows.filter(owner__canonical_id=actor.canonical_id)
    else:
        hers = Membership.objects.living().filter(user=leaver)
        rows = rows.exclude(owner__canonical_id__in=hers.values("actor__canonical_id"))
    return rows.select_related("alliance", "owner")


def _commitment(row: Commitment) -> HandoverLine:
    address = reverse("convergence:commitment", args=[row.pk])
    return HandoverLine("commitment", row.pk, row.what, row.alliance.name, due=row.due_on, url=address)


def _commitment_moves(*, leaver: User, successor: User, actor: Actor | None) -> list[HandoverLine]:
    lines = [_commitment(row) for row in _owed(leaver, actor).order_by("due_on", "pk")]
    doors = _doors(leaver, actor).count()
    return [*lines, _links(doors)] if doors else lines


def _hand_commitments(
    *, leaver: User, successor: User, actor: Actor | None, by: Principal
) -> list[HandoverLine]:
    """The person changes; dates and state stay. Links that the leaver handed out for them open nothing more."""
    lines = _commitment_moves(leaver=leaver, successor=successor, actor=actor)
    revoke_links(_doors(leaver, actor))
    rows = _owed(leaver, actor).order_by("pk").select_for_update(of=("self",), no_key=True)
    for row in list(rows):
        write(row, person=successor)
        data = {"from": str(leaver.pk), "to": str(successor.pk)}
        emit("commitment.handed_over", row, by=by, scopes=scopes_of(row), data=data)
    return lines


def _doors(leaver: User, actor: Actor | None) -> Any:
    """Living links to answer for a commitment that she made: of the organisation's; of the foundation's staff, whoever
    answers for it, but for those she could still make for an organisation of hers."""
    made = SignedLink.objects.filter(purpose="commitment_answer", made_by=leaver)
    if actor is not None:
        about = Commitment.objects.filter(owner__canonical_id=actor.canonical_id)
        made = made.filter(subject_id__in=about.values("pk"))
    else:
        hers = Commitment.objects.filter(own_rows(principal_of(leaver), "owner_id"))
        made = made.exclude(subject_id__in=hers.values("pk"))
    return made.filter(consumed_at=None, revoked_at=None, expires_at__gt=timezone.now())


def _links(n: int) -> HandoverLine:
    words = ngettext("%(n)d enlace que compartió, revocado", "%(n)d enlaces que compartió, revocados", n)
    return HandoverLine("link", None, words % {"n": n}, count=n)


def _tell_commitments(entries: Moved, principal: Principal) -> list[HandoverLine]:
    named = [entry for entry in entries if "id" in entry]
    rows = Commitment.objects.visible_to(principal).select_related("alliance").filter(pk__in=ids_of(named))
    others = [_links(entry["count"]) for entry in entries if "id" not in entry]
    return [*tell_rows(named, rows, _commitment), *others]


MESAS = HandoverPart(gettext_lazy("Mesas que pasa a ver"), _mesa_moves, _hand_mesas, _tell_mesas, 5)
COORDINATION = HandoverPart(
    gettext_lazy("Mesas que coordina"), _coordination_moves, _hand_coordination, _tell_mesas, 20
)
SEATS = HandoverPart(gettext_lazy("Asientos"), _seat_moves, _hand_seats, _tell_seats, 30)
COMMITMENTS = HandoverPart(
    gettext_lazy("Compromisos abiertos"), _commitment_moves, _hand_commitments, _tell_commitments, 40
)
