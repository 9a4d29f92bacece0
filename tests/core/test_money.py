"""Pesos: shown, read and split. The parts of a split always add up."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import format_clp, format_millions, parse_clp, share_out, uf_to_clp

weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=40)
pesos = st.integers(min_value=0, max_value=10**13)


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "$0"), (999, "$999"), (1_234_567, "$1.234.567"), (-5_000, "-$5.000")]
)
def test_pesos_are_shown_with_points(amount: int, text: str) -> None:
    assert format_clp(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [(165_000_000, "MM$165"), (1_250_000, "MM$1,3"), (1_249_999, "MM$1,2"), (2_500_000_000, "MM$2.500")],
)
def test_millions_are_rounded_half_up(amount: int, text: str) -> None:
    assert format_millions(amount) == text


@pytest.mark.parametrize("text", ["$1.234.567", "1234567", " 1.234.567 ", "$ 1.234.567", "1.234.567,00"])
def test_pesos_are_read_as_people_write_them(text: str) -> None:
    assert parse_clp(text) == 1_234_567


@pytest.mark.parametrize("text", ["", "mil", "12.34", "1,5", "1.2345", "-3", "1 000", "500,000", "1,000"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_clp(text)


@given(pesos)
def test_what_is_shown_can_be_read_again(amount: int) -> None:
    assert parse_clp(format_clp(amount)) == amount


def test_uf_is_rounded_half_up_to_the_peso() -> None:
    assert uf_to_clp(Decimal("2.5"), Decimal("39123.45")) == 97_809
    assert uf_to_clp(Decimal("1"), Decimal("0.5")) == 1


@given(pesos, weights.filter(any))
def test_parts_add_up_and_no_part_is_a_peso_away_from_its_share(total: int, parts_of: list[int]) -> None:
    parts = share_out(total, parts_of)
    assert sum(parts) == total
    whole = sum(parts_of)
    for part, weight in zip(parts, parts_of, strict=True):
        assert abs(part * whole - total * weight) < whole
        assert weight or not part


@given(pesos, weights.filter(any))
def test_a_heavier_weight_never_gets_less(total: int, parts_of: list[int]) -> None:
    shares = sorted(zip(parts_of, share_out(total, parts_of), strict=True))
    for (light, small), (heavy, large) in itertools.pairwise(shares):
        assert light == heavy or small <= large


def test_ties_go_to_the_earlier() -> None:
    assert share_out(100, [1, 1, 1]) == [34, 33, 33]


def test_nothing_to_share_by_is_refused_unless_there_is_nothing_to_share() -> None:
    assert share_out(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="nothing to share by"):
        share_out(10, [0, 0])
