"""Plays the initiatives and the money of a script: the half of play.py that stands on portfolio's services."""

from datetime import timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from actors.models import Comuna
from convergence.models import Cycle
from desk.demo.shapes import Allocated, Deed, Move, Next, Pledged, Received, Spent, Work
from portfolio.models import Goal, Initiative, Phase, Pledge
from portfolio.services import contributions, initiatives, ledger
from portfolio.services.books import Amount
from portfolio.services.initiatives import GoalWeight

if TYPE_CHECKING:
    from desk.demo.play import Play


class Chain:
    """Adds its acts to those of a Play, which keeps the calendar."""

    def __init__(self, play: "Play") -> None:
        self.play, self.script = play, play.script
        self.works: dict[str, Initiative] = {}
        self.pledges: dict[str, Pledge] = {}
        if self.script.works:
            self.goals = Goal.objects.in_bulk()
            self.phases = Phase.objects.in_bulk()

    def schedule(self) -> None:
        """Per work: entry, moves, what comes next. Order on one day is the order in which acts were added."""
        at = self.play.at
        for work in self.script.works:
            at(work.on, partial(self._enter, work))
            for move in work.moves:
                at(move.on, partial(self._move, work, move))
            if work.next:
                at(work.next.on, partial(self._tell_next, work, work.next))
        for number, deed in enumerate(self.script.money):
            at(deed.on, partial(self._do, number, deed))

    def _enter(self, work: Work) -> None:
        play = self.play
        self.works[work.key] = initiatives.enter_initiative(
            alliance=play.alliance, by=play.coordinator, uid=play.uid(f"work:{work.key}"), is_demo=True,
            goals=self._weights(work.goals), phase=self.phases[work.phase], portfolio=work.portfolio,
            entered_on=play.today, agreement=play.agreed[work.decided] if work.decided else None, plan=work.plan,
            name=work.name, description=work.about, works_class=work.kind, comuna=self.comuna,
            place=work.place, women=work.women, men=work.men, how_counted=work.counted,
            design_cost=_pesos(work.design), execution_cost=_pesos(work.cost),
            **({"lat": Decimal(work.point[0]), "lng": Decimal(work.point[1])} if work.point else {}),
        )  # fmt: skip

    @cached_property
    def comuna(self) -> Comuna:
        return self.play.alliance.comunas.get()

    def _weights(self, told: str) -> list[GoalWeight]:
        pairs = [part.split(":") for part in told.split()]
        return [
            GoalWeight(self.goals[int(number)], int(weight), place == 0)
            for place, (number, weight) in enumerate(pairs)
        ]

    def _move(self, work: Work, move: Move) -> None:
        initiatives.move_initiative(
            initiative=self.works[work.key], by=self.play.coordinator, portfolio=move.portfolio or None,
            phase=self.phases[move.phase] if move.phase else None, happened_on=self.play.today, note=move.note,
        )  # fmt: skip

    def _tell_next(self, work: Work, told: Next) -> None:
        initiatives.update_initiative(
            initiative=self.works[work.key], by=self.play.coordinator, next_step=told.step,
            next_step_by=self.play.today + timedelta(days=told.due), ball=self.play.cast.orgs[told.ball],
        )  # fmt: skip

    def _do(self, number: int, deed: Deed) -> None:
        uid = self.play.uid(f"money:{number}")
        by = self.play.coordinator
        match deed:
            case Pledged():
                self.pledges[deed.key] = contributions.make_pledge(
                    alliance=self.play.alliance, contributor=self.play.cast.orgs[deed.org], year=deed.year,
                    amount=self._amount(deed), signed_on=self.play.today, initiative=self._work(deed.work),
                    in_kind=deed.in_kind, character=deed.character, note=deed.note, by=by, uid=uid,
                )  # fmt: skip
            case Received():
                movement = contributions.record_receipt(
                    alliance=self.play.alliance, contributor=self.play.cast.orgs[deed.org],
                    amount=Amount(deed.pesos), happened_on=self.play.today, note=deed.note,
                    pledge=self.pledges[deed.pledge] if deed.pledge else None, initiative=self._work(deed.work),
                    by=by, uid=uid,
                )  # fmt: skip
                if deed.taken_back:
                    day, why = deed.taken_back
                    twin = self.play.uid(f"money:{number}:taken-back")
                    self.play.at(
                        day,
                        lambda: ledger.reverse_movement(
                            movement=movement, reason=why, happened_on=day, by=self.play.coordinator, uid=twin
                        ),
                    )
            case Allocated() | Spent():
                act = ledger.allocate if isinstance(deed, Allocated) else ledger.spend
                act(
                    initiative=self.works[deed.work], pesos=deed.pesos, happened_on=self.play.today,
                    cycle=self._cycle(deed.cycle), note=deed.note, by=by, uid=uid,
                )  # fmt: skip

    def _amount(self, deed: Pledged) -> Amount:
        if not deed.uf:
            return Amount(deed.pesos)
        return Amount(uf=Decimal(deed.uf), uf_rate=Decimal(deed.uf_rate), uf_date=deed.on)

    def _work(self, key: str) -> Initiative | None:
        return self.works[key] if key else None

    def _cycle(self, number: int) -> Cycle | None:
        return self.play.alliance.cycles.get(number=number) if number else None


def _pesos(thousands: int | None) -> int | None:
    return None if thousands is None else thousands * 1000
