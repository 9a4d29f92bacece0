"""The drawing of a grid: every mark in its cell, none over another, nothing that a style would need."""

import re
from xml.etree import ElementTree

import pytest

from core.charts_grid import Grid, Legend, Mark, cell_grid

GRID = Grid("Interés", "Influencia", ("Alto A", "Alto B", "Bajo A", "Bajo B"), (Legend("Público", "square"),))
SVG = "{http://www.w3.org/2000/svg}"


def mark(number: int, x: int = 5, y: int = 5, label: str = "Naviera") -> Mark:
    return Mark(number, label, x, y, "circle", "#1F5C4D", "+")


def drawn(marks: list[Mark], width: int = 960) -> ElementTree.Element:
    text = cell_grid(marks, GRID, uid="mapa", title="El <mapa>", description="Qué & quién", width=width)
    return ElementTree.fromstring(text)


def tokens(svg: ElementTree.Element) -> list[tuple[float, float]]:
    places = [g.get("transform", "") for g in svg.iter(f"{SVG}g")]
    return [tuple(map(float, re.findall(r"[\d.]+", place))) for place in places][: -len(GRID.legend)]


@pytest.mark.parametrize("width", [340, 960])
@pytest.mark.parametrize("many", [1, 7, 8, 40])
def test_marks_of_one_cell_never_stand_over_each_other(width: int, many: int) -> None:
    svg = drawn([mark(n) for n in range(1, many + 1)], width)
    places = tokens(svg)
    assert len(places) == many
    for place, (x, y) in enumerate(places):
        for other_x, other_y in places[place + 1 :]:
            assert abs(x - other_x) >= 20 or abs(y - other_y) >= 20
    assert max(x for x, _y in places) + 20 < width
    assert max(y for _x, y in places) + 20 < float(svg.get("height", "0"))


def test_more_interest_stands_further_right_and_more_influence_higher() -> None:
    low, right, high = tokens(drawn([mark(1, 1, 1), mark(2, 4, 1), mark(3, 1, 4)]))
    # Drawn row by row from the top.
    by_place = sorted([low, right, high], key=lambda place: (place[1], place[0]))
    assert by_place[0][0] == by_place[1][0]
    assert by_place[2][0] > by_place[1][0]


def test_names_stand_beside_their_marks_on_a_screen_and_numbers_on_a_phone() -> None:
    assert "1. Naviera" in "".join(drawn([mark(1)]).itertext())
    assert "Naviera" not in "".join(drawn([mark(1)], 340).itertext())


def test_the_drawing_has_a_name_and_a_description_and_escapes_every_word() -> None:
    svg = drawn([mark(1, label="<b>&")])
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "mapa-t mapa-d"
    assert svg.find(f"{SVG}title").text == "El <mapa>"  # type: ignore[union-attr]
    assert svg.find(f"{SVG}desc").text == "Qué & quién"  # type: ignore[union-attr]


def test_it_needs_no_style() -> None:
    text = cell_grid([mark(1)], GRID, uid="mapa", title="t", description="d", width=960)
    assert "style" not in text


@pytest.mark.parametrize(("x", "y", "shape"), [(0, 1, "circle"), (1, 6, "circle"), (1, 1, "star")])
def test_a_mark_without_a_place_is_refused(x: int, y: int, shape: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        cell_grid(
            [Mark(1, "a", x, y, shape, "#000000", "+")], GRID, uid="m", title="t", description="d", width=960
        )
