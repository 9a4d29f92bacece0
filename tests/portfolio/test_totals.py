"""Every figure of money is the sum of its lines: at any scope and day the same as SQL written apart from the code."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actors.models import Actor
from convergence.models import Alliance, Cycle
from core import dates
from core.errors import DomainError
from portfolio.models import Entry, Initiative, Movement
from portfolio.money import GROUPED
from portfolio.money import SUMS as FIGURES
from portfolio.services.books import Amount
from tests import factories as f

pytestmark = pytest.mark.django_db

# Told from the movements and not from the columns that a line copies: what the code reads is judged by what it was
# copied from. `sector` alone is of the line, as the contributor was.
SUMS = """
with line as (
  select m.kind, m.in_kind, m.character, m.happened_on, m.alliance_id, m.cycle_id, m.initiative_id,
         e.contributor_id, e.sector, e.amount
    from portfolio_entry e join portfolio_movement m on m.id = e.movement_id
   where {where} and m.happened_on <= %(day)s
)
select coalesce(sum(amount) filter (where kind = 'pledge' and not in_kind), 0) as pledged,
       coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind), 0) as received,
       coalesce(sum(amount) filter (where kind = 'allocation'), 0) as allocated,
       coalesce(sum(amount) filter (where kind = 'expenditure'), 0) as spent,
       coalesce(sum(amount) filter (where kind = 'pledge' and in_kind), 0) as pledged_in_kind,
       coalesce(sum(amount) filter (where kind = 'receipt' and in_kind), 0) as received_in_kind,
       coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind and character = 'voluntario'
                                      and sector in ('mercado', 'sociedad_civil')), 0) as voluntary,
       (select count(*) from (select 1 from line where kind = 'receipt' group by contributor_id
                              having sum(amount) > 0) given) as contributors
  from line
"""
MOVED = """
select kind, sum(amount) from portfolio_movement m where {where} and happened_on <= %(day)s and not in_kind
 group by kind
"""
FUND = """
select b.cycle_id, b.contributor_id from portfolio_fundbalance b
  left join lateral (
    select coalesce(sum(amount) filter (where kind = 'pledge' and not in_kind), 0) as pledged,
           coalesce(sum(amount) filter (where kind = 'pledge' and in_kind), 0) as pledged_in_kind,
           coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind), 0) as received,
           coalesce(sum(amount) filter (where kind = 'receipt' and in_kind), 0) as received_in_kind,
           coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind and initiative_id is not null), 0)
             as earmarked,
           coalesce(sum(amount) filter (where kind = 'allocation'), 0) as allocated,
           coalesce(sum(amount) filter (where kind = 'expenditure'), 0) as spent
      from portfolio_entry e where e.cycle_id = b.cycle_id and e.contributor_id = b.contributor_id) n on true
  left join lateral (
    select coalesce(sum(greatest(0, i.allocated - i.earmarked)), 0) as pool_used
      from portfolio_initiativebalance i
     where i.cycle_id = b.cycle_id and i.contributor_id = b.contributor_id) p on true
 where (b.pledged, b.pledged_in_kind, b.received, b.received_in_kind, b.earmarked, b.allocated, b.spent, b.pool_used)
       is distinct from (n.pledged, n.pledged_in_kind, n.received, n.received_in_kind, n.earmarked, n.allocated,
                         n.spent, p.pool_used)
"""
WORK = """
select cycle_id, initiative_id, contributor_id, earmarked, allocated, spent from portfolio_initiativebalance
except
select cycle_id, initiative_id, contributor_id,
       coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind), 0),
       coalesce(sum(amount) filter (where kind = 'allocation'), 0),
       coalesce(sum(amount) filter (where kind = 'expenditure'), 0)
  from portfolio_entry where initiative_id is not null group by 1, 2, 3
"""
MISSING_BALANCE = """
select cycle_id, contributor_id from portfolio_entry except select cycle_id, contributor_id from portfolio_fundbalance
"""


def ask(sql: str, **told: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def sql_of(scope: dict[str, Any], day: date) -> dict[str, int]:
    where = " and ".join([f"m.{name} = %({name})s" if name != "contributor_id" else "e.contributor_id = "
                          "%(contributor_id)s" for name in scope] or ["true"])  # fmt: skip
    (row,) = ask(SUMS.format(where=where), day=day, **scope)
    return {name: int(number) for name, number in row.items()}


def told_of(scope: dict[str, Any], day: date) -> dict[str, int]:
    told = Entry.objects.filter(**scope).as_of(day).totals()
    return {name: getattr(told, name) for name in (*FIGURES, "contributors")}


# (what, pesos, whose, work and cycle, days ago, in kind or earmarked)
Step = tuple[str, int, int, int, int, bool]


# A ledger at random ----------------------------------------------------------------------------
@dataclass
class World:
    """Two mesas; in the first two cycles, two works and four givers of three sectors."""

    mesa: Alliance
    givers: list[Actor]
    works: list[Initiative]
    cycles: list[Cycle]
    other: Alliance
    made: list[Movement] = field(default_factory=list)
    refused: int = 0

    def do(self, act: Callable[[], Any]) -> None:
        """What the services refuse is refused whole; the rest is remembered, to be taken back."""
        try:
            with transaction.atomic():
                told = act()
        except (ValidationError, DomainError):
            self.refused += 1
            return
        self.made.append(told if isinstance(told, Movement) else told.movements.get(kind="pledge"))

    def play(self, steps: list[Step]) -> None:
        self.made.clear()
        for step in steps:
            self.one(step)

    def one(self, step: Step) -> None:
        what, pesos, giver, place, back, flag = step
        actor, work, cycle = self.givers[giver], self.works[place % 2], self.cycles[place // 2]
        day = dates.today() - timedelta(days=back)
        if what == "reverse":
            if self.made:
                self.do(lambda: f.reverse(self.made[pesos % len(self.made)]))
        elif what == "pledge":
            self.do(
                lambda: f.make_pledge(
                    self.mesa, actor, pesos, cycle=cycle, signed_on=day, in_kind=flag,
                    initiative=work if back % 2 else None,
                )
            )  # fmt: skip
        elif what == "kept":  # in part or beyond what was promised
            pledges = [row.pledge for row in self.made if row.kind == "pledge" and row.pledge is not None]
            if pledges:
                pledge = pledges[pesos % len(pledges)]
                self.do(
                    lambda: f.make_receipt(
                        self.mesa, pledge.contributor, pesos, pledge=pledge, happened_on=day,
                        note="Según cotización de tres proveedores.",
                    )
                )  # fmt: skip
        elif what == "receipt":
            amount = Amount(pesos)
            if back % 3 == 0:
                amount = Amount(uf=Decimal(pesos) / 10_000, uf_rate=Decimal("38765.43"), uf_date=day)
            self.do(
                lambda: f.make_receipt(
                    self.mesa, actor, amount=amount, cycle=cycle, happened_on=day, in_kind=flag and back % 2 == 0,
                    initiative=work if flag else None, character=("voluntario", "rca")[pesos % 5 == 0],
                    note="Según cotización de tres proveedores.",
                )
            )  # fmt: skip
        else:
            act = f.make_allocation if what == "allocate" else f.make_expenditure
            self.do(lambda: act(work, pesos, cycle=cycle, happened_on=day))


@pytest.fixture
def world(
    mesa: Alliance, mesa_ajena: Alliance, empresa_actor: Actor, municipalidad: Actor, junta: Actor
) -> World:
    second = f.make_actor("Puerto Angamos SpA", kind="empresa", comunas=["02102"])
    f.make_participation(mesa, second, roles=["financiamiento"])
    f.make_participation(mesa_ajena, empresa_actor, roles=["financiamiento"])
    half = dates.add_months(mesa.started_on, 6)
    cycles = [
        f.make_cycle(mesa, ends_on=half),
        f.make_cycle(mesa, starts_on=half + timedelta(days=1), ends_on=dates.add_months(dates.today(), 12)),
    ]
    works = [f.make_initiative(mesa, name) for name in ("Plaza", "Muelle")]
    # The same company gives in another mesa: nothing of it may leak into this one.
    elsewhere = f.make_initiative(mesa_ajena, "Puente")
    f.make_receipt(mesa_ajena, empresa_actor, 10_000)
    f.make_allocation(elsewhere, 4_000)
    return World(mesa, [empresa_actor, second, municipalidad, junta], works, cycles, mesa_ajena)


ACTS = ("receipt", "receipt", "receipt", "allocate", "allocate", "spend", "pledge", "kept", "reverse")
ledgers = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(1, 900),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 40),
        st.booleans(),
    ),
    min_size=4,
    max_size=14,
)
# Not shrunk when it fails: that would take minutes, and a ledger of fourteen acts can be read.
random_ledgers = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def scopes(world: World) -> list[dict[str, Any]]:
    """Everything, each mesa, cycle, work, contributor, and contributor within each."""
    own: list[dict[str, Any]] = [
        {},
        *({"alliance_id": row.pk} for row in (world.mesa, world.other)),
        *({"cycle_id": row.pk} for row in world.cycles),
        *({"initiative_id": row.pk} for row in world.works),
    ]
    return [*own, *({**one, "contributor_id": giver.pk} for one in own for giver in world.givers[:2])]


@random_ledgers
@given(ledgers)
def test_totals_at_every_scope_and_day_are_those_that_sql_adds(world: World, steps: list[Step]) -> None:
    with transaction.atomic():
        world.play(steps)
        today = dates.today()
        for scope in scopes(world):
            assert told_of(scope, today) == sql_of(scope, today), scope
        for day in sorted({row.happened_on for row in Movement.objects.all()}):
            for told in ({"alliance_id": world.mesa.pk}, {"initiative_id": world.works[0].pk}):
                for asked in (day, day - timedelta(days=1)):
                    assert told_of(told, asked) == sql_of(told, asked)
        transaction.set_rollback(True)  # the next example begins from the same ledger


@random_ledgers
@given(ledgers)
def test_lines_of_all_contributors_add_up_to_the_whole_at_every_scope(
    world: World, steps: list[Step]
) -> None:
    with transaction.atomic():
        world.play(steps)
        for scope in scopes(world)[:7]:
            lines = Entry.objects.filter(**scope)
            whole = lines.totals()
            for fields in (["contributor_id"], ["contributor_id", "initiative_id"], ["cycle_id"], ["sector"]):
                groups = list(lines.by(*fields))
                keys = [tuple(group[name] for name in fields) for group in groups]
                assert len(keys) == len(set(keys))
                for name in GROUPED:
                    assert sum(group[name] for group in groups) == getattr(whole, name), (scope, fields, name)
            for group in lines.by("contributor_id"):
                own = sql_of({**scope, "contributor_id": group["contributor_id"]}, dates.today())
                assert {name: group[name] for name in GROUPED} == {name: own[name] for name in GROUPED}
            assert whole.contributors == len(list(lines.contributors()))
        moved = {
            "pledge": "pledged",
            "receipt": "received",
            "allocation": "allocated",
            "expenditure": "spent",
        }
        told = told_of({"alliance_id": world.mesa.pk}, dates.today())
        for row in ask(MOVED.format(where="m.alliance_id = %(pk)s"), pk=world.mesa.pk, day=dates.today()):
            assert told[moved[row["kind"]]] == row["sum"], "lines are worth what their movements are"
        transaction.set_rollback(True)  # the next example begins from the same ledger


@random_ledgers
@given(ledgers)
def test_kept_balances_are_what_the_lines_add_up_to_and_never_negative(
    world: World, steps: list[Step]
) -> None:
    with transaction.atomic():
        world.play(steps)
        for sql in (FUND, WORK, MISSING_BALANCE):
            assert ask(sql) == []
        told = Entry.objects.filter(alliance=world.mesa).totals()
        assert min(told.available, told.unspent, told.received_in_kind, told.pledged) >= 0
        transaction.set_rollback(True)  # the next example begins from the same ledger


def test_such_ledgers_hold_every_kind_of_act(world: World) -> None:
    """What the three above are worth: acts that are accepted, of every kind, and some refused."""
    steps = [("receipt", 600 + n, n % 4, n % 4, n, n % 5 == 0) for n in range(12)]
    steps += [("allocate", 500, 0, n, n, False) for n in range(4)] + [
        ("spend", 70, 0, n, 0, False) for n in range(4)
    ]
    steps += [("pledge", 300, 1, 2, 1, False), ("kept", 900, 1, 2, 0, False), ("pledge", 50, 0, 3, 2, True)]
    steps += [("reverse", number, 0, 0, 0, False) for number in (0, 17, 18, 19)]
    world.play([*steps, ("allocate", 900_000, 0, 0, 0, False)])
    kinds = {(row.kind, row.reverses_id is None) for row in Movement.objects.filter(alliance=world.mesa)}
    assert {kind for kind, _first in kinds} == {"pledge", "receipt", "allocation", "expenditure"}
    assert any(not is_first for _kind, is_first in kinds)
    assert world.refused == 1
    shared = Movement.objects.filter(kind="allocation", alliance=world.mesa)
    assert max(row.entries.count() for row in shared) >= 2, "one work, several companies"
    assert Movement.objects.exclude(uf=None).exists()
    assert Entry.objects.filter(kind="receipt", in_kind=True).exists()
    assert Entry.objects.filter(kind="receipt", initiative__isnull=False, in_kind=False).exists()
    for scope in scopes(world):
        assert told_of(scope, dates.today()) == sql_of(scope, dates.today())
