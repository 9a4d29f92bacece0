"""The same number of queries for ten rows as for twenty, each with related rows of its own."""

from datetime import timedelta

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.services.meetings import NewCommitment
from core import dates
from tests.api.answers import at, ok
from tests.factories import (
    api,
    count_queries,
    make_actor,
    make_commitment,
    make_meeting,
    make_mesa,
    make_participation,
    make_user,
)

COMUNAS = (
    "02101", "02102", "02103", "02104", "03101", "03102", "04101", "04102", "05101", "05102",
    "06101", "06102", "07101", "07102", "08101", "08102", "09101", "09102", "10101", "10102",
)  # fmt: skip


def _ten(own: Actor, comunas: tuple[str, ...]) -> None:
    """Mesas with another coordinator, sponsor, comuna, partner, meeting, agreement and commitment each."""
    for comuna in comunas:
        partner = make_actor(kind="empresa", comunas=[comuna], parent=None)
        mesa = make_mesa(
            comunas=[comuna],
            partners=[own, partner],
            coordinator=make_user("Coordina", is_foundation_staff=True),
            sponsor=make_actor(kind="empresa"),
        )
        person = make_user("Debe", acts_for=partner)
        promise = NewCommitment(
            what="Algo", owner=partner, due_on=dates.today() + timedelta(days=9), person=person, agreement=1
        )
        make_meeting(mesa, attendances={own: 2, partner: 1}, agreements=["Uno"], commitments=[promise])
        make_commitment(mesa, own, person=None)
        make_actor(parent=partner, kind="empresa")


LISTS = ("alliances", "participations", "meetings", "agreements", "commitments", "actors", "events")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_ten_and_twenty(name: str, funcionaria: User, municipalidad: Actor) -> None:
    client, told = api(funcionaria), []
    for comunas in (COMUNAS[:10], COMUNAS[10:]):
        _ten(municipalidad, comunas)
        client.get(at("me"))
        with count_queries() as counted:
            body = ok(client.get(at(name), {"page_size": 200}))
        told.append((len(counted), len(body["results"])))
    (few, rows), (more, twice) = told
    assert rows >= 10
    assert twice >= rows + 10
    assert few == more, [query["sql"][:150] for query in counted.captured_queries]


def test_one_alliance_costs_the_same_with_three_partners_as_with_twelve(
    funcionaria: User, municipalidad: Actor
) -> None:
    mesa = make_mesa(partners=[municipalidad])
    client, told = api(funcionaria), []
    client.get(at("me"))
    for _turn in range(2):
        for _number in range(5):
            partner = make_actor(kind="empresa")
            make_participation(mesa, partner)
            make_meeting(mesa, attendances={partner: 1}, agreements=["a"])
            make_commitment(mesa, partner)
        with count_queries() as counted:
            ok(client.get(at("alliance", mesa.pk)))
            ok(client.get(at("milestones", mesa.pk)))
        told.append(len(counted))
    assert told[0] == told[1]


def test_one_meeting_costs_the_same_whoever_came(funcionaria: User, municipalidad: Actor) -> None:
    client, told = api(funcionaria), []
    client.get(at("me"))
    for size in (2, 8):
        partners = [make_actor(kind="empresa") for _turn in range(size)]
        mesa = make_mesa(partners=[municipalidad, *partners])
        due = dates.today() + timedelta(days=9)
        meeting = make_meeting(
            mesa,
            attendances=dict.fromkeys(partners, 1),
            agreements=[f"a{n}" for n in range(size)],
            commitments=[
                NewCommitment(what="x", owner=p, due_on=due, agreement=1, person=make_user(acts_for=p))
                for p in partners
            ],
        )
        with count_queries() as counted:
            ok(client.get(at("meeting", meeting.pk)))
        told.append(len(counted))
    assert told[0] == told[1]


def test_reference_lists_cost_the_same_whatever_the_page(funcionaria: User) -> None:
    client, told = api(funcionaria), []
    client.get(at("me"))
    for size in (10, 200):
        with count_queries() as counted:
            ok(client.get(at("comunas"), {"page_size": size}))
        told.append(len(counted))
    assert told[0] == told[1]
    assert ok(client.get(at("comunas")))["count"] == 346
    assert len(ok(client.get(at("comunas")))["results"]) == 50
    assert ok(client.get(at("regions")))["count"] == 16
