"""What a traspaso moves on this floor: the memberships, the invitations she sent and the views she shared.

A part does not ask who may: actors.services.handover does, and holds the locks.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.principal import Principal, principal_of
from actors.models import Actor, Invitation, Membership
from actors.querysets import managed_actor_ids
from actors.services.people import join, people_scope
from actors.vocabulary import Reach
from core import dates
from core.events import emit
from core.handover import ids_of, tell_rows
from core.models import SavedView
from core.registry import HandoverLine, HandoverPart
from core.states import write

Moved = Iterable[Mapping[str, Any]]


def _held(user: User, actor: Actor | None) -> Any:
    """Memberships of the organisation, in any of its rows, that have not ended; none for the foundation's team."""
    rows = user.memberships.select_related("actor").order_by("pk")
    if actor is None:
        return rows.none()
    return rows.of_actor(actor).filter(Q(until=None) | Q(until__gt=dates.today()))


def _membership(row: Membership) -> HandoverLine:
    told = (row.get_role_display(), row.title, row.get_reach_display())
    address = reverse("actors:actor", args=[row.actor_id])
    return HandoverLine("membership", row.pk, row.actor.name, " · ".join(filter(None, told)), url=address)


def _membership_moves(*, leaver: User, successor: User, actor: Actor | None) -> list[HandoverLine]:
    return [_membership(row) for row in _held(leaver, actor)]


def _hand_memberships(
    *, leaver: User, successor: User, actor: Actor | None, by: Principal
) -> list[HandoverLine]:
    """The successor may do no less than the leaver could; what she could before stays hers."""
    rows = list(_held(leaver, actor).select_for_update(of=("self",), no_key=True))
    if not rows or actor is None:
        return []
    is_manager = any(row.role == Membership.Role.MANAGER for row in rows)
    is_whole = any(row.reach == Reach.ORGANISATION for row in rows)
    role = Membership.Role.MANAGER if is_manager else Membership.Role.MEMBER
    reach = Reach.ORGANISATION if is_whole else Reach.SEATS
    has = successor.memberships.living().of_actor(actor).order_by("since", "pk").first()
    if has is None:
        title = next((row.title for row in rows if row.title), "")
        join(user=successor, actor=rows[0].actor, role=role, title=title, reach=reach, by=by)
    else:
        _raise(has, role=role, reach=reach, by=by)
    today = dates.today()
    for row in rows:
        write(row, until=max(today, row.since))
        data = {"user": str(leaver.pk), "until": today.isoformat()}
        emit("membership.ended", row, by=by, scopes=[people_scope(row.actor)], data=data)
    return [_membership(row) for row in rows]


def _raise(row: Membership, *, role: str, reach: str, by: Principal) -> None:
    """To the role and reach that are handed over, never below those she has."""
    fields = {}
    if role == Membership.Role.MANAGER and row.role != role:
        fields["role"] = role
    if reach == Reach.ORGANISATION and row.reach != reach:
        fields["reach"] = reach
    if fields:
        write(row, **fields)
        data = {"user": str(row.user_id), "fields": sorted(fields)}
        emit("membership.changed", row, by=by, scopes=[people_scope(row.actor)], data=data)


def _tell_memberships(entries: Moved, principal: Principal) -> list[HandoverLine]:
    ids = ids_of(entries)
    # The two it is between see the organisation's name although the membership was the other's.
    rows = Membership.objects.filter(pk__in=ids).select_related("actor")
    return tell_rows(entries, rows, _membership)


def _invitation_moves(*, leaver: User, successor: User, actor: Actor | None) -> list[HandoverLine]:
    n = _sent(leaver, actor).count()
    return [_invitations(n)] if n else []


def _sent(leaver: User, actor: Actor | None) -> Any:
    """Of the organisation's; of the foundation's staff, those of no organisation whose page she keeps on."""
    rows = Invitation.objects.open().filter(invited_by=leaver)
    if actor is not None:
        return rows.filter(actor__canonical_id=actor.canonical_id)
    return rows.exclude(actor_id__in=managed_actor_ids(principal_of(leaver)))


def _invitations(n: int) -> HandoverLine:
    words = ngettext(
        "%(n)d invitación abierta que envió, revocada", "%(n)d invitaciones abiertas que envió, revocadas", n
    )
    return HandoverLine("invitation", None, words % {"n": n}, count=n)


def _revoke_invitations(
    *, leaver: User, successor: User, actor: Actor | None, by: Principal
) -> list[HandoverLine]:
    lines = _invitation_moves(leaver=leaver, successor=successor, actor=actor)
    if lines:
        now = timezone.now()
        _sent(leaver, actor).update(revoked_at=now, updated_at=now)
    return lines


def _tell_invitations(entries: Moved, principal: Principal) -> list[HandoverLine]:
    return [_invitations(entry["count"]) for entry in entries]


def _shared(leaver: User, actor: Actor | None) -> Any:
    circles = ["foundation"]
    if actor is not None:
        group = Actor.objects.filter(canonical_id=actor.canonical_id)
        circles = [f"actor:{pk}" for pk in group.values_list("pk", flat=True)]
    return SavedView.objects.filter(owner=leaver, shared_with__in=circles).order_by("pk")


def _view(row: SavedView) -> HandoverLine:
    return HandoverLine("savedview", row.pk, row.name)


def _view_moves(*, leaver: User, successor: User, actor: Actor | None) -> list[HandoverLine]:
    return [_view(row) for row in _shared(leaver, actor)]


def _hand_views(*, leaver: User, successor: User, actor: Actor | None, by: Principal) -> list[HandoverLine]:
    """A name that the successor already uses on that page takes a number."""
    rows = list(_shared(leaver, actor).select_for_update(no_key=True))
    used = set(SavedView.objects.filter(owner=successor).values_list("page", "name"))
    for row in rows:
        name, turn = row.name, 2
        while (row.page, name) in used:
            name, turn = f"{row.name[:74]} ({turn})", turn + 1
        used.add((row.page, name))
        write(row, owner=successor, name=name)
    return [_view(row) for row in rows]


def _tell_views(entries: Moved, principal: Principal) -> list[HandoverLine]:
    rows = SavedView.objects.all() if principal.is_foundation else SavedView.objects.visible_to(principal)
    return tell_rows(entries, rows.filter(pk__in=ids_of(entries)), _view)


MEMBERSHIPS = HandoverPart(
    gettext_lazy("Representación de la organización"),
    _membership_moves,
    _hand_memberships,
    _tell_memberships,
    10,
)
INVITATIONS = HandoverPart(
    gettext_lazy("Invitaciones"), _invitation_moves, _revoke_invitations, _tell_invitations, 60
)
VIEWS = HandoverPart(gettext_lazy("Vistas compartidas"), _view_moves, _hand_views, _tell_views, 70)
