"""Doors that an attack found open once: each stays shut."""

import logging
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.principal import principal_of
from actors.models import Actor, ActorKind
from actors.services import update_actor
from config.logging import hide_tokens
from convergence.models import Alliance
from convergence.services.commitments import share_commitment
from core.errors import NotAllowed
from tests.factories import client_of, make_commitment, make_membership, make_user

pytestmark = pytest.mark.django_db


def test_every_account_owns_its_address_from_the_first_moment(db: None) -> None:
    user = make_user("Nueva alcaldesa", email="alcaldia@example.org")
    assert EmailAddress.objects.get(email="alcaldia@example.org").user == user
    user.email = "otra@example.org"
    user.save()
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("otra@example.org", True)]


def test_nobody_adds_another_address_to_an_account(empresa: User) -> None:
    client = client_of(empresa)
    data = {"action_add": "", "email": "alcaldia@example.org"}
    assert client.post(reverse("account_email"), data).status_code == 404
    assert not EmailAddress.objects.filter(email="alcaldia@example.org").exists()


def test_the_administration_has_no_sign_in_of_its_own(coordinadora: User) -> None:
    answer = Client().get(reverse("admin:login"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "field_and_value",
    [
        ("kind", "municipio_o_asociacion_municipios"),
        ("name", "Municipalidad"),
        ("level", "central"),
        ("rut", "76086428-5"),
    ],
)
def test_whoever_keeps_a_page_does_not_change_what_the_organisation_is(
    empresa_actor: Actor, field_and_value: tuple[str, str]
) -> None:
    keeper = make_user("Quien mantiene la ficha")
    make_membership(keeper, empresa_actor, role="manager")
    field, value = field_and_value
    given: Any = ActorKind.objects.get(pk=value) if field == "kind" else value
    with pytest.raises(NotAllowed):
        update_actor(actor=empresa_actor, by=principal_of(keeper), **{field: given})
    page = client_of(keeper).get(reverse("actors:edit", args=[empresa_actor.pk]))
    assert page.status_code == 200
    assert f'name="{field}"' not in page.content.decode()
    assert 'name="about"' in page.content.decode()


@pytest.mark.parametrize(
    "path", ["/enlace/SECRETO/", "/cuenta/password/reset/key/1-SECRETO/", "/cuenta/confirm-email/SECRETO/"]
)
def test_secrets_of_a_path_reach_no_log(path: str) -> None:
    told = hide_tokens(logging.getLogger(), "info", {"request": f"GET {path}", "code": 200})
    assert "SECRETO" not in str(told)


def test_a_signed_in_person_does_not_answer_for_another_through_a_link(
    mesa: Alliance, junta: Actor, funcionaria: User, coordinadora: User
) -> None:
    row = make_commitment(mesa, junta)
    address = share_commitment(commitment=row, by=principal_of(coordinadora))
    client = client_of(funcionaria)
    opened = client.get(address.removeprefix("http://localhost:8000"), follow=True)
    assert client.post(opened.request["PATH_INFO"], {"outcome": "Se hizo todo."}).status_code == 403
    row.refresh_from_db()
    assert row.is_open
