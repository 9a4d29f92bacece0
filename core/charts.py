"""Charts as SVG text, the same on the page and in the PDF. Pure: values and ready texts in, one string out.

No style attribute or element (the content policy forbids them): colours are presentation attributes, words are text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from math import isfinite

INK, WHITE, FOREST, EDGE, TRACK = "#1D2A2E", "#FFFFFF", "#1F5C4D", "#7D7868", "#ECE8DC"
# system-ui is the page's face; the PDF has only the second one.
FACES = "system-ui, 'Source Sans Pro', sans-serif"
WIDE, NARROW = 640, 340
SIZE, GAP = 15, 8
Number = int | float | Decimal

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_ID = re.compile(r"[a-z][a-z0-9-]*")
_SLIM = frozenset("ijlt.,;:'|!()[]-fr ·")
_BROAD = frozenset("mwMW@%ÑQOGD")


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `text` is the value as people read it; `mark` (a goal's number) stands in a square of the colour."""

    label: str
    value: Number
    text: str
    color: str = FOREST
    text_color: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What `components/chart.html` shows: one drawing for a screen (and the PDF), one for a phone, and the rows.

    `title` is the drawing's name and the figure's caption, `description` what it shows, in words; the PDF's alt text.
    """

    uid: str
    title: str
    description: str
    label_head: str
    value_head: str
    rows: tuple[Bar, ...]
    wide: str
    narrow: str

    @property
    def image(self) -> bytes:
        """For `pdf.render(images=…)`."""
        return self.wide.encode()


def bar_chart(
    rows: Sequence[Bar],
    *,
    uid: str,
    title: str,
    label_head: str,
    value_head: str,
    description: str = "",
    maximum: Number | None = None,
) -> Chart:
    """Horizontal bars in both widths. `label_head` and `value_head` name the columns of the table behind them."""
    said = description or describe(rows)
    wide, narrow = (
        horizontal_bars(
            rows, uid=f"{uid}-{part}", title=title, description=said, width=width, maximum=maximum
        )
        for part, width in (("wide", WIDE), ("narrow", NARROW))
    )
    return Chart(uid, title, said, label_head, value_head, tuple(rows), wide, narrow)


def horizontal_bars(
    rows: Sequence[Bar],
    *,
    uid: str,
    title: str,
    description: str = "",
    width: int = WIDE,
    maximum: Number | None = None,
) -> str:
    """Bars from one zero line, each as long as its value over `maximum` (the largest value when None).

    From 520 px on the label stands left of its bar, below that above it; a label takes two lines at most and
    is then cut with an ellipsis. A value above zero is at least 1 px long. `uid` must be unique on the page.
    ValueError: no rows (the page shows its empty state), a value below zero or above `maximum`, a bad colour.
    """
    _check(rows, uid, title)
    values = [_exact(row.value) for row in rows]
    top = max(values) if maximum is None else _exact(maximum)
    if max(values) > top:
        raise ValueError(f"a value above the maximum {maximum}")
    beside = width >= 520
    mark = 30 if any(row.mark for row in rows) else 0
    start = round(width * 0.38) if beside else max(mark, 1)
    # Long values take room from the bars, and smaller type once the bars would be too short to compare.
    longest = max(text_width(row.text, SIZE, bold=True) for row in rows)
    most = width - start - GAP - width * 0.2
    room = width - start - GAP - min(longest, most)
    plan = _Plan(start, mark, room, SIZE * min(1.0, most / longest), tracked=maximum is not None)
    pieces: list[str] = []
    y = 2.0
    for row, value in zip(rows, values, strict=True):
        length = float(value / top) * room if top else 0.0
        length = max(length, 1.0) if value else 0.0
        draw = _row_beside if beside else _row_below
        drawn, height = draw(row, y, length, width, plan)
        pieces += drawn
        y += height
    foot = _n(y)
    if beside:
        pieces.append(f'<path d="M{start} 0V{foot}" stroke="{EDGE}" stroke-width="1"/>')
    said = escape(description or describe(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{foot}" viewBox="0 0 {width} {foot}"'
        f' role="img" aria-labelledby="{uid}-t {uid}-d" font-family="{FACES}" font-size="{SIZE}" fill="{INK}">'
        f'<title id="{uid}-t">{escape(title)}</title><desc id="{uid}-d">{said}</desc>{"".join(pieces)}</svg>'
    )


def describe(rows: Sequence[Bar]) -> str:
    """The rows in one sentence, in any language: «Salud y bienestar: 40 %; Acción por el clima: 12 %»."""
    return "; ".join(f"{row.mark} {row.label}: {row.text}".strip() for row in rows)


def contrast(one: str, other: str) -> float:
    """Ratio of WCAG 2.2 between two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(color: str) -> str:
    """White or ink, whichever is read better on `color`."""
    return max((WHITE, INK), key=lambda text: contrast(color, text))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that `text` takes at most in the faces the page may meet; the server has no font to measure with."""
    return (
        (1.17 if bold else 1.0)
        * size
        * sum(0.37 if c in _SLIM else 0.9 if c in _BROAD else 0.62 for c in text)
    )


def wrap(text: str, room: float, size: float, most: int = 2) -> list[str]:
    """Lines no longer than `room` pixels, at word ends; what does not fit into `most` of them ends with `…`."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size) <= room:
            line += " " + words.pop(0)
        lines.append(line)
    for index, line in enumerate(lines):
        cut = bool(words) and index == len(lines) - 1
        while line and text_width(line + "…" * cut, size) > room:
            shorter = line.rpartition(" ")[0] or line[:-1]
            line, cut = shorter.rstrip(" ,;:."), True
        lines[index] = line + "…" * cut
    return lines or [""]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where a drawing's bars begin, the room of the mark before the label, the longest bar and the values' size."""

    start: float
    mark: int
    room: float
    value_size: float
    tracked: bool


def _row_beside(row: Bar, y: float, length: float, width: int, plan: _Plan) -> tuple[list[str], float]:
    lines = wrap(row.label, plan.start - plan.mark - 12, SIZE)
    height = 34 if len(lines) == 1 else 18 * len(lines) + 10
    middle = y + height / 2
    first = middle + 5 - 9 * (len(lines) - 1)
    pieces = _mark(row, middle) if row.mark else []
    pieces += [_text(line, plan.mark, first + 18 * i) for i, line in enumerate(lines)]
    pieces += _bar(row, middle - 11, length, 22, plan)
    pieces.append(_value(row, plan.start + (plan.room if plan.tracked else length) + GAP, middle + 5, plan))
    return pieces, height


def _row_below(row: Bar, y: float, length: float, width: int, plan: _Plan) -> tuple[list[str], float]:
    lines = wrap(row.label, width - plan.start, SIZE)
    foot = y + 18 * len(lines) + 4
    # Without a bar the value takes its place.
    end = plan.room if plan.tracked else length
    pieces = _mark(row, (y + foot + 18) / 2) if row.mark else []
    pieces += [_text(line, plan.start, y + 14 + 18 * i) for i, line in enumerate(lines)]
    pieces += _bar(row, foot, length, 16, plan)
    pieces.append(_value(row, plan.start + end + (GAP if end else 0), foot + 13, plan))
    return pieces, 18 * len(lines) + 34


def _bar(row: Bar, y: float, length: float, height: int, plan: _Plan) -> list[str]:
    place = f'x="{_n(plan.start)}" y="{_n(y)}" height="{height}"'
    pieces = []
    if plan.tracked:
        pieces.append(f'<rect {place} width="{_n(plan.room)}" fill="{TRACK}"/>')
    if length:
        # A pale colour gets an edge: the bar's end must be seen on paper.
        edge = f' stroke="{EDGE}" stroke-width="1"' if contrast(row.color, WHITE) < 3 else ""
        pieces.append(f'<rect class="bar" {place} width="{_n(length)}" fill="{row.color}"{edge}/>')
    return pieces


def _mark(row: Bar, middle: float) -> list[str]:
    ink = row.text_color or readable_on(row.color)
    return [
        f'<rect x="0" y="{_n(middle - 11)}" width="22" height="22" rx="3" fill="{row.color}"/>',
        f'<text x="11" y="{_n(middle + 4.5)}" font-size="13" font-weight="700" fill="{ink}"'
        f' text-anchor="middle">{escape(row.mark)}</text>',
    ]


def _text(text: str, x: float, y: float) -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}">{escape(text)}</text>'


def _value(row: Bar, x: float, y: float, plan: _Plan) -> str:
    size = f' font-size="{_n(plan.value_size)}"' if plan.value_size < SIZE else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" font-weight="700"{size}>{escape(row.text)}</text>'


def _check(rows: Sequence[Bar], uid: str, title: str) -> None:
    if not rows:
        raise ValueError("a chart needs rows; the page shows its empty state")
    if not _ID.fullmatch(uid):
        raise ValueError(f"not an id: {uid!r}")
    if not title.strip():
        raise ValueError("a chart needs a title")
    for row in rows:
        for color in (row.color, row.text_color or INK):
            if not _COLOR.fullmatch(color):
                raise ValueError(f"not a colour: {color!r}")


def _exact(value: Number) -> Fraction:
    """Exact, so that Decimal, int and float compare and a sum of any size divides without overflow."""
    if isinstance(value, float | Decimal) and not isfinite(value):
        raise ValueError(f"not a number to draw: {value}")
    if value < 0:
        raise ValueError(f"a bar cannot be negative: {value}")
    return Fraction(value)


def _luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _n(number: float) -> str:
    """At most two decimals, never an exponent."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
