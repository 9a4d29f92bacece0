"""The picture of an actor map: its lines as marks of core/charts_grid.py. Reads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.vocabulary import Sector
from convergence import actor_map
from convergence.actor_map_rows import Spot
from convergence.vocabulary import MapPosition
from core.charts_grid import Grid, Legend, Mark, cell_grid

# Paper is wider than a screen for its height: a landscape page takes the whole picture.
WIDE, NARROW, PAPER = 960, 340, 1060
# Shape and colour of a sector, as the icons of the pages wear them.
LOOKS = {
    Sector.PUBLICO: ("square", "#2B6C8F"),
    Sector.SOCIEDAD_CIVIL: ("circle", "#1F5C4D"),
    Sector.MERCADO: ("triangle", "#96431D"),
    Sector.RED_MIXTA: ("diamond", "#6A4A86"),
    Sector.COOPERACION: ("hexagon", "#516066"),
}
SIGNS = {
    MapPosition.FAVOUR: "+",
    MapPosition.NEUTRAL: "=",
    MapPosition.AGAINST: "−",
    MapPosition.UNKNOWN: "?",
}


@dataclass(frozen=True)
class Picture:
    """One drawing each for a screen, a phone and the document; `unplaced` lines stand in none."""

    title: str
    description: str
    wide: str
    narrow: str
    paper: str
    unplaced: int


def draw(spots: Sequence[Spot], *, uid: str = "mapa") -> Picture | None:
    """None while no line has interest and influence: the page says so in words."""
    placed = [spot for spot in spots if spot.entry.is_assessed]
    if not placed:
        return None
    marks, names = [_mark(spot) for spot in placed], dict(actor_map.QUADRANTS)
    above, below = (actor_map.SATISFIED, actor_map.CLOSE), (actor_map.WATCHED, actor_map.INFORMED)
    zones = tuple(str(names[code]) for code in (*above, *below))
    title, said = _("Interés e influencia de los actores"), describe(spots)
    grid = Grid(_("Interés"), _("Influencia"), zones, _legend(placed), split=actor_map.HIGH_FROM)  # type: ignore[arg-type]
    wide, narrow, paper = (
        cell_grid(marks, grid, uid=f"{uid}-{part}", title=title, description=said, width=width)
        for part, width in (("wide", WIDE), ("narrow", NARROW), ("paper", PAPER))
    )
    return Picture(title, said, wide, narrow, paper, len(spots) - len(placed))


def describe(spots: Sequence[Spot]) -> str:
    """The map in one sentence, quadrant by quadrant, for who does not see it."""
    told = []
    for code, label in actor_map.QUADRANTS:
        names = [f"{spot.number} {spot.name}" for spot in spots if spot.quadrant == code]
        if names:
            n = ngettext("%(n)d actor", "%(n)d actores", len(names)) % {"n": len(names)}
            told.append(f"{label}, {n}: {', '.join(names)}")
    return "; ".join(told)


def _mark(spot: Spot) -> Mark:
    row = spot.entry
    shape, color = LOOKS[Sector(row.sector)]
    speaker = row.speaker
    label = speaker.display_name if speaker else spot.name
    assert row.interest is not None
    assert row.influence is not None
    return Mark(
        spot.number, label, row.interest, row.influence, shape, color, SIGNS[MapPosition(row.position)]
    )


def _legend(spots: Sequence[Spot]) -> tuple[Legend, ...]:
    """The sectors and positions that are drawn, in the order of the vocabulary."""
    sectors, positions = ({getattr(spot.entry, name) for spot in spots} for name in ("sector", "position"))
    shown = [Legend(str(one.label), *LOOKS[one]) for one in Sector if one in sectors]
    return (*shown, *(Legend(str(one.label), sign=SIGNS[one]) for one in MapPosition if one in positions))
