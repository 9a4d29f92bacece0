"""The demonstration's accounts, whose password is public, over a database that goes to production."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("mode", "gets_in"), [("demo", True), ("production", False)])
def test_a_demonstration_account_opens_nothing_in_production(settings: Any, mode: str, gets_in: bool) -> None:
    make_user("Marcela", email="coordinadora@example.org", is_demo=True, is_foundation_staff=True)
    settings.MODE = mode
    client = Client()
    client.post(reverse("account_login"), {"login": "coordinadora@example.org", "password": PASSWORD})
    assert ("_auth_user_id" in client.session) is gets_in
