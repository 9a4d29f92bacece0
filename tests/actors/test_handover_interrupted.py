"""A traspaso whose connection dies at any statement leaves nothing; two at once, one wins."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction

from actors.models import Handover
from core.errors import DomainError
from tests import factories
from tests.actors.handovers import NOTHING, Leaving, held_by, make_leaving, trace


class Killer:
    """Ends the test's own backend, from another connection, before its statement number `at`."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.statements = at, 0
        self.said: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        self.said.append(sql)
        if self.statements == self.at:
            terminate()
        return execute(sql, params, many, context)


def terminate() -> None:
    pid = connection.connection.info.backend_pid
    told = {key: connection.get_connection_params()[key] for key in ("dbname", "user", "host")}
    other = psycopg2.connect(**told)
    with other, other.cursor() as cursor:
        # Waits until it is gone (5 s at most).
        cursor.execute("select pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone() == (True,)
    other.close()


@contextmanager
def killed(at: int) -> Iterator[Killer]:
    killer = Killer(at)
    with connection.execute_wrapper(killer):
        yield killer


@pytest.fixture
def world(real_db: str) -> Leaving:
    return make_leaving()


def test_killed_at_any_statement_it_leaves_everything_as_it_was(world: Leaving) -> None:
    """One statement later at each turn, until the act ends before its death comes."""
    before = trace()
    for at in range(1, 1000):
        try:
            with killed(at) as killer:
                world.go(close_account=True)
        except (OperationalError, InterfaceError):
            connection.close()
            assert trace() == before, f"statement {at}: {killer.said[-1]}"
        else:
            break
    assert killer.statements == at - 1 > 60
    assert {"SELECT", "UPDATE", "INSERT", "SAVEPOINT"} <= {sql.split()[0] for sql in killer.said}
    assert held_by(world.leaver) == NOTHING
    assert held_by(world.successor)["commitments"] == 3


def test_killed_after_its_last_statement_and_before_its_commit_it_leaves_nothing(world: Leaving) -> None:
    before = trace()
    with pytest.raises((OperationalError, InterfaceError)), transaction.atomic():
        world.go(close_account=True)
        terminate()
    connection.close()
    assert trace() == before
    assert not Handover.objects.exists()


def test_killed_right_after_its_commit_everything_is_there(world: Leaving) -> None:
    world.go(close_account=True)
    terminate()
    connection.close()
    assert held_by(world.leaver) == NOTHING
    assert held_by(world.successor)["commitments"] == 3
    assert Handover.objects.count() == 1


def test_two_at_once_to_different_successors_and_one_wins(world: Leaving) -> None:
    others = [world.successor, factories.make_user("Otra sucesora")]
    outcome = factories.at_once(*(lambda to=to: world.go(successor=to) for to in others))
    told = sorted(type(one).__name__ for one in outcome)
    assert told == ["DomainError", "Handover"], outcome
    lost = next(one for one in outcome if isinstance(one, DomainError))
    assert lost.code == "nothing"
    winner = Handover.objects.get().successor
    loser = next(user for user in others if user != winner)
    assert held_by(loser) == held_by(world.leaver) == NOTHING
    assert held_by(winner)["commitments"] == 3


def test_a_commitment_taken_for_the_leaver_while_she_goes_is_handed_over_or_refused(world: Leaving) -> None:
    """Whoever comes second finds what the first left: no open commitment stays with the leaver."""
    for turn in range(4):
        leaver = factories.make_user(f"Persona {turn}", acts_for=world.town)
        outcome = factories.at_once(
            lambda leaver=leaver: world.go(leaver=leaver),
            lambda leaver=leaver: factories.make_commitment(world.mesa, world.town, person=leaver),
        )
        assert isinstance(outcome[0], Handover), outcome
        assert held_by(leaver)["commitments"] == 0, outcome
