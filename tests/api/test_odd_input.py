"""What no client of ours sends: answered, never an error of ours."""

from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import api

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("position", ["p=abc", "p=%00", "p=-1"])
def test_a_cursor_that_nobody_gave_out_is_unknown(coordinadora: User, position: str) -> None:
    cursor = b64encode(position.encode()).decode()
    assert api(coordinadora).get("/api/v1/events/", {"cursor": cursor}).status_code == 404


@pytest.mark.parametrize("body", ["[" * 100_000, '{"kind": ' + "[" * 5000 + "]" * 5000 + "}"])
def test_a_bottomless_body_is_refused(coordinadora: User, body: str) -> None:
    answer: Any = api(coordinadora).post("/api/v1/jobs/", body, content_type="application/json")
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("query", ["region=%00", "region=%00%00%00%00%00%00"])
def test_the_front_page_bears_a_nul(query: str) -> None:
    assert Client().get(f"/?{query}").status_code == 200


def test_the_gate_turns_away_before_anything_is_read() -> None:
    visitor = Client()
    assert visitor.get("/", headers={"Cookie": "sessionid=\x00aaaaaaaaaaa"}).status_code == 200
    assert visitor.post("/cuenta/login/", {"login": "x" * 4_000_000}).status_code == 413
