"""A dead Redis is a cache that remembers nothing: people sign in, the API answers, /readyz tells."""

from collections.abc import Iterator
from pickle import PicklingError
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCacheClient
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as NoRedis

from core import cache as house
from tests.factories import PASSWORD, api, make_user

NOWHERE = "unix:///nonexistent/valkey.sock?db=0"


@pytest.fixture
def dead_redis(settings: Any) -> Iterator[Any]:
    """The cache, configured as it is but with nobody at its address."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOWHERE}}
    house._asleep_until.clear()
    yield caches["default"]
    house._asleep_until.clear()


def test_a_living_cache_keeps_what_it_is_told() -> None:
    cache = caches["default"]
    assert cache.add("a", 1, 30) is True
    assert cache.add("a", 2, 30) is False
    assert cache.incr("a", 4) == 5
    assert cache.set_many({"b": [1], "c": "x"}, 30) == []
    assert cache.get_many(["a", "b", "nada"]) == {"a": 5, "b": [1]}
    assert cache.has_key("c")
    assert cache.touch("c", 60) is True
    cache.delete_many(["b", "c"])
    assert cache.delete("a") is True
    assert cache.get("a", "otra") == "otra"


def test_a_dead_cache_answers_as_an_empty_one(dead_redis: Any) -> None:
    assert dead_redis.add("a", 1) is True
    dead_redis.set("a", 1)
    assert dead_redis.get("a", "nada") == "nada"
    assert dead_redis.get_or_set("a", lambda: 7) == 7
    assert dead_redis.touch("a") is False
    assert dead_redis.delete("a") is False
    assert dead_redis.has_key("a") is False
    assert dead_redis.get_many(["a"]) == {}
    assert dead_redis.set_many({"a": 1}) == ["a"]
    assert dead_redis.delete_many(["a"]) is None
    assert dead_redis.clear() is None
    with pytest.raises(ValueError, match="not found"):
        dead_redis.incr("a")


def test_a_dead_server_is_left_alone_for_a_while(dead_redis: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(self: Any, key: str, default: Any) -> None:
        asked.append(key)
        raise NoRedis("nadie")

    monkeypatch.setattr(RedisCacheClient, "get", refuse)
    now = 1000.0
    monkeypatch.setattr(house.time, "monotonic", lambda: now)
    for _turn in range(3):
        dead_redis.get("a")
    assert len(asked) == 1
    now += house.PAUSE_SECONDS + 1
    dead_redis.get("a")
    assert len(asked) == 2


def test_only_the_servers_absence_is_forgiven() -> None:
    with pytest.raises((AttributeError, PicklingError)):
        caches["default"].set("a", lambda: 0)
    with pytest.raises(ValueError, match="not found"):
        caches["default"].incr("nada")


@pytest.mark.django_db
def test_one_signs_in_without_redis(dead_redis: Any) -> None:
    make_user("Rocío Paredes", email="rocio@example.org")
    client = Client()
    refused = client.post(reverse("account_login"), {"login": "rocio@example.org", "password": "otra-cosa"})
    assert refused.status_code == 200  # allauth shows its form again
    assert "_auth_user_id" not in client.session
    answer = client.post(reverse("account_login"), {"login": "rocio@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session
    asked = Client().post(reverse("account_reset_password"), {"email": "rocio@example.org"})
    assert asked.status_code == 302


@pytest.mark.django_db
def test_the_api_and_its_papers_answer_without_redis(dead_redis: Any) -> None:
    for name in ("api:schema", "api:docs"):
        assert Client().get(reverse(name)).status_code == 200
    assert api(make_user()).get(reverse("api:me")).status_code == 200


@pytest.mark.django_db
def test_readyz_is_not_deceived(dead_redis: Any) -> None:
    dead_redis.get("a")  # the forgiving layer sleeps; the check asks all the same
    for _turn in range(2):
        answer = Client().get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["redis"] == "ConnectionError"


@pytest.mark.django_db
def test_the_api_counts_while_redis_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from rest_framework.throttling import UserRateThrottle

    monkeypatch.setattr(UserRateThrottle, "rate", "2/min", raising=False)
    client = api(make_user())
    told = [client.get(reverse("api:me")).status_code for _turn in range(3)]
    assert told == [200, 200, 429]
