"""Rows of the ledger → tables of docs/look.md. Figures come summed, rows come visible; nothing is read here."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from convergence.models import Alliance
from core.money import format_clp
from portfolio.forms.ledger import cycle_words
from portfolio.models import Initiative
from portfolio.money import GIVER_ID, GROUPED
from portfolio.views.money_shown import entry_of, movement_of, pledge_of


def _heads(*plain: Any, sums: bool = True) -> list[dict[str, Any]]:
    labels = (_("Comprometido"), _("Recibido"), _("En especie"), _("Asignado"), _("Gastado")) if sums else ()
    return [*({"label": label} for label in plain), *({"label": label, "numeric": True} for label in labels)]


def _sums(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"value": format_clp(row[name])} for name in GROUPED]


def by_cycle(cycles: Iterable[Any], sums: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Every cycle, also one without money; `sums` are `.by("cycle_id")`."""
    told = {row["cycle_id"]: row for row in sums}
    empty = dict.fromkeys(GROUPED, 0)
    rows = []
    for cycle in cycles:
        row = told.get(cycle.pk, empty)
        left = {"value": format_clp(row["received"] - row["allocated"])}
        rows.append({"cells": [{"value": cycle_words(cycle)}, *_sums(row), left]})
    columns = [*_heads(_("Ciclo")), {"label": _("Sin asignar"), "numeric": True}]
    return {"caption": _("Totales por ciclo"), "columns": columns, "rows": rows}


def by_contributor(sums: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """In the order of `sums`, which are `.by(GIVER_ID, *GIVER)` of lines that the asker sees."""
    rows = [
        {
            "cells": [
                {
                    "value": row["contributor__canonical__short_name"] or row["contributor__canonical__name"],
                    "sector": row["contributor__canonical__kind__sector"],
                    "url": reverse("portfolio:contributor", args=[row[GIVER_ID]]),
                },
                *_sums(row),
            ]
        }
        for row in sums
    ]
    return {"caption": _("Por organización"), "columns": _heads(_("Organización")), "rows": rows}


def by_mesa(sums: Iterable[Mapping[str, Any]], mesas: Mapping[Any, Alliance]) -> dict[str, Any]:
    """`mesas` by id; only those with `is_seen` are linked."""
    rows = []
    for row in sums:
        mesa: Any = mesas[row["alliance_id"]]
        address = reverse("portfolio:aportes", args=[mesa.pk]) if mesa.is_seen else ""
        rows.append({"cells": [{"value": mesa.name, "url": address}, *_sums(row)]})
    return {"caption": _("Por mesa"), "columns": _heads(_("Mesa")), "rows": rows}


def by_initiative(sums: Iterable[Mapping[str, Any]], rows_of: Mapping[Any, Initiative]) -> dict[str, Any]:
    """What became of the money: phase and beneficiaries of the initiatives it went to, if the asker sees them
    (`is_seen`)."""
    rows = []
    for row in sums:
        initiative: Any = rows_of[row["initiative_id"]]
        is_seen = initiative.is_seen
        people = initiative.beneficiaries if is_seen else None
        rows.append(
            {
                "cells": [
                    {
                        "value": initiative.name,
                        "url": reverse("portfolio:initiative", args=[initiative.pk]) if is_seen else "",
                    },
                    {"value": initiative.alliance.name},
                    {"value": str(initiative.phase) if is_seen else ""},
                    {"value": _count(people)},
                    {"value": format_clp(row["allocated"])},
                    {"value": format_clp(row["spent"])},
                ]
            }
        )
    columns = [
        *_heads(_("Iniciativa"), _("Mesa"), _("Fase"), sums=False),
        *(
            {"label": label, "numeric": True}
            for label in (_("Beneficiarios de la iniciativa"), _("Asignado"), _("Gastado"))
        ),
    ]
    return {"caption": _("Por iniciativa"), "columns": columns, "rows": rows}


def _count(people: int | None) -> str:
    return "" if people is None else f"{people:,}".replace(",", ".")


def pledges(
    rows: Iterable[Any], *, who: bool = True, mesa: bool = False, may_keep: bool = False
) -> dict[str, Any]:
    """`who` names the organisation, `mesa` the mesa; the first of them heads the row."""
    drawn = []
    for row in rows:
        told = pledge_of(row, who=who, mesa=mesa, may_keep=may_keep)
        cells = [{"value": told["contributor"], "sector": told["sector"], "url": told["contributor_url"]}]
        cells = [*(cells if who else []), *([{"value": told["mesa"]}] if mesa else [])]
        what = told["initiative"] or _("Fondo común")
        notes = [_("en especie") if told["in_kind"] else "", told["character"]]
        said = ", ".join(note for note in notes if note)
        cells += [
            {"value": str(told["year"])},
            {"value": f"{what} ({said})" if said else what},
            {"value": told["amount"]},
            {"value": told["received"]},
            {"tag": told["state"]},
        ]
        if may_keep:
            cells.append({"value": _("Registrar recibido") if told["act"] else "", "url": told["act"]})
        drawn.append({"cells": cells})
    heads = [*([_("Organización")] if who else []), *([_("Mesa")] if mesa else []), _("Año"), _("Destino")]
    columns = [
        *_heads(*heads, sums=False),
        {"label": _("Comprometido"), "numeric": True},
        {"label": _("Recibido"), "numeric": True},
        {"label": _("Estado")},
        *([{"label": _("Acción")}] if may_keep else []),
    ]
    return {"caption": _("Aportes comprometidos"), "columns": columns, "rows": drawn}


def movements(rows: Iterable[Any]) -> dict[str, Any]:
    """Whole acts, for who sees the whole ledger."""
    return _acts((movement_of(row) for row in rows), who=True, mesa=False)


def entries(rows: Iterable[Any], *, who: bool, mesa: bool) -> dict[str, Any]:
    """Lines of one's own organisations, or of one contributor."""
    return _acts((entry_of(row, who=who, mesa=mesa) for row in rows), who=who, mesa=mesa)


def _acts(rows: Iterable[dict[str, Any]], *, who: bool, mesa: bool) -> dict[str, Any]:
    drawn = []
    for row in rows:
        what = _("%(what)s en especie") % {"what": row["what"]} if row["in_kind"] else row["what"]
        cells = [{"value": what, "url": row["url"]}, {"value": row["happened_on"]}]
        if who:
            cells.append({"value": row["contributor"], "sector": row["sector"]})
        if mesa:
            cells.append({"value": row["mesa"]})
        cells += [{"value": row["initiative"]}, {"value": row["amount"]}, {"tag": reversal_tag(row)}]
        drawn.append({"cells": cells})
    heads = [
        _("Movimiento"),
        _("Fecha"),
        *([_("Organización")] if who else []),
        *([_("Mesa")] if mesa else []),
    ]
    columns = [
        *_heads(*heads, _("Iniciativa"), sums=False),
        {"label": _("Pesos"), "numeric": True},
        {"label": _("Estado")},
    ]
    return {"caption": _("Movimientos"), "columns": columns, "rows": drawn}


def reversal_tag(row: Mapping[str, Any]) -> dict[str, str] | None:
    if row["reverses"]:
        return {"label": _("Reversa"), "tone": "attention", "icon": "undo"}
    reversed_on: date | None = row["reversed_on"]
    if reversed_on:
        label = _("Revertido el %(day)s") % {"day": f"{reversed_on:%d-%m-%Y}"}
        return {"label": label, "tone": "attention", "icon": "undo"}
    return None
