"""The public page of a mesa: what it is, who takes part, what was decided. Nothing of persons, no files, no reasons."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors.models import Sector
from convergence import facts, gates
from convergence.facts import AllianceFacts
from convergence.gates import StageView
from convergence.models import Alliance, Commitment
from convergence.views import shown
from core.search import SpanishOrder

MEETINGS_A_PAGE = 10


@require_safe
def mesa(request: HttpRequest, pk: str) -> HttpResponse:
    """404 when the mesa is not published, whoever asks."""
    alliance = get_object_or_404(Alliance.objects.published().with_place(), pk=pk)
    today = alliance.today()
    told = facts.gather([alliance], today)[alliance.pk]
    meetings = (
        alliance.meetings.all().with_counts().order_by("-held_on", "-pk").prefetch_related("agreements")
    )
    context = {
        "alliance": alliance,
        "place": shown.place_of(alliance),
        "crumbs": [{"label": _("Mesas"), "url": reverse("desk:front") + "#mesas"}, {"label": alliance.name}],
        "facts": _facts(alliance),
        "rail": public_rail(gates.rail(told)),
        "sectors": _who(alliance),
        "stats": _stats(alliance, told),
        "page": Paginator(meetings, MEETINGS_A_PAGE).get_page(request.GET.get("page")),
        "today": today,
    }
    return render(request, "convergence/public_mesa.html", context)


def public_rail(stages: Iterable[StageView]) -> list[dict[str, Any]]:
    """Stages and the state of their milestones; no link, no reason, no name."""
    return [
        {
            "label": stage.label,
            "state": stage.state,
            "milestones": [{"label": gate.label, "state": gate.state} for gate in stage.gates],
        }
        for stage in stages
    ]


def _facts(alliance: Alliance) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"label": _("Tipo"), "value": alliance.get_kind_display()},
        {"label": _("Desde"), "value": alliance.started_on},
        {"label": _("Etapa"), "value": alliance.stage_label},
        {"label": _("En esta etapa desde"), "value": alliance.stage_since},
    ]
    if alliance.sponsor:
        rows.append({"label": _("Empresa patrocinante"), "value": alliance.sponsor.canonical.display_name})
    return rows


def _who(alliance: Alliance) -> list[dict[str, Any]]:
    """Organisations that take part now, by sector: their names and kinds, never a representative's."""
    rows = (
        alliance.participations.living()
        .once()
        .select_related("actor__canonical", "kind")
        .order_by(SpanishOrder("actor__canonical__name"))
    )
    by_sector: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_sector.setdefault(row.sector, []).append(
            {"name": row.actor.canonical.display_name, "sector": row.sector, "note": str(row.kind)}
        )
    return [
        {"label": Sector(code).label, "actors": by_sector[code]}
        for code in Sector.values
        if code in by_sector
    ]


def _stats(alliance: Alliance, told: AllianceFacts) -> list[dict[str, Any]]:
    people = sum(w + m + o for w, m, o in alliance.meetings.values_list("women", "men", "others"))
    states = Counter(_states(alliance))
    return [
        {
            "value": told.meetings,
            "label": _("reuniones"),
            "definition": _("Reuniones realizadas y registradas desde el inicio de la alianza."),
        },
        {
            "value": people,
            "label": _("asistencias"),
            "definition": _("Personas que asistieron, sumadas por reunión: una persona puede repetirse."),
        },
        {
            "value": told.agreements,
            "label": _("acuerdos"),
            "definition": _("Acuerdos tomados en las reuniones registradas."),
        },
        {
            "value": told.commitments_kept,
            "label": _("de %(n)d compromisos, cumplidos") % {"n": told.commitments},
            "definition": _("Abiertos: %(open)d, de ellos vencidos: %(late)d. Liberados: %(released)d.")
            % {
                "open": states["abierto"] + states["en_curso"],
                "late": told.commitments_late,
                "released": states["liberado"],
            },
        },
    ]


def _states(alliance: Alliance) -> Iterable[str]:
    return Commitment.objects.filter(alliance=alliance).order_by().values_list("state", flat=True)
