"""The actor map as a document: the picture on one landscape page, the table after it. Words come from the rows that
the page shows."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from convergence.actor_map_rows import ReadMap, Spot
from convergence.map_picture import draw
from convergence.models import Alliance
from core import pdf

TEMPLATE = Path(__file__).with_name("typst") / "actor_map.typ"


def compose(alliance: Alliance, told: ReadMap, *, day: date, lang: str) -> bytes:
    """The PDF in `lang`. Error: core.pdf.RenderError when no document came out."""
    with override(lang):
        picture = draw(told.spots)
        images = {"map.svg": picture.paper.encode()} if picture else {}
        title = _("Mapa de actores: %(mesa)s") % {"mesa": alliance.name[:90]}
        return pdf.render(TEMPLATE, _data(alliance, told, day), images=images, title=title, lang=lang)


def file_name(alliance: Alliance, day: date) -> str:
    """`mapa-de-actores-mesa-de-mejillones-2026-11-20.pdf`."""
    return f"mapa-de-actores-{slugify(alliance.name)[:80]}-{day}.pdf"


def _data(alliance: Alliance, told: ReadMap, day: date) -> dict[str, Any]:
    picture, whole = draw(told.spots), len(told.spots)
    names = {comuna.pk: comuna.name for comuna in alliance.comunas.all()}
    missing = [
        [
            str(line.expected.label),
            names.get(line.comuna, ""),
            str(_("Necesario") if line.expected.required else _("Conveniente")),
            str(line.expected.why),
        ]
        for line in told.coverage.missing
    ]
    lead = ngettext("%(n)d actor en el mapa", "%(n)d actores en el mapa", whole) % {"n": whole}
    return {
        "as_of": day,
        "source": _("Convergencia, mapa de actores de la mesa"),
        "lead": _("%(lead)s · uso reservado de quienes facilitan la mesa") % {"lead": lead},
        "demo": _("Datos de demostración: inventados, no describen a nadie real.") if alliance.is_demo else "",
        "picture": picture.description if picture else None,
        "nothing": _("Todavía no hay actores con interés e influencia valorados."),
        "table": {
            "title": _("Actores"),
            "head": [
                _("N.º"), _("Actor"), _("Sector"), _("Interés"), _("Influencia"), _("Posición"), _("Cuadrante"),
                _("Qué espera"), _("Cómo acercarse"),
            ],
            "rows": [_row(spot) for spot in told.spots],
        },
        "missing": {
            "title": _("Quién falta"),
            "head": [_("Quién"), _("Comuna"), _("Para la mesa es"), _("Por qué")],
            "rows": missing,
            "none": _("No falta nadie de los esperados."),
        },
    }  # fmt: skip


def _row(spot: Spot) -> list[str]:
    row = spot.entry
    scale = [str(value) if value is not None else "–" for value in (row.interest, row.influence)]
    return [
        str(spot.number), spot.name, str(row.get_sector_display()), *scale, str(row.get_position_display()),
        spot.quadrant_label, row.expectation, row.approach,
    ]  # fmt: skip
