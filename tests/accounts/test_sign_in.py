"""Signing in by e-mail, and the ways in which it is refused; the forgotten password from mail to page."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, make_user, page

LOGIN = reverse("account_login")


@pytest.fixture
def person(db: None) -> User:
    return make_user("Rocío Paredes", email="rocio@example.org")


def _sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **more)


def _is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("written", ["rocio@example.org", "Rocio@Example.ORG", " ROCIO@EXAMPLE.ORG "])
def test_the_mail_is_read_in_any_case(person: User, client: Client, written: str) -> None:
    answer = _sign_in(client, written)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("desk:home")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_accounts_are_stored_in_lower_case_and_once(person: User) -> None:
    from django.core.exceptions import ValidationError

    assert make_user("Otra", email="OTRA@Example.org").email == "otra@example.org"
    with pytest.raises(ValidationError):
        make_user("Doble", email="ROCIO@example.org")


def test_every_door_of_the_model_lowers_the_mail(person: User) -> None:
    assert User.objects.get_by_natural_key(" ROCIO@example.org ") == person
    typed_in_the_administration = User(email="Nueva@Example.org", name="Nueva", password="x")
    typed_in_the_administration.full_clean()
    assert typed_in_the_administration.email == "nueva@example.org"


@pytest.mark.parametrize("email", ["rocio@example.org", "nadie@example.org"])
def test_a_wrong_password_and_an_unknown_mail_get_the_same_sentence(
    person: User, client: Client, email: str
) -> None:
    text = _sign_in(client, email, "otra-clave-larga").content.decode()
    assert "y/o la contraseña que ha indicado no son correctas" in text
    assert not _is_in(client)


def test_the_wrong_password_is_not_sent_back(person: User, client: Client) -> None:
    text = _sign_in(client, "rocio@example.org", "otra-clave-larga").content.decode()
    assert "otra-clave-larga" not in text
    assert "rocio@example.org" in text


def test_who_insists_is_slowed_down(person: User, client: Client) -> None:
    for _time in range(5):
        _sign_in(client, "rocio@example.org", "otra-clave-larga")
    text = _sign_in(client, "rocio@example.org").content.decode()
    assert not _is_in(client), "la clave correcta tampoco entra por un rato"
    assert "Demasiados intentos fallidos" in text


def test_an_inactive_person_does_not_enter(person: User, client: Client) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = _sign_in(client, "rocio@example.org", follow=True)
    assert not _is_in(client)
    assert "Esta cuenta está cerrada" in answer.content.decode()


def test_a_session_dies_with_its_account(person: User, client: Client) -> None:
    _sign_in(client, "rocio@example.org")
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = client.get(reverse("actors:list"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)


def test_a_service_account_has_no_password_to_enter_with(client: Client, db: None) -> None:
    user = User.objects.create_user("planilla@example.org", None, name="Planilla", kind="service")
    assert not user.has_usable_password()
    _sign_in(client, "planilla@example.org", "")
    assert not _is_in(client)


def test_the_wanted_page_opens_after_signing_in(person: User, client: Client) -> None:
    wanted = reverse("actors:list")
    answer = client.get(wanted)
    assert answer.status_code == 302
    assert answer["Location"] == f"{LOGIN}?next={wanted}"
    answer = client.post(f"{LOGIN}?next={wanted}", {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == wanted


def test_another_site_is_not_a_page_to_go_to(person: User, client: Client) -> None:
    answer = client.post(f"{LOGIN}?next=https://malo.example", {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == reverse("desk:home")


def test_nobody_opens_an_account_alone(client: Client, db: None) -> None:
    url = reverse("account_signup")
    page(client, url)
    fields = {"email": "nueva@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post(url, fields)
    assert not User.objects.exists()


def test_signing_out_asks_and_then_ends_the_session(person: User, client: Client) -> None:
    _sign_in(client, "rocio@example.org")
    page(client, reverse("account_logout"))
    assert _is_in(client), "mirar la página no cierra la sesión"
    client.post(reverse("account_logout"))
    assert not _is_in(client)


def test_a_forgotten_password_from_mail_to_page(person: User, client: Client) -> None:
    client.post(reverse("account_reset_password"), {"email": "ROCIO@example.org"})
    assert [letter.to for letter in mail.outbox] == [["rocio@example.org"]]
    found = re.search(r"http://[^/\s]+(/\S+)", mail.outbox[0].body)
    assert found, mail.outbox[0].body
    answer = client.get(found[1])
    assert answer.status_code == 302, "el código sale de la dirección"
    form = answer["Location"]
    assert found[1].rstrip("/").rsplit("-", 1)[1] not in form
    page(client, form)
    weak = client.post(form, {"password1": "corta", "password2": "corta"})
    assert "10 caracteres" in weak.content.decode()
    new = "otra-clave-mas-larga-2026"
    answer = client.post(form, {"password1": new, "password2": new})
    assert answer.status_code == 302
    assert not _is_in(client) or client.post(reverse("account_logout"))
    _sign_in(client, "rocio@example.org")
    assert not _is_in(client), "la clave anterior ya no sirve"
    _sign_in(client, "rocio@example.org", new)
    assert _is_in(client)
    again = Client().get(found[1], follow=True)
    assert "password1" not in again.content.decode(), "el enlace sirve una vez"


def test_an_unknown_mail_learns_nothing(person: User, client: Client) -> None:
    known = client.post(reverse("account_reset_password"), {"email": "rocio@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nadie@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
