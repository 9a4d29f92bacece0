"""Seats: whoever only has seats sees those mesas, speaks there for her organisation, and loses it with the seat."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance, Commitment, Meeting, Participation, Seat
from convergence.services.alliances import update_participation
from convergence.services.commitments import make_commitment, move_commitment, share_commitment
from convergence.services.seats import end_seat, seat_person
from core import dates
from core.errors import Conflict, NotAllowed
from core.models import Event, SignedLink
from evaluation.models import TypologyResult
from portfolio.models import Entry, Initiative, Movement, Pledge
from tests import factories
from tests.factories import api, client_of, make_membership, make_seat, make_user, page, principal

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(empresa_actor: Actor, junta: Actor, municipalidad: Actor, coordinadora: User) -> Alliance:
    """Another mesa of the same organisations, where she has no seat."""
    return factories.make_mesa(
        "Mesa de Baquedano",
        comunas=["02101"],
        partners=[empresa_actor, junta, municipalidad],
        coordinator=coordinadora,
    )


@pytest.fixture
def seated(mesa: Alliance, second: Alliance, empresa_actor: Actor) -> User:
    """Acts for the company, only where she sits; she sits in `mesa`."""
    user = make_user("Elena Vidal", email="elena@example.org")
    make_membership(user, empresa_actor, reach="seats")
    make_seat(mesa, user, empresa_actor)
    return user


@pytest.fixture
def kept(mesa: Alliance, second: Alliance, empresa_actor: Actor, junta: Actor) -> dict[str, Any]:
    """In each mesa a meeting, a commitment and money of the company, and of its neighbours."""
    told = {}
    for name, place in (("here", mesa), ("there", second)):
        told[name] = {
            "meeting": factories.make_meeting(place, place=f"Sede {name}"),
            "commitment": factories.make_commitment(place, empresa_actor, what=f"Tarea {name}"),
            "initiative": factories.make_initiative(place, f"Plaza {name}"),
            "pledge": factories.make_pledge(place, empresa_actor, 111_000),
            "receipt": factories.make_receipt(place, empresa_actor, 222_000),
            "others": factories.make_receipt(place, junta, 333_000),
        }
    return told


def test_she_sees_exactly_the_mesas_where_she_sits(kept: Any, seated: User, mesa: Alliance) -> None:
    who, here = principal(seated), kept["here"]
    assert list(Alliance.objects.visible_to(who)) == [mesa]
    assert list(Meeting.objects.visible_to(who)) == [here["meeting"]]
    assert list(Commitment.objects.visible_to(who)) == [here["commitment"]]
    assert list(Commitment.objects.visible_to(who).owned_by(who)) == [here["commitment"]]
    assert list(Initiative.objects.visible_to(who)) == [here["initiative"]]
    assert {row.alliance for row in Participation.objects.visible_to(who)} == {mesa}
    assert not TypologyResult.objects.visible_to(who).exists()


def test_of_the_ledger_she_sees_her_organisations_lines_of_that_mesa(kept: Any, seated: User) -> None:
    who, here = principal(seated), kept["here"]
    assert list(Pledge.objects.visible_to(who)) == [here["pledge"]]
    assert set(Movement.objects.visible_to(who)) == {here["receipt"], here["pledge"].movements.get()}
    assert set(Entry.objects.visible_to(who).values_list("amount", flat=True)) == {111_000, 222_000}


def test_the_feed_tells_her_that_mesa_and_her_money_there(kept: Any, seated: User, second: Alliance) -> None:
    told = api(seated).get(reverse("api:events") + "?page_size=100").json()["results"]
    subjects = {row["subject"]["id"] for row in told}
    assert str(kept["here"]["commitment"].pk) in subjects
    assert {
        str(row.pk) for row in (kept["here"]["receipt"], kept["here"]["pledge"].movements.get())
    } <= subjects
    assert str(kept["here"]["others"].pk) not in subjects
    assert not subjects & {str(row.pk) for row in kept["there"].values()}
    assert str(second.pk) not in str(told)


def test_no_page_and_no_list_names_the_other_mesa(kept: Any, seated: User, empresa_actor: Actor) -> None:
    browser, rest = client_of(seated), api(seated)
    for name in (
        "desk:home",
        "convergence:board",
        "convergence:commitments",
        "portfolio:initiatives",
        "evaluation:reports",
    ):
        text = page(browser, reverse(name))
        assert "Baquedano" not in text, name
        assert "there" not in text, name
    own = page(browser, reverse("portfolio:contributor", args=[empresa_actor.pk]))
    assert "Mesa de Mejillones" in own
    assert "Baquedano" not in own
    for name in (
        "alliances",
        "meetings",
        "commitments",
        "initiatives",
        "pledges",
        "movements",
        "entries",
        "seats",
    ):
        text = rest.get(reverse(f"api:{name}")).content.decode()
        assert "Baquedano" not in text, name
        assert "Mejillones" in text, name


def test_in_her_mesa_she_speaks_for_her_organisation(kept: Any, seated: User, empresa_actor: Actor) -> None:
    who = principal(seated)
    moved = move_commitment(commitment=kept["here"]["commitment"], to="en_curso", by=who)
    assert moved.state == "en_curso"
    assert Event.objects.filter(kind="commitment.moved").get().on_behalf_of == empresa_actor.pk
    with pytest.raises(NotAllowed):
        move_commitment(commitment=kept["there"]["commitment"], to="en_curso", by=who)


def test_two_organisations_do_not_lend_each_other_their_seats(
    kept: Any, seated: User, junta: Actor, mesa: Alliance, second: Alliance
) -> None:
    """With a seat for the company here and for the neighbours there, she does not see the neighbours' money here."""
    make_membership(seated, junta, reach="seats")
    make_seat(second, seated, junta)
    who = principal(seated)
    assert set(Alliance.objects.visible_to(who)) == {mesa, second}
    seen = {(entry.alliance, entry.contributor_id) for entry in Entry.objects.visible_to(who)}
    assert seen == {(mesa, kept["here"]["pledge"].contributor_id), (second, junta.pk)}
    assert list(Commitment.objects.all().owned_by(who)) == [kept["here"]["commitment"]]


@pytest.mark.parametrize("how", ["seat", "participation", "membership"])
def test_the_mesa_is_gone_with_the_seat(
    how: str, kept: Any, seated: User, mesa: Alliance, empresa_actor: Actor
) -> None:
    browser = client_of(seated)
    address = reverse("convergence:alliance", args=[mesa.pk])
    assert page(browser, address)
    seat = seated.seats.get()
    if how == "seat":
        end_seat(seat=seat, by=SYSTEM)
    elif how == "participation":
        update_participation(participation=seat.participation, left_on=dates.today(), by=SYSTEM)
    else:
        seated.memberships.update(until=dates.today())
    assert page(browser, address, 404)
    assert not Entry.objects.visible_to(principal(seated)).exists()


def test_an_official_with_a_seat_records_meetings_there_and_nowhere_else(
    mesa: Alliance, second: Alliance, municipalidad: Actor
) -> None:
    user = make_user("Asesor")
    make_membership(user, municipalidad, reach="seats")
    make_seat(mesa, user, municipalidad)
    factories.make_meeting(mesa, by=principal(user))
    with pytest.raises(NotAllowed):
        factories.make_meeting(second, by=principal(user))


def test_a_commitment_names_only_who_acts_there(
    kept: Any, seated: User, mesa: Alliance, second: Alliance, empresa_actor: Actor
) -> None:
    factories.make_commitment(mesa, empresa_actor, person=seated)
    with pytest.raises(ValidationError) as refused:
        make_commitment(
            alliance=second, what="Algo", owner=empresa_actor, due_on=dates.today(), person=seated, by=SYSTEM
        )
    assert list(refused.value.message_dict) == ["person"]


class TestGiving:
    def manager(self, actor: Actor) -> User:
        user = make_user("Quien administra")
        make_membership(user, actor, role="manager")
        return user

    def test_by_the_foundation_and_by_the_organisation_for_its_own(
        self, mesa: Alliance, empresa_actor: Actor, municipalidad: Actor, empresa: User, funcionaria: User
    ) -> None:
        by = principal(self.manager(empresa_actor))
        assert make_seat(mesa, empresa, empresa_actor, by=by, kind="suplente").kind == "suplente"
        with pytest.raises(NotAllowed):
            make_seat(mesa, funcionaria, municipalidad, by=by)
        with pytest.raises(NotAllowed):
            make_seat(mesa, funcionaria, municipalidad, by=principal(funcionaria))
        assert Seat.objects.count() == 1

    def test_only_to_who_acts_for_it(self, mesa: Alliance, empresa_actor: Actor, funcionaria: User) -> None:
        with pytest.raises(ValidationError) as refused:
            make_seat(mesa, funcionaria, empresa_actor)
        assert list(refused.value.message_dict) == ["user"]

    def test_once(self, mesa: Alliance, empresa_actor: Actor, empresa: User) -> None:
        seat = make_seat(mesa, empresa, empresa_actor)
        with pytest.raises(Conflict):
            make_seat(mesa, empresa, empresa_actor)
        end_seat(seat=seat, by=SYSTEM)
        make_seat(mesa, empresa, empresa_actor)

    @pytest.mark.parametrize("days", [1, -500])
    def test_neither_tomorrow_nor_before_the_organisation_came(
        self, mesa: Alliance, empresa_actor: Actor, empresa: User, days: int
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            make_seat(mesa, empresa, empresa_actor, since=dates.today() + timedelta(days=days))
        assert list(refused.value.message_dict) == ["since"]

    def test_not_at_a_mesa_that_it_left(self, mesa: Alliance, empresa_actor: Actor, empresa: User) -> None:
        stay = mesa.participations.get(actor=empresa_actor)
        update_participation(participation=stay, left_on=dates.today(), by=SYSTEM)
        with pytest.raises(Conflict):
            seat_person(participation=stay, user=empresa, by=SYSTEM)

    def test_ending_one_kills_the_links_of_whoever_only_had_it(
        self, kept: Any, seated: User, empresa: User, mesa: Alliance, empresa_actor: Actor
    ) -> None:
        """Of whoever acts for all of the organisation they live on."""
        whole = make_seat(mesa, empresa, empresa_actor)
        for user in (seated, empresa):
            share_commitment(commitment=kept["here"]["commitment"], by=principal(user))
        for seat in (seated.seats.get(), whole):
            end_seat(seat=seat, by=SYSTEM)
        dead = SignedLink.objects.exclude(revoked_at=None)
        assert [link.made_by for link in dead] == [seated]


class TestPages:
    def test_the_partners_page_says_who_sits_to_everybody_there(
        self, seated: User, mesa: Alliance, vecina: User, coordinadora: User
    ) -> None:
        address = reverse("convergence:partners", args=[mesa.pk])
        text = page(client_of(vecina), address)
        assert "Elena Vidal" in text
        assert "elena@example.org" not in text
        assert "Dar un asiento" not in text
        assert "Dar un asiento" in page(client_of(coordinadora), address)

    def test_given_and_ended_by_plain_forms(
        self, mesa: Alliance, empresa: User, empresa_actor: Actor, coordinadora: User
    ) -> None:
        client = client_of(coordinadora)
        stay = mesa.participations.get(actor=empresa_actor)
        address = reverse("convergence:give_seat", args=[stay.pk])
        given = {"user": str(empresa.pk), "kind": "titular", "since": dates.today().isoformat()}
        assert "Diego Lagos tiene asiento" in client.post(address, given, follow=True).content.decode()
        assert client.post(address, given).status_code == 422
        seat = stay.seats.get()
        where = reverse("convergence:end_seat", args=[seat.pk])
        assert "deja de ver esta" in page(client, where)
        client.post(where, {"on": dates.today().isoformat(), "version": 1})
        seat.refresh_from_db()
        assert seat.until == dates.today()

    def test_by_the_api(
        self, mesa: Alliance, empresa: User, empresa_actor: Actor, coordinadora: User
    ) -> None:
        client = api(coordinadora)
        stay = mesa.participations.get(actor=empresa_actor)
        made = client.post(
            reverse("api:seats"), {"participation": str(stay.pk), "user": str(empresa.pk), "kind": "suplente"}
        )
        assert (made.status_code, made.json()["kind_label"]) == (201, "Suplente")
        ended = client.post(reverse("api:end-seat", args=[made.json()["id"]]), {})
        assert ended.json()["until"] == dates.today().isoformat()
        assert client.get(reverse("api:seats") + "?living=true").json()["results"] == []
