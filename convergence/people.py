"""What this floor tells the lower ones about people: where they sit, where they could, what stays when they go."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import Principal
from actors.models import Actor, Membership
from convergence.models import Alliance, Commitment, Participation, Seat


def seats_of(user: User) -> list[tuple[Any, Any]]:
    """(mesa, organisation) of each living seat."""
    held = Seat.objects.living().filter(user=user)
    return list(held.values_list("participation__alliance_id", "participation__actor_id"))


def places_of(principal: Principal, actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of the mesas in which the organisation takes part now, as far as the principal sees them."""
    stays = Participation.objects.living().visible_to(principal)
    mesas = Alliance.objects.filter(
        pk__in=stays.filter(actor__canonical_id=actor.canonical_id).values("alliance_id")
    )
    return [(str(pk), name) for pk, name in mesas.in_order().values_list("pk", "name")]


def seats_shown(
    users: Iterable[Any], actor_ids: Iterable[Any] | None, principal: Principal
) -> dict[Any, list[dict[str, str]]]:
    """{user id: [{label, url}]} of the living seats that the principal sees; of these organisations, if told."""
    rows = Seat.objects.living().with_place().visible_to(principal).filter(user_id__in=list(users))
    if actor_ids is not None:
        rows = rows.filter(participation__actor_id__in=list(actor_ids))
    told: dict[Any, list[dict[str, str]]] = {}
    for row in rows.order_by("participation__alliance__name", "pk"):
        mesa = row.participation.alliance
        label = _("%(mesa)s (%(kind)s)") % {"mesa": mesa.name, "kind": row.get_kind_display()}
        url = reverse("convergence:partners", args=[mesa.pk])
        told.setdefault(row.user_id, []).append({"label": label, "url": url})
    return told


def ties_of(*, user: User, actor_ids: Iterable[Any] | None = None) -> list[dict[str, Any]]:
    """What bears her name and stays where it is when she goes: open commitments, mesas that she coordinates."""
    named = Commitment.objects.open().filter(person=user)
    if actor_ids is not None:
        named = named.filter(owner_id__in=list(actor_ids))
    query = urlencode({"person": user.pk, "due": "open"})
    told = [
        {
            "label": _("Compromisos abiertos a su nombre"),
            "count": named.count(),
            "url": f"{reverse('convergence:commitments')}?{query}",
        }
    ]
    if actor_ids is None:
        mesas = Alliance.objects.filter(coordinator=user).exclude(stage="cerrada")
        told.append(
            {"label": _("Mesas que coordina"), "count": mesas.count(), "url": reverse("convergence:board")}
        )
    return [tie for tie in told if tie["count"]]


def may_be_seated(participation: Participation) -> "QuerySet[User]":
    """Active people who act for the organisation now and do not sit there yet."""
    acting = Membership.objects.living().of_actor(participation.actor)
    seated = Seat.objects.filter(participation=participation, until=None)
    people = User.objects.filter(is_active=True, pk__in=acting.values("user_id"))
    return people.exclude(pk__in=seated.values("user_id")).order_by("name", "pk")
