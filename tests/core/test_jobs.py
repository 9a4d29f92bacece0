"""Jobs: claimed once, freed when lost, made once a slot, and always ended with words for a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from convergence.models import Alliance
from core import jobs, registry
from core.errors import Conflict, DomainError, NotAllowed, TooMany
from core.ids import uuid7
from core.models import Job
from core.registry import JobKind
from tests.factories import api, at_once, make_user, principal


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A job kind `probe` whose work is `probe["run"]`; `probe["ran"]` counts."""
    state: dict[str, Any] = {"ran": [], "run": lambda job, report: {"done": True}}

    def run(job: Job, report: Any) -> dict[str, Any]:
        state["ran"].append(job.pk)
        return state["run"](job, report)  # type: ignore[no-any-return]

    kind = JobKind(label="Prueba", run=run, may_ask=lambda p: p.is_foundation, offered=True)
    monkeypatch.setitem(registry.job_kinds._entries, "probe", kind)
    return state


def test_a_job_runs_and_leaves_its_result(coordinadora: User, probe: dict[str, Any]) -> None:
    job, told = jobs.ask_job(kind="probe", by=principal(coordinadora))
    assert told is True
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.progress, job.result) == ("done", 100, {"done": True})
    assert job.finished_at
    assert job.attempts == 1


def test_progress_is_seen_while_it_runs(coordinadora: User, probe: dict[str, Any]) -> None:
    seen: list[tuple[int, str]] = []

    def work(job: Job, report: Any) -> dict[str, Any]:
        report(40, "a medio camino")
        seen.append(Job.objects.values_list("progress", "step").get(pk=job.pk))
        report(500, "de más")
        seen.append(Job.objects.values_list("progress", "step").get(pk=job.pk))
        return {}

    probe["run"] = work
    job, _told = jobs.ask_job(kind="probe", by=principal(coordinadora))
    jobs.run(str(job.pk))
    assert seen == [(40, "a medio camino"), (99, "de más")]


def test_a_refusal_is_told_in_its_own_words(coordinadora: User, probe: dict[str, Any]) -> None:
    def work(job: Job, report: Any) -> dict[str, Any]:
        raise DomainError("La planilla no tiene filas.")

    probe["run"] = work
    job, _told = jobs.ask_job(kind="probe", by=principal(coordinadora))
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "La planilla no tiene filas.")


def test_an_unexpected_error_shows_no_internals(coordinadora: User, probe: dict[str, Any]) -> None:
    probe["run"] = lambda job, report: 1 / 0
    job, _told = jobs.ask_job(kind="probe", by=principal(coordinadora))
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "failed"
    assert "inesperado" in job.error
    assert "ZeroDivision" not in job.error


def test_who_may_not_ask_is_refused(funcionaria: User, probe: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        jobs.ask_job(kind="probe", by=principal(funcionaria))
    assert not Job.objects.exists()


@pytest.mark.parametrize("kind", ["no_existe", "purge"])
def test_what_is_not_offered_cannot_be_asked(coordinadora: User, kind: str) -> None:
    with pytest.raises(DomainError) as refused:
        jobs.ask_job(kind=kind, by=principal(coordinadora))
    assert refused.value.code == "unknown_kind"


def test_the_same_uid_gives_the_same_job(coordinadora: User, probe: dict[str, Any]) -> None:
    uid = str(uuid7())
    first, _told = jobs.ask_job(kind="probe", by=principal(coordinadora), uid=uid)
    again, _told = jobs.ask_job(kind="probe", by=principal(coordinadora), uid=uid)
    assert first == again
    assert Job.objects.count() == 1


def test_the_uid_of_someone_elses_job_is_a_conflict(coordinadora: User, probe: dict[str, Any]) -> None:
    uid = str(uuid7())
    jobs.ask_job(kind="probe", by=principal(make_user("Otra", is_foundation_staff=True)), uid=uid)
    with pytest.raises(Conflict):
        jobs.ask_job(kind="probe", by=principal(coordinadora), uid=uid)


def test_two_workers_with_the_same_message_run_it_once(real_db: str, probe: dict[str, Any]) -> None:
    user = make_user("Camila", is_foundation_staff=True)
    for _number in range(5):
        job, _told = jobs.ask_job(kind="probe", by=principal(user))
        outcome = at_once(*[lambda pk=str(job.pk): jobs.run(pk)] * 4)
        assert outcome == [None] * 4
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("done", 1)
    assert len(probe["ran"]) == 5


def test_a_lost_job_is_freed_and_told_to_the_broker_again(coordinadora: User, probe: dict[str, Any]) -> None:
    job, _told = jobs.ask_job(kind="probe", by=principal(coordinadora))
    assert jobs.claim(str(job.pk))
    jobs.sweep()
    job.refresh_from_db()
    assert job.state == "running", "aún puede estar vivo"
    jobs.sweep(timezone.now() + jobs.LOST_AFTER + timedelta(minutes=1))
    job.refresh_from_db()
    assert job.state == "queued"
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_worker_that_was_thought_dead_does_not_overwrite_the_second(
    coordinadora: User, probe: dict[str, Any]
) -> None:
    job, _told = jobs.ask_job(kind="probe", by=principal(coordinadora))

    def slow(running: Job, report: Any) -> dict[str, Any]:
        jobs.sweep(timezone.now() + jobs.LOST_AFTER + timedelta(minutes=1))
        assert jobs.claim(str(running.pk)), "otro trabajador la toma"
        report(90, "tarde")
        return {"who": "first"}

    probe["run"] = slow
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress, job.result) == ("running", 2, 0, {})


def test_a_job_lost_three_times_ends_with_a_sentence(coordinadora: User, probe: dict[str, Any]) -> None:
    job, _told = jobs.ask_job(kind="probe", by=principal(coordinadora))
    for _time in range(3):
        assert jobs.claim(str(job.pk))
        jobs.sweep(timezone.now() + jobs.LOST_AFTER + timedelta(minutes=1))
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "El trabajo se interrumpió tres veces.")


def test_two_beats_make_one_job_a_slot(real_db: str) -> None:
    now = timezone.now()
    at_once(*[lambda: jobs.make_periodic(now)] * 4)
    assert Job.objects.filter(kind="purge").count() == 1
    jobs.make_periodic(now + timedelta(hours=24))
    assert Job.objects.filter(kind="purge").count() == 2


def test_one_sees_ones_own_jobs_and_the_foundation_the_periodic_ones(
    coordinadora: User, funcionaria: User, probe: dict[str, Any]
) -> None:
    job, _told = jobs.ask_job(kind="probe", by=principal(coordinadora))
    jobs.make_periodic(timezone.now())
    other = make_user("Otra", is_foundation_staff=True)
    periodic = {code for code, known in registry.job_kinds.items() if known.every_hours}
    assert "purge" in periodic
    seen = Job.objects.visible_to(principal(coordinadora)).values_list("kind", flat=True)
    assert set(seen) == {"probe", *periodic}
    assert job not in Job.objects.visible_to(principal(other))
    assert not Job.objects.visible_to(principal(funcionaria)).exists()
    assert not Job.objects.visible_to(principal(None)).exists()


def test_what_the_kind_does_not_take_is_refused_and_nothing_is_queued(
    coordinadora: User, probe: dict[str, Any]
) -> None:
    with pytest.raises(DomainError) as refused:
        jobs.ask_job(kind="probe", by=principal(coordinadora), params={"a": 1})
    assert (refused.value.code, refused.value.field) == ("unknown_params", "params")
    assert not Job.objects.exists()


def test_what_is_kept_is_what_the_kind_made_of_it(
    coordinadora: User, probe: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def check(params: Any, by: Any) -> dict[str, Any]:
        asked.append(by)
        if "bad" in params:
            raise DomainError("No se entiende.", field="params")
        return {"read": sorted(params)}

    monkeypatch.setitem(
        registry.job_kinds._entries, "probe", replace(registry.job_kinds["probe"], check=check)
    )
    by = principal(coordinadora)
    job, _told = jobs.ask_job(kind="probe", by=by, params={"b": 1, "a": 2})
    assert job.params == {"read": ["a", "b"]}
    assert asked == [by]
    with pytest.raises(DomainError, match="No se entiende"):
        jobs.ask_job(kind="probe", by=by, params={"bad": 1})
    assert Job.objects.count() == 1


def test_a_uid_with_other_params_or_another_kind_is_a_conflict(
    coordinadora: User, probe: dict[str, Any]
) -> None:
    uid, by = str(uuid7()), principal(coordinadora)
    asked = {"filter": {"due": "late"}}
    jobs.ask_job(kind="commitments_csv", by=by, params=asked, uid=uid)
    for kind, params in (("commitments_csv", {}), ("probe", {})):
        with pytest.raises(Conflict) as refused:
            jobs.ask_job(kind=kind, by=by, params=params, uid=uid)
        assert refused.value.code == "reused_key"
    assert jobs.ask_job(kind="commitments_csv", by=by, params=asked, uid=uid)[0].pk == UUID(uid)


def test_without_a_uid_what_still_waits_is_the_same_job(
    coordinadora: User, funcionaria: User, probe: dict[str, Any]
) -> None:
    first, _told = jobs.ask_job(kind="probe", by=principal(coordinadora))
    assert jobs.ask_job(kind="probe", by=principal(coordinadora))[0] == first
    assert jobs.ask_job(kind="commitments_csv", by=principal(coordinadora))[0] != first
    jobs.run(str(first.pk))
    assert jobs.ask_job(kind="probe", by=principal(coordinadora))[0] != first


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, {}),
        ({"filter": {"due": "late", "q": "", "mine": "1"}}, {"due": "late", "mine": "1"}),
        ({"filter": {"mine": True}}, {"mine": "1"}),
        ({"filter": {"mine": "true"}}, {"mine": "1"}),
        ({"filter": {"mine": False}}, {}),
        ({"filter": {"mine": "0"}}, {}),
    ],
)
def test_the_filter_of_an_export_is_kept_as_text(told: Any, kept: Any, funcionaria: User) -> None:
    job, _told = jobs.ask_job(kind="commitments_csv", by=principal(funcionaria), params=told)
    assert job.params == {"filter": kept}


@pytest.mark.parametrize(
    "told",
    [
        {"filtro": {}},
        {"filter": "due=late"},
        {"filter": ["due"]},
        {"filter": {"due": "mañana"}},
        {"filter": {"due": ["late"]}},
        {"filter": {"q": 7}},
        {"filter": {"mine": "sí"}},
        {"filter": {"mine": 2}},
        {"filter": {"mine": []}},
        {"filter": {"sector": "publico"}},
        {"filter": {"alliance": "00000000-0000-0000-0000-000000000000"}},
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_by_whichever_door(told: Any, funcionaria: User) -> None:
    with pytest.raises(DomainError) as refused:
        jobs.ask_job(kind="commitments_csv", by=principal(funcionaria), params=told)
    assert refused.value.field == "params"
    answer = api(funcionaria).post(reverse("api:jobs"), {"kind": "commitments_csv", "params": told})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["params"]
    assert not Job.objects.exists()


def test_an_export_of_a_mesa_that_one_does_not_see_is_refused(
    funcionaria: User, mesa: Alliance, mesa_ajena: Alliance
) -> None:
    by = principal(funcionaria)
    jobs.ask_job(kind="commitments_csv", by=by, params={"filter": {"alliance": str(mesa.pk)}})
    with pytest.raises(DomainError):
        jobs.ask_job(kind="commitments_csv", by=by, params={"filter": {"alliance": str(mesa_ajena.pk)}})


def test_one_person_does_not_fill_the_worker(coordinadora: User, probe: dict[str, Any]) -> None:
    by = principal(coordinadora)
    for _turn in range(jobs.MOST_OPEN):
        jobs.ask_job(kind="probe", by=by, uid=str(uuid7()))
    first = Job.objects.filter(kind="probe").first()
    assert first is not None
    with pytest.raises(TooMany, match="en espera"):
        jobs.ask_job(kind="probe", by=by, uid=str(uuid7()))
    assert jobs.ask_job(kind="probe", by=by, uid=str(first.pk))[0] == first, "a replay is not another one"
    other = make_user("Otra", is_foundation_staff=True)
    jobs.ask_job(kind="probe", by=principal(other), uid=str(uuid7()))


def test_some_work_is_asked_so_often_a_day(
    coordinadora: User, probe: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        registry.job_kinds._entries, "probe", replace(registry.job_kinds["probe"], most_a_day=2)
    )
    by = principal(coordinadora)
    for _turn in range(2):
        job, _told = jobs.ask_job(kind="probe", by=by, uid=str(uuid7()))
        jobs.run(str(job.pk))
    with pytest.raises(TooMany, match="En un día"):
        jobs.ask_job(kind="probe", by=by, uid=str(uuid7()))
    Job.objects.filter(kind="probe").update(created_at=timezone.now() - timedelta(days=2))
    jobs.ask_job(kind="probe", by=by, uid=str(uuid7()))
