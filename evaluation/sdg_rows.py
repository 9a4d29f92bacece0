"""What the numbers of an SDG report are made of: rows as of a day. sdg_facts.py reads them, sdg.py sums. Pure."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.money import MoneyTotals


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """An initiative of the portfolio on the day, in the phase it had then. None: nobody knows."""

    id: uuid.UUID
    phase: str
    execution_cost: int | None
    design_cost: int | None
    women: int | None
    men: int | None
    unspecified: int | None

    @property
    def beneficiaries(self) -> int:
        return (self.women or 0) + (self.men or 0) + (self.unspecified or 0)

    @property
    def is_counted(self) -> bool:
        return not (self.women is self.men is self.unspecified is None)


@dataclass(frozen=True, slots=True)
class Weight:
    goal: int
    weight: int
    is_main: bool


@dataclass(frozen=True, slots=True)
class Allocated:
    """Net pesos of one contributor allocated to one initiative."""

    contributor: uuid.UUID
    initiative: uuid.UUID
    pesos: int


@dataclass(frozen=True, slots=True)
class Contributor:
    """The sums of one organisation's lines that the asker may see."""

    id: uuid.UUID
    name: str
    pledged: int
    received: int
    received_in_kind: int
    allocated: int
    spent: int


@dataclass(frozen=True, slots=True)
class GoalName:
    number: int
    name_es: str
    name_en: str
    color: str
    text_color: str


@dataclass(frozen=True, slots=True)
class PhaseName:
    code: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Scope:
    """`id` is the mesa's when the report is of one; `alliances` are those in it on the day."""

    kind: str
    id: uuid.UUID | None
    name: str
    alliances: int
    is_demo: bool


@dataclass(frozen=True)
class Given:
    """Everything the numbers are made of. `weights` also of initiatives that are not in the portfolio any more.

    `allocated` are all lines of the scope; `seen` those that the asker may see, None when these are all.
    """

    as_of: date
    scope: Scope
    initiatives: Sequence[InitiativeRow]
    weights: Mapping[uuid.UUID, Sequence[Weight]]
    goals: Sequence[GoalName]
    phases: Sequence[PhaseName]
    money: MoneyTotals
    allocated: Sequence[Allocated] = ()
    contributors: Sequence[Contributor] = ()
    seen: Sequence[Allocated] | None = None
