"""Whose money it is: earmarked first, the rest pro rata, to the peso. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.attribution import NotEnough, Share, split_allocation, split_expenditure
from portfolio.money import MoneyTotals, PledgeState, leverage

pesos = st.integers(0, 10**12)
shares = st.dictionaries(
    st.text(min_size=1, max_size=4), st.builds(Share, pesos, pesos), min_size=1, max_size=12
)


def test_money_given_for_the_work_goes_first_and_the_fund_fills_up() -> None:
    lines = split_allocation(100, {"a": Share(0, 300), "b": Share(40, 0), "c": Share(0, 100)})
    assert lines == {"a": 45, "b": 40, "c": 15}


def test_money_given_for_the_work_is_enough() -> None:
    assert split_allocation(30, {"a": Share(20, 500), "b": Share(40, 0)}) == {"a": 10, "b": 20}


def test_a_peso_that_does_not_divide_goes_to_the_largest_remainder() -> None:
    assert split_allocation(100, {"a": Share(0, 1), "b": Share(0, 1), "c": Share(0, 198)}) == {
        "a": 1,
        "c": 99,
    }
    assert split_allocation(10, {"a": Share(0, 5), "b": Share(0, 5), "c": Share(0, 5)}) == {
        "a": 4,
        "b": 3,
        "c": 3,
    }


def test_more_than_there_is_says_how_much_there_is() -> None:
    with pytest.raises(NotEnough) as refused:
        split_allocation(101, {"a": Share(50, 30), "b": Share(0, 20)})
    assert refused.value.available == 100
    with pytest.raises(NotEnough) as refused:
        split_expenditure(8, {"a": 7})
    assert refused.value.available == 7


@given(shares, st.data())
def test_lines_add_up_and_nobody_gives_more_than_is_there(
    told: dict[str, Share], data: st.DataObject
) -> None:
    whole = sum(share.earmarked + share.pooled for share in told.values())
    amount = data.draw(st.integers(0, whole))
    lines = split_allocation(amount, told)
    assert sum(lines.values()) == amount
    assert all(0 < lines[key] <= told[key].earmarked + told[key].pooled for key in lines)
    earmarked = sum(share.earmarked for share in told.values())
    if amount <= earmarked:
        assert all(lines[key] <= told[key].earmarked for key in lines)
    else:
        assert all(lines.get(key, 0) >= share.earmarked for key, share in told.items())


@given(st.dictionaries(st.integers(0, 99), pesos, min_size=1, max_size=12), st.data())
def test_expenditure_follows_what_each_has_in_the_work(told: dict[int, int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(told.values())))
    lines = split_expenditure(amount, told)
    assert sum(lines.values()) == amount
    assert all(0 < lines[key] <= told[key] for key in lines)


@pytest.mark.parametrize(
    ("amount", "received", "code", "missing", "over"),
    [
        (100, 0, "pending", 100, 0),
        (100, 40, "partial", 60, 0),
        (100, 100, "fulfilled", 0, 0),
        (100, 130, "exceeded", 0, 30),
        (0, 0, "cancelled", 0, 0),
    ],
)
def test_part_payment_never_closes_a_pledge_and_overpayment_is_told(
    amount: int, received: int, code: str, missing: int, over: int
) -> None:
    state = PledgeState(amount, received)
    assert (state.code, state.missing, state.over) == (code, missing, over)


def test_leverage_is_public_money_over_private_money_to_one_decimal() -> None:
    assert str(leverage(7_000_000_000, 165_000_000)) == "42.4"
    assert str(leverage(25, 100)) == "0.3"
    assert leverage(1_000, 0) is None


def test_what_is_available_and_what_is_unspent() -> None:
    totals = MoneyTotals(pledged=100, received=120, allocated=70, spent=20)
    assert (totals.available, totals.unspent) == (50, 50)
    assert not totals.is_empty
    assert MoneyTotals().is_empty
