"""Every list of the API × every person: its tables hold what its JSON holds, and nothing of a rival."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver, resolve, reverse
from rest_framework.test import APIClient

from core.api.renderers import TABLES
from core.sheets.values import as_text
from tests.api.answers import ids, problem
from tests.api.test_formats import SITTINGS, flat, raw_of
from tests.architecture.route_table import TABLE
from tests.architecture.test_routes import door, told_of_rivals
from tests.architecture.world import World, make_world
from tests.databases import Databases
from tests.sheet_steps import ID


def lists() -> list[str]:
    """Every list of the API that is given as a table."""
    known: dict[str, Any] = {}
    for pattern in get_resolver("config.api").url_patterns:
        view = getattr(pattern.callback, "cls", None)
        if getattr(pattern.callback, "actions", {}).get("get") == "list":
            known[f"api:{pattern.name}"] = view
    return sorted(name for name, view in known.items() if name != "api:events" and view is not None)


@pytest.fixture(scope="module")
def world(django_db_setup: None, databases: Databases, django_db_blocker: Any) -> Iterator[World]:
    name = databases.clone("_formats")
    with django_db_blocker.unblock():
        with databases.using(name):
            yield make_world()
        databases.drop(name)


def test_every_list_but_the_feed_is_given_as_a_table() -> None:
    assert len(lists()) >= 30
    for name in lists():
        cls: Any = resolve(reverse(name, args=_no_keys(name))).func.cls  # type: ignore[attr-defined]
        view = cls()
        view.action = "list"
        assert {made.format for made in TABLES} < {one.format for one in view.get_renderers()}, name


def _no_keys(name: str) -> list[str]:
    pattern = next(one for one in get_resolver("config.api").url_patterns if f"api:{one.name}" == name)
    return ["00000000-0000-7000-8000-000000000000"] * str(pattern.pattern).count("<str:") + ["actores"] * str(
        pattern.pattern
    ).count("<slug:")


@pytest.mark.parametrize("name", lists())
def test_each_person_gets_in_a_table_what_she_gets_in_the_list(name: str, world: World) -> None:
    """Foreign objects too: the same refusal. A company finds nothing of its rival."""
    for row in (row for row in TABLE.get(name, ()) if row.method == "GET"):
        for person in ("anonymous", "ajena", "empresa", "coordinadora"):
            for half in (world.own, world.foreign) if row.args else (world.own,):
                address = reverse(name, args=row.args(half) if row.args else [])
                with transaction.atomic():
                    _same_rows(door(world, name, person), address, row.body(half), person, world)
                    transaction.set_rollback(True)


def _same_rows(client: APIClient, address: str, told: dict[str, Any], person: str, world: World) -> None:
    listed = client.get(address, {**told, "page_size": 200})
    for kind in SITTINGS:
        answer = client.get(address, {**told, "format": kind})
        about = f"{address} {kind} {person}"
        assert answer.status_code == listed.status_code, f"{about}: {answer.content[:400]!r}"
        if listed.status_code != 200:
            problem(answer, listed.status_code)
            continue
        rows = flat(raw_of(answer, kind), kind)
        body = listed.json()
        assert len(rows) == body["count"], about
        key = next((key for key in ("id", ID) if rows and key in rows[0]), None)
        if key and "id" in body["results"][0]:
            assert {as_text(row[key]) for row in rows} == {str(one) for one in ids(body)}, about
        if person == "empresa":
            assert told_of_rivals(answer, world.own, address) == [], about
            # Inside a workbook the text is compressed: what was read out of it is searched.
            text = " ".join(as_text(value) for row in rows for value in row.values())
            assert told_of_rivals(_Read(text), world.own, address) == [], about


class _Read:
    streaming = False

    def __init__(self, text: str) -> None:
        self.content = text.encode()
