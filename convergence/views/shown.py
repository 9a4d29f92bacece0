"""Rows → what the pieces of docs/look.md draw. Decides nothing, reads nothing beyond the given rows."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.principal import Principal
from convergence import gates
from convergence.gates import GateResult, StageView
from convergence.models import Alliance, Commitment, Meeting
from convergence.stages import CLOSED, stages_of
from core import registry


def place_of(alliance: Alliance) -> str:
    """`Mejillones, Antofagasta`; several comunas in a row; the region of the first."""
    comunas = list(alliance.comunas.all())
    if not comunas:
        return ""
    names = ", ".join(comuna.name for comuna in comunas[:4])
    more = _(" y %(n)d más") % {"n": len(comunas) - 4} if len(comunas) > 4 else ""
    return f"{names}{more} · {comunas[0].region.name}"


def crumbs_of(alliance: Alliance, last: str = "") -> list[dict[str, str]]:
    here = [{"label": _("Mesas"), "url": reverse("convergence:board")}]
    name = {"label": alliance.name, "url": reverse("convergence:alliance", args=[alliance.pk])}
    return [*here, name, {"label": last}] if last else [*here, {"label": alliance.name}]


def tabs_of(alliance: Alliance, active: str, *, with_map: bool) -> list[dict[str, Any]]:
    """This floor's tabs and those of the floors above, by their order; the map for who may see it."""
    named = [
        (10, "alliance", "convergence:alliance", _("Resumen")),
        (20, "partners", "convergence:partners", _("Actores")),
        *([(25, "map", "convergence:map", _("Mapa"))] if with_map else []),
        (30, "meetings", "convergence:meetings", _("Reuniones")),
        (40, "alliance_commitments", "convergence:alliance_commitments", _("Compromisos")),
        (90, "history", "convergence:history", _("Historia")),
        *((tab.order, code, tab.url_name, str(tab.label)) for code, tab in registry.alliance_tabs.items()),
    ]
    return [
        {"label": label, "url": reverse(url_name, args=[alliance.pk]), "active": code == active}
        for _order, code, url_name, label in sorted(named)
    ]


def rail_of(stages: Iterable[StageView], alliance: Alliance) -> list[dict[str, Any]]:
    return [
        {
            "label": stage.label,
            "state": stage.state,
            "since": alliance.stage_since if stage.state == "current" else None,
            "url": f"{reverse('convergence:alliance', args=[alliance.pk])}?etapa={stage.code}#hitos",
            "milestones": [{"label": gate.label, "state": gate.state} for gate in stage.gates],
        }
        for stage in stages
    ]


@lru_cache(maxsize=4096)
def _dots(kind: str, states: tuple[tuple[str, ...], ...], language: str | None) -> SafeString:
    stages = [
        {"label": stage.label, "milestones": [{"state": state} for state in told]}
        for stage, told in zip(stages_of(kind), states, strict=True)
    ]
    return render_to_string("components/stage_dots.html", {"stages": stages})


def dots_of(kind: str, states: tuple[tuple[str, ...], ...]) -> SafeString:
    """The stages in one line (`gates.outline`): drawn once for all the mesas that stand alike."""
    return _dots(kind, states, get_language())


def fix_of(gate: GateResult, alliance: Alliance, *, may_record: bool, by: Principal) -> dict[str, str] | None:
    """Where a missing milestone is fixed, as address and verb; no act for whoever may not do it."""
    place = registry.gate_places.get(gate.where_to_fix)
    if place is not None:
        if not place.may(by, alliance):
            return None
        return {"url": reverse(place.url_name, args=[alliance.pk]), "label": str(place.label)}
    if gate.where_to_fix in {gates.BY_DOCUMENT, gates.BY_MEETING, gates.BY_MAP} and not may_record:
        return None
    places = {
        gates.BY_DOCUMENT: ("milestone", _("Adjuntar"), [alliance.pk, gate.code]),
        gates.BY_MEETING: ("record", _("Registrar reunión"), [alliance.pk]),
        gates.BY_PARTICIPATION: ("partners", _("Ver actores"), [alliance.pk]),
        gates.BY_MAP: ("map", _("Completar el mapa"), [alliance.pk]),
        gates.BY_COMMITMENT: ("alliance_commitments", _("Ver compromisos"), [alliance.pk]),
    }
    if gate.where_to_fix not in places:
        return None
    name, label, args = places[gate.where_to_fix]
    return {"url": reverse(f"convergence:{name}", args=args), "label": label}


def checklist_of(
    stage: StageView, alliance: Alliance, *, may_record: bool, by: Principal
) -> list[dict[str, Any]]:
    return [
        {
            "label": gate.label
            if gate.required
            else _("%(label)s (no impide avanzar)") % {"label": gate.label},
            "state": gate.state,
            "detail": gate.detail if gate.state in {gates.MET, gates.MISSING} else "",
            "reason": gate.detail if gate.state in {gates.OVERRIDDEN, gates.NOT_APPLICABLE} else "",
            "owner": gate.owner if gate.state == gates.MISSING else "",
            "since": alliance.stage_since
            if gate.state == gates.MISSING and stage.state == "current"
            else None,
            "url": reverse("convergence:milestone", args=[alliance.pk, gate.code]),
            "where_to_fix": fix_of(gate, alliance, may_record=may_record, by=by),
        }
        for gate in stage.gates
    ]


def meeting_of(meeting: Meeting) -> dict[str, Any]:
    """A timeline entry; needs with_counts()."""
    return {
        "date": meeting.held_on,
        "title": meeting.get_kind_display(),
        "url": reverse("convergence:meeting", args=[meeting.pk]),
        "kind": "",
        "place": meeting.place,
        "state": "",
        "state_label": "",
        "headcount": headcount_of(meeting),
        "organisations": meeting.organisation_count,
        "agreements": meeting.agreement_count,
        "commitments": meeting.commitment_count,
    }


def headcount_of(meeting: Meeting) -> dict[str, int]:
    return {
        "women": meeting.women,
        "men": meeting.men,
        "other": meeting.others,
        "total": meeting.headcount,
    }


def commitment_of(
    row: Commitment, today: date, *, mesa: bool = False, decided: bool = True
) -> dict[str, Any]:
    """A commitment row; needs with_place()."""
    late = row.days_late(today)
    shown: dict[str, Any] = {
        "what": row.what,
        "url": reverse("convergence:commitment", args=[row.pk]),
        "owner": row.owner.canonical.display_name,
        "owner_sector": row.owner.canonical.kind.sector,
        "person": row.person.name if row.person else "",
        "due": row.due_on if row.is_open else row.closed_on,
        "state": "vencido" if late else row.state,
        "state_label": _("Vencido") if late else row.get_state_display(),
        "overdue_days": late,
        "overdue": _late_words(late, get_language()) if late else "",
        # Every name that the piece reads: an absent one costs the template more than a drawn one.
        "tone": "",
        "mesa": None,
        "decided_at": None,
        "action": None,
    }
    if mesa:
        address = reverse("convergence:alliance", args=[row.alliance_id])
        shown["mesa"] = {"name": row.alliance.name, "url": address}
    if decided and row.meeting:
        address = reverse("convergence:meeting", args=[row.meeting_id])
        shown["decided_at"] = {"label": f"{row.meeting.held_on:%d-%m-%Y}", "url": address}
    return shown


@lru_cache(maxsize=4096)
def _late_words(days: int, language: str | None) -> str:
    text = ngettext("%(days)s día de atraso", "%(days)s días de atraso", days)
    return text % {"days": number_format(days, use_l10n=True)}


def is_closed(alliance: Alliance) -> bool:
    return alliance.stage == CLOSED
