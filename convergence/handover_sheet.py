"""What the sheet of a traspaso tells of the mesas: read as of the day it is printed, as far as its reader sees."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from actors.models import Actor
from convergence.models import Alliance, Commitment, Cycle, Seat
from core import dates
from core.handover import ids_of

Moved = Mapping[str, list[Mapping[str, Any]]]
MOST_DATES = 6


def tell_mesas(*, moved: Moved, actor: Actor | None, principal: Principal) -> dict[str, Any]:
    """`mesas`: those with a seat, a commitment or the coordination that went, each whole; `others`: the rest of the
    organisation's, by name and stage; `unseen`: how many of the kept rows are not there for the reader."""
    today = dates.today()
    ids = {
        code: set(ids_of(moved.get(code, []))) for code in ("mesas", "coordination", "seats", "commitments")
    }
    seats = list(Seat.objects.with_place().visible_to(principal).filter(pk__in=ids["seats"]).order_by("pk"))
    owed = list(
        Commitment.objects.visible_to(principal)
        .filter(pk__in=ids["commitments"])
        .select_related("meeting", "agreement", "owner")
        .order_by("due_on", "pk")
    )
    told = {str(seat.participation.alliance_id) for seat in seats} | {str(row.alliance_id) for row in owed}
    told |= ids["coordination"]
    seen = Alliance.objects.visible_to(principal).filter(pk__in=told | ids["mesas"])
    rows = list(seen.select_related("coordinator").in_order())
    dated = _dates([row.pk for row in rows if str(row.pk) in told], actor, {row.pk for row in owed}, today)
    return {
        "mesas": [
            {
                "name": row.name,
                "facts": _facts(row, [seat for seat in seats if seat.participation.alliance_id == row.pk]),
                "dates": dated.get(row.pk, [])[:MOST_DATES],
                "commitments": [_commitment(one, today) for one in owed if one.alliance_id == row.pk],
            }
            for row in rows
            if str(row.pk) in told
        ],
        "others": [[row.name, str(row.stage_label)] for row in rows if str(row.pk) not in told],
        "unseen": _unseen(ids, rows, seats, owed),
    }


def _unseen(ids: Mapping[str, set[str]], *found: Iterable[Any]) -> int:
    there = {str(row.pk) for rows in found for row in rows}
    return len(set().union(*ids.values()) - there)


def _facts(row: Alliance, seats: list[Seat]) -> list[list[str]]:
    coordinator = row.coordinator
    told = [
        [
            _("Etapa"),
            _("%(stage)s, desde el %(day)s") % {"stage": row.stage_label, "day": _day(row.stage_since)},
        ]
    ]
    if seats:
        words = [
            _("%(kind)s por %(actor)s")
            % {"kind": seat.get_kind_display(), "actor": seat.participation.actor.display_name}
            for seat in seats
        ]
        told.append([_("Asiento"), ", ".join(words)])
    contact = f"{coordinator.name}, {coordinator.email}" if coordinator else _("Sin coordinación asignada")
    return [*told, [_("Coordinación"), contact]]


def _dates(mesas: list[Any], actor: Actor | None, told: set[Any], today: date) -> dict[Any, list[list[str]]]:
    """What comes in each mesa by date: other open commitments (the organisation's; all of them for who coordinates),
    and the end of the funding cycle."""
    rows = Commitment.objects.open().filter(alliance__in=mesas, due_on__gte=today).exclude(pk__in=told)
    if actor is not None:
        rows = rows.filter(owner__canonical_id=actor.canonical_id)
    found: dict[Any, list[tuple[date, str, str]]] = {}
    for row in rows.select_related("person", "owner").order_by("due_on", "pk"):
        who = row.person.name if row.person else row.owner.display_name
        found.setdefault(row.alliance_id, []).append((row.due_on, row.what, who))
    for cycle in Cycle.objects.filter(alliance__in=mesas, ends_on__gte=today, starts_on__lte=today):
        words = _("Termina el ciclo de financiamiento %(n)d") % {"n": cycle.number}
        found.setdefault(cycle.alliance_id, []).append((cycle.ends_on, words, ""))
    return {
        mesa: [[_day(day), what, who] for day, what, who in sorted(lines)] for mesa, lines in found.items()
    }


def _commitment(row: Commitment, today: date) -> list[str]:
    late = row.days_late(today)
    state = row.get_state_display()
    if late:
        words = ngettext("Vencido hace %(n)s día", "Vencido hace %(n)s días", late)
        state = words % {"n": number_format(late, use_l10n=True)}
    return [_day(row.due_on), row.what, _decided(row), str(state)]


def _decided(row: Commitment) -> str:
    """Where and when: the meeting, its place and the agreement it comes from."""
    if row.meeting is None:
        return _("Fuera de reunión, el %(day)s") % {"day": _day(row.created_at.date())}
    told = [f"{row.meeting.get_kind_display()}, {_day(row.meeting.held_on)}", row.meeting.place]
    if row.agreement is not None:
        told.append(_("acuerdo %(n)d") % {"n": row.agreement.number})
    return ", ".join(filter(None, told))


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
