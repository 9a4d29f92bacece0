"""Jobs asked by the API, also while the broker is down: what was asked stays asked."""

import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings
from kombu import pools

from accounts.models import User
from actors.models import Actor
from config.celery import app
from convergence.models import Alliance
from core.ids import uuid7
from core.jobs import run
from core.models import Job
from tests.api.answers import at, ids, ok, problem
from tests.factories import api, make_commitment

EXPORT = {"kind": "commitments_csv", "params": {"filter": {"due": "open"}}}


@pytest.fixture
def dead_broker() -> Iterator[None]:
    """Celery's connections go to a socket that nobody listens on."""
    living = app.conf.broker_url
    _point_to("redis+socket:///nowhere/valkey.sock")
    yield
    _point_to(living)


def _point_to(address: str) -> None:
    app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = address
    app._pool = app.amqp._producer_pool = None
    pools.reset()


def test_an_export_is_asked_run_and_read(
    funcionaria: User,
    ajena: User,
    mesa: Alliance,
    mesa_ajena: Alliance,
    municipalidad: Actor,
    otra_municipalidad: Actor,
) -> None:
    own = make_commitment(mesa, municipalidad, what="Limpiar la plaza")
    make_commitment(mesa_ajena, otra_municipalidad, what="Pintar la escuela")
    client = api(funcionaria)
    asked = ok(client.post(at("jobs"), EXPORT), 201)
    assert asked["state"] == "queued"
    assert asked["told_broker"] is True
    assert asked["note"] == ""
    run(asked["id"])
    done = ok(client.get(at("job", asked["id"])))
    assert done["state"] == "done", done
    assert done["result"] == {"rows": 1}
    csv = b"".join(client.get(done["result_file"]["download_url"]).streaming_content).decode("utf-8-sig")
    assert own.what in csv
    assert "Pintar la escuela" not in csv
    problem(api(ajena).get(at("job", asked["id"])), 404)
    assert asked["id"] not in ids(ok(api(ajena).get(at("jobs"))))
    problem(api(ajena).get(at("file", done["result_file"]["id"])), 404)


def test_with_the_broker_down_the_job_is_kept_and_waits(
    dead_broker: None, funcionaria: User, mesa: Alliance
) -> None:
    asked = ok(api(funcionaria).post(at("jobs"), EXPORT), 201)
    assert asked["told_broker"] is False
    assert "espera" in asked["note"]
    assert Job.objects.get(pk=asked["id"]).state == "queued"


def test_with_the_broker_down_what_was_saved_stays_saved(
    dead_broker: None, coordinadora: User, mesa: Alliance, django_capture_on_commit_callbacks: object
) -> None:
    body = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        ok(api(coordinadora).post(at("cycles", mesa.pk), body), 201)
    assert mesa.cycles.count() == 1


def test_without_redis_the_api_answers_uncounted(coordinadora: User) -> None:
    dead = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    client = api(coordinadora)
    with override_settings(CACHES={"default": dead}):
        ok(client.get(at("me")))


def test_the_same_job_asked_twice_is_one(funcionaria: User, ajena: User) -> None:
    client, body = api(funcionaria), {**EXPORT, "id": str(uuid7())}
    first, again = client.post(at("jobs"), body), client.post(at("jobs"), body)
    assert ok(first, 201)["id"] == ok(again, 201)["id"] == body["id"]
    assert again["Replayed"] == "1"
    problem(client.post(at("jobs"), {**body, "params": {}}), 409, "reused_key")
    problem(api(ajena).post(at("jobs"), body), 409, "reused_uid")
    keyed = [client.post(at("jobs"), EXPORT, headers={"Idempotency-Key": "uno"}) for _turn in range(2)]
    assert ok(keyed[0], 201)["id"] == ok(keyed[1], 201)["id"]
    assert Job.objects.count() == 2


def test_a_job_that_does_not_exist_or_is_not_for_her(funcionaria: User) -> None:
    client = api(funcionaria)
    problem(client.post(at("jobs"), {"kind": "conquistar"}), 422, "unknown_kind")
    problem(client.post(at("jobs"), {"kind": "purge"}), 422, "unknown_kind")
    problem(client.post(at("jobs"), {"kind": "check"}), 403, "not_allowed")
    assert not Job.objects.exists()
    problem(client.get(at("job", uuid.uuid4())), 404)


@pytest.mark.parametrize("params", [[], "x", {"a": "\x00"}, {"\x00": 1}])
def test_params_that_cannot_be_kept(params: object, funcionaria: User) -> None:
    problem(api(funcionaria).post(at("jobs"), {**EXPORT, "params": params}), 422)
