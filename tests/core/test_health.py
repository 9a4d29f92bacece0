"""Health, and what is said when the database or the cache does not answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.databases import Databases
from tests.factories import client_of


@pytest.fixture
def no_database(real_db: str, databases: Databases) -> Iterator[None]:
    """Every connection goes to a database that is not there."""
    with databases.using(f"{real_db}_que_no_existe"):
        yield


def _visitor() -> Client:
    return Client(raise_request_exception=False)


def test_healthz_asks_nobody(no_database: None) -> None:
    answer = _visitor().get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


@pytest.mark.django_db
def test_readyz_is_ready() -> None:
    answer = _visitor().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "ok", "redis": "ok"}
    assert "no-store" in answer["Cache-Control"]


def test_readyz_without_database(no_database: None) -> None:
    answer = _visitor().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "OperationalError"
    assert answer.json()["redis"] == "ok"


@pytest.mark.django_db
def test_readyz_without_cache(settings: Any) -> None:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "unix:///nonexistent/valkey.sock?db=0"}
    }
    answer = _visitor().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "ok"
    assert answer.json()["redis"] != "ok"


@pytest.mark.django_db
def test_readyz_says_when_a_migration_is_missing() -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="core").latest("name").delete()
    answer = _visitor().get("/readyz")
    assert answer.status_code == 503
    assert "migraciones" in answer.json()["migrations"]


def test_a_page_without_database_says_so_and_what_to_do(coordinadora: User, no_database: None) -> None:
    client = _visitor()
    client.cookies["sessionid"] = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"
    for address in (reverse("desk:home"), reverse("actors:list")):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "La base de datos no responde" in answer.content.decode()
        assert answer["Retry-After"] == "30"


def test_the_api_without_database_answers_a_problem(no_database: None) -> None:
    by_session = _visitor()
    by_session.cookies["sessionid"] = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"
    url = reverse("api:actors")
    for answer in (_visitor().get(url, headers={"Authorization": "Bearer cvg_x"}), by_session.get(url)):
        assert answer.status_code == 503
        assert answer["Content-Type"].startswith("application/problem+json")
        body = answer.json()
        assert (body["status"], body["code"]) == (503, "unavailable")


def test_an_error_of_ours_is_a_500_page_without_internals(
    coordinadora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from actors.views import directory as views

    def broken(*args: Any) -> None:
        raise ValueError("secreto interno")

    monkeypatch.setattr(views, "_rows", broken)
    client = client_of(coordinadora)
    client.raise_request_exception = False
    from tests.factories import make_actor

    make_actor()
    answer = client.get(reverse("actors:list"))
    assert answer.status_code == 500
    assert "secreto interno" not in answer.content.decode()
