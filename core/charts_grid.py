"""Marks in the cells of a grid as SVG text, the same on the page and in the PDF. Pure, as core/charts.py is.

Marks of one cell stand one below the other and never over each other: a row is as high as its fullest cell needs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from core.charts import EDGE, FACES, INK, WHITE, text_width, wrap

SOFT, LINE, TINT, PALE = "#516066", "#E0DBCF", "#E4EEE9", "#FBFAF7"
SIZE, NAME_SIZE, LEGEND_SIZE = 13, 12, 13
TOKEN, LINE_HEIGHT, PAD = 20, 15, 6
NAMED_AT_MOST = 7
# Drawn in a square of 20; the sign stands in their middle, lower in the triangle.
SHAPES = {
    "square": "M2 2h16v16H2z",
    "circle": "M10 1.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
    "triangle": "M10 0 19.5 18H.5z",
    "diamond": "M10 0 20 10 10 20 0 10z",
    "hexagon": "M5.5 2h9l4.5 8-4.5 8h-9L1 10z",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """`x` and `y` are steps from 1; `number` finds it in the table beside; `sign` is one letter in the shape."""

    number: int
    label: str
    x: int
    y: int
    shape: str
    color: str
    sign: str


@dataclass(frozen=True, slots=True)
class Legend:
    """What a shape or a sign means. One without a shape of its own stands in a grey circle."""

    label: str
    shape: str = "circle"
    color: str = SOFT
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """What the grid says around its marks. `zones` name its four parts: low and high `x` above the split, then
    below it; an axis is high from `split` on."""

    x_title: str
    y_title: str
    zones: tuple[str, str, str, str]
    legend: tuple[Legend, ...] = ()
    steps: int = 5
    split: int = 3


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where the marks of a cell go: (mark, x, y, lines of its name) from the cell's corner, and the height."""

    placed: tuple[tuple[Mark, float, float, tuple[str, ...]], ...]
    height: float


def cell_grid(
    marks: Sequence[Mark], grid: Grid, *, uid: str, title: str, description: str, width: int
) -> str:
    """The drawing at `width` px: with names from 640 px on, below that numbers alone. A cell with more than seven
    marks holds numbers too. `uid` must be unique on the page. ValueError: a mark outside the grid or an unknown shape.
    """
    for mark in marks:
        if not (1 <= mark.x <= grid.steps and 1 <= mark.y <= grid.steps) or mark.shape not in SHAPES:
            raise ValueError(f"no place for {mark}")
    left, named = (40, True) if width >= 640 else (34, False)
    column = (width - left - 1) / grid.steps
    cells = {
        (x, y): _cell([mark for mark in marks if (mark.x, mark.y) == (x, y)], column, named)
        for x in range(1, grid.steps + 1)
        for y in range(1, grid.steps + 1)
    }
    pieces: list[str] = []
    top = 1.0
    edges: dict[int, float] = {}
    # A part's name takes two lines where its columns are narrow.
    band = 20 if named else 36
    for y in range(grid.steps, 0, -1):
        head = band if y in {grid.steps, grid.split - 1} else 0
        edges[y] = top
        height = head + max(52.0 if named else 44.0, *(cells[x, y].height for x in range(1, grid.steps + 1)))
        for x in range(1, grid.steps + 1):
            for mark, dx, dy, lines in cells[x, y].placed:
                pieces += _mark(mark, left + (x - 1) * column + dx, top + head + dy, lines)
        pieces.append(
            _text(str(y), left - 8, top + head + (height - head) / 2 + 4, SIZE, anchor="end", fill=SOFT)
        )
        top += height
    foot = top
    frame = _frame(grid, left, column, edges, foot, band)
    for x in range(1, grid.steps + 1):
        middle = left + (x - 0.5) * column
        pieces.append(_text(str(x), middle, foot + 17, SIZE, anchor="middle", fill=SOFT))
    pieces.append(
        _text(
            f"{grid.x_title} →", left + column * grid.steps / 2, foot + 36, SIZE, anchor="middle", bold=True
        )
    )
    pieces.append(
        f'<text transform="translate(13 {_n((1 + foot) / 2)}) rotate(-90)" text-anchor="middle" font-size="{SIZE}"'
        f' font-weight="700">{escape(grid.y_title)} →</text>'
    )
    drawn, bottom = _legend(grid.legend, foot + 50, width)
    pieces += drawn
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_n(bottom)}"'
        f' viewBox="0 0 {width} {_n(bottom)}" role="img" aria-labelledby="{uid}-t {uid}-d" font-family="{FACES}"'
        f' font-size="{SIZE}" fill="{INK}"><title id="{uid}-t">{escape(title)}</title>'
        f'<desc id="{uid}-d">{escape(description)}</desc>{"".join(frame)}{"".join(pieces)}</svg>'
    )


def _cell(marks: Sequence[Mark], column: float, named: bool) -> _Cell:
    if named and len(marks) <= NAMED_AT_MOST:
        placed, y = [], float(PAD)
        for mark in marks:
            start = PAD + TOKEN + 4
            told = wrap(f"{mark.number}. {mark.label}", column - start - 4, NAME_SIZE)
            placed.append((mark, float(PAD), y, tuple(told)))
            y += max(TOKEN, LINE_HEIGHT * len(told)) + 6
        return _Cell(tuple(placed), y)
    room = TOKEN + 4 + text_width("000" if named else "00", NAME_SIZE)
    across = max(1, int((column - PAD / 2) // room))
    spots = tuple(
        (mark, PAD / 2 + place % across * room, PAD + place // across * (TOKEN + 4.0), (str(mark.number),))
        for place, mark in enumerate(marks)
    )
    return _Cell(spots, PAD + -(-len(marks) // across) * (TOKEN + 4.0))


def _mark(mark: Mark, x: float, y: float, lines: Sequence[str]) -> Iterator[str]:
    yield _token(mark.shape, mark.color, mark.sign, x, y)
    first = y + (14 if len(lines) == 1 else 9)
    for number, line in enumerate(lines):
        yield _text(line, x + TOKEN + 3, first + LINE_HEIGHT * number, NAME_SIZE)


def _token(shape: str, color: str, sign: str, x: float, y: float) -> str:
    lower = 16 if shape == "triangle" else 14.5
    return (
        f'<g transform="translate({_n(x)} {_n(y)})"><path d="{SHAPES[shape]}" fill="{color}"/>'
        f'<text x="10" y="{lower}" text-anchor="middle" font-size="13" font-weight="700" fill="{WHITE}">'
        f"{escape(sign)}</text></g>"
    )


def _frame(
    grid: Grid, left: float, column: float, edges: dict[int, float], foot: float, band: int
) -> Iterator[str]:
    """Grounds, lines and the names of the four parts, under the marks."""
    middle, end = left + (grid.split - 1) * column, left + grid.steps * column
    half = edges[grid.split - 1]
    parts = (
        (left, 1.0, middle, half, PALE),
        (middle, 1.0, end, half, TINT),
        (left, half, middle, foot, WHITE),
        (middle, half, end, foot, PALE),
    )
    for (x, y, right, low, ground), name in zip(parts, grid.zones, strict=True):
        place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(right - x)}" height="{_n(low - y)}"'
        yield f'<rect {place} fill="{ground}"/>'
        for number, line in enumerate(wrap(name, right - x - 2 * PAD, SIZE, most=band // 16)):
            yield _text(line, x + PAD, y + 15 + 15 * number, SIZE, bold=True, fill=SOFT)
    for step in range(1, grid.steps):
        at = _n(left + step * column)
        cut = f"M{at} {1 + band}V{_n(half)}M{at} {_n(half + band)}V{_n(foot)}"
        yield f'<path d="{cut}" stroke="{LINE}" stroke-width="1"/>'
    for step in range(1, grid.steps):
        yield f'<path d="M{_n(left)} {_n(edges[step])}H{_n(end)}" stroke="{LINE}" stroke-width="1"/>'
    yield (
        f'<path d="M{_n(left)} 1H{_n(end)}V{_n(foot)}H{_n(left)}zM{_n(middle)} 1V{_n(foot)}M{_n(left)} {_n(half)}'
        f'H{_n(end)}" fill="none" stroke="{EDGE}" stroke-width="1.5"/>'
    )


def _legend(items: Sequence[Legend], y: float, width: int) -> tuple[list[str], float]:
    """Items in lines, and the height they end at."""
    pieces, x = [], 2.0
    for item in items:
        room = TOKEN + 6 + text_width(item.label, LEGEND_SIZE) + 10
        if x > 2 and x + room > width:
            x, y = 2.0, y + TOKEN + 6
        pieces.append(_token(item.shape, item.color, item.sign, x, y))
        pieces.append(_text(item.label, x + TOKEN + 6, y + 14.5, LEGEND_SIZE))
        x += room
    return pieces, y + (TOKEN + 4 if items else 0)


def _text(
    text: str, x: float, y: float, size: float, *, anchor: str = "", bold: bool = False, fill: str = ""
) -> str:
    more = f' text-anchor="{anchor}"' if anchor else ""
    more += ' font-weight="700"' if bold else ""
    more += f' fill="{fill}"' if fill else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{size}"{more}>{escape(text)}</text>'


def _n(number: float) -> str:
    """At most two decimals, never an exponent."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
