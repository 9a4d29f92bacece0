"""Chile as one cell a comuna, lying on its side: north on the left. Pure arithmetic on desk/reference."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "reference" / "region_tiles.csv"
STEP, SIDE, MARK = 10, 8, 16  # units of the drawing: cell pitch, cell, highlighted cell


@dataclass(frozen=True)
class Tile:
    comuna: str
    name: str
    x: int
    y: int


@dataclass(frozen=True)
class TileMap:
    """`ground` is one path with every comuna; `marks` are squares drawn over it."""

    width: int
    height: int
    ground: str
    marks: tuple[Tile, ...]
    mark_side: int = MARK


@cache
def tiles() -> dict[str, Tile]:
    """Tiles by comuna code. Rows of the source run north to south, its columns west to east."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    last = max(int(row["columna"]) for row in rows)
    return {
        row["cut_comuna"]: Tile(
            row["cut_comuna"], row["nombre"], int(row["fila"]) * STEP, (last - int(row["columna"])) * STEP
        )
        for row in rows
    }


@cache
def _ground() -> tuple[int, int, str]:
    cells = tiles().values()
    path = "".join(f"M{cell.x} {cell.y}h{SIDE}v{SIDE}h-{SIDE}z" for cell in cells)
    return max(cell.x for cell in cells) + SIDE, max(cell.y for cell in cells) + SIDE, path


def draw(comunas: Iterable[str]) -> TileMap:
    """The map with these comunas marked; unknown codes are left out."""
    width, height, ground = _ground()
    known = tiles()
    shift = (MARK - SIDE) // 2
    marks = tuple(
        Tile(code, known[code].name, known[code].x - shift, known[code].y - shift)
        for code in sorted(set(comunas))
        if code in known
    )
    return TileMap(width, height, ground, marks)
