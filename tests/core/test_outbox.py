"""Outbox: an event lives and dies with its transaction, and each consumer hears of it once."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.principal import SYSTEM
from core import events, registry
from core.models import Delivery, Event
from core.registry import Consumer
from tests.databases import Databases
from tests.factories import at_once, make_actor, make_user, principal


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the events that a consumer for `probe.happened` was asked to handle."""
    told: list[int] = []
    consumer = Consumer(frozenset({"probe.happened"}), lambda event: told.append(event.pk))
    monkeypatch.setitem(registry.consumers._entries, "probe", consumer)
    return told


def _emit(subject: Any) -> Event:
    return events.emit("probe.happened", subject, by=SYSTEM, scopes=[f"user:{subject.pk}"], data={"n": 1})


def test_an_event_says_who_what_and_where(funcionaria: User) -> None:
    actor = funcionaria.memberships.get().actor
    event = events.emit("probe.happened", actor, by=principal(funcionaria), scopes=[f"actor:{actor.pk}"])
    event.refresh_from_db()
    assert (event.subject_kind, event.subject_id) == ("actor", actor.pk)
    assert (event.by, event.on_behalf_of) == (funcionaria, actor.pk)
    assert event.scopes == [f"actor:{actor.pk}"]
    assert event.dispatched_at is None


def test_a_rolled_back_act_leaves_no_event(real_db: str) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        make_actor("Fundación que no llegó a ser", kind="fundacion_o_corporacion")
        raise RuntimeError
    assert not Event.objects.exists()


def test_only_consumers_of_the_kind_hear_of_it(coordinadora: User, heard: list[int]) -> None:
    event = _emit(coordinadora)
    other = events.emit("probe.other", coordinadora, by=SYSTEM, scopes=[])
    assert events.dispatch() == 2
    assert events.deliver() == 1
    assert heard == [event.pk]
    other.refresh_from_db()
    assert other.dispatched_at is not None


def test_dispatching_and_delivering_again_does_nothing(coordinadora: User, heard: list[int]) -> None:
    _emit(coordinadora)
    for _turn in range(2):
        events.dispatch()
        events.deliver()
    assert len(heard) == 1
    assert events.dispatch() == 0


def test_two_dispatchers_at_once_make_one_delivery(real_db: str, heard: list[int]) -> None:
    user = make_user()
    for _number in range(30):
        _emit(user)
    outcome = at_once(*[lambda: (events.dispatch(), events.deliver())] * 4)
    assert not [error for error in outcome if isinstance(error, Exception)]
    events.deliver()  # what a fast thread had not seen yet
    assert Delivery.objects.filter(consumer="probe").count() == 30
    assert sorted(heard) == sorted(Event.objects.filter(kind="probe.happened").values_list("pk", flat=True))


def test_what_another_dispatcher_holds_is_left_to_it(real_db: str, heard: list[int]) -> None:
    _emit(make_user())
    with transaction.atomic():
        assert list(Event.objects.select_for_update())
        assert at_once(events.dispatch) == [0]
    assert at_once(events.dispatch) == [1]


def test_a_failing_consumer_is_asked_again_later_and_its_error_is_kept(
    coordinadora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([ConnectionError("el servidor de correo no responde"), None])

    def handle(event: Event) -> None:
        User.objects.filter(pk=coordinadora.pk).update(name="cambió a medias")
        if error := next(answers):
            raise error

    monkeypatch.setitem(registry.consumers._entries, "probe", Consumer(frozenset({"probe.happened"}), handle))
    _emit(coordinadora)
    events.dispatch()
    assert events.deliver() == 0
    delivery = Delivery.objects.get(consumer="probe")
    assert delivery.attempts == 1
    assert "el servidor de correo no responde" in delivery.error
    assert delivery.next_at > timezone.now() + timedelta(seconds=15)
    coordinadora.refresh_from_db()
    assert coordinadora.name != "cambió a medias"

    assert events.deliver() == 0, "todavía no le toca"
    Delivery.objects.update(next_at=timezone.now())
    assert events.deliver() == 1
    delivery.refresh_from_db()
    assert delivery.done_at is not None
    assert delivery.error == ""


def test_a_hopeless_consumer_is_left_alone_after_eight_times(
    coordinadora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handle(event: Event) -> None:
        raise ValueError("nunca")

    monkeypatch.setitem(registry.consumers._entries, "probe", Consumer(frozenset({"probe.happened"}), handle))
    _emit(coordinadora)
    events.dispatch()
    for _turn in range(events.MAX_ATTEMPTS + 3):
        Delivery.objects.update(next_at=timezone.now())
        events.deliver()
    assert Delivery.objects.get(consumer="probe").attempts == events.MAX_ATTEMPTS


def test_a_failing_consumer_does_not_hold_up_the_others(
    coordinadora: User, heard: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def handle(event: Event) -> None:
        raise ValueError("no")

    broken = Consumer(frozenset({"probe.happened"}), handle)
    monkeypatch.setitem(registry.consumers._entries, "broken", broken)
    for _number in range(3):
        _emit(coordinadora)
    events.dispatch()
    events.deliver()
    assert len(heard) == 3


def test_a_transaction_nudges_the_worker_once(real_db: str) -> None:
    user = make_user()
    with transaction.atomic():
        for _number in range(5):
            _emit(user)
        waiting = [entry[1] for entry in transaction.get_connection().run_on_commit]
    assert waiting.count(events.nudge) == 1


DEAD_BROKER = """
import time, django
django.setup()
from tests.factories import make_actor
began = time.monotonic()
actor = make_actor("Sindicato de Pescadores", kind="organizacion_gremial_o_sindical")
print(actor.pk, time.monotonic() - began)
"""


def test_a_dead_broker_neither_undoes_nor_delays_what_is_saved(real_db: str, databases: Databases) -> None:
    env = {**os.environ, "DATABASE_URL": databases.url(real_db), "REDIS_URL": "unix:///nonexistent/v?db=0"}
    code = [sys.executable, "-c", DEAD_BROKER]
    done = subprocess.run(code, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pk, seconds = done.stdout.split()
    assert float(seconds) < 2
    assert Event.objects.get(subject_id=pk).dispatched_at is None
    assert events.dispatch() == 1, "el barrido lo lleva después"
