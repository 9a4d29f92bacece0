"""Inicio of the coordination: which mesas stall, what officials recorded, which may leave their stage."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from actors import terms
from actors.models import Actor, Mandate
from actors.record_querysets import WARN_DAYS
from convergence import facts, gates
from convergence.models import Agreement, Alliance, Commitment, Meeting
from convergence.pulse import DUE_SOON_DAYS, SILENT_AFTER_DAYS
from convergence.stages import CLOSED, Milestone
from core import dates

MOST_ITEMS = 6
NEWS = timedelta(days=7)


@dataclass(frozen=True)
class Looked:
    """The mesas at hand with their facts."""

    rows: list[Alliance]
    told: dict[Any, facts.AllianceFacts] = field(default_factory=dict)


def page_of(alliance: Alliance) -> str:
    return reverse("convergence:alliance", args=[alliance.pk])


def count_due(rows: Any, today: date) -> dict[str, int]:
    """Open ones: past their date, due in a week, in all."""
    week = dates.add_days(today, DUE_SOON_DAYS)
    counted: dict[str, int] = rows.open().aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        week=Count("pk", filter=Q(due_on__range=(today, week))),
        all=Count("pk"),
    )
    return counted


def stats(principal: Principal, today: date) -> list[dict[str, Any]]:
    seen = Alliance.objects.visible_to(principal).exclude(stage=CLOSED)
    since = dates.add_days(today, -SILENT_AFTER_DAYS)
    met = Meeting.objects.filter(alliance_id=OuterRef("pk"), held_on__gte=since)
    mesas = seen.aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(coordinator_id=principal.user_id)),
        silent=Count("pk", filter=Q(started_on__lt=since) & ~Exists(met)),
    )
    soon = dates.add_days(today, DUE_SOON_DAYS)  # the rest, most of them, are not even read
    due = count_due(Commitment.objects.visible_to(principal).filter(due_on__lte=soon), today)
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
        {"value": due["week"], "label": _("vencen en %(n)d días") % {"n": DUE_SOON_DAYS}, "url": f"{where}?due=week",
         "definition": _("Abiertos con fecha entre hoy y %(n)d días más, en todas las mesas.") % {"n": DUE_SOON_DAYS}},
        {"value": mesas["silent"], "label": _("mesas en silencio"), "url": reverse("convergence:board"),
         "definition": _("Abiertas que llevan más de %(n)d días sin reunirse.") % {"n": SILENT_AFTER_DAYS}},
    ]  # fmt: skip


def stalled(principal: Principal, looked: Looked) -> dict[str, Any]:
    """Silent the longest, or with late commitments: one's own first."""
    stuck = [
        row
        for row in looked.rows
        if looked.told[row.pk].silent_days > SILENT_AFTER_DAYS or looked.told[row.pk].commitments_late
    ]
    items = []
    for row in stuck[:MOST_ITEMS]:
        told = looked.told[row.pk]
        missing = gates.owed(told)
        silent = told.silent_days > SILENT_AFTER_DAYS
        items.append(
            {
                "title": row.name,
                "url": page_of(row),
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


def _why(row: Alliance, told: facts.AllianceFacts, missing: list[Milestone], *, own: bool) -> str:
    parts = [row.stage_label]
    if missing:
        label = ngettext("falta %(n)d hito: %(first)s", "faltan %(n)d hitos: %(first)s…", len(missing))
        parts.append(label % {"n": len(missing), "first": str(missing[0].label)})
    if told.commitments_late:
        parts.append(_late_words(told.commitments_late))
    if not own and row.coordinator:
        parts.append(_("coordina %(name)s") % {"name": row.coordinator.name})
    return " · ".join(parts)


def _late_words(late: int) -> str:
    return ngettext("%(n)d compromiso vencido", "%(n)d compromisos vencidos", late) % {"n": late}


def reported(principal: Principal) -> dict[str, Any]:
    """What officials recorded in the last week: to be read and completed."""
    agreed = Agreement.objects.filter(meeting_id=OuterRef("pk")).order_by().values("meeting_id")
    rows = (
        Meeting.objects.visible_to(principal)
        .filter(created_at__gte=timezone.now() - NEWS, recorded_by__is_foundation_staff=False)
        .select_related("alliance", "recorded_by")
        .annotate(agreement_count=Coalesce(Subquery(agreed.annotate(n=Count("pk")).values("n")), 0))
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


def ready(looked: Looked) -> dict[str, Any]:
    ready = [row for row in looked.rows if not gates.owed(looked.told[row.pk])]
    return {
        "title": _("Pueden pasar de etapa"),
        "items": [
            {
                "title": row.name,
                "url": reverse("convergence:advance", args=[row.pk]),
                "detail": _("%(stage)s: todos los hitos obligatorios están cumplidos")
                % {"stage": row.stage_label},
                "due": _("%(span)s en la etapa")
                % {"span": dates.span_words(_days_in_stage(looked.told[row.pk]))},
                "tone": "good",
            }
            for row in ready[:MOST_ITEMS]
        ],
        "count": len(ready),
        "empty": _("A cada mesa le falta algún hito para avanzar."),
    }


def _days_in_stage(told: facts.AllianceFacts) -> int:
    return (told.today - told.stage_since).days


def ending(today: date) -> list[dict[str, Any]]:
    """Mandates and legal personalities that end soon, the nearest first; no section when there is none."""
    near = (today, dates.add_days(today, WARN_DAYS))
    mandates = Mandate.objects.ending(today).of_living().select_related("actor").order_by("until", "pk")
    legal = Actor.objects.canonical().filter(closed_on=None, personality_until__range=near)
    found = [(row.until, row.actor, str(row.get_office_display())) for row in mandates[:MOST_ITEMS]]
    personality = _("Personalidad jurídica")
    ordered = legal.order_by("personality_until", "pk")[:MOST_ITEMS]
    found += [(row.personality_until, row, personality) for row in ordered]
    found.sort(key=lambda row: (row[0], row[1].name))
    if not found:
        return []
    items = [
        {
            "title": f"{what} · {actor.display_name}",
            "url": reverse("actors:actor", args=[actor.pk]),
            "detail": terms.left_words(until, today),
            "due": until,
            "tone": "attention",
        }
        for until, actor, what in found[:MOST_ITEMS]
    ]
    return [
        {
            "title": _("Mandatos y personalidades por vencer"),
            "items": items,
            "count": len(found) if len(found) < MOST_ITEMS else mandates.count() + legal.count(),
            "empty": "",
            "more_url": f"{reverse('actors:list')}?ending=1",
            "more_label": _("Ver las organizaciones"),
        }
    ]
