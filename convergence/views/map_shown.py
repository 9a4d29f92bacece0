"""The actor map → what its page draws. Decides nothing, reads nothing beyond the given rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from actors.vocabulary import Sector
from convergence import actor_map
from convergence.actor_map import Line
from convergence.actor_map_rows import ReadMap, Spot
from convergence.models import Alliance
from core.text import unaccented

_SECTORS, _PLACES = list(Sector.values), [code for code, _label in actor_map.QUADRANTS]
TONES = {"favour": "good", "against": "lost", "neutral": "neutral", "unknown": "neutral"}
# Columns by which the table is sorted: name in the address → key of a line.
SORTS: dict[str, Callable[[Spot], Any]] = {
    "numero": lambda spot: spot.number,
    "nombre": lambda spot: unaccented(spot.name),
    "sector": lambda spot: (_SECTORS.index(spot.entry.sector), spot.number),
    "interes": lambda spot: (spot.entry.interest or 0, spot.number),
    "influencia": lambda spot: (spot.entry.influence or 0, spot.number),
    "posicion": lambda spot: (spot.entry.position, spot.number),
    "cuadrante": lambda spot: (_PLACES.index(spot.quadrant), spot.number),
}


def sorted_spots(spots: Iterable[Spot], order: str) -> list[Spot]:
    """By `nombre`, or `-nombre` for the other way round; an unknown order is the map's own."""
    key = SORTS.get(order.removeprefix("-"), SORTS["numero"])
    return sorted(spots, key=key, reverse=order.startswith("-"))


def columns_of(order: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Heads that sort; pressing the sorted one turns it round."""
    heads = (
        ("numero", _("N.º"), True), ("nombre", _("Actor"), False), ("sector", _("Sector"), False),
        ("interes", _("Interés"), True), ("influencia", _("Influencia"), True),
        ("posicion", _("Posición"), False), ("cuadrante", _("Cuadrante"), False), ("", _("Qué espera"), False),
    )  # fmt: skip
    shown = []
    for code, label, numeric in heads:
        column: dict[str, Any] = {"label": label, "numeric": numeric}
        if code:
            to = f"-{code}" if order == code else code
            column["sort_url"] = f"?{urlencode({**query, 'orden': to})}#actores"
            column["sorted"] = "asc" if order == code else "desc" if order == f"-{code}" else ""
        shown.append(column)
    # The name heads its row, so that a phone's card opens with it.
    return [shown[1], shown[0], *shown[2:]]


def table_of(spots: Sequence[Spot]) -> list[dict[str, Any]]:
    return [{"cells": _cells(spot)} for spot in spots]


def _cells(spot: Spot) -> list[dict[str, Any]]:
    row = spot.entry
    name = {"value": spot.name, "url": reverse("convergence:map_entry", args=[row.pk])}
    sector = {"value": row.get_sector_display(), "sector": row.sector}
    position = {"tag": {"label": row.get_position_display(), "tone": TONES[row.position]}}
    scale = [{"value": value if value is not None else "–"} for value in (row.interest, row.influence)]
    return [
        name, {"value": spot.number}, sector, *scale, position, {"value": spot.quadrant_label},
        {"value": row.expectation},
    ]  # fmt: skip


def missing_of(told: ReadMap, alliance: Alliance, *, may_keep: bool) -> list[dict[str, Any]]:
    """The expected that nobody answers for, the required ones first; each candidate with its button."""
    names = {comuna.pk: comuna.name for comuna in alliance.comunas.all()}
    several = len(names) > 1
    lines = sorted(told.coverage.missing, key=lambda line: not line.expected.required)
    return [
        {
            "label": line.expected.label,
            "comuna": names.get(line.comuna, "") if several else "",
            "sector": line.expected.sector,
            "required": line.expected.required,
            "why": line.expected.why,
            "source": line.expected.source,
            "candidates": [_candidate(one, told, alliance, may_keep) for one in line.candidates],
        }
        for line in lines
    ]


def _candidate(one: Any, told: ReadMap, alliance: Alliance, may_keep: bool) -> dict[str, Any]:
    actor = told.candidates[one.key]
    return {
        "name": actor.name,
        "url": reverse("actors:actor", args=[actor.pk]),
        "places": ", ".join(comuna.name for comuna in list(actor.comunas.all())[:3]),
        "act": add_act(actor, alliance) if may_keep else None,
    }


def add_act(actor: Any, alliance: Alliance) -> dict[str, Any]:
    """Puts an organisation on the map with one press."""
    return {
        "label": _("Agregar al mapa"),
        "about": actor.name,
        "url": reverse("convergence:map_add", args=[alliance.pk]),
        "method": "post",
        "fields": {"actor": actor.pk},
        "icon": "plus",
    }


def found_of(told: ReadMap, alliance: Alliance) -> list[dict[str, Any]]:
    """The expected that somebody answers for, with who; their comuna where the mesa has several."""
    names = {comuna.pk: comuna.name for comuna in alliance.comunas.all()}
    several = len(names) > 1

    def who(line: Line) -> str:
        shown = [one.name for one in line.found[:3]]
        more = _(" y %(n)d más") % {"n": len(line.found) - 3} if len(line.found) > 3 else ""
        return ", ".join(shown) + more

    return [
        {
            "cells": [
                {"value": line.expected.label, "sector": line.expected.sector},
                *([{"value": names.get(line.comuna, "")}] if several else []),
                {"value": who(line)},
            ]
        }
        for line in told.coverage.lines
        if not line.is_missing
    ]


def counts_of(told: ReadMap) -> list[dict[str, Any]]:
    """How many there are of each sector and kind, on the map or at the mesa."""
    labels = dict(Sector.choices)
    return [
        {
            "cells": [
                {"value": str(told.kinds[kind]) if kind in told.kinds else _("Sin tipo indicado")},
                {"value": labels[sector], "sector": sector},
                {"value": n},
            ]
        }
        for sector, kind, n in told.coverage.counts
    ]
