"""Initiatives and money of the made-up country: many of them small, sums that the ledger's triggers accept.

Shares of an allocation follow what each contributor gave to the cycle, and never more than nine tenths of it.
"""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from core.money import share_out
from portfolio.vocabulary import Portfolio, WorksClass
from tests.bench._copy import Tables

if TYPE_CHECKING:
    from tests.bench._copy import Ids

PHASES = (
    *(("idea", Portfolio.AMPLIADA),) * 4, *(("perfil", Portfolio.AMPLIADA),) * 3, ("perfil", Portfolio.PRIORIZADA),
    ("diseno", Portfolio.PRIORIZADA), ("postulacion", Portfolio.DEFINITIVA), ("ejecucion", Portfolio.DEFINITIVA),
    *(("entregada", Portfolio.DEFINITIVA),) * 2, ("descartada", Portfolio.AMPLIADA),
)  # fmt: skip
PLACES_BEFORE = {
    Portfolio.AMPLIADA: (),
    Portfolio.PRIORIZADA: (Portfolio.AMPLIADA,),
    Portfolio.DEFINITIVA: (Portfolio.AMPLIADA, Portfolio.PRIORIZADA),
}
WORKS = (
    "Plaza",
    "Sede social",
    "Luminarias",
    "Veredas",
    "Multicancha",
    "Agua potable rural",
    "Biblioteca",
    "Paradero",
)
WEIGHTS = ((100,), (60, 40), (50, 30, 20), (70, 20, 10))
GOALS = (11, 6, 4, 3, 8, 9, 10, 16, 13, 7)


class Books:
    """`keep(mesa…)` once a mesa; `tables.write()` after the rest of the country stands."""

    def __init__(
        self, dice: random.Random, ids: "Ids", today: date, kept: Callable[[date], dict[str, Any]]
    ) -> None:
        self.dice, self.ids, self.today, self.kept = dice, ids, today, kept
        self.tables = Tables()
        self.first_initiative = ""

    def keep(
        self,
        mesa: str,
        started: date,
        comunas: Sequence[str],
        agreements: Sequence[str],
        givers: Sequence[tuple[str, str, str]],
        mean: int,
    ) -> None:
        """`givers` are (actor, kind, sector); a mesa without agreements takes its initiatives from a plan. Many mesas
        have a third of the mean, a few several times as many; the first has it."""
        count = round(mean * self.dice.lognormvariate(-0.32, 0.8)) if self.first_initiative else mean
        made = [self._initiative(mesa, started, comunas, agreements) for _number in range(count)]
        if made and not self.first_initiative:
            self.first_initiative = made[0]
        years = max(1, (self.today - started).days // 365)
        for number in range(min(2, years)):
            begins = started + timedelta(days=365 * number)
            self._cycle(mesa, number + 1, begins, givers, made[number :: min(2, years)])

    # What is to be done -----------------------------------------------------------------
    def _initiative(self, mesa: str, started: date, comunas: Sequence[str], agreements: Sequence[str]) -> str:
        dice = self.dice
        phase, place = dice.choice(PHASES)
        entered = started + timedelta(days=dice.randrange(max(1, (self.today - started).days - 20)))
        since = entered + timedelta(days=dice.randrange(max(1, (self.today - entered).days)))
        kept = self.kept(entered)
        cost = round(dice.lognormvariate(18, 1.1), -5)
        counted = dice.random() < 0.7
        self.tables.add(
            "portfolio_initiative", **kept, plan="" if agreements else "Plan de Desarrollo Comunal",
            name=f"{dice.choice(WORKS)} {dice.choice(comunas)}-{dice.randrange(100_000)}", description="",
            works_class=dice.choice(WorksClass.values), place="", lat=None, lng=None,
            women=dice.randrange(20, 900) if counted else None, men=dice.randrange(20, 900) if counted else None,
            unspecified=None, how_counted="estimacion" if counted else "",
            design_cost=int(cost // 20) if dice.random() < 0.5 else None, execution_cost=int(cost),
            portfolio=str(place), phase_since=since, entered_on=entered, next_step="Ingresar la ficha.",
            next_step_by=None, is_demo=True, agreement_id=dice.choice(agreements) if agreements else None,
            alliance_id=mesa, ball_id=None, comuna_id=dice.choice(comunas), phase_id=phase,
        )  # fmt: skip
        key = str(kept["id"])
        for rank, (goal, weight) in enumerate(zip(dice.sample(GOALS, 4), dice.choice(WEIGHTS), strict=False)):
            self.tables.add(
                "portfolio_initiativegoal", weight=weight, is_main=rank == 0, goal_id=goal, initiative_id=key
            )
        steps = [*((before, "idea", entered) for before in PLACES_BEFORE[place]), (place, phase, since)]
        for listed, at, day in steps:
            self.tables.add(
                "portfolio_initiativestep", portfolio=str(listed), since=day, note="", made_at=day,
                initiative_id=key, made_by_id=None, phase_id=at,
            )  # fmt: skip
        return key

    # Money ---------------------------------------------------------------------------------
    def _cycle(
        self,
        mesa: str,
        number: int,
        begins: date,
        givers: Sequence[tuple[str, str, str]],
        funded: Sequence[str],
    ) -> None:
        kept = self.kept(begins)
        cycle = str(kept["id"])
        ends = begins + timedelta(days=364)
        self.tables.add(
            "convergence_cycle", **kept, number=number, starts_on=begins, ends_on=ends, alliance_id=mesa
        )
        if not givers:
            return
        day = min(self.today, begins + timedelta(days=30))
        whole = [self.dice.randrange(5, 200) * 100_000 for _giver in givers]
        for giver, amount in zip(givers, whole, strict=True):
            terms = self.kept(day)
            self.tables.add(
                "portfolio_pledge", **terms, year=day.year, in_kind=False, character="voluntario", signed_on=day,
                note="", alliance_id=mesa, contributor_id=giver[0], cycle_id=cycle, initiative_id=None,
            )  # fmt: skip
            for kind in ("pledge", "receipt"):
                self._movement(mesa, cycle, kind, day, [(giver, amount)], pledge=str(terms["id"]))
        picked = [key for key in funded if self.dice.random() < 0.3]
        for key in picked:
            lines = share_out(sum(whole) * 9 // 10 // len(picked), whole)
            paid = [(giver, line) for giver, line in zip(givers, lines, strict=True) if line]
            self._movement(mesa, cycle, "allocation", day, paid, initiative=key)
            if self.dice.random() < 0.6:
                spent = [(giver, line // 2) for giver, line in paid]
                self._movement(mesa, cycle, "expenditure", day, spent, initiative=key)

    def _movement(
        self,
        mesa: str,
        cycle: str,
        kind: str,
        day: date,
        lines: Sequence[tuple[tuple[str, str, str], int]],
        pledge: str | None = None,
        initiative: str | None = None,
    ) -> None:
        key = self.ids.of(day)
        of_one = kind in {"pledge", "receipt"}
        shared = {
            "kind": kind,
            "in_kind": False,
            "character": "voluntario" if of_one else "",
            "happened_on": day,
        }
        self.tables.add(
            "portfolio_movement", id=key, **shared, amount=sum(amount for _giver, amount in lines), uf=None,
            uf_rate=None, uf_date=None, note="", made_at=day, alliance_id=mesa,
            contributor_id=lines[0][0][0] if of_one else None, cycle_id=cycle, document_id=None,
            initiative_id=initiative, made_by_id=None, pledge_id=pledge, reverses_id=None,
        )  # fmt: skip
        for (actor, actor_kind, sector), amount in lines:
            self.tables.add(
                "portfolio_entry", sector=sector, **shared, amount=amount, actor_kind_id=actor_kind, alliance_id=mesa,
                contributor_id=actor, cycle_id=cycle, initiative_id=initiative, movement_id=key,
            )  # fmt: skip
