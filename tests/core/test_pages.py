"""One address, two answers: the part that htmx asked for, or the whole page; links that hold in both."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from core.views import server_error
from tests.factories import client_of, make_actor


@pytest.fixture
def client(coordinadora: User) -> Client:
    make_actor("Municipalidad de Prueba")
    return client_of(coordinadora)


@pytest.mark.parametrize(
    ("headers", "is_whole"),
    [
        ({}, True),
        ({"HX-Request": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, True),
    ],
)
def test_htmx_gets_the_part_and_a_history_restore_the_page(
    client: Client, headers: dict[str, str], is_whole: bool
) -> None:
    answer = client.get(reverse("actors:list"), headers=headers)
    text = answer.content.decode()
    assert "Municipalidad de Prueba" in text
    assert ("<html" in text) is is_whole
    assert "HX-Request" in answer["Vary"]


def test_a_page_of_a_list_is_named_with_its_path() -> None:
    """A panel that htmx put into another page would resolve `?page=2` against that page."""
    request = RequestFactory().get("/actores/x/mesas/?q=a%C3%B1o&page=1")
    page = Paginator(range(30), 10).page(1)
    drawn = Template("{% load ui %}{% page_url page.next_page_number %} {% page_url 3 'hoja' %}").render(
        Context({"request": request, "page": page})
    )
    assert drawn == (
        "/actores/x/mesas/?q=a%C3%B1o&amp;page=2 /actores/x/mesas/?q=a%C3%B1o&amp;page=1&amp;hoja=3"
    )


def test_an_error_of_ours_and_a_missing_database_are_two_codes_for_programs() -> None:
    import json

    from django.db import OperationalError

    told = {}
    for error in (ValueError("secreto"), OperationalError("secreto")):
        try:
            raise error
        except Exception:
            answer = server_error(RequestFactory().get("/api/v1/actors/"))
        body = json.loads(answer.content)
        assert set(body) == {"type", "title", "status", "detail", "code"}
        assert body["status"] == answer.status_code
        assert body["detail"].endswith(".")
        assert "secreto" not in answer.content.decode()
        assert answer["Content-Type"] == "application/problem+json"
        told[body["code"]] = (answer.status_code, answer.headers.get("Retry-After"))
    assert told == {"internal": (500, None), "unavailable": (503, "30")}
