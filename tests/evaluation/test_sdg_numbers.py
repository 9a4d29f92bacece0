"""Numbers of the SDG report as pure arithmetic: whatever is thrown at them, goals add up to the portfolio."""

import json
import uuid
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.money import share_out
from evaluation.sdg import LISTED, canonical, compute, fingerprint, in_turn, spread
from evaluation.sdg_rows import (
    Allocated,
    Contributor,
    Given,
    GoalName,
    InitiativeRow,
    PhaseName,
    Scope,
    Weight,
)
from portfolio.money import MoneyTotals

GOALS = [GoalName(n, f"Objetivo {n}", f"Goal {n}", "#E5243B", "#FFFFFF") for n in range(1, 18)]
PHASES = [PhaseName(code, code, code) for code in ("idea", "perfil", "ejecucion", "entregada", "suspendida")]
SCOPE = Scope("alliance", uuid.UUID(int=1), "Mesa", 1, False)
pesos = st.integers(0, 10**13)
people = st.one_of(st.none(), st.integers(0, 10**6))


@st.composite
def goal_weights(draw: Any) -> list[Weight]:
    """None, or one to five goals whose weights add to 100."""
    goals = draw(st.lists(st.integers(1, 17), max_size=5, unique=True))
    if not goals:
        return []
    parts = share_out(100 - len(goals), [draw(st.integers(1, 50)) for _goal in goals])
    return [
        Weight(goal, part + 1, place == 0)
        for place, (goal, part) in enumerate(zip(goals, parts, strict=True))
    ]


@st.composite
def portfolios(draw: Any) -> Given:
    rows, weights, lines = [], {}, []
    for number in range(draw(st.integers(0, 8))):
        key = uuid.UUID(int=100 + number)
        rows.append(
            InitiativeRow(
                key,
                draw(st.sampled_from(PHASES)).code,
                draw(st.one_of(st.none(), pesos)),
                draw(st.one_of(st.none(), pesos)),
                *(draw(people) for _part in range(3)),
            )
        )
        weights[key] = draw(goal_weights())
    contributors = []
    for number in range(draw(st.integers(0, 12))):
        key = uuid.UUID(int=1000 + number)
        own = [Allocated(key, row.id, draw(pesos)) for row in rows if draw(st.booleans())]
        lines += own
        whole = sum(line.pesos for line in own)
        contributors.append(Contributor(key, f"Empresa {number}", whole, whole, draw(pesos), whole, 0))
    money = MoneyTotals(allocated=sum(line.pesos for line in lines))
    return Given(date(2026, 11, 20), SCOPE, rows, weights, GOALS, PHASES, money, lines, contributors)


@given(portfolios())
def test_goals_and_the_row_without_goal_add_up_to_the_portfolio(portfolio: Given) -> None:
    numbers = compute(portfolio)
    rows = [*numbers["goals"], numbers["without_goal"]]
    for name in ("execution_cost", "beneficiaries"):
        assert sum(row[name] for row in rows) == numbers["portfolio"][name], name
    assert numbers["portfolio"]["execution_cost"] == sum(r.execution_cost or 0 for r in portfolio.initiatives)
    mains = sum(goal["main"] for goal in numbers["goals"])
    assert mains + numbers["without_goal"]["initiatives"] == numbers["portfolio"]["initiatives"]
    assert sum(row["allocated"] for row in rows) == numbers["money"]["allocated"]
    shares = [row["percent"] for row in rows if row["percent"] is not None]
    if numbers["portfolio"]["execution_cost"]:
        assert sum(round(float(share) * 10) for share in shares) == 1000
    else:
        assert shares == []


@given(portfolios())
def test_phases_add_up_to_the_portfolio(portfolio: Given) -> None:
    numbers = compute(portfolio)
    for name in ("initiatives", "execution_cost", "beneficiaries"):
        assert sum(row[name] for row in numbers["phases"]) == numbers["portfolio"][name], name


@given(portfolios())
def test_what_a_contributor_has_in_each_goal_adds_up_to_what_it_has_allocated(portfolio: Given) -> None:
    numbers = compute(portfolio)
    told = numbers["contributors"]
    for row in told["rows"]:
        assert sum(part["allocated"] for part in row["goals"]) + row["without_goal"] == row["allocated"]
    for goal in numbers["goals"]:
        parts = [
            p["allocated"] for row in told["rows"] for p in row["goals"] if p["number"] == goal["number"]
        ]
        assert sum(parts) == goal["allocated"]
    shown = told["rows"][: told["listed"]]
    for name in ("pledged", "received", "received_in_kind", "allocated", "spent"):
        assert sum(row[name] for row in shown) + told["rest"][name] == told["total"][name]
    assert len(shown) + told["rest"]["contributors"] == len(told["rows"]) == told["total"]["contributors"]
    assert len(shown) <= LISTED


@given(pesos, goal_weights())
def test_no_part_is_a_peso_away_from_its_weight(total: int, weights: list[Weight]) -> None:
    by_goal = {one.goal: one.weight for one in weights}
    for goal, part in spread(total, in_turn(weights)):
        share = by_goal.get(goal or 0, 100)
        assert abs(part * 100 - total * share) < 100


@given(portfolios(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(portfolio: Given, random: Any) -> None:
    first = canonical(compute(portfolio))
    for rows in (
        portfolio.initiatives,
        portfolio.allocated,
        portfolio.contributors,
        *portfolio.weights.values(),
    ):
        random.shuffle(rows)
    assert canonical(compute(portfolio)) == first


def test_who_may_not_see_a_line_gets_the_sums_and_only_the_own_share() -> None:
    initiative, mine, other = uuid.UUID(int=100), uuid.UUID(int=1), uuid.UUID(int=2)
    lines = [Allocated(mine, initiative, 101), Allocated(other, initiative, 900)]
    numbers = compute(
        Given(
            as_of=date(2026, 11, 20),
            scope=SCOPE,
            initiatives=[InitiativeRow(initiative, "perfil", 1000, None, None, None, None)],
            weights={initiative: [Weight(11, 50, True), Weight(9, 50, False)]},
            goals=GOALS,
            phases=PHASES,
            money=MoneyTotals(allocated=1001),
            allocated=lines,
            contributors=[Contributor(mine, "Mía", 101, 101, 0, 101, 0)],
            seen=lines[:1],
        )
    )
    assert [(goal["number"], goal["allocated"]) for goal in numbers["goals"]] == [(9, 500), (11, 501)]
    told = numbers["contributors"]
    assert (told["whole"], [row["name"] for row in told["rows"]]) == (False, ["Mía"])
    # The odd peso goes to the main goal.
    assert told["rows"][0]["goals"] == [{"number": 9, "allocated": 50}, {"number": 11, "allocated": 51}]
    assert str(other) not in json.dumps(numbers)


def test_a_leverage_without_private_money_is_none_and_the_hash_is_that_of_the_bytes() -> None:
    numbers = compute(Given(date(2026, 11, 20), SCOPE, [], {}, GOALS, PHASES, MoneyTotals()))
    assert numbers["money"]["leverage"] is None
    assert numbers["goals"] == numbers["phases"] == []
    assert json.loads(canonical(numbers)) == numbers
    assert len(fingerprint(numbers)) == 64
    assert fingerprint({**numbers, "as_of": "2026-11-21"}) != fingerprint(numbers)
