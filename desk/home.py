"""Inicio: what needs this person today, by role. Read for a set of mesas at once; the number of queries is constant."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from convergence import facts, gates
from convergence.models import Agreement, Alliance, Commitment, Meeting
from convergence.stages import CLOSED
from convergence.views import shown
from core import dates

MOST_MESAS = 40  # looked at: one's own first, then those that have been silent the longest
MOST_ITEMS = 6
SILENT_DAYS = 45
NEWS = timedelta(days=7)


@dataclass(frozen=True)
class Looked:
    """The mesas at hand with their facts."""

    rows: list[Alliance]
    told: dict[Any, facts.AllianceFacts] = field(default_factory=dict)


def board(principal: Principal, today: date) -> dict[str, Any]:
    """Context of desk/home.html."""
    roles = principal.roles
    looked = _look(principal, today)
    own = _own_commitments(principal, today)
    context: dict[str, Any] = {"greeting_name": principal.user.get_short_name(), "is_idle": not roles}
    if "coordinator" in roles:
        context |= {
            "actions": [
                {"label": _("Abrir una mesa"), "url": reverse("convergence:create"), "tone": "primary", "icon": "plus"}
            ],
            "stats": _coordination_stats(principal, looked, today),
            "sections": [_stalled(principal, looked), own, _reported(principal), _ready(looked)],
        }
    elif "official" in roles:
        context |= {
            "actions": _record_actions(looked),
            "stats": _promise_stats(principal, today),
            "sections": [own, _owed_milestones(looked), _mesas(looked)],
        }
    else:
        context |= {
            "stats": _promise_stats(principal, today),
            "sections": [own, _agreed(principal), _mesas(looked)] if roles else [],
        }
    return context


def _look(principal: Principal, today: date) -> Looked:
    mine = Case(
        When(coordinator_id=principal.user_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    seen = Alliance.objects.visible_to(principal).exclude(stage=CLOSED).with_place().with_pulse(today)
    rows = list(seen.order_by(mine, F("last_meeting_on").asc(nulls_first=True), "pk")[:MOST_MESAS])
    return Looked(rows, facts.gather(rows, today))


def _page(alliance: Alliance) -> str:
    return reverse("convergence:alliance", args=[alliance.pk])


# The coordination ---------------------------------------------------------------
def _coordination_stats(principal: Principal, looked: Looked, today: date) -> list[dict[str, Any]]:
    seen = Alliance.objects.visible_to(principal).exclude(stage=CLOSED)
    mesas = seen.aggregate(all=Count("pk"), mine=Count("pk", filter=Q(coordinator_id=principal.user_id)))
    due = _due(Commitment.objects.visible_to(principal), today)
    where = reverse("convergence:commitments")
    return [
        {
            "value": mesas["mine"],
            "label": _("mesas que coordina"),
            "url": reverse("convergence:board"),
            "definition": _("Abiertas y a su cargo; en la fundación hay %(n)d abiertas.") % {"n": mesas["all"]},
        },
        {"value": due["late"], "label": _("compromisos vencidos"), "url": f"{where}?due=late",
         "definition": _("Abiertos cuya fecha ya pasó, en todas las mesas.")},
        {"value": due["week"], "label": _("vencen en 7 días"), "url": f"{where}?due=week",
         "definition": _("Abiertos con fecha entre hoy y siete días más, en todas las mesas.")},
    ]  # fmt: skip


def _stalled(principal: Principal, looked: Looked) -> dict[str, Any]:
    """Silent the longest, or with late commitments: one's own first."""
    stuck = [
        row
        for row in looked.rows
        if looked.told[row.pk].silent_days > SILENT_DAYS or looked.told[row.pk].commitments_late
    ]
    items = []
    for row in stuck[:MOST_ITEMS]:
        told = looked.told[row.pk]
        missing = gates.blocking(told)
        silent = told.silent_days > SILENT_DAYS
        items.append(
            {
                "title": row.name,
                "url": _page(row),
                "detail": _why(row, told, missing, own=row.coordinator_id == principal.user_id),
                "due": _("%(span)s sin reunirse") % {"span": dates.span_words(told.silent_days)}
                if silent
                else _late_words(told.commitments_late),
                "tone": "attention" if silent else "lost",
            }
        )
    return {
        "title": _("Mesas que se detienen"),
        "items": items,
        "count": len(stuck),
        "empty": _("Ninguna mesa está en silencio ni tiene compromisos vencidos."),
        "more_url": reverse("convergence:board"),
        "more_label": _("Ver el tablero"),
    }


def _why(row: Alliance, told: facts.AllianceFacts, missing: list[gates.GateResult], *, own: bool) -> str:
    parts = [row.stage_label]
    if missing:
        label = ngettext("falta %(n)d hito: %(first)s", "faltan %(n)d hitos: %(first)s…", len(missing))
        parts.append(label % {"n": len(missing), "first": missing[0].label})
    if told.commitments_late:
        parts.append(_late_words(told.commitments_late))
    if not own and row.coordinator:
        parts.append(_("coordina %(name)s") % {"name": row.coordinator.name})
    return " · ".join(parts)


def _late_words(late: int) -> str:
    return ngettext("%(n)d compromiso vencido", "%(n)d compromisos vencidos", late) % {"n": late}


def _reported(principal: Principal) -> dict[str, Any]:
    """What officials recorded in the last week: to be read and completed."""
    rows = (
        Meeting.objects.visible_to(principal)
        .filter(created_at__gte=timezone.now() - NEWS, recorded_by__is_foundation_staff=False)
        .select_related("alliance", "recorded_by")
        .annotate(agreement_count=Count("agreements"))
        .order_by("-created_at")[:MOST_ITEMS]
    )
    return {
        "title": _("Registradas por funcionarios esta semana"),
        "items": [
            {
                "title": f"{row.get_kind_display()} · {row.alliance.name}",
                "url": reverse("convergence:meeting", args=[row.pk]),
                "detail": _("La registró %(name)s · %(agreements)s")
                % {"name": row.recorded_by.name, "agreements": _agreements(row.agreement_count)},
                "due": row.held_on,
                "tone": "info",
            }
            for row in rows
        ],
        "empty": _("Nadie ha registrado reuniones en los últimos siete días."),
    }


def _agreements(count: int) -> str:
    return ngettext("%(n)d acuerdo", "%(n)d acuerdos", count) % {"n": count}


def _ready(looked: Looked) -> dict[str, Any]:
    ready = [row for row in looked.rows if not gates.blocking(looked.told[row.pk])]
    return {
        "title": _("Pueden pasar de etapa"),
        "items": [
            {
                "title": row.name,
                "url": reverse("convergence:advance", args=[row.pk]),
                "detail": _("%(stage)s: todos los hitos exigidos están cumplidos") % {"stage": row.stage_label},
                "due": _("%(span)s en la etapa") % {"span": dates.span_words((_today(looked, row) - row.stage_since).days)},
                "tone": "good",
            }
            for row in ready[:MOST_ITEMS]
        ],
        "count": len(ready),
        "empty": _("A cada mesa le falta algún hito para avanzar."),
    }  # fmt: skip


def _today(looked: Looked, row: Alliance) -> date:
    return looked.told[row.pk].today


# Officials ------------------------------------------------------------------------
def _record_actions(looked: Looked) -> list[dict[str, Any]]:
    """Registrar reunión first: one mesa, one button; with several each button names its mesa."""
    rows = sorted(looked.rows, key=lambda row: looked.told[row.pk].last_meeting_on or date.min, reverse=True)[:3]
    several = len(rows) > 1
    return [
        {
            "label": _("Registrar reunión: %(mesa)s") % {"mesa": row.name} if several else _("Registrar reunión"),
            "url": reverse("convergence:record", args=[row.pk]),
            "tone": "primary" if place == 0 else "secondary",
            "icon": "plus",
        }
        for place, row in enumerate(rows)
    ]


def _owed_milestones(looked: Looked) -> dict[str, Any]:
    """Missing milestones of the present stages, the mesa's own first."""
    owed = [(row, gate) for row in looked.rows for gate in gates.blocking(looked.told[row.pk])]
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
            for row, gate in owed[:MOST_ITEMS]
        ],
        "count": len(owed),
        "empty": _("Sus mesas tienen cumplidos los hitos de su etapa."),
    }


# Everybody ------------------------------------------------------------------------
def _due(rows: Any, today: date) -> dict[str, int]:
    week = dates.add_days(today, 7)
    counted: dict[str, int] = rows.open().aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        week=Count("pk", filter=Q(due_on__range=(today, week))),
        all=Count("pk"),
    )
    return counted


def _promise_stats(principal: Principal, today: date) -> list[dict[str, Any]]:
    due = _due(Commitment.objects.visible_to(principal).owned_by(principal), today)
    where = reverse("convergence:commitments")
    return [
        {"value": due["late"], "label": _("compromisos suyos vencidos"), "url": f"{where}?mios=1&due=late"},
        {"value": due["week"], "label": _("vencen en 7 días"), "url": f"{where}?mios=1&due=week"},
        {"value": due["all"], "label": _("abiertos en total"), "url": f"{where}?mios=1"},
    ]


def _own_commitments(principal: Principal, today: date) -> dict[str, Any]:
    """Open ones of the person or of an organisation she acts for, the oldest date first."""
    owned = Commitment.objects.visible_to(principal).owned_by(principal).open()
    rows = owned.with_place().order_by("due_on", "pk")[:MOST_ITEMS]
    return {
        "title": _("Sus compromisos"),
        "items": [_promise(row, today) for row in rows],
        "count": owned.count(),
        "empty": _("No tiene compromisos abiertos."),
        "more_url": f"{reverse('convergence:commitments')}?mios=1",
        "more_label": _("Ver todos"),
    }


def _promise(row: Commitment, today: date) -> dict[str, Any]:
    late = row.days_late(today)
    soon = not late and row.due_on <= dates.add_days(today, 7)
    return {
        "title": row.what,
        "url": reverse("convergence:commitment", args=[row.pk]),
        "detail": f"{row.owner.display_name} · {row.alliance.name}",
        "due": ngettext("%(n)d día de atraso", "%(n)d días de atraso", late) % {"n": late} if late else row.due_on,
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
                "tone": "neutral",
            }
            for row in rows.order_by("-meeting__held_on", "-meeting__created_at", "number")[:MOST_ITEMS]
        ],
        "empty": _("Sus mesas todavía no registran acuerdos."),
    }


def _mesas(looked: Looked) -> dict[str, Any]:
    rows: Iterable[Alliance] = looked.rows[:MOST_ITEMS]
    return {
        "title": _("Sus mesas"),
        "items": [
            {
                "title": row.name,
                "url": _page(row),
                "detail": f"{shown.place_of(row)} · {row.stage_label}",
                "due": _last_met(looked.told[row.pk]),
                "tone": "neutral",
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
