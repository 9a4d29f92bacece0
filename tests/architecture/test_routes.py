"""Every route × every standing person, own object and foreign, from the URL resolver."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from rest_framework.test import APIClient

from accounts.models import User
from accounts.principal import principal_of
from accounts.services import create_token
from tests.architecture.route_table import API, PEOPLE, TABLE, Row
from tests.architecture.world import RIVALS, Half, World, make_world
from tests.databases import Databases

# Django's own administration has a door of its own: tested as a whole below.
ADMIN = "admin:"


def routes(resolver: Any, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"


ROUTES = sorted({name for name in routes(get_resolver()) if not name.startswith(ADMIN)})


@pytest.fixture(scope="module")
def world(django_db_setup: None, databases: Databases, django_db_blocker: Any) -> Iterator[World]:
    """Made once, in a database of its own: every request below is rolled back."""
    name = databases.clone("_routes")
    with django_db_blocker.unblock():
        with databases.using(name):
            yield make_world()
        databases.drop(name)


def test_every_route_has_its_rows_and_every_row_its_route() -> None:
    assert sorted(TABLE) == ROUTES


@pytest.mark.parametrize("name", [name for name in ROUTES if name in TABLE])
def test_route_by_role(name: str, world: World) -> None:
    for row in TABLE[name]:
        for person, status in row.expected().items():
            ask(world, name, row, person, status)
        if row.args and row.foreign is not None and name not in FREE:
            for person in ("empresa", "funcionaria", "con_asiento"):
                ask(world, name, row, person, row.foreign, foreign=True)


# Their argument is not an object of a mesa.
FREE = {"account_reset_password_from_key", "account_confirm_email"}


def ask(world: World, name: str, row: Row, person: str, status: int, *, foreign: bool = False) -> None:
    """One request in a savepoint of its own. A 200 holds the object's name; a refusal leaves no trace."""
    half = world.half(foreign)
    address = reverse(name, args=row.args(half) if row.args else [])
    with transaction.atomic():
        client = door(world, name, person)
        # Of those who get what another gets, reading is not asked again whether it wrote.
        traced = person in PEOPLE or row.method != "GET"
        before = trace() if traced else []
        answer = send(client, name, row, address, half)
        about = f"{row.method} {name} · {person}{' · ajeno' if foreign else ''}"
        assert answer.status_code == status, f"{about}: {answer.status_code}\n{answer.content[:600]!r}"
        if traced and (
            status >= 400
            or (is_stranger(person) and status == 302 and row.method != "GET" and name != "set_language")
        ):
            assert trace() == before, f"{about} dejó huella"
        if person == "empresa":
            leaks = told_of_rivals(answer, world.own, address)
            assert not leaks, f"{about} cuenta lo de otra empresa: {leaks}"
        if status == 200 and row.shows is not None:
            shown = answer.content.decode()
            if person in SEES_NOTHING and row.args is None:
                if name not in PUBLIC_LISTS:
                    for half in (world.own, world.foreign):
                        assert row.shows(half) not in shown, f"{about} muestra «{row.shows(half)}»"
                transaction.set_rollback(True)
                return
            told = world.half(foreign or (person == "ajena" and row.args is None))
            assert row.shows(told) in shown, f"{about} no muestra «{row.shows(told)}»"
            if row.args is None and person != "coordinadora":
                hidden = world.half(person != "ajena")
                if told is not hidden and row.shows(hidden) != row.shows(told) and name not in PUBLIC_LISTS:
                    assert row.shows(hidden) not in shown, f"{about} muestra «{row.shows(hidden)}»"
        transaction.set_rollback(True)


SEES_NOTHING = {"sin_asiento", "retirada"}


def is_stranger(person: str) -> bool:
    return person in {"anonymous", "desactivada"}


def told_of_rivals(answer: Any, half: Half, address: str) -> list[str]:
    """Amounts and keys of the lines of another company that the answer tells, in any of the ways a number is
    written. Sums of the mesa are everybody's; these numbers are none of them."""
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = text.replace(address.encode(), b"")  # what was asked for is echoed in a 404
    amounts = {RIVALS, *half.rows["rivals_lines"]}
    words = {str(n) for n in amounts} | {
        f"{n:,}".replace(",", sign) for n in amounts for sign in (".", ",", "\xa0")
    }
    keys = {str(half.rows[name].pk) for name in ("rivals_pledge", "rivals_receipt", "rivals_file")}
    return sorted(word for word in words | keys if word.encode() in text)


# Public institutions stand in everybody's directory.
PUBLIC_LISTS = {"actors:list", "api:actors"}


def door(world: World, name: str, person: str) -> Any:
    """The client of a person: a token for the API, a session for the pages."""
    user = world.people.get(person)
    if name in API:
        client = APIClient()
        if person == "desactivada":
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {world.before['secret']}")
        elif user is not None:
            token = create_token(name="tabla", can_write=True, days=1, by=principal_of(user))[1]
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
            client.get(reverse("api:me"))  # notes the token's first use before anything is compared
        return client
    browser = Client(headers={"Accept-Language": "es"})
    if person == "desactivada":
        browser.cookies = world.before["cookies"].copy()
    elif user is not None:
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def send(client: Any, name: str, row: Row, address: str, half: Half) -> Any:
    verb = "post" if row.method == "FILE" else row.method.lower()
    if name not in API:
        return getattr(client, verb)(address, row.body(half))
    shape = {} if verb == "get" else {"format": "multipart" if row.method == "FILE" else "json"}
    return getattr(client, verb)(address, row.body(half), headers=row.headers(half), **shape)


def trace() -> list[tuple[str, int, int]]:
    """Count and hash of the rows of every table a service may write; sessions and tokens' last use aside."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("core_", "actors_", "convergence_", "portfolio_", "evaluation_", "accounts_user"))
    ]
    parts = [
        f"select '{t}', count(*), coalesce(sum(hashtext(t::text)), 0) from {t} t" for t in sorted(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        return list(cursor.fetchall())


def test_the_administration_opens_to_staff_only(world: World) -> None:
    address = reverse("admin:index")
    with transaction.atomic():
        for person in PEOPLE:
            browser = Client()
            if person in world.people:
                browser.force_login(world.people[person])
            assert browser.get(address).status_code == 302, person
        User.objects.filter(pk=world.people["coordinadora"].pk).update(is_staff=True, is_superuser=True)
        browser.force_login(world.people["coordinadora"])
        assert browser.get(address).status_code == 200
        transaction.set_rollback(True)


def test_the_administration_writes_neither_stage_nor_meeting_nor_money() -> None:
    from django.contrib import admin

    written = {model._meta.label for model in admin.site._registry}
    kept = ("convergence.", "portfolio.", "evaluation.")
    assert not [label for label in written if label.startswith(kept)], written
