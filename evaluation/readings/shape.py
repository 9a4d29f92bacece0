"""What a reading is: values, models, evidence and why; and the small steps every reader takes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evaluation.matrix import matrix

if TYPE_CHECKING:
    from evaluation.facts import TypologyFacts

RECORDS, NONE = "records", "none"

# A05: what was seen once did not settle; twice in twelve months it holds.
OCCURRENCES = 2


@dataclass(frozen=True)
class Evidence:
    """Rows behind a reading: what was counted, how many, the newest few. `rows` is known to evidence.find."""

    rows: str
    count: int
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why, as a code, its numbers and the ambiguity whose decision it applies; words.py speaks it."""

    code: str
    by: str = ""
    params: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """`values` in the order of the matrix; `models`: those whose cell the highest value stands in; `source` "none"
    when the records do not say."""

    variable: str
    values: tuple[str, ...] = ()
    models: frozenset[str] = frozenset()
    source: str = NONE
    evidence: tuple[Evidence, ...] = ()
    why: tuple[Reason, ...] = ()

    @property
    def has_data(self) -> bool:
        return self.source != NONE


def say(
    variable: str,
    values: tuple[str, ...],
    *,
    evidence: tuple[Evidence, ...] = (),
    why: tuple[Reason, ...] = (),
    models: frozenset[str] | None = None,
    source: str = RECORDS,
) -> Reading:
    """A reading of `values`; the models follow from the matrix unless a decision names them (A21)."""
    rule = matrix().variables[variable]
    known = [*rule.cells, *sorted(rule.extensions)]
    ordered = tuple(sorted(set(values), key=known.index))
    given = matrix().supported(variable, ordered) if models is None else models
    return Reading(variable, ordered, given, source, evidence, why)


def silent(variable: str, *why: Reason) -> Reading:
    """No data: does not vote."""
    return Reading(variable, why=why)


def of_sign(facts: "TypologyFacts", name: str) -> Evidence:
    found = facts.sign(name)
    return Evidence(name, found.count, tuple(str(pk) for pk in found.ids))


def of_seats(facts: "TypologyFacts", side: str) -> Evidence:
    told = facts.seated(side)
    return Evidence(f"seats.{side}", told.actors, tuple(str(pk) for pk in told.ids))


def of_owed(facts: "TypologyFacts", side: str) -> Evidence:
    told = facts.owing(side)
    return Evidence(f"owed.{side}", told.count, tuple(str(pk) for pk in told.ids))


def holds(facts: "TypologyFacts", name: str) -> bool:
    return facts.sign(name).count >= OCCURRENCES


def some_of(*told: Evidence) -> tuple[Evidence, ...]:
    return tuple(row for row in told if row.count)
