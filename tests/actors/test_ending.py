"""What ends soon is told once: event, mail to whoever coordinates, notice on the page, list on Inicio."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors import ending
from actors.models import Actor
from actors.services import records, update_actor
from convergence.models import Alliance
from core import dates, jobs, registry
from core.events import deliver, dispatch
from core.models import Event, Job
from tests.factories import client_of, make_actor, make_mandate, make_mesa, make_user, page


def night() -> dict[str, Any]:
    """The nightly job, and the consumers after it."""
    job = Job.objects.create(kind="terms_ending")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    dispatch()
    deliver()
    return dict(job.result)


def _until(days: int) -> Any:
    return dates.today() + timedelta(days=days)


@pytest.fixture
def coordinated(mesa: Alliance, coordinadora: User) -> Alliance:
    Alliance.objects.filter(pk=mesa.pk).update(coordinator=coordinadora)
    return mesa


def test_the_job_runs_once_a_day() -> None:
    assert registry.job_kinds["terms_ending"].every_hours == 24


def test_what_ends_in_sixty_days_is_told_once_and_mailed_to_the_coordination(
    coordinated: Alliance, municipalidad: Actor, coordinadora: User
) -> None:
    make_user("Otra de la fundación", email="otra@example.org", is_foundation_staff=True)
    near = make_mandate(municipalidad, ends_in=60, holder="Nombre de Persona")
    make_mandate(municipalidad, ends_in=61)
    make_mandate(municipalidad, ends_in=-1)
    make_mandate(municipalidad)
    assert night() == {"mandates": 1, "personalities": 0}
    event = Event.objects.get(kind=ending.MANDATE)
    assert (event.subject_id, event.data) == (near.pk, {"until": _until(60).isoformat()})
    near.refresh_from_db()
    assert near.warned_on == dates.today()
    (message,) = mail.outbox
    assert message.to == [coordinadora.email]
    assert "Alcaldía · Municipalidad de Mejillones" in message.body
    assert "quedan 60 días" in message.body
    assert reverse("actors:actor", args=[municipalidad.pk]) in message.body
    assert "Nombre de Persona" not in message.body, "el nombre queda en la plataforma"
    assert night() == {"mandates": 0, "personalities": 0}
    assert len(mail.outbox) == 1


def test_another_last_day_is_told_again(coordinated: Alliance, municipalidad: Actor) -> None:
    mandate = make_mandate(municipalidad, ends_in=10)
    update_actor(actor=municipalidad, by=SYSTEM, personality_until=_until(20))
    assert night() == {"mandates": 1, "personalities": 1}
    records.update_mandate(mandate=mandate, by=SYSTEM, until=_until(15))
    update_actor(actor=municipalidad, by=SYSTEM, personality_until=_until(25))
    assert night() == {"mandates": 1, "personalities": 1}
    assert night() == {"mandates": 0, "personalities": 0}
    assert [len(mail.outbox), Event.objects.filter(kind=ending.PERSONALITY).count()] == [2, 2]


def test_a_night_is_one_mail_a_person_and_a_unit_counts_for_its_organisation(coordinadora: User) -> None:
    top = make_actor("Municipalidad de Taltal")
    unit = make_actor("SECPLAN de Taltal", parent=top)
    make_mesa(partners=[unit], coordinator=coordinadora)
    make_user("Otra", is_foundation_staff=True)
    make_mandate(top, ends_in=5)
    make_mandate(top, ends_in=6, office="concejo")
    night()
    (message,) = mail.outbox
    assert message.to == [coordinadora.email]
    assert message.body.index("Alcaldía") < message.body.index("Concejo Municipal")


def test_what_no_coordinated_mesa_concerns_goes_to_the_whole_team(db: None, coordinadora: User) -> None:
    make_user("Otra", email="otra@example.org", is_foundation_staff=True)
    make_user("Ya no", email="ya.no@example.org", is_foundation_staff=True, is_active=False)
    make_mandate(make_actor(), ends_in=5)
    night()
    assert {one.to[0] for one in mail.outbox} == {coordinadora.email, "otra@example.org"}


def test_nothing_is_told_of_who_no_longer_exists(coordinadora: User) -> None:
    gone = make_actor(closed_on=dates.today(), personality_until=_until(9))
    make_mandate(gone, ends_in=9)
    merged = make_actor(personality_until=_until(9))
    make_mandate(merged, ends_in=9)
    Actor.objects.filter(pk=merged.pk).update(merged_into=make_actor())
    assert night() == {"mandates": 0, "personalities": 0}
    assert not mail.outbox
    assert "por vencer" not in page(client_of(coordinadora), "/inicio/")


def test_the_page_says_it_on_top_to_whom_it_concerns(
    mesa: Alliance, municipalidad: Actor, coordinadora: User, funcionaria: User, empresa: User
) -> None:
    make_mandate(municipalidad, ends_in=12)
    update_actor(actor=municipalidad, by=SYSTEM, personality_until=_until(-3))
    where = reverse("actors:actor", args=[municipalidad.pk])
    for user in (coordinadora, funcionaria):
        text = page(client_of(user), where)
        assert "el mandato termina el" in text
        assert "quedan 12 días" in text
        assert "La personalidad jurídica venció el" in text
    text = page(client_of(empresa), where)
    assert "el mandato termina el" not in text
    assert "Por vencer" in text, "el mandato mismo lo ve quien ve la organización"


def test_inicio_lists_what_ends_for_the_coordination_only(
    mesa: Alliance, municipalidad: Actor, empresa_actor: Actor, coordinadora: User, funcionaria: User
) -> None:
    make_mandate(municipalidad, ends_in=12)
    update_actor(actor=empresa_actor, by=SYSTEM, personality_until=_until(7))
    text = page(client_of(coordinadora), "/inicio/")
    assert "Mandatos y personalidades por vencer" in text
    assert text.index("Personalidad jurídica · Generadora") < text.index("Alcaldía · Municipalidad")
    assert "Mandatos y personalidades" not in page(client_of(funcionaria), "/inicio/")


def test_the_directory_can_ask_what_ends_first(municipalidad: Actor, otra_municipalidad: Actor) -> None:
    make_mandate(municipalidad, ends_in=40)
    make_mandate(municipalidad, ends_in=20)
    make_mandate(otra_municipalidad, ends_in=300)
    far = make_actor(personality_until=_until(59))
    told = dict(Actor.objects.with_ending(dates.today()).values_list("pk", "ending_on"))
    assert told == {municipalidad.pk: _until(20), otra_municipalidad.pk: None, far.pk: _until(59)}
