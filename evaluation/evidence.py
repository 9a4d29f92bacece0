"""Rows that the typology counts, by code and day: facts.py adds them up, the page runs the same sets again with
`visible_to`. No threshold here."""

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, TruncDate

from actors.models import Membership
from convergence.models import Agreement, Attendance, Commitment, Meeting, Participation
from core import dates
from evaluation.sides import (
    ARTICULATING,
    CIVIL,
    LOCAL,
    LOCAL_KINDS,
    LOCAL_LEVELS,
    MARKET,
    OTHER,
    REGIONAL,
    REGIONAL_KINDS,
    SIDES,
)
from evaluation.signs import AGREEMENT, SIGNS, Sign

WINDOW_MONTHS = 12


def window(as_of: date) -> tuple[date, date]:
    """The twelve months that end on the day: after the first date, up to the second."""
    return dates.add_months(as_of, -WINDOW_MONTHS), as_of


def articulating(as_of: date) -> tuple[uuid.UUID, ...]:
    """Organisations that foundation staff act for on the day: they run the mesas and count on no side (A12). By the
    rows that speak for them."""
    acting = Membership.objects.filter(
        Q(until=None) | Q(until__gte=as_of), user__is_foundation_staff=True, since__lte=as_of
    )
    return tuple(sorted(set(acting.values_list("actor__canonical_id", flat=True))))


def side_case(
    articulates: tuple[uuid.UUID, ...], *, actor: str = "actor", sector: str = "", kind: str = ""
) -> Case:
    """sides.side_of as SQL. `actor` leads to the organisation, be it merged into another; `sector` and `kind` to
    copies kept elsewhere."""
    actor = f"{actor}__canonical"
    sector = sector or f"{actor}__kind__sector"
    kind = kind or f"{actor}__kind_id"
    local = Q(**{f"{kind}__in": sorted(LOCAL_KINDS)}) | (
        ~Q(**{f"{kind}__in": sorted(REGIONAL_KINDS)}) & Q(**{f"{actor}__level__in": sorted(LOCAL_LEVELS)})
    )
    return Case(
        When(**{f"{actor}_id__in": articulates}, then=Value(ARTICULATING)),
        When(**{sector: "sociedad_civil"}, then=Value(CIVIL)),
        When(**{sector: "mercado"}, then=Value(MARKET)),
        When(Q(**{sector: "publico"}) & local, then=Value(LOCAL)),
        When(**{sector: "publico"}, then=Value(REGIONAL)),
        default=Value(OTHER),
        output_field=TextField(),  # as text, so that arrays of it compare without a cast
    )


def seated(as_of: date, articulates: tuple[uuid.UUID, ...]) -> QuerySet[Any]:
    """Participations living on the day, with `side` and `entity` (the legal person)."""
    return (
        Participation.objects.filter(joined_on__lte=as_of)
        .filter(Q(left_on=None) | Q(left_on__gt=as_of))
        .exclude(Exists(_earlier(as_of)))
        .annotate(
            side=side_case(articulates, sector="sector", kind="kind_id"),
            entity=Coalesce("actor__canonical__parent__canonical_id", "actor__canonical_id"),
        )
    )


def _earlier(as_of: date) -> QuerySet[Any]:
    """Stays on the day by which the organisation of the row took part before: of two that were merged, who joined
    first speaks, as ParticipationQuerySet.once says of today."""
    return (
        Participation.objects.filter(joined_on__lte=as_of)
        .filter(Q(left_on=None) | Q(left_on__gt=as_of))
        .filter(
            Q(joined_on__lt=OuterRef("joined_on"))
            | Q(joined_on=OuterRef("joined_on"), pk__lt=OuterRef("pk")),
            alliance_id=OuterRef("alliance_id"),
            actor__canonical_id=OuterRef("actor__canonical_id"),
        )
    )


def taken(after: date, until: date, articulates: tuple[uuid.UUID, ...]) -> QuerySet[Any]:
    """Commitments taken in the window (on the day of their meeting, else when they were written), with `side`."""
    written = TruncDate("created_at", tzinfo=ZoneInfo(dates.SANTIAGO))
    return Commitment.objects.annotate(
        day=Coalesce("meeting__held_on", written), side=side_case(articulates, actor="owner")
    ).filter(day__gt=after, day__lte=until)


def held(after: date, until: date, articulates: tuple[uuid.UUID, ...]) -> QuerySet[Any]:
    """Meetings of the window with `sides` present, `natures` of their agreements, and `decider`: whether a
    civil-society organisation that then had a seat and the role «decisión» was there. One row a meeting."""
    attending = Attendance.objects.filter(meeting_id=OuterRef("pk")).order_by()
    was_there = Attendance.objects.filter(
        meeting_id=OuterRef(OuterRef("pk")), actor__canonical_id=OuterRef("actor__canonical_id")
    )
    deciding = (
        Participation.objects.filter(
            Exists(was_there),
            alliance_id=OuterRef("alliance_id"),
            sector="sociedad_civil",
            has_seat=True,
            roles__contains=["decision"],
            joined_on__lte=OuterRef("held_on"),
        )
        .filter(Q(left_on=None) | Q(left_on__gt=OuterRef("held_on")))
        .exclude(actor__canonical_id__in=articulates)
        .order_by()
    )
    agreed = Agreement.objects.filter(meeting_id=OuterRef("pk")).order_by("number")
    present = attending.annotate(side=side_case(articulates)).values("side").distinct()
    return (
        Meeting.objects.filter(held_on__gt=after, held_on__lte=until)
        .annotate(
            sides=ArraySubquery(present),
            decider=Exists(deciding),
            natures=ArraySubquery(agreed.values("nature")),
        )
        .values("id", "alliance_id", "kind", "spaces", "held_on", "sides", "decider", "natures")
    )


def matching(sign: Sign, meetings: QuerySet[Any]) -> QuerySet[Any]:
    """The meetings, or the agreements, that a sign counts among the rows of `held`."""
    rows = Meeting.objects.filter(pk__in=meetings.order_by().filter(_condition(sign)).values("pk"))
    if sign.of != AGREEMENT:
        return rows
    agreements = Agreement.objects.filter(meeting__in=rows)
    return agreements.filter(nature__in=sign.natures) if sign.natures else agreements


def _condition(sign: Sign) -> Q:
    told = Q()
    if sign.kinds:
        told &= Q(kind__in=sign.kinds)
    if sign.spaces:
        told &= Q(spaces__overlap=list(sign.spaces))
    if sign.decider:
        told &= Q(decider=True)
    for side in sign.sides:
        told &= Q(sides__contains=[side])
    if sign.plural:
        named = [side for side in SIDES if side != ARTICULATING]
        pairs = [(one, two) for place, one in enumerate(named) for two in named[place + 1 :]]
        either = Q()
        for pair in pairs:
            either |= Q(sides__contains=list(pair))
        told &= either
    return told


def known(code: str) -> bool:
    """Whether `code` names evidence whose rows can be found."""
    kind, _dot, rest = code.partition(".")
    return code in SIGNS or code == "owed" or (kind in {"seats", "owed"} and rest in SIDES)


def find(code: str, alliance_id: uuid.UUID, as_of: date) -> QuerySet[Any]:
    """Rows of a piece of evidence of one alliance on a day: meetings, agreements, participations (`seats.<side>`) or
    commitments (`owed`, `owed.<side>`)."""
    articulates = articulating(as_of)
    kind, _dot, side = code.partition(".")
    if kind == "seats":
        return seated(as_of, articulates).filter(alliance_id=alliance_id, side=side)
    if kind == "owed":
        rows = taken(*window(as_of), articulates).filter(alliance_id=alliance_id)
        return rows.filter(side=side) if side else rows
    return matching(SIGNS[code], held(*window(as_of), articulates).filter(alliance_id=alliance_id))
