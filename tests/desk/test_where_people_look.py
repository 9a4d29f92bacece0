"""Planillas, personas, traspasos and posibles duplicados are reached from where people look for them."""

import pytest

from accounts.models import User
from actors.models import Actor
from tests import factories as f

pytestmark = pytest.mark.django_db
EVERYBODY = ("/planillas/", "/traspasos/")
FOUNDATION = ("/personas/", "/planillas/actores/", "/actores/duplicados/")


def test_the_foundation_finds_them_all_from_the_list_of_actors(coordinadora: User) -> None:
    text = f.page(f.client_of(coordinadora), "/actores/")
    for address in (*EVERYBODY, *FOUNDATION):
        assert f'href="{address}"' in text, address


def test_a_member_finds_sheets_and_her_handovers_and_nothing_that_is_not_hers(funcionaria: User) -> None:
    client = f.client_of(funcionaria)
    text = f.page(client, "/actores/")
    for address in EVERYBODY:
        assert f'href="{address}"' in text, address
        f.page(client, address)
    for address in FOUNDATION:
        assert f'href="{address}"' not in text, address


def test_whoever_keeps_a_page_may_load_a_sheet_from_the_list(municipalidad: Actor) -> None:
    keeper = f.make_user("Encargada")
    f.make_membership(keeper, municipalidad, role="manager")
    text = f.page(f.client_of(keeper), "/actores/")
    assert 'href="/planillas/actores/"' in text
    assert 'href="/actores/duplicados/"' not in text
