"""API tokens: shown once, kept as a hash, dead when revoked or expired, and never more than their person."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, User, hash_token
from accounts.principal import SYSTEM, principal_of
from accounts.services import MOST_LIVING, create_token
from core.errors import DomainError, NotAllowed
from tests.factories import api, client_of, page, principal

TOKENS = reverse("accounts:tokens")
ANY = reverse("api:actors")


def _make(user: User, *, can_write: bool = True, days: int = 30) -> tuple[ApiToken, str]:
    return create_token(name="planilla", can_write=can_write, days=days, by=principal(user))


def _ask(secret: str, method: str = "get") -> int:
    client = api()
    return int(getattr(client, method)(ANY, headers={"Authorization": f"Bearer {secret}"}).status_code)


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(funcionaria: User) -> None:
    client = client_of(funcionaria)
    answer = client.post(TOKENS, {"name": "planilla de seguimiento", "days": "90"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r"<code>(cvg_[\w-]+)</code>", answer.content.decode())
    assert found
    token = ApiToken.objects.get()
    assert (token.user, token.can_write) == (funcionaria, False)
    assert token.token_hash == hash_token(found[1])
    assert found[1] not in str(token.__dict__)
    assert _ask(found[1]) == 200
    again = page(client, TOKENS)
    assert found[1] not in again
    assert "planilla de seguimiento" in again
    assert token.prefix in again


def test_a_token_without_a_name_is_refused_beside_the_field(funcionaria: User) -> None:
    answer = client_of(funcionaria).post(TOKENS, {"name": "", "days": "90"})
    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_an_unknown_term_is_refused(funcionaria: User) -> None:
    assert client_of(funcionaria).post(TOKENS, {"name": "x", "days": "100000"}).status_code == 422


def test_a_revoked_token_opens_nothing(funcionaria: User) -> None:
    token, secret = _make(funcionaria)
    assert _ask(secret) == 200
    answer = client_of(funcionaria).post(reverse("accounts:revoke_token", args=[token.pk]))
    assert answer.status_code == 302
    assert _ask(secret) == 401
    assert "Revocado" in page(client_of(funcionaria), TOKENS)


def test_an_expired_token_opens_nothing(funcionaria: User) -> None:
    _token, secret = _make(funcionaria, days=30)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert _ask(secret) == 200
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert _ask(secret) == 401


def test_a_token_dies_with_its_person(funcionaria: User) -> None:
    _token, secret = _make(funcionaria)
    User.objects.filter(pk=funcionaria.pk).update(is_active=False)
    assert _ask(secret) == 401


@pytest.mark.parametrize("secret", ["cvg_inventado", "", "dos palabras", "ñandú"])
def test_an_unknown_token_is_401_with_the_way_to_identify(secret: str, db: None) -> None:
    answer = api().get(ANY, headers={"Authorization": f"Bearer {secret}".encode().decode("latin-1")})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_reading_token_does_not_write(coordinadora: User) -> None:
    _token, secret = _make(coordinadora, can_write=False)
    assert _ask(secret) == 200
    answer = api().post(ANY, {}, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 403
    assert "solo de lectura" in answer.content.decode()


def test_nobody_sees_or_revokes_anothers_token(funcionaria: User, ajena: User, coordinadora: User) -> None:
    token, secret = _make(funcionaria)
    for user in (ajena, coordinadora):
        assert token.prefix not in page(client_of(user), TOKENS)
        answer = client_of(user).post(reverse("accounts:revoke_token", args=[token.pk]))
        assert answer.status_code == 404
    assert _ask(secret) == 200


def test_revoking_is_a_post(funcionaria: User) -> None:
    token, secret = _make(funcionaria)
    assert client_of(funcionaria).get(reverse("accounts:revoke_token", args=[token.pk])).status_code == 405
    assert _ask(secret) == 200


def test_the_page_is_for_who_signed_in(db: None) -> None:
    assert client_of().get(TOKENS).status_code == 302


def test_a_token_makes_no_tokens(funcionaria: User) -> None:
    with pytest.raises(NotAllowed):
        create_token(name="x", can_write=True, days=1, by=principal_of(funcionaria, via="api"))
    with pytest.raises(NotAllowed):
        create_token(name="x", can_write=True, days=1, by=SYSTEM)


def test_twenty_living_tokens_are_enough(funcionaria: User) -> None:
    for _number in range(MOST_LIVING):
        _make(funcionaria)
    with pytest.raises(DomainError) as refused:
        _make(funcionaria)
    assert refused.value.code == "too_many"
    answer = client_of(funcionaria).post(TOKENS, {"name": "una más", "days": "30"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "veinte tokens" in text
    assert 'value="una más"' in text, "lo escrito queda en el formulario"
    assert "Sus tokens" in text


def test_use_is_noted_every_five_minutes_at_most(funcionaria: User) -> None:
    token, secret = _make(funcionaria)
    now = timezone.now()
    for minutes, noted in ((0, 0), (3, 0), (6, 6)):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            _ask(secret)
        token.refresh_from_db()
        assert token.last_used_at == now + timedelta(minutes=noted)
