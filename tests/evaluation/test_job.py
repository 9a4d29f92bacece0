"""The typology as work for the worker: who may ask for what, and what comes out."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.principal import Principal
from actors.models import Actor
from convergence.models import Alliance
from convergence.services.alliances import update_participation
from core import dates, jobs
from core.errors import DomainError, NotAllowed
from core.models import Job
from evaluation.jobs import TYPOLOGY
from evaluation.models import TypologyResult
from tests import factories

pytestmark = pytest.mark.django_db


def ask(user: User, **params: object) -> Job:
    return jobs.ask_job(kind="typology", by=factories.principal(user), params=params)[0]


def done(job: Job) -> Job:
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def test_an_official_has_her_own_mesa_read(mesa: Alliance, mesa_ajena: Alliance, funcionaria: User) -> None:
    job = done(ask(funcionaria, alliance=str(mesa.pk)))
    assert (job.state, job.result) == ("done", {"alliances": 1, "readings_changed": 1})
    assert TypologyResult.objects.get().alliance == mesa
    assert TYPOLOGY.page is not None
    assert TYPOLOGY.page(job) == reverse("evaluation:typology", args=[mesa.pk])


def test_the_foundation_has_all_of_them_read_and_the_second_time_nothing_changed(
    mesa: Alliance, mesa_ajena: Alliance, coordinadora: User
) -> None:
    assert done(ask(coordinadora)).result == {"alliances": 2, "readings_changed": 2}
    assert done(ask(coordinadora)).result == {"alliances": 2, "readings_changed": 0}
    assert TYPOLOGY.page is not None
    assert TYPOLOGY.page(ask(coordinadora)).startswith("/trabajos/")


def test_every_night_the_platform_reads_all_of_them(mesa: Alliance, mesa_ajena: Alliance) -> None:
    now = timezone.now()
    jobs.make_periodic(now)
    jobs.make_periodic(now)
    job = Job.objects.get(kind="typology")
    assert done(job).result == {"alliances": 2, "readings_changed": 2}
    assert job.asked_by is None


@pytest.mark.parametrize("ending", [{"stage": "cerrada"}, {"ended_on": dates.today() - timedelta(days=1)}])
def test_a_closed_alliance_keeps_its_last_reading(
    ending: dict[str, object], mesa: Alliance, mesa_ajena: Alliance, coordinadora: User
) -> None:
    done(ask(coordinadora))
    Alliance.objects.filter(pk=mesa.pk).update(**ending)
    assert done(ask(coordinadora)).result["alliances"] == 1
    assert done(ask(coordinadora, alliance=str(mesa.pk))).result["alliances"] == 1, (
        "unless somebody asks for it"
    )


@pytest.mark.parametrize("who", ["empresa", "vecina"])
def test_who_records_no_meetings_may_not_ask(
    who: str, mesa: Alliance, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    for params in ({}, {"alliance": str(mesa.pk)}):
        with pytest.raises(NotAllowed):
            ask(user, **params)
    assert not Job.objects.exists()


def test_an_official_elsewhere_who_takes_part_for_a_company_may_not_ask(
    mesa: Alliance, empresa: User, otra_municipalidad: Actor
) -> None:
    factories.make_membership(empresa, otra_municipalidad)
    with pytest.raises(NotAllowed):
        ask(empresa, alliance=str(mesa.pk))


def test_an_official_may_not_ask_for_all_nor_for_a_mesa_she_does_not_see(
    mesa: Alliance, mesa_ajena: Alliance, funcionaria: User
) -> None:
    with pytest.raises(NotAllowed):
        ask(funcionaria)
    with pytest.raises(DomainError) as refused:
        ask(funcionaria, alliance=str(mesa_ajena.pk))
    assert refused.value.code == "unknown_alliance"


@pytest.mark.parametrize(
    "params",
    [
        lambda mesa: {"alliance": "no es un uuid"},
        lambda mesa: {"alliance": "00000000-0000-7000-8000-000000000000"},
        lambda mesa: {"alliance": [str(mesa.pk)]},
        lambda mesa: {"alliance": str(mesa.pk), "as_of": "2020-01-01"},
        lambda mesa: {"mesa": str(mesa.pk)},
    ],
)
def test_params_that_say_nothing_are_refused(
    params: Callable[[Alliance], dict[str, object]], mesa: Alliance, coordinadora: User
) -> None:
    with pytest.raises(DomainError) as refused:
        ask(coordinadora, **params(mesa))
    assert (refused.value.code, refused.value.field) == ("unknown_alliance", "params")


def test_permissions_are_read_when_it_runs(mesa: Alliance, funcionaria: User, municipalidad: Actor) -> None:
    job = ask(funcionaria, alliance=str(mesa.pk))
    seat = mesa.participations.get(actor=municipalidad)
    update_participation(participation=seat, left_on=dates.today(), by=Principal(system=True))
    assert done(job).result == {"alliances": 0, "readings_changed": 0}
    assert not TypologyResult.objects.exists()


def test_the_worker_tells_how_far_it_is(mesa: Alliance, coordinadora: User) -> None:
    told: list[tuple[int, str]] = []
    TYPOLOGY.run(ask(coordinadora), lambda percent, step: told.append((percent, step)))
    assert told == [(90, "1 de 1")]


def test_a_reading_is_dated_by_the_day_in_santiago(
    mesa: Alliance, coordinadora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime.fromisoformat("2027-03-02T01:30:00+00:00")  # still the first of March in Santiago
    monkeypatch.setattr(timezone, "now", lambda: late)
    done(ask(coordinadora))
    assert TypologyResult.objects.get().as_of.isoformat() == "2027-03-01"
