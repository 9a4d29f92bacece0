"""Who sees a mesa, why, and what each may do there: the same people as Alliance.visible_to, told for all of them at
once, with the other doors into it. A test holds both against each other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.principal import WHOLE
from actors.models import Actor, Invitation, Membership
from actors.vocabulary import Sector
from convergence.models import Alliance, Commitment, Participation, Seat
from core.models import SignedLink

FOUNDATION, ORGANISATION, SEAT = "foundation", "organisation", "seat"
MANAGES, RECORDS, ANSWERS = "manages", "records", "answers"


@dataclass(frozen=True)
class Reason:
    """`code`: FOUNDATION, ORGANISATION (she acts for all of it) or SEAT (she sits for it); `word` is her role or the
    kind of seat; `since` is the later of the mesa's and her own beginning."""

    code: str
    actor: Actor | None = None
    since: date | None = None
    word: str = ""


@dataclass
class Viewer:
    """A person or service account that sees the mesa. `may`: MANAGES, RECORDS or ANSWERS, the most she has."""

    user: User
    may: str
    reasons: list[Reason] = field(default_factory=list)
    tokens: list[ApiToken] = field(default_factory=list)


@dataclass(frozen=True)
class Door:
    """A living signed link: what it answers, who shared it, until when. Its token is not known."""

    what: str
    shared_by: str
    expires_at: datetime


@dataclass(frozen=True)
class Access:
    viewers: list[Viewer]
    doors: list[Door]
    invitations: list[Invitation]
    is_public: bool


def who_sees(alliance: Alliance) -> Access:
    """A fixed number of queries for any number of people."""
    stays = _stays(alliance)
    told: dict[Any, Viewer] = {}
    for user in User.objects.filter(is_active=True, is_foundation_staff=True):
        told[user.pk] = Viewer(user, MANAGES, [Reason(FOUNDATION)])
    acts = _memberships(stays)
    for row in acts:
        if row.reach == WHOLE:
            for stay in stays[row.actor.canonical_id]:
                since = max(row.since, stay.joined_on)
                _add(
                    told,
                    row.user,
                    stays[row.actor.canonical_id],
                    Reason(ORGANISATION, _named(stay), since, row.get_role_display()),
                )
    known = {(row.user_id, row.actor.canonical_id) for row in acts}
    for seat in Seat.objects.living().filter(participation__alliance=alliance).with_place():
        stay = seat.participation
        if (seat.user_id, stay.actor.canonical_id) in known:
            since = max(seat.since, stay.joined_on)
            _add(
                told,
                seat.user,
                stays[stay.actor.canonical_id],
                Reason(SEAT, _named(stay), since, seat.get_kind_display()),
            )
    _give_tokens(told)
    viewers = sorted(
        told.values(), key=lambda one: (one.may == MANAGES, one.user.name.casefold(), str(one.user.pk))
    )
    return Access(viewers, _doors(alliance), _invitations(alliance, stays), alliance.is_public)


def _stays(alliance: Alliance) -> dict[Any, list[Participation]]:
    """Who takes part now, by the row that speaks for the organisation."""
    told: dict[Any, list[Participation]] = {}
    rows = alliance.participations.living().select_related("actor__merged_into")
    for row in rows.order_by("joined_on", "pk"):
        told.setdefault(row.actor.canonical_id, []).append(row)
    return told


def _memberships(stays: Iterable[Any]) -> list[Membership]:
    rows = Membership.objects.living().filter(actor__canonical_id__in=list(stays), user__is_active=True)
    return list(rows.select_related("user", "actor").order_by("since", "pk"))


def _named(stay: Participation) -> Actor:
    return stay.actor.merged_into or stay.actor


def _add(told: dict[Any, Viewer], user: User, stays: Iterable[Participation], reason: Reason) -> None:
    """Officials of an institution that takes part, in any of its rows, help to run the mesa."""
    viewer = told.setdefault(user.pk, Viewer(user, ANSWERS))
    if viewer.may == ANSWERS and any(stay.sector == Sector.PUBLICO for stay in stays):
        viewer.may = RECORDS
    if reason not in viewer.reasons:
        viewer.reasons.append(reason)


def _give_tokens(told: dict[Any, Viewer]) -> None:
    for token in ApiToken.objects.living().filter(user__in=list(told)).order_by("expires_at", "pk"):
        told[token.user_id].tokens.append(token)


def _doors(alliance: Alliance) -> list[Door]:
    """Links to answer for an open commitment of the mesa."""
    owed = dict(Commitment.objects.open().filter(alliance=alliance).values_list("pk", "what"))
    links = SignedLink.objects.filter(
        purpose="commitment_answer",
        subject_id__in=list(owed),
        consumed_at=None,
        revoked_at=None,
        expires_at__gt=timezone.now(),
    )
    return [
        Door(owed[link.subject_id], link.made_by.name if link.made_by else "", link.expires_at)
        for link in links.select_related("made_by").order_by("expires_at", "pk")
    ]


def _invitations(alliance: Alliance, stays: Iterable[Any]) -> list[Invitation]:
    """Those whose acceptance would show this mesa: to all of an organisation's mesas, or to a seat in this one."""
    rows = Invitation.objects.living().filter(actor__canonical_id__in=list(stays))
    gives = Q(reach=WHOLE) | Q(alliances__contains=[str(alliance.pk)])
    return list(rows.filter(gives).select_related("actor").order_by("expires_at", "pk"))
