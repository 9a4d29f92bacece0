"""Inicio: what needs this person today, by role. Read for a set of mesas at once; the number of queries is constant."""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from convergence import facts, gates
from convergence.models import Agreement, Alliance, Commitment, Meeting
from convergence.pulse import DUE_SOON_DAYS
from convergence.querysets import comunas_shown
from convergence.stages import CLOSED
from convergence.views import shown
from core import dates
from desk import home_coordination as coordination
from desk.home_coordination import MOST_ITEMS, Looked, count_due, page_of

MOST_MESAS = 40  # looked at: one's own first, then those that have been silent the longest


def board(principal: Principal, today: date) -> dict[str, Any]:
    """Context of desk/home.html."""
    roles = principal.roles
    looked = _look(principal, today)
    due = count_due(_owned(principal), today)
    own = _own_commitments(principal, due["all"], today)
    context: dict[str, Any] = {
        "greeting_name": principal.user.get_short_name(),
        "is_idle": not roles,
        "sections": [],
    }
    if "coordinator" in roles:
        context |= {
            "actions": [
                {
                    "label": _("Abrir una mesa"),
                    "url": reverse("convergence:create"),
                    "tone": "primary",
                    "icon": "plus",
                }
            ],
            "stats": coordination.stats(principal, today),
            "sections": [
                coordination.stalled(principal, looked),
                own,
                coordination.reported(principal),
                coordination.ready(looked),
                *coordination.ending(today),
            ],
        }
    elif "official" in roles:
        context |= {
            "actions": _record_actions(looked),
            "stats": _promise_stats(due),
            "sections": [own, _owed_milestones(looked), _mesas(looked)],
        }
    else:
        context |= {
            "stats": _promise_stats(due),
            "sections": [own, _agreed(principal), _mesas(looked)] if roles else [],
        }
    return context


def _look(principal: Principal, today: date) -> Looked:
    """One's own mesas first, then those that have been silent the longest."""
    mine = Case(
        When(coordinator_id=principal.user_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    met = Meeting.objects.filter(alliance_id=OuterRef("pk")).order_by("-held_on").values("held_on")[:1]
    hers = Alliance.objects.recordable_by(principal).filter(pk=OuterRef("pk"))
    seen = Alliance.objects.visible_to(principal).exclude(stage=CLOSED).select_related("coordinator")
    if not principal.is_foundation:
        seen = seen.annotate(is_recordable=Exists(hers))
    rows = list(seen.order_by(mine, Subquery(met).asc(nulls_first=True), "pk")[:MOST_MESAS])
    return Looked(rows, facts.gather(rows, today))


# Officials ------------------------------------------------------------------------
def _record_actions(looked: Looked) -> list[dict[str, Any]]:
    """Registrar reunión first, where it is hers to do: one mesa, one button; with several each names its mesa."""
    rows = [row for row in looked.rows if row.is_recordable]
    rows.sort(key=lambda row: looked.told[row.pk].last_meeting_on or date.min, reverse=True)
    rows = rows[:3]
    several = len(rows) > 1
    return [
        {
            "label": _("Registrar reunión: %(mesa)s") % {"mesa": row.name}
            if several
            else _("Registrar reunión"),
            "url": reverse("convergence:record", args=[row.pk]),
            "tone": "primary" if place == 0 else "secondary",
            "icon": "plus",
        }
        for place, row in enumerate(rows)
    ]


def _owed_milestones(looked: Looked) -> dict[str, Any]:
    """Missing milestones of the present stages, the mesa's own first."""
    owed = [(row, milestone) for row in looked.rows for milestone in gates.owed(looked.told[row.pk])]
    shown_ones = [(row, gates.judge(looked.told[row.pk], milestone)) for row, milestone in owed[:MOST_ITEMS]]
    return {
        "title": _("Qué falta para avanzar"),
        "items": [
            {
                "title": gate.label,
                "url": reverse("convergence:milestone", args=[row.pk, gate.code]),
                "detail": f"{row.name} · {gate.detail}",
                "due": gate.owner,
                "tone": "neutral",
            }
            for row, gate in shown_ones
        ],
        "count": len(owed),
        "empty": _("Sus mesas tienen cumplidos los hitos de su etapa."),
    }


# Everybody ------------------------------------------------------------------------
def _owned(principal: Principal) -> Any:
    """Of the person or of an organisation she acts for."""
    return Commitment.objects.visible_to(principal).owned_by(principal)


def _promise_stats(due: dict[str, int]) -> list[dict[str, Any]]:
    where = reverse("convergence:commitments")
    return [
        {"value": due["late"], "label": _("compromisos suyos vencidos"), "url": f"{where}?mine=1&due=late"},
        {
            "value": due["week"],
            "label": _("vencen en %(n)d días") % {"n": DUE_SOON_DAYS},
            "url": f"{where}?mine=1&due=week",
        },
    ]


def _own_commitments(principal: Principal, count: int, today: date) -> dict[str, Any]:
    """The open ones, the oldest date first; `count` of them in all."""
    rows = _owned(principal).open().order_by("due_on", "pk")[:MOST_ITEMS].drawn() if count else []
    return {
        "title": _("Sus compromisos"),
        "items": [_promise(row, today) for row in rows],
        "count": count,
        "empty": _("No tiene compromisos abiertos."),
        "more_url": f"{reverse('convergence:commitments')}?mine=1",
        "more_label": _("Ver todos"),
    }


def _promise(row: Commitment, today: date) -> dict[str, Any]:
    late = row.days_late(today)
    soon = not late and row.due_on <= dates.add_days(today, DUE_SOON_DAYS)
    return {
        "title": row.what,
        "url": reverse("convergence:commitment", args=[row.pk]),
        "detail": f"{row.owner.canonical.display_name} · {row.alliance.name}",
        "due": ngettext("%(n)d día de atraso", "%(n)d días de atraso", late) % {"n": late}
        if late
        else row.due_on,
        "tone": "lost" if late else "late" if soon else "neutral",
    }


def _agreed(principal: Principal) -> dict[str, Any]:
    rows = Agreement.objects.visible_to(principal).select_related("meeting__alliance")
    return {
        "title": _("Últimos acuerdos"),
        "items": [
            {
                "title": row.text,
                "url": reverse("convergence:meeting", args=[row.meeting_id]),
                "detail": f"{row.meeting.alliance.name} · {row.get_nature_display()}",
                "due": row.meeting.held_on,
                "tone": "info",
            }
            for row in rows.order_by("-meeting__held_on", "-meeting__created_at", "number")[:MOST_ITEMS]
        ],
        "empty": _("Sus mesas todavía no registran acuerdos."),
    }


def _mesas(looked: Looked) -> dict[str, Any]:
    rows = looked.rows[:MOST_ITEMS]
    prefetch_related_objects(rows, comunas_shown())
    return {
        "title": _("Sus mesas"),
        "items": [
            {
                "title": row.name,
                "url": page_of(row),
                "detail": f"{shown.place_of(row)} · {row.stage_label}",
                "due": _last_met(looked.told[row.pk]),
                "tone": "info",
            }
            for row in rows
        ],
        "count": len(looked.rows),
        "empty": _("Su organización no participa en una mesa."),
        "more_url": reverse("convergence:board"),
        "more_label": _("Ver todas"),
    }


def _last_met(told: facts.AllianceFacts) -> str:
    if told.last_meeting_on is None:
        return _("todavía sin reuniones")
    return _("última reunión: %(date)s") % {"date": f"{told.last_meeting_on:%d-%m-%Y}"}
