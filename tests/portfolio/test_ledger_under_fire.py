"""Many at once on one mesa, on real connections: no balance ever breaks, whatever was accepted and refused.

Most writers do not ask first whether there is money: they insert straight into the tables, as the worst client
would, so that only the database decides. With its trigger dropped the same check fails.
"""

import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.errors import DomainError
from portfolio.models import Entry, Initiative, Movement
from tests import factories as f

WRITERS, ACTS = 8, 60
LEAST = 100
BROKEN = """
with net as (
  select cycle_id, contributor_id,
         sum(amount) filter (where kind = 'receipt' and not in_kind) as received,
         sum(amount) filter (where kind = 'allocation') as allocated,
         sum(amount) filter (where kind = 'expenditure') as spent
    from portfolio_entry group by 1, 2
), work as (
  select cycle_id, initiative_id, contributor_id,
         coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind), 0) as earmarked,
         coalesce(sum(amount) filter (where kind = 'allocation'), 0) as allocated,
         coalesce(sum(amount) filter (where kind = 'expenditure'), 0) as spent
    from portfolio_entry where initiative_id is not null and kind <> 'pledge' group by 1, 2, 3
), pool as (
  select cycle_id, contributor_id, sum(earmarked) as earmarked, sum(greatest(0, allocated - earmarked)) as used
    from work group by 1, 2
)
select 'allocated beyond received' from net where coalesce(allocated, 0) > coalesce(received, 0)
union all select 'spent beyond allocated' from work where spent > allocated
union all select 'negative' from work where least(earmarked, allocated, spent) < 0
union all select 'earmarked money spent elsewhere'
  from pool join net using (cycle_id, contributor_id) where used > coalesce(received, 0) - earmarked
union all select 'lines do not add up' from portfolio_movement m
  where amount <> (select coalesce(sum(amount), 0) from portfolio_entry e where e.movement_id = m.id)
"""
KEPT = """
select 'kept balance differs' from portfolio_fundbalance b
  left join (select cycle_id, contributor_id,
                    coalesce(sum(amount) filter (where kind = 'receipt'), 0) as received,
                    coalesce(sum(amount) filter (where kind = 'allocation'), 0) as allocated,
                    coalesce(sum(amount) filter (where kind = 'expenditure'), 0) as spent
               from portfolio_entry where not in_kind group by 1, 2) n using (cycle_id, contributor_id)
 where (b.received, b.allocated, b.spent) is distinct from (n.received, n.allocated, n.spent)
"""
MOVEMENT = """
insert into portfolio_movement (id, alliance_id, cycle_id, kind, contributor_id, amount, in_kind, character,
    happened_on, note, made_at, initiative_id)
  values (%(id)s, %(alliance)s, %(cycle)s, %(kind)s, %(giver)s, %(amount)s, false, %(character)s, %(day)s, '', now(),
          %(initiative)s)
"""
ENTRY = """
insert into portfolio_entry (movement_id, alliance_id, cycle_id, contributor_id, sector, actor_kind_id, kind, in_kind,
    character, amount, happened_on, initiative_id)
  values (%(id)s, %(alliance)s, %(cycle)s, %(contributor)s, 'mercado', 'empresa', %(kind)s, false, %(character)s,
          %(amount)s, %(day)s, %(initiative)s)
"""


class Fire:
    """Eight writers, each with its own connection and dice, on two contributors and two works of one mesa."""

    def __init__(self, mesa: Alliance, givers: list[Actor], works: list[Initiative]) -> None:
        self.mesa, self.givers, self.works = mesa, givers, works
        self.cycle = f.make_cycle(mesa)
        for giver in givers:
            f.make_receipt(mesa, giver, 3_000)
        f.make_receipt(mesa, givers[0], 1_000, initiative=works[0])

    def writer(self, number: int) -> Callable[[], tuple[int, int]]:
        def act() -> tuple[int, int]:
            dice, accepted, refused = random.Random(number), 0, 0
            for _turn in range(ACTS):
                try:
                    self.one(dice)
                    accepted += 1
                except (IntegrityError, ValidationError, DomainError):
                    refused += 1
            return accepted, refused

        return act

    def one(self, dice: random.Random) -> None:
        what = dice.choices(("receipt", "allocation", "expenditure", "service", "reverse"), (2, 6, 6, 3, 2))[
            0
        ]
        amount = dice.randrange(20, 400)
        if what == "service":
            dice.choice((f.make_allocation, f.make_expenditure))(dice.choice(self.works), amount)
        elif what == "reverse":
            ids = (
                Movement.objects.filter(reverses=None, reversal=None)
                .order_by("?")
                .values_list("pk", flat=True)
            )
            f.reverse(Movement.objects.get(pk=ids[:1].get()))
        else:
            self.insert(what, dice.choice(self.givers), dice.choice(self.works), amount, dice.random() < 0.2)

    def insert(self, kind: str, giver: Actor, work: Initiative, amount: int, for_the_work: bool) -> None:
        """Straight into the tables, without a look at the balance."""
        is_receipt = kind == "receipt"
        row: dict[str, Any] = {
            "id": uuid.uuid4(), "alliance": self.mesa.pk, "cycle": self.cycle.pk, "kind": kind, "amount": amount,
            "giver": giver.pk if is_receipt else None, "contributor": giver.pk, "day": dates.today(),
            "character": "voluntario" if is_receipt else "",
            "initiative": work.pk if for_the_work or not is_receipt else None,
        }  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MOVEMENT, row)
            cursor.execute(ENTRY, row)

    def run(self) -> tuple[int, int]:
        told = f.at_once(*(self.writer(number) for number in range(WRITERS)))
        failed = [one for one in told if isinstance(one, Exception)]
        assert not failed, failed  # a deadlock would be here
        return sum(accepted for accepted, _no in told), sum(refused for _yes, refused in told)


def ask(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def fire(real_db: str, mesa: Alliance, empresa_actor: Actor) -> Fire:
    other = f.make_actor("Puerto Angamos SpA", kind="empresa", comunas=["02102"])
    f.make_participation(mesa, other, roles=["financiamiento"])
    works = [f.make_initiative(mesa, name) for name in ("Plaza", "Muelle")]
    return Fire(mesa, [empresa_actor, other], works)


def test_no_balance_ever_breaks_under_fire(
    fire: Fire, record_property: Callable[[str, object], None]
) -> None:
    accepted, refused = fire.run()
    record_property("accepted", accepted)
    record_property("refused", refused)
    print(f"libro bajo fuego: {accepted} aceptadas, {refused} rechazadas, {WRITERS} conexiones")
    assert accepted >= LEAST
    assert refused >= LEAST
    assert ask(BROKEN) == []
    assert ask(KEPT) == []
    assert Entry.objects.values("movement").distinct().count() == accepted + 3


def test_without_its_trigger_the_same_fire_breaks_the_ledger(fire: Fire) -> None:
    """The check above is able to fail: with the trigger dropped, money that is not there gets spent."""
    with connection.cursor() as cursor:
        cursor.execute("drop trigger entry_keeps_balances on portfolio_entry")
    fire.run()
    assert "allocated beyond received" in ask(BROKEN)
    assert "spent beyond allocated" in ask(BROKEN)
