"""Numbers of the SDG report: rows as of a day in, one dict out, frozen with the report. Pure; pesos and persons.

Definitions, each counted once and here (docs/sdg-report.md tells people the same):

- portfolio: initiatives that were in the portfolio on the day and not discarded then.
- execution_cost: public investment involved, the estimated cost of execution; an unknown cost adds nothing and
  is counted in `without_cost`. beneficiaries: women + men + unspecified, a sum by initiative: a person may repeat.
- of a goal: `main`, initiatives whose main goal it is; `touched`, those with any weight in it; `execution_cost` and
  `beneficiaries`, of each initiative the part its weights give the goal, in integers by largest remainder;
  `allocated`, of each contributor's lines of allocation to an initiative, the part its weights give the goal.
- without_goal: the same of initiatives without goals. Goals plus this row are the portfolio's own totals, and
  `allocated` of all rows is the money's, discarded initiatives included: that money was allocated.
- money: portfolio.money.MoneyTotals of every line of the scope. leverage: portfolio.money.leverage.
- contributors: only the lines its asker may see; what falls on each goal follows each contributor's own lines.

Everything is as the mesas declare it: the one honesty level of this method.
"""

import hashlib
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from core.money import share_out
from evaluation.sdg_rows import Contributor, Given, GoalName, InitiativeRow, Weight
from portfolio.money import GROUPED, leverage
from portfolio.vocabulary import DELIVERED, NOT_IN_PROGRESS, SUMMED

METHOD = "ods-1"
DECLARED = "declarado"
# So many contributors are named in the document; the sums of the others stand in one row.
LISTED = 8


@dataclass
class _Part:
    """What falls on one goal, or on none."""

    main: int = 0
    touched: int = 0
    execution_cost: int = 0
    beneficiaries: int = 0
    allocated: int = 0


@dataclass
class _Split:
    """Parts by goal number, None for initiatives without goals; and each contributor's money by the same keys."""

    parts: defaultdict[int | None, _Part] = field(default_factory=lambda: defaultdict(_Part))
    shares: defaultdict[uuid.UUID, Counter[int | None]] = field(default_factory=lambda: defaultdict(Counter))


def compute(given: Given) -> dict[str, Any]:
    """The numbers of a report, ready for JSON: keys are fixed, see docs/sdg-report.md."""
    split = _split(given)
    sums = {name: sum(getattr(row, name) or 0 for row in given.initiatives) for name in SUMMED}
    phases = Counter(row.phase for row in given.initiatives)
    money = leverage(sums["execution_cost"], given.money.voluntary)
    return {
        "method": METHOD,
        "honesty": DECLARED,
        "as_of": given.as_of.isoformat(),
        "scope": {**asdict(given.scope), "id": str(given.scope.id) if given.scope.id else None},
        "portfolio": {
            "initiatives": len(given.initiatives),
            **sums,
            "beneficiaries": sum(row.beneficiaries for row in given.initiatives),
            "delivered": sum(n for phase, n in phases.items() if phase in DELIVERED),
            "in_progress": sum(n for phase, n in phases.items() if phase not in NOT_IN_PROGRESS),
            "without_cost": sum(row.execution_cost is None for row in given.initiatives),
            "without_count": sum(not row.is_counted for row in given.initiatives),
        },
        "goals": _goals(given.goals, split),
        "without_goal": _without_goal(split),
        "phases": _phases(given),
        "money": {**given.money.as_json(), "leverage": str(money) if money is not None else None},
        "contributors": _contributors(given, split),
    }


def in_turn(weights: Sequence[Weight]) -> list[Weight]:
    """The order in which odd pesos are given: the main goal, then the heavier, then the lower number."""
    return sorted(weights, key=lambda one: (not one.is_main, -one.weight, one.goal))


def spread(total: int, turns: Sequence[Weight]) -> list[tuple[int | None, int]]:
    """(goal, part) of a total by weights that stand in_turn; everything to None without any. Parts add to it."""
    if not turns:
        return [(None, total)]
    if len(turns) == 1 or not total:
        return [(one.goal, total) for one in turns]
    parts = share_out(total, [one.weight for one in turns])
    return [(one.goal, part) for one, part in zip(turns, parts, strict=True)]


def canonical(numbers: Mapping[str, Any]) -> bytes:
    """The bytes that are delivered as JSON and whose SHA-256 is the report's hash."""
    text = json.dumps(numbers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def fingerprint(numbers: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(numbers)).hexdigest()


def _split(given: Given) -> _Split:
    split = _Split()
    turns = {key: in_turn(weights) for key, weights in given.weights.items()}
    for row in given.initiatives:
        weights = turns.get(row.id, [])
        for goal, part in spread(row.execution_cost or 0, weights):
            split.parts[goal].execution_cost += part
        for goal, part in spread(row.beneficiaries, weights):
            split.parts[goal].beneficiaries += part
        if not weights:
            split.parts[None].touched += 1
        for one in weights:
            split.parts[one.goal].touched += 1
            split.parts[one.goal].main += one.is_main
    for line in given.allocated:
        for goal, part in spread(line.pesos, turns.get(line.initiative, [])):
            split.parts[goal].allocated += part
            if given.seen is None:
                split.shares[line.contributor][goal] += part
    for line in given.seen or ():
        for goal, part in spread(line.pesos, turns.get(line.initiative, [])):
            split.shares[line.contributor][goal] += part
    return split


def _goals(goals: Iterable[GoalName], split: _Split) -> list[dict[str, Any]]:
    """The goals that an initiative touches or that money was allocated for, by number."""
    percents = _percents(split)
    return [
        {**asdict(goal), **asdict(split.parts[goal.number]), "percent": percents.get(goal.number)}
        for goal in goals
        if goal.number in split.parts
    ]


def _without_goal(split: _Split) -> dict[str, Any]:
    part = split.parts.get(None) or _Part()
    return {
        "initiatives": part.touched,
        "execution_cost": part.execution_cost,
        "beneficiaries": part.beneficiaries,
        "allocated": part.allocated,
        "percent": _percents(split).get(None),
    }


def _percents(split: _Split) -> dict[int | None, str]:
    """Of the execution cost, in tenths that add to 100.0; empty while there is no cost."""
    keys = sorted(split.parts, key=lambda goal: (goal is None, goal or 0))
    costs = [split.parts[key].execution_cost for key in keys]
    if not sum(costs):
        return {}
    return {
        key: f"{tenths // 10}.{tenths % 10}" for key, tenths in zip(keys, share_out(1000, costs), strict=True)
    }


def _phases(given: Given) -> list[dict[str, Any]]:
    rows: defaultdict[str, list[InitiativeRow]] = defaultdict(list)
    for row in given.initiatives:
        rows[row.phase].append(row)
    return [
        {
            **asdict(phase),
            "initiatives": len(found),
            "execution_cost": sum(row.execution_cost or 0 for row in found),
            "beneficiaries": sum(row.beneficiaries for row in found),
        }
        for phase in given.phases
        if (found := rows.get(phase.code))
    ]


def _contributors(given: Given, split: _Split) -> dict[str, Any]:
    """`rows` by what was received, the largest first; the first `listed` stand in the document, `rest` beside."""
    rows = sorted(
        given.contributors,
        key=lambda one: (-one.received, -one.received_in_kind, -one.pledged, one.name, one.id),
    )
    return {
        "whole": given.seen is None,
        "listed": min(LISTED, len(rows)),
        "rows": [_contributor(row, split.shares.get(row.id) or Counter()) for row in rows],
        "rest": _sum(rows[LISTED:]),
        "total": _sum(rows),
    }


def _contributor(row: Contributor, shares: Mapping[int | None, int]) -> dict[str, Any]:
    by_goal = sorted((goal, part) for goal, part in shares.items() if goal is not None and part)
    return {
        **asdict(row),
        "id": str(row.id),
        "goals": [{"number": goal, "allocated": part} for goal, part in by_goal],
        "without_goal": shares.get(None, 0),
    }


def _sum(rows: Sequence[Contributor]) -> dict[str, int]:
    told = {name: sum(getattr(row, name) for row in rows) for name in GROUPED}
    return {"contributors": len(rows), **told}
