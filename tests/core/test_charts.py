"""Charts are readable by people and machines, to scale, and carry neither style nor foreign markup."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core.charts import (
    INK,
    NARROW,
    WHITE,
    WIDE,
    Bar,
    bar_chart,
    contrast,
    describe,
    horizontal_bars,
    readable_on,
    text_width,
    wrap,
)

SVG = "{http://www.w3.org/2000/svg}"
GOALS = [
    Bar("Ciudades y comunidades sostenibles", 45, "45 %", "#FD9D24", "#1A1A1A", "11"),
    Bar("Educación de calidad", 30, "30 %", "#C5192D", "#FFFFFF", "4"),
    Bar("Alianzas para lograr los objetivos", 0, "0 %", "#19486A", "#FFFFFF", "17"),
]
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


def drawn(rows: list[Bar], width: int = WIDE, **options: object) -> ElementTree.Element:
    return ElementTree.fromstring(horizontal_bars(rows, uid="c", title="Título", width=width, **options))  # type: ignore[arg-type]


def lengths(svg: ElementTree.Element) -> list[float]:
    return [float(bar.get("width", "")) for bar in svg.iter(f"{SVG}rect") if bar.get("class") == "bar"]


def words(svg: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


@WIDTHS
def test_a_chart_says_its_name_and_its_rows_to_who_does_not_see_it(width: int) -> None:
    svg = drawn(GOALS, width)
    name, description = svg.get("aria-labelledby", "").split()
    by_id = {piece.get("id"): piece for piece in svg.iter() if piece.get("id")}
    assert svg.get("role") == "img"
    assert (by_id[name].tag, by_id[name].text) == (f"{SVG}title", "Título")
    assert by_id[description].tag == f"{SVG}desc"
    assert by_id[description].text == describe(GOALS)
    assert describe(GOALS).startswith(
        "11 Ciudades y comunidades sostenibles: 45 %; 4 Educación de calidad: 30 %"
    )


@WIDTHS
def test_every_label_value_and_number_is_text(width: int) -> None:
    told = " ".join(words(drawn(GOALS, width)))
    for row in GOALS:
        for part in (row.label, row.text, row.mark):
            assert part in told


@WIDTHS
def test_no_style_is_drawn_and_colours_are_attributes(width: int) -> None:
    svg = drawn(GOALS, width)
    assert not [piece for piece in svg.iter() if piece.get("style") or piece.tag == f"{SVG}style"]
    assert {bar.get("fill") for bar in svg.iter(f"{SVG}rect")} == {row.color for row in GOALS}
    marks = [text for text in svg.iter(f"{SVG}text") if text.get("text-anchor") == "middle"]
    assert [mark.get("fill") for mark in marks] == [row.text_color for row in GOALS]


def test_a_pale_bar_has_an_edge_and_a_dark_one_none() -> None:
    pale, dark = drawn([Bar("a", 1, "1", "#FCC30B"), Bar("b", 1, "1", "#19486A")]).findall(f"{SVG}rect")
    assert pale.get("stroke")
    assert dark.get("stroke") is None


@WIDTHS
@given(values=st.lists(st.integers(1000, 10**15), min_size=1, max_size=12))
def test_bars_are_as_long_as_their_values(width: int, values: list[int]) -> None:
    found = lengths(drawn([Bar(f"Fila {i}", value, "x") for i, value in enumerate(values)], width))
    top = max(found)
    assert len(found) == len(values)
    for value, length in zip(values, found, strict=True):
        assert length == pytest.approx(max(top * value / max(values), 1.0), abs=0.011)
    if min(found) > 1:
        assert sum(found) == pytest.approx(top * sum(values) / max(values), abs=0.011 * len(values))


def test_a_whole_scale_makes_the_bar_a_share_of_it() -> None:
    svg = drawn([Bar("a", Decimal("25"), "25 %"), Bar("b", 0, "0 %")], maximum=100)
    track = [float(r.get("width", "")) for r in svg.iter(f"{SVG}rect") if r.get("class") != "bar"]
    assert track[0] == track[1]
    assert lengths(svg) == [pytest.approx(track[0] / 4, abs=0.01)]


def test_zero_has_no_bar_but_its_value_and_next_to_nothing_is_seen() -> None:
    assert lengths(drawn([Bar("a", 0, "$0"), Bar("b", 0.0, "$0")])) == []
    assert words(drawn([Bar("a", 0, "$0")])) == ["a", "$0"]
    assert lengths(drawn([Bar("a", 10**9, "x"), Bar("b", 1, "y")]))[1] == 1


@WIDTHS
def test_nothing_leaves_the_drawing(width: int) -> None:
    long = [
        Bar(
            "Construcción de la sede social de la junta de vecinos Caleta Norte y su entorno",
            10**400,
            "$" + "9" * 60,
        ),
        Bar("Anticonstitucionalidadísimamenteinterminable" * 3, 5, "$5", mark="11"),
    ]
    svg = drawn(long, width)
    for bar in svg.iter(f"{SVG}rect"):
        assert float(bar.get("x", "")) + float(bar.get("width", "")) <= width
    for text in svg.iter(f"{SVG}text"):
        if text.get("text-anchor") != "middle":
            size = float(text.get("font-size", "15"))
            bold = text.get("font-weight") == "700"
            assert float(text.get("x", "")) + text_width(text.text or "", size, bold=bold) <= width + 0.5
    lowest = max(float(text.get("y", "")) for text in svg.iter(f"{SVG}text"))
    assert lowest < float(svg.get("height", ""))
    assert svg.get("viewBox") == f"0 0 {width} {svg.get('height')}"


def test_a_long_label_takes_two_lines_and_then_an_ellipsis() -> None:
    assert wrap("Plaza", 200, 15) == ["Plaza"]
    assert wrap("Salud y bienestar", 100, 15) == ["Salud y", "bienestar"]
    lines = wrap("Mejoramiento de la plaza Los Aromos y de las calles que la rodean", 160, 15)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(text_width(line, 15) <= 160 for line in lines)
    assert wrap("Interminableinterminable", 80, 15)[0].endswith("…")


def test_foreign_markup_stays_text() -> None:
    evil = "<script>x()</script>\"&'</text>"
    drawing = horizontal_bars([Bar(evil, 1, evil, mark="<b>")], uid="c", title=evil, description=evil)
    svg = ElementTree.fromstring(drawing)
    assert "<script" not in drawing
    assert svg.findtext(f"{SVG}title") == svg.findtext(f"{SVG}desc") == evil
    assert evil in words(svg)


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        ([], {}),
        ([Bar("a", -1, "-1")], {}),
        ([Bar("a", float("nan"), "?")], {}),
        ([Bar("a", Decimal("Infinity"), "?")], {}),
        ([Bar("a", 101, "101 %")], {"maximum": 100}),
        ([Bar("a", 1, "1", color="red")], {}),
        ([Bar("a", 1, "1", text_color='#fff" onload="x')], {}),
        ([Bar("a", 1, "1")], {"uid": 'x" onload="x'}),
        ([Bar("a", 1, "1")], {"title": " "}),
    ],
)
def test_what_cannot_be_drawn_is_refused(rows: list[Bar], options: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        horizontal_bars(rows, **{"uid": "c", "title": "Título", **options})  # type: ignore[arg-type]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#E5243B", "#FFFFFF") == pytest.approx(4.52, abs=0.01)
    assert (readable_on("#FCC30B"), readable_on("#19486A")) == (INK, WHITE)


def test_the_figure_shows_both_drawings_and_the_same_numbers_as_a_table() -> None:
    chart = bar_chart(
        [*GOALS, Bar("<b>Otro</b>", 1, "1 %")],
        uid="goals",
        title="Peso de cada objetivo",
        label_head="Objetivo",
        value_head="Peso",
    )
    page = Template('{% load ui %}{% component "chart" data=chart note="Al 20-11-2026" %}').render(
        Context({"chart": chart})
    )
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 4
    assert chart.wide in page
    assert chart.narrow in page
    assert chart.image == chart.wide.encode()
    assert "<figcaption>Peso de cada objetivo</figcaption>" in page
    assert "<b>Otro" not in page
    table = page[page.index("<table") :]
    assert '<th scope="row">11 · Ciudades y comunidades sostenibles</th><td class="right">45 %</td>' in table
    assert table.count('scope="row"') == 4


def test_the_tile_of_a_goal_says_in_words_what_its_colour_shows() -> None:
    goals = [
        {
            "number": 11,
            "title": "Ciudades <b>",
            "color": "#FD9D24",
            "text_color": "#1A1A1A",
            "weight": "45 %",
            "main": True,
        },
        {"number": 4, "title": "Educación", "color": "#C5192D", "text_color": "#FFFFFF", "url": "/ods/4/"},
    ]
    page = Template('{% load ui %}{% component "sdg_tiles" goals=goals %}').render(Context({"goals": goals}))
    first, second = page.split("</li>")[:2]
    for part in ("ODS 11", "Principal", "Ciudades &lt;b&gt;", "45 %", 'fill="#FD9D24"', 'fill="#1A1A1A"'):
        assert part in first
    assert "ODS 4" in second
    assert '<a href="/ods/4/">Educación</a>' in second
    assert "Principal" not in second
