"""What a cold reading of the code found wrong once: each stays mended."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance, Commitment, Meeting
from convergence.services.alliances import update_alliance, update_participation
from convergence.services.commitments import move_commitment
from convergence.services.meetings import amend_meeting
from convergence.services.milestones import advance_stage
from core import dates
from core.text import MOST_WORDS, search_words
from tests.convergence.acts import settle_stage
from tests.factories import at_once, client_of, make_commitment, make_meeting

FAR = timedelta(days=30)


def fields_of(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return list(error.value.message_dict)


@pytest.mark.django_db
def test_a_stale_start_is_not_drawn_again_as_the_button_that_closes(
    mesa: Alliance, municipalidad: Actor, coordinadora: User
) -> None:
    row = make_commitment(mesa, municipalidad)
    old = row.version
    move_commitment(commitment=row, to="en_curso", by=SYSTEM)
    client = client_of(coordinadora)
    answer = client.post(reverse("convergence:move", args=[row.pk]), {"to": "en_curso", "version": old})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "data-error-summary" in page
    closing = page[page.index("¿Está cumplido?") :]
    assert 'value="cumplido"' in closing[: closing.index("Marcar como cumplido")]
    assert 'value="en_curso"' not in closing[: closing.index("Marcar como cumplido")]


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["joined_on", "left_on"])
def test_nobody_joins_or_leaves_in_the_future(mesa: Alliance, municipalidad: Actor, field: str) -> None:
    seat = mesa.participations.get(actor=municipalidad)
    given: Any = (
        {"left_on": dates.today() + FAR} if field == "left_on" else {"joined_on": dates.today() + FAR}
    )
    with pytest.raises(ValidationError) as error:
        update_participation(participation=seat, by=SYSTEM, **given)
    assert fields_of(error) == [field]


@pytest.mark.django_db
def test_the_start_does_not_pass_a_meeting_and_takes_the_first_stage_along(mesa: Alliance) -> None:
    meeting = make_meeting(mesa)
    with pytest.raises(ValidationError) as error:
        update_alliance(alliance=mesa, by=SYSTEM, started_on=meeting.held_on + timedelta(days=1))
    assert fields_of(error) == ["started_on"]
    moved = update_alliance(alliance=mesa, by=SYSTEM, started_on=meeting.held_on)
    assert (moved.stage_since, moved.version) == (meeting.held_on, mesa.version + 1)
    assert moved.stage_changes.get().happened_on == meeting.held_on


@pytest.mark.django_db
def test_a_sponsor_is_of_the_market(mesa: Alliance, municipalidad: Actor, empresa_actor: Actor) -> None:
    with pytest.raises(ValidationError) as error:
        update_alliance(alliance=mesa, by=SYSTEM, sponsor=municipalidad)
    assert fields_of(error) == ["sponsor"]
    assert update_alliance(alliance=mesa, by=SYSTEM, sponsor=empresa_actor).sponsor == empresa_actor


@pytest.mark.django_db
def test_a_meeting_is_not_moved_past_its_own_commitments(mesa: Alliance, municipalidad: Actor) -> None:
    meeting = make_meeting(mesa, held_on=dates.today() - FAR)
    make_commitment(mesa, municipalidad, meeting=meeting, due_on=dates.today() - timedelta(days=20))
    with pytest.raises(ValidationError) as error:
        amend_meeting(meeting=meeting, by=SYSTEM, held_on=dates.today() - timedelta(days=5))
    assert fields_of(error) == ["held_on"]


@pytest.mark.django_db
def test_the_history_speaks_spanish_whoever_moves_the_mesa(mesa: Alliance, coordinadora: User) -> None:
    settle_stage(mesa)
    with translation.override("en"):
        change = advance_stage(alliance=mesa, by=SYSTEM)
    assert change.gates[0]["label"] == "Contacto inicial"


@pytest.mark.django_db
def test_a_commitment_of_the_form_follows_the_agreement_it_names(
    mesa: Alliance, municipalidad: Actor, coordinadora: User
) -> None:
    data = {
        "held_on": dates.today().isoformat(),
        "kind": "sesion",
        "women": 2,
        "acuerdos-TOTAL_FORMS": 3,
        "acuerdos-INITIAL_FORMS": 0,
        "acuerdos-0-text": "Primero",
        "acuerdos-0-nature": "cambio_reglas",
        "acuerdos-2-text": "Tercero",
        "acuerdos-2-nature": "cambio_reglas",
        "compromisos-TOTAL_FORMS": 3,
        "compromisos-INITIAL_FORMS": 0,
        "compromisos-0-what": "Por el tercero",
        "compromisos-0-owner": municipalidad.pk,
        "compromisos-0-due_on": (dates.today() + FAR).isoformat(),
        "compromisos-0-agreement": "3",
    }
    address = reverse("convergence:record", args=[mesa.pk])
    assert client_of(coordinadora).post(address, data).status_code == 302
    row = Commitment.objects.get(what="Por el tercero")
    assert row.agreement is not None
    assert row.agreement.text == "Tercero"
    refused = client_of(coordinadora).post(address, {**data, "compromisos-0-agreement": "2"})
    assert refused.status_code == 422
    assert Meeting.objects.count() == 1


def test_the_same_commitment_sent_twice_at_once_is_one(
    real_db: str, mesa: Alliance, municipalidad: Actor, coordinadora: User
) -> None:
    data = {
        "uid": "018f0000-0000-7000-8000-000000000001",
        "what": "Enviar el plano",
        "owner": municipalidad.pk,
        "due_on": (dates.today() + FAR).isoformat(),
    }
    clients = [client_of(coordinadora) for _ in range(4)]
    address = reverse("convergence:create_commitment", args=[mesa.pk])
    answers = at_once(*[lambda client=client: client.post(address, data).status_code for client in clients])
    assert list(answers) == [302] * 4
    assert Commitment.objects.count() == 1


def test_a_search_reads_eight_words_at_most() -> None:
    assert search_words("Ñandú ñandu  Río") == ["nandu", "rio"]
    assert len(search_words(" ".join(f"p{n}" for n in range(100)))) == MOST_WORDS
