"""For whom one speaks: chosen in the menu or by a header, written beside what one does, never what one sees."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.models import Event
from tests import factories
from tests.architecture.test_routes import ROUTES
from tests.factories import api, client_of, make_membership, page

pytestmark = pytest.mark.django_db

CHOOSE = reverse("accounts:on_behalf")


@pytest.fixture
def both(funcionaria: User, empresa_actor: Actor) -> User:
    """Acts for the municipality and for the company of the mesa."""
    make_membership(funcionaria, empresa_actor)
    return funcionaria


def choose(client: Client, actor: Actor | None, status: int = 302) -> None:
    assert client.post(CHOOSE, {"actor": str(actor.pk) if actor else ""}).status_code == status


def record(client: Client, mesa: Alliance, owner: Actor) -> Event:
    """What a commitment made through the page leaves."""
    data = {"what": "Enviar el plano", "owner": str(owner.pk), "due_on": dates.today().isoformat()}
    answer = client.post(reverse("convergence:create_commitment", args=[mesa.pk]), data)
    assert answer.status_code == 302, answer.content
    return Event.objects.filter(kind="commitment.made").latest("id")


def test_what_she_does_stands_under_what_she_chose(
    both: User, mesa: Alliance, municipalidad: Actor, empresa_actor: Actor
) -> None:
    client = client_of(both)
    assert record(client, mesa, municipalidad).on_behalf_of is None
    choose(client, empresa_actor)
    assert record(client, mesa, municipalidad).on_behalf_of == empresa_actor.pk
    form = page(client, reverse("convergence:create_commitment", args=[mesa.pk]))
    assert f'<option value="{empresa_actor.pk}" selected>' in form
    choose(client, municipalidad)
    assert record(client, mesa, municipalidad).on_behalf_of == municipalidad.pk
    choose(client, None)
    assert record(client, mesa, municipalidad).on_behalf_of is None


def test_a_membership_that_ended_takes_the_choice_with_it(
    both: User, mesa: Alliance, municipalidad: Actor, empresa_actor: Actor
) -> None:
    make_membership(both, factories.make_actor())
    client = client_of(both)
    choose(client, empresa_actor)
    both.memberships.filter(actor=empresa_actor).update(until=dates.today())
    assert record(client, mesa, municipalidad).on_behalf_of is None


def test_nobody_speaks_for_what_is_not_hers(both: User, junta: Actor) -> None:
    client = client_of(both)
    choose(client, junta, 403)
    assert client.post(CHOOSE, {"actor": "no-es-un-id"}).status_code == 403
    assert "acting_for" not in client.session


def test_it_goes_back_where_it_came_from_and_nowhere_else(both: User) -> None:
    client = client_of(both)
    board = reverse("convergence:board")
    assert client.post(CHOOSE, {"actor": "", "next": board})["Location"] == board
    for away in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        assert client.post(CHOOSE, {"actor": "", "next": away})["Location"] == reverse("desk:home")
    assert client.get(CHOOSE).status_code == 405


def test_the_foundation_speaks_for_itself_unless_it_says_otherwise(
    coordinadora: User, mesa: Alliance, municipalidad: Actor, junta: Actor
) -> None:
    client = client_of(coordinadora)
    assert 'name="actor"' not in page(client, reverse("desk:home"))
    make_membership(coordinadora, junta)
    assert '<option value="" selected>Fundación</option>' in page(client, reverse("desk:home"))
    assert record(client, mesa, municipalidad).on_behalf_of is None
    choose(client, junta)
    assert record(client, mesa, municipalidad).on_behalf_of == junta.pk


def test_by_header_in_the_api(
    both: User, mesa: Alliance, municipalidad: Actor, empresa_actor: Actor, junta: Actor
) -> None:
    client, me = api(both), reverse("api:me")
    assert client.get(me).json()["on_behalf_of"] is None
    for actor in (municipalidad, empresa_actor):
        told = client.get(me, headers={"On-Behalf-Of": str(actor.pk)}).json()
        assert told["on_behalf_of"] == str(actor.pk)
    body = {
        "alliance": str(mesa.pk),
        "what": "Algo",
        "owner": str(municipalidad.pk),
        "due_on": str(dates.today()),
    }
    client.post(reverse("api:commitments"), body, headers={"On-Behalf-Of": str(empresa_actor.pk)})
    assert Event.objects.filter(kind="commitment.made").get().on_behalf_of == empresa_actor.pk
    refused = client.get(me, headers={"On-Behalf-Of": str(junta.pk)})
    assert (refused.status_code, refused.json()["status"]) == (403, 403)
    assert client.get(me, headers={"On-Behalf-Of": "la municipalidad"}).status_code == 400


def test_the_pages_choice_counts_for_its_own_calls_of_the_api(both: User, empresa_actor: Actor) -> None:
    client = client_of(both)
    choose(client, empresa_actor)
    assert client.get(reverse("api:me")).json()["on_behalf_of"] == str(empresa_actor.pk)


# What a page says about the choice itself, and what changes with each answer.
CHOICE = re.compile(
    r'<form class="behalf".*?</form>|csrfmiddlewaretoken" value="[^"]+"|name="uid" value="[^"]+"', re.S
)
# Who I am says for whom; the schema is everybody's; a copy of one's own data bears the moment it was made.
NO_LIST = {"api:me", "api:schema", "api:docs", "api:my-data", "privacy:mine", "privacy:mine_file"}


@pytest.mark.parametrize("who", ["two organisations", "two companies", "foundation"])
def test_no_choice_changes_what_is_seen(
    who: str,
    request: pytest.FixtureRequest,
    mesa: Alliance,
    mesa_ajena: Alliance,
    municipalidad: Actor,
    empresa_actor: Actor,
    otra_municipalidad: Actor,
) -> None:
    """Every list of the house, page and API, for every choice."""
    rival = factories.make_actor("Competidora SpA", kind="empresa")
    factories.make_participation(mesa_ajena, rival)
    for place, giver in ((mesa, empresa_actor), (mesa_ajena, rival)):
        factories.make_meeting(place, agreements=["Un acuerdo"])
        factories.make_commitment(place, giver)
        factories.make_receipt(place, giver, 5_000)
    hers = {
        "two organisations": (municipalidad, rival),
        "two companies": (empresa_actor, rival),
        "foundation": (empresa_actor, otra_municipalidad),
    }[who]
    user = request.getfixturevalue("coordinadora") if who == "foundation" else factories.make_user("Doble")
    for actor in hers:
        make_membership(user, actor)
    client, rest = client_of(user), api(user)
    rest.get(reverse("api:me"))  # notes the token's first use, which a list shows
    seen: dict[str, set[Any]] = {}
    for chosen in (None, *hers):
        choose(client, chosen)
        page(client, reverse("desk:jobs"))  # shows the message of the choice once
        headers = {"On-Behalf-Of": str(chosen.pk)} if chosen else {}
        for name in lists():
            address = reverse(name)
            door = rest if name.startswith("api:") else client
            answer = door.get(address, headers=headers if door is rest else {})
            # A workbook bears the moment it was made; its rows are those of the page and of the API.
            is_text = answer.headers.get("Content-Type", "").startswith(("text/", "application/json"))
            text = CHOICE.sub("", answer.content.decode()) if is_text else ""
            seen.setdefault(name, set()).add((answer.status_code, answer.headers.get("Location", ""), text))
    differ = [name for name, told in seen.items() if len(told) > 1]
    assert differ == []
    assert len(seen) > 25


def lists() -> list[str]:
    """Routes of ours that take no argument."""
    from django.urls import NoReverseMatch

    told = []
    for name in ROUTES:
        if name in NO_LIST or ":" not in name or name.startswith("core:"):
            continue
        try:
            reverse(name)
        except NoReverseMatch:
            continue
        told.append(name)
    return told
