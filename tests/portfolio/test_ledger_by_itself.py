"""The database keeps the ledger whole against any SQL: insert-only, lines that add up, balances nobody writes."""

from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction

from actors.models import Actor
from convergence.models import Alliance
from portfolio.models import Entry, InitiativeGoal, Movement
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(mesa: Alliance, empresa_actor: Actor) -> Movement:
    plaza = f.make_initiative(mesa, "Plaza")
    movement = f.make_receipt(mesa, empresa_actor, 1_000)
    f.make_allocation(plaza, 600)
    with connection.cursor() as cursor:  # judged now: TRUNCATE would be refused for what still waits for it
        cursor.execute("set constraints all immediate; set constraints all deferred")
    return movement


def run(sql: str, params: Any = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize(
    "sql",
    [
        "update portfolio_entry set amount = amount + 1",
        "delete from portfolio_entry",
        "truncate portfolio_entry",
        "update portfolio_movement set note = 'otra'",
        "delete from portfolio_movement",
        "truncate portfolio_movement cascade",
        "update portfolio_pledge set year = year + 1, character = 'rca'",
        "delete from portfolio_pledge",
        "update portfolio_fundbalance set received = received + 1",
        "delete from portfolio_fundbalance",
        "truncate portfolio_fundbalance",
        "update portfolio_initiativebalance set spent = 0",
        "delete from portfolio_initiativebalance",
    ],
)
def test_nothing_written_is_written_over(receipt: Movement, sql: str) -> None:
    with pytest.raises(Error, match="is refused"):
        run(sql)


COPY = """
insert into portfolio_movement (id, alliance_id, cycle_id, kind, contributor_id, amount, in_kind, character,
    happened_on, note, made_at, initiative_id, reverses_id, uf, uf_rate, uf_date)
  select gen_random_uuid(), alliance_id, cycle_id, coalesce(%(kind)s, kind), contributor_id,
         coalesce(%(amount)s, amount), in_kind, character, happened_on, note, now(), initiative_id,
         case when %(reverses)s then id end, %(uf)s, %(uf_rate)s, case when %(uf)s is not null then happened_on end
    from portfolio_movement where id = %(id)s returning id
"""
LINE = """
insert into portfolio_entry (movement_id, alliance_id, cycle_id, contributor_id, sector, actor_kind_id, kind,
    in_kind, character, amount, happened_on)
  select %(to)s, alliance_id, cycle_id, contributor_id, sector, actor_kind_id, coalesce(%(kind)s, kind), in_kind,
         character, coalesce(%(amount)s, amount), happened_on
    from portfolio_entry where movement_id = %(id)s
"""
PLAIN = {"kind": None, "amount": None, "reverses": False, "uf": None, "uf_rate": None}


def copy(movement: Movement, line: dict[str, Any] | None, **fields: Any) -> None:
    """A second movement like `movement`, changed by `fields`, with a line changed by `line`, past the services."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COPY, {**PLAIN, **fields, "id": movement.pk})
        made = cursor.fetchone()[0]
        if line is not None:
            cursor.execute(LINE, {"kind": None, "amount": None, **line, "id": movement.pk, "to": made})
        cursor.execute("set constraints all immediate")


def test_a_whole_movement_written_by_hand_passes(receipt: Movement) -> None:
    copy(receipt, {})
    assert Entry.objects.totals().received == 2_000


@pytest.mark.parametrize(
    ("line", "fields", "words"),
    [
        (None, {}, "has no entries"),
        ({"amount": 999}, {}, "do not add up"),
        ({"kind": "pledge"}, {}, "says something else"),
        ({"amount": -1_000}, {"amount": -1_000}, "movement_sign"),
        ({"amount": 1_000}, {"reverses": True}, "movement_sign"),
        ({"amount": -500}, {"amount": -500, "reverses": True}, "does not mirror"),
        ({}, {"kind": "allocation"}, "movement_shape"),
        ({}, {"kind": "pledge"}, "movement_pledge_has_terms"),
        ({}, {"uf": 1, "uf_rate": 999}, "movement_uf_pesos"),
    ],
)
def test_a_movement_that_does_not_hold_is_refused(
    receipt: Movement, line: dict[str, Any] | None, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(IntegrityError, match=words):
        copy(receipt, line, **fields)
    assert Movement.objects.count() == 2


def test_a_receipt_keeps_to_the_terms_of_its_pledge(mesa: Alliance, empresa_actor: Actor) -> None:
    pledge = f.make_pledge(mesa, empresa_actor, 1_000)
    paid = f.make_receipt(mesa, empresa_actor, 500, pledge=pledge)
    plain = COPY.replace("kind, contributor_id, amount,", "kind, contributor_id, amount, pledge_id,", 1)
    plain = plain.replace(
        "coalesce(%(amount)s, amount), in_kind, character", "amount, pledge_id, in_kind, 'rca'", 1
    )
    line = LINE.replace("in_kind,\n         character", "in_kind,\n         'rca'")
    with (
        pytest.raises(IntegrityError, match="something else than its pledge"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(plain, {**PLAIN, "id": paid.pk})
        made = cursor.fetchone()[0]
        cursor.execute(line, {"kind": None, "amount": None, "id": paid.pk, "to": made})


def test_no_line_is_added_to_a_movement_later(receipt: Movement) -> None:
    with pytest.raises(IntegrityError, match=r"entry_once|do not add up"):
        run(LINE.replace("%(to)s", "movement_id"), {"kind": None, "amount": None, "id": receipt.pk})


def test_a_receipt_that_was_allocated_is_not_taken_back(receipt: Movement) -> None:
    with pytest.raises(IntegrityError, match="fund_allocated_received"):
        copy(receipt, {"amount": -1_000}, amount=-1_000, reverses=True)


@pytest.mark.parametrize(
    "sql",
    [
        "update portfolio_initiativegoal set weight = 99",
        "update portfolio_initiativegoal set is_main = false",
        "insert into portfolio_initiativegoal (initiative_id, goal_id, weight, is_main)"
        " select initiative_id, 3, 5, false from portfolio_initiativegoal",
    ],
)
def test_weights_of_goals_always_add_to_a_hundred_with_one_main(mesa: Alliance, sql: str) -> None:
    f.make_initiative(mesa)
    with pytest.raises(IntegrityError, match="weigh"):
        run(sql)
    assert list(InitiativeGoal.objects.values_list("goal_id", "weight", "is_main")) == [(11, 100, True)]
