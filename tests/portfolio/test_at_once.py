"""The same money wanted by two at once, on real connections: one has it, the other is told; nobody waits for ever."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actors.models import Actor
from convergence.models import Alliance
from core.errors import Conflict, DomainError
from core.ids import uuid7
from core.models import Event
from portfolio.models import Entry, FundBalance, Initiative, Movement, Phase, Pledge
from portfolio.money import MoneyTotals
from portfolio.services.initiatives import move_initiative
from tests import factories as f
from tests.convergence.acts import SYSTEM

ROUNDS = 4


def names_of(outcome: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in outcome)


def fresh(row: Any) -> Any:
    """As another request reads it: two threads share no instance."""
    return type(row).objects.get(pk=row.pk)


def totals(mesa: Alliance) -> MoneyTotals:
    return Entry.objects.filter(alliance=mesa).totals()


def one_of(outcome: list[Any], told: type[Exception]) -> Exception:
    """The one refusal among `outcome`; the rest are rows."""
    (refusal,) = [one for one in outcome if isinstance(one, Exception)]
    assert type(refusal) is told, refusal
    return refusal


def test_two_allocations_that_together_exceed_the_fund(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    f.make_receipt(mesa, empresa_actor, 1_000)
    works = [f.make_initiative(mesa, name) for name in ("Plaza", "Muelle")]
    outcome = f.at_once(*(lambda work=work: f.make_allocation(fresh(work), 600) for work in works))
    refusal = one_of(outcome, ValidationError)
    assert "$400 disponibles" in str(refusal)
    assert totals(mesa).allocated == 600
    assert Event.objects.filter(kind="allocation.made").count() == 1


def test_two_expenditures_that_together_exceed_what_was_allocated(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    work = f.make_initiative(mesa)
    f.make_receipt(mesa, empresa_actor, 1_000)
    f.make_allocation(work, 1_000)
    outcome = f.at_once(*([lambda: f.make_expenditure(fresh(work), 700)] * 2))
    assert "$300 asignados y sin gastar" in str(one_of(outcome, ValidationError))
    assert totals(mesa).spent == 700


def test_money_allocated_while_its_receipt_is_taken_back(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    """Either order is right, both are not: nothing is ever allocated that was not received."""
    work = f.make_initiative(mesa)
    receipt = f.make_receipt(mesa, empresa_actor, 1_000)
    outcome = f.at_once(lambda: f.make_allocation(fresh(work), 1_000), lambda: f.reverse(fresh(receipt)))
    (refusal,) = [one for one in outcome if isinstance(one, Exception)]
    assert isinstance(refusal, ValidationError | DomainError)
    assert (totals(mesa).received, totals(mesa).allocated) in {(1_000, 1_000), (0, 0)}


def test_the_same_receipt_sent_twice_at_once_is_kept_once(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    cycle, uid = f.make_cycle(mesa), uuid7()
    act = lambda: f.make_receipt(mesa, empresa_actor, 500, uid=uid, cycle=cycle)  # noqa: E731
    outcome = f.at_once(act, act, act)
    assert names_of(outcome) == ["Conflict", "Conflict", "Movement"]
    assert {one.code for one in outcome if isinstance(one, Conflict)} == {"reused_key"}
    assert totals(mesa).received == 500
    assert Event.objects.filter(kind="receipt.recorded").count() == 1


def test_the_same_pledge_sent_twice_at_once_is_kept_once(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    cycle, uid = f.make_cycle(mesa), uuid7()
    act = lambda: f.make_pledge(mesa, empresa_actor, 500, uid=uid, cycle=cycle)  # noqa: E731
    for _round in range(ROUNDS):
        outcome = f.at_once(act, act)
        assert set(names_of(outcome)) <= {"Conflict", "Pledge"}
    assert totals(mesa).pledged == 500
    assert Pledge.objects.count() == 1


def test_the_same_movement_taken_back_by_two_at_once_is_taken_back_once(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    for _round in range(ROUNDS):
        receipt = f.make_receipt(mesa, empresa_actor, 700)
        outcome = f.at_once(*([lambda row=receipt: f.reverse(fresh(row))] * 3))
        assert names_of(outcome) == ["Conflict", "Conflict", "Movement"]
        assert {one.code for one in outcome if isinstance(one, Conflict)} == {"already_reversed"}
        assert totals(mesa).received == 0
    assert Movement.objects.exclude(reverses=None).count() == ROUNDS


def test_a_pledge_is_not_taken_back_while_money_comes_for_it(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    for _round in range(ROUNDS):
        pledge = f.make_pledge(mesa, empresa_actor, 300)
        promise = pledge.movements.get()
        outcome = f.at_once(
            lambda row=pledge: f.make_receipt(mesa, empresa_actor, 300, pledge=fresh(row)),
            lambda row=promise: f.reverse(fresh(row)),
        )
        assert len([one for one in outcome if isinstance(one, Movement)]) == 1, outcome
        kept = Pledge.objects.with_state().get(pk=pledge.pk)
        assert (kept.amount, kept.received) in {(300, 300), (0, 0)}


def test_a_work_is_not_given_money_while_it_is_discarded(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    """Read before it was discarded, asked for after: the present phase decides."""
    f.make_receipt(mesa, empresa_actor, 1_000)
    work = f.make_initiative(mesa)
    seen = fresh(work)
    move_initiative(initiative=work, phase=Phase.objects.get(pk="descartada"), by=SYSTEM)
    with pytest.raises(ValidationError) as told:
        f.make_allocation(seen, 10)
    assert set(told.value.message_dict) == {"initiative"}
    assert totals(mesa).allocated == 0


def test_a_work_is_discarded_or_given_money_never_both(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    """At once, many times: whoever comes second is told."""
    f.make_cycle(mesa)
    gone = Phase.objects.get(pk="descartada")
    for turn in range(6):
        work = f.make_initiative(mesa, f"Obra {turn}")
        told = f.at_once(
            lambda work=work: move_initiative(initiative=fresh(work), phase=gone, by=SYSTEM),
            lambda work=work: f.make_receipt(mesa, empresa_actor, 1_000, initiative=fresh(work)),
        )
        assert sum(isinstance(one, Exception) for one in told) == 1, told
        work.refresh_from_db()
        given = work.entries.all().totals().received
        assert (work.phase_id == "descartada") == (given == 0)


def test_eight_people_receive_allocate_spend_and_take_back_without_waiting_in_a_ring(
    real_db: str, mesa: Alliance, empresa_actor: Actor
) -> None:
    """Through the services alone: a deadlock would come back as an OperationalError."""
    other = f.make_actor("Puerto Angamos SpA", kind="empresa", comunas=["02102"])
    f.make_participation(mesa, other, roles=["financiamiento"])
    works = [f.make_initiative(mesa, name) for name in ("Plaza", "Muelle")]
    for giver in (empresa_actor, other):
        f.make_receipt(mesa, giver, 50_000)
        f.make_receipt(mesa, giver, 5_000, initiative=works[0])
    told = f.at_once(*(_worker(number, mesa, [empresa_actor, other], works) for number in range(8)))
    failed = [one for one in told if isinstance(one, Exception)]
    assert not failed, failed
    done, refused = (sum(one[place] for one in told) for place in (0, 1))
    assert done + refused == 8 * 12
    assert done >= 48, "most of it is possible"
    for row in FundBalance.objects.all():
        own = Entry.objects.filter(cycle=row.cycle_id, contributor=row.contributor_id).totals()
        assert (row.received, row.allocated, row.spent) == (own.received, own.allocated, own.spent)


def _worker(
    number: int, mesa: Alliance, givers: list[Actor], works: list[Initiative]
) -> Callable[[], tuple[int, int]]:
    """Two rounds of six acts, each worker beginning at another one."""

    def act() -> tuple[int, int]:
        mine: list[Movement] = []
        acts = [
            lambda n: f.make_receipt(mesa, givers[n % 2], 900 + n),
            lambda n: f.make_receipt(mesa, givers[n % 2], 90, initiative=works[n % 2]),
            lambda n: f.make_allocation(works[n % 2], 700 + n),
            lambda n: f.make_expenditure(works[(n + 1) % 2], 100 + n),
            lambda n: f.make_pledge(mesa, givers[n % 2], 100).movements.get(),
            lambda n: f.reverse(mine.pop()) if mine else f.make_receipt(mesa, givers[n % 2], 1),
        ]
        done = refused = 0
        for turn in range(12):
            try:
                mine.append(acts[(number + turn) % 6](number + turn))
                done += 1
            except (ValidationError, DomainError):
                refused += 1
        return done, refused

    return act
