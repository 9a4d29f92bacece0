"""Initiatives → what the pieces of docs/look.md draw. Decides nothing, reads nothing beyond the given rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money import format_clp
from core.templatetags.ui import day
from portfolio.models import Initiative, InitiativeStep
from portfolio.vocabulary import DELIVERED, STOPPED, Portfolio, WorksClass

# Columns of the list by which it is sorted, as they stand in its address.
BY_NAME, BY_COST, BY_PHASE = "nombre", "costo", "fase"
_ANY = "00000000-0000-0000-0000-000000000000"


def url_of(row: Any) -> str:
    return reverse("portfolio:initiative", args=[row.pk])


def list_url(**filters: Any) -> str:
    """The list of initiatives narrowed by `filters`."""
    told = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('portfolio:initiatives')}?{told}"


def count_words(count: int) -> str:
    return ngettext("%(n)s iniciativa", "%(n)s iniciativas", count) % {"n": number_of(count)}


def number_of(count: int) -> str:
    return str(number_format(count, force_grouping=True))


def pesos_of(pesos: int | None) -> str:
    """`$1.234.567`; empty when nobody knows it yet."""
    return "" if pesos is None else format_clp(pesos)


def table_of(
    rows: Iterable[Initiative],
    *,
    caption: str,
    mesa: bool = True,
    portfolio: bool = True,
    request: HttpRequest | None = None,
    order: str = "",
) -> dict[str, Any]:
    """Rows of `drawn_of` or `shown()` as a table; with `request` its heads sort by name, phase and cost."""
    columns = [
        _head(_("Iniciativa"), BY_NAME, request, order),
        *([{"label": _("Mesa")}] if mesa else []),
        {"label": _("Comuna")},
        {"label": _("Clase de obra")},
        *([{"label": _("Cartera")}] if portfolio else []),
        _head(_("Fase"), BY_PHASE, request, order),
        {**_head(_("Costo de ejecución"), BY_COST, request, order), "numeric": True},
        {"label": _("Qué sigue")},
    ]
    words = {"since": _("{phase} desde el {day}"), "own": reverse("portfolio:initiative", args=[_ANY])}
    words["mesa"] = reverse("portfolio:cartera", args=[_ANY])
    drawn = [{"cells": _cells(row, words, mesa=mesa, portfolio=portfolio)} for row in rows]
    return {"caption": caption, "columns": columns, "rows": drawn}


def _head(label: str, name: str, request: HttpRequest | None, order: str) -> dict[str, Any]:
    if request is None:
        return {"label": label}
    query = request.GET.copy()
    query.pop("page", None)
    query["orden"] = f"-{name}" if order == name else name
    way = {name: "asc", f"-{name}": "desc"}.get(order, "")
    return {"label": label, "sorted": way, "sort_url": f"{request.path}?{query.urlencode()}"}


def _cells(row: Initiative, words: Mapping[str, str], *, mesa: bool, portfolio: bool) -> list[dict[str, Any]]:
    """`words` are the same for every row: a sentence to fill and addresses with _ANY in place of the key."""
    address = words["own"].replace(_ANY, str(row.pk))
    cells: list[dict[str, Any]] = [{"value": row.name, "url": address}]
    if mesa:
        address = words["mesa"].replace(_ANY, str(row.alliance_id))
        cells.append({"value": row.alliance.name, "url": address})
    cells += [{"value": row.comuna.name}, {"value": str(WorksClass(row.works_class).label)}]
    if portfolio:
        cells.append({"value": str(Portfolio(row.portfolio).label)})
    since = format_html(words["since"], phase=row.phase.name, day=day(row.phase_since))
    cells += [{"value": since}, {"value": pesos_of(row.execution_cost)}]
    step = next_step_of(row)
    if row.ball is None:
        return [*cells, {"value": step}]
    who = row.ball.canonical.display_name
    told = format_html("{}: {}", who, step) if step else who
    return [*cells, {"value": told, "sector": row.ball.canonical.kind.sector}]


def next_step_of(row: Initiative) -> str:
    """The next step with its day; safe to show."""
    if row.next_step_by is None:
        return row.next_step
    step = row.next_step or _("Próximo paso")
    return format_html(_("{step}, para el {day}"), step=step, day=day(row.next_step_by))


def sums_words(sums: Mapping[str, int]) -> str:
    """How many, what they cost and whom they serve, in one line; discarded ones are named and not added."""
    people = ngettext("%(n)s beneficiario", "%(n)s beneficiarios", sums["beneficiaries"])
    told = [
        count_words(sums["initiatives"]),
        _("%(pesos)s de costo de ejecución") % {"pesos": format_clp(sums["execution_cost"])},
        people % {"n": number_of(sums["beneficiaries"])},
    ]
    if left := sums["discarded"]:
        told.append(
            ngettext("%(n)d descartada, que no se suma", "%(n)d descartadas, que no se suman", left)
            % {"n": left}
        )
    return " · ".join(told)


def chosen_of(request: HttpRequest, form: Any, names: Iterable[str]) -> list[dict[str, str]]:
    """What a link chose and no control shows, each with the address of the list without it."""
    told = []
    for name in names:
        if request.GET.get(name):
            chosen = form.cleaned_data.get(name) or _("no existe o no la ve")
            rest = request.GET.copy()
            del rest[name]
            rest.pop("page", None)
            told.append(
                {"label": f"{form[name].label}: {chosen}", "url": f"{request.path}?{rest.urlencode()}"}
            )
    return told


def tags_of(row: Initiative) -> list[dict[str, str]]:
    tone = "good" if row.phase_id in DELIVERED else "attention" if row.phase_id in STOPPED else "info"
    tags = [
        {"label": row.phase.name, "tone": tone},
        {"label": str(row.get_portfolio_display()), "tone": "neutral"},
    ]
    if row.is_demo:
        tags.append({"label": _("Iniciativa de demostración"), "tone": "attention"})
    return tags


def goals_of(row: Initiative) -> list[dict[str, Any]]:
    """Tiles; needs with_goals()."""
    return [
        {
            "number": one.goal.number,
            "title": one.goal.name,
            "color": one.goal.color,
            "text_color": one.goal.text_color,
            "weight": f"{one.weight} %",
            "main": one.is_main,
            "url": list_url(goal=one.goal_id),
        }
        for one in row.goals.all()
    ]


def steps_of(steps: Iterable[InitiativeStep]) -> list[dict[str, Any]]:
    """Oldest first, each with what changed: the first tells both list and phase."""
    told: list[dict[str, Any]] = []
    before: InitiativeStep | None = None
    for step in steps:
        changed = [
            *([step.phase.name] if before is None or before.phase_id != step.phase_id else []),
            *([step.get_portfolio_display()] if before is None or before.portfolio != step.portfolio else []),
        ]
        told.append(
            {
                "since": step.since,
                "what": " · ".join(map(str, changed)),
                "note": step.note,
                "who": step.made_by.name if step.made_by else "",
            }
        )
        before = step
    return told


def beneficiaries_of(row: Initiative) -> list[dict[str, Any]]:
    counted = (
        (_("Mujeres"), row.women),
        (_("Hombres"), row.men),
        (_("Sin desagregar"), row.unspecified),
        (_("En total"), row.beneficiaries),
    )
    told = [{"label": label, "value": number_of(n)} for label, n in counted if n is not None]
    return [*told, {"label": _("Cómo se contó"), "value": row.get_how_counted_display()}] if told else []


def costs_of(row: Initiative) -> list[dict[str, Any]]:
    costs = ((_("Diseño"), row.design_cost), (_("Ejecución"), row.execution_cost))
    return [{"label": label, "value": format_clp(pesos)} for label, pesos in costs if pesos is not None]


def place_of(row: Initiative) -> list[dict[str, Any]]:
    told = [
        {"label": _("Comuna"), "value": row.comuna.name, "url": list_url(comuna=row.comuna_id)},
        {"label": _("Lugar"), "value": row.place},
        {"label": _("Clase de obra"), "value": row.get_works_class_display()},
        {"label": _("Punto"), "value": f"{row.lat}, {row.lng}" if row.lat is not None else ""},
    ]
    return [item for item in told if item["value"]]


def summary_of(alliance: Any, told: Mapping[str, int]) -> list[dict[str, Any]]:
    """Figures of InitiativeQuerySet.summary(), each with what it counts and its rows."""
    mesa = alliance.pk
    return [
        {
            "value": number_of(told["taken_on"]),
            "label": _("En cartera definitiva"),
            "url": list_url(alliance=mesa, portfolio="definitiva"),
            "definition": _("Iniciativas que la mesa tomó a su cargo, en cualquier fase."),
        },
        {
            "value": number_of(told["in_progress"]),
            "label": _("En desarrollo"),
            "url": list_url(alliance=mesa, state="in_progress"),
            "definition": _("Desde el perfil hasta la recepción: ni ideas, ni entregadas, ni detenidas."),
        },
        {
            "value": number_of(told["delivered"]),
            "label": _("Entregadas"),
            "url": list_url(alliance=mesa, state="delivered"),
            "definition": _("Entregadas a la comunidad, también las que ya operan o se evaluaron."),
        },
        {
            "value": number_of(told["beneficiaries"]),
            "label": _("Beneficiarios"),
            "definition": _(
                "De las iniciativas no descartadas. Suma por iniciativa: una persona puede repetirse."
            ),
        },
    ]


def involved_of(told: Mapping[str, int]) -> dict[str, Any]:
    return {
        "value": format_clp(told["involved"]),
        "label": _("Inversión pública involucrada"),
        "definition": _("Costo estimado de ejecución de las iniciativas no descartadas de la mesa."),
    }


def state_of(row: Initiative) -> list[dict[str, Any]]:
    return [
        {"label": _("Fase"), "value": row.phase.name},
        {"label": _("Desde el"), "value": row.phase_since},
        {"label": _("Lista"), "value": row.get_portfolio_display()},
        {"label": _("Entró a la cartera el"), "value": row.entered_on},
    ]


def decided_of(
    agreements: Iterable[Any], initiatives: Iterable[Initiative], alliance: Any = None
) -> list[dict[str, Any]]:
    """Agreements with the initiatives decided there; with `alliance`, the act that takes one to its portfolio."""
    by_agreement: dict[Any, list[dict[str, str]]] = {}
    for row in initiatives:
        drawn = {"name": row.name, "url": url_of(row), "phase": row.phase.name}
        by_agreement.setdefault(row.agreement_id, []).append(drawn)
    create = reverse("portfolio:create", args=[alliance.pk]) if alliance is not None else ""
    return [
        {
            "number": one.number,
            "text": one.text,
            "initiatives": by_agreement.get(one.pk, []),
            "act": f"{create}?acuerdo={one.pk}" if create else "",
        }
        for one in agreements
    ]
