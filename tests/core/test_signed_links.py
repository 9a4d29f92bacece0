"""Signed links: looking does not use them up, acting does, once; dead ones say so."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance, Commitment
from convergence.services.commitments import share_commitment
from core.ids import uuid7
from core.models import SignedLink
from core.signed_links import consume, make_link
from tests.factories import at_once, client_of, make_actor, make_commitment, make_mesa, make_user, principal


@pytest.fixture
def commitment(mesa: Alliance, empresa_actor: Actor) -> Commitment:
    return make_commitment(mesa, empresa_actor, what="Entregar los planos")


@pytest.fixture
def address(commitment: Commitment, coordinadora: User) -> str:
    """The path of the link, as its receiver has it."""
    return _path(share_commitment(commitment=commitment, by=principal(coordinadora)))


def _path(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def _enter(address: str) -> tuple[Client, str]:
    """A visitor who followed the link, and the address without the token where she landed."""
    client = client_of()
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Referrer-Policy"] == "no-referrer"
    return client, answer["Location"]


def test_the_token_leaves_the_address_at_once(address: str) -> None:
    token = address.rstrip("/").rsplit("/", 1)[1]
    client, landed = _enter(address)
    assert token not in landed
    page = client.get(landed)
    assert page.status_code == 200
    assert "Entregar los planos" in page.content.decode()
    assert token not in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_only_its_hash_is_kept(address: str) -> None:
    token = address.rstrip("/").rsplit("/", 1)[1]
    link = SignedLink.objects.get()
    assert token not in str(link.__dict__)
    assert len(link.token_hash) == 64


def test_looking_does_not_use_it_up(address: str, commitment: Commitment) -> None:
    for _time in range(3):
        client, landed = _enter(address)
        assert client.get(landed).status_code == 200
        assert client.head(landed).status_code == 200
    assert SignedLink.objects.get().consumed_at is None
    commitment.refresh_from_db()
    assert commitment.state == "abierto"


def test_acting_closes_the_commitment_and_uses_it_up(address: str, commitment: Commitment) -> None:
    client, landed = _enter(address)
    answer = client.post(landed, {"outcome": "Se entregaron los planos a la SECPLA."})
    assert answer.status_code == 200
    commitment.refresh_from_db()
    assert (commitment.state, commitment.outcome) == ("cumplido", "Se entregaron los planos a la SECPLA.")
    assert SignedLink.objects.get().consumed_at is not None

    again = client.post(landed, {"outcome": "Otra cosa distinta."})
    assert again.status_code == 410
    assert "ya se usó" in again.content.decode()
    assert client_of().get(address).status_code == 410
    commitment.refresh_from_db()
    assert commitment.outcome == "Se entregaron los planos a la SECPLA."


def test_a_bad_answer_comes_back_with_what_was_typed(address: str) -> None:
    client, landed = _enter(address)
    answer = client.post(landed, {"outcome": "sí"})
    assert answer.status_code == 422
    assert "sí" in answer.content.decode()
    assert SignedLink.objects.get().consumed_at is None


def test_two_posts_at_once_act_once(real_db: str) -> None:
    staff, actor = make_user("Camila", is_foundation_staff=True), make_actor()
    commitment = make_commitment(make_mesa(partners=[actor]), actor)
    address = _path(share_commitment(commitment=commitment, by=principal(staff)))
    visitors = [_enter(address) for _number in range(4)]
    outcome = at_once(
        *[
            lambda client=client, landed=landed: (
                client.post(landed, {"outcome": "Quedó entregado."}).status_code
            )
            for client, landed in visitors
        ]
    )
    assert sorted(outcome) == [200, 410, 410, 410]
    assert commitment.due_dates.count() == 1


def test_a_link_is_consumed_once_however_many_try(real_db: str) -> None:
    link, _address = make_link(purpose="commitment_answer", subject_id=uuid7(), by=SYSTEM)
    outcome = at_once(*[lambda: consume(link)] * 4)
    assert sorted(type(one).__name__ for one in outcome) == ["DeadLink"] * 3 + ["SignedLink"]


def test_the_landing_address_alone_opens_nothing(address: str) -> None:
    _client, landed = _enter(address)
    answer = client_of().get(landed)
    assert answer.status_code == 410
    assert "Abra el enlace completo" in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_token_says_so() -> None:
    answer = client_of().get(reverse("core:link_enter", args=["no-existe-este-token"]))
    assert answer.status_code == 410
    assert "Este enlace no existe" in answer.content.decode()


def test_it_dies_after_thirty_days(address: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        client, landed = _enter(address)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        for answer in (
            client_of().get(address),
            client.get(landed),
            client.post(landed, {"outcome": "Hecho ya."}),
        ):
            assert answer.status_code == 410
        assert "venció" in client_of().get(address).content.decode()


def test_a_revoked_one_is_dead(address: str) -> None:
    SignedLink.objects.update(revoked_at=timezone.now())
    answer = client_of().get(address)
    assert answer.status_code == 410
    assert "venció" in answer.content.decode()
