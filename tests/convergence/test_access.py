"""Who can see this mesa, and why: the same people as may open it, for each of whom the reason holds."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import ApiToken, User
from accounts.principal import SYSTEM, principal_of
from accounts.services import create_token
from actors.models import Actor, Invitation, Membership
from convergence import rules
from convergence.access import ANSWERS, MANAGES, RECORDS, who_sees
from convergence.models import Alliance, Seat
from convergence.services.commitments import share_commitment
from core import dates
from tests import factories

KINDS = ("municipio_o_asociacion_municipios", "empresa", "organizacion_social_territorial_o_funcional")


def seen_by(mesa: Alliance) -> set[Any]:
    """Asked of each account there is, one by one."""
    return {
        user.pk
        for user in User.objects.all()
        if Alliance.objects.visible_to(principal_of(user)).filter(pk=mesa.pk).exists()
    }


def may_of(user: User, mesa: Alliance) -> str:
    by = principal_of(user)
    if rules.can_manage_alliance(by, mesa):
        return MANAGES
    return RECORDS if rules.can_record_meeting(by, mesa) else ANSWERS


def agrees(mesa: Alliance) -> None:
    told = who_sees(mesa).viewers
    assert {viewer.user.pk for viewer in told} == seen_by(mesa)
    for viewer in told:
        assert viewer.reasons, viewer
        assert viewer.may == may_of(viewer.user, mesa), viewer


MEMBERSHIP = st.fixed_dictionaries(
    {
        "user": st.integers(0, 5),
        "actor": st.integers(0, 3),
        "reach": st.sampled_from(["organisation", "seats"]),
        "since": st.integers(-30, 2),
        "lasts": st.none() | st.integers(0, 31),
    }
)
SEAT = st.fixed_dictionaries(
    {
        "user": st.integers(0, 5),
        "stay": st.integers(0, 4),
        "since": st.integers(-30, 2),
        "ended": st.booleans(),
    }
)


class TestEverybody(TestCase):
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        memberships=st.lists(MEMBERSHIP, max_size=12),
        seats=st.lists(SEAT, max_size=8),
        inactive=st.sets(st.integers(0, 5), max_size=2),
        left=st.sets(st.integers(0, 4), max_size=2),
        merged=st.none() | st.integers(1, 3),
    )
    def test_the_page_names_exactly_those_who_can_open_the_mesa(
        self, memberships: Any, seats: Any, inactive: Any, left: Any, merged: int | None
    ) -> None:
        """Memberships and seats that began, ended or lie ahead; accounts shut; organisations that left or merged."""
        actors = [factories.make_actor(kind=KINDS[n % 3], rut="") for n in range(4)]
        mesa, other = factories.make_mesa(partners=actors[:3]), factories.make_mesa(partners=actors)
        stays = [*mesa.participations.order_by("pk"), *other.participations.order_by("pk")]
        users = [factories.make_user(f"P{n}", is_foundation_staff=n == 0) for n in range(6)]
        for told in memberships:
            make_membership(users[told["user"]], actors[told["actor"]], told)
        for told in seats:
            make_seat(users[told["user"]], stays[told["stay"]], told)
        User.objects.filter(pk__in=[users[n].pk for n in inactive]).update(is_active=False)
        for n in left:
            type(stays[n]).objects.filter(pk=stays[n].pk).update(left_on=dates.today())
        if merged is not None:
            Actor.objects.filter(pk=actors[merged].pk).update(merged_into=actors[0])
        agrees(mesa)
        agrees(other)


def day(offset: int) -> date:
    return dates.today() + timedelta(days=offset)


def make_membership(user: User, actor: Actor, told: Any) -> None:
    until = None if told["lasts"] is None else day(told["since"] + told["lasts"])
    if until is None and user.memberships.filter(actor=actor, until=None).exists():
        return
    Membership.objects.create(
        user=user, actor=actor, reach=told["reach"], since=day(told["since"]), until=until
    )


def make_seat(user: User, stay: Any, told: Any) -> None:
    since = day(told["since"])
    until = max(since, dates.today()) if told["ended"] else None
    if until is None and stay.seats.filter(user=user, until=None).exists():
        return
    Seat.objects.create(participation=stay, user=user, since=since, until=until)


@pytest.mark.django_db
def test_a_seat_for_one_row_of_a_merged_institution_counts_for_the_other(mesa: Alliance) -> None:
    """The company was merged into the municipality: both rows take part, and her seat is in the company's name."""
    municipality, company, _neighbours = (stay.actor for stay in mesa.participations.order_by("pk"))
    Actor.objects.filter(pk=company.pk).update(merged_into=municipality)
    user = factories.make_user("Persona")
    Membership.objects.create(user=user, actor=municipality, reach="seats", since=dates.today())
    Seat.objects.create(participation=mesa.participations.get(actor=company), user=user, since=dates.today())
    agrees(mesa)
    assert may_of(user, mesa) == RECORDS


@pytest.mark.django_db
def test_other_doors_are_named_without_their_keys(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, coordinadora: User
) -> None:
    by = principal_of(funcionaria)
    create_token(name="Secreto", can_write=True, days=30, by=by)
    commitment = factories.make_commitment(mesa, municipalidad, what="Enviar el catastro")
    address = share_commitment(commitment=commitment, by=by)
    soon = timezone.now() + timedelta(days=5)
    invite = {"actor": municipalidad, "invited_by": coordinadora}
    Invitation.objects.create(email="si@example.org", expires_at=soon, **invite)
    Invitation.objects.create(email="no@example.org", expires_at=soon, reach="seats", **invite)
    Invitation.objects.create(
        email="asiento@example.org", expires_at=soon, reach="seats", alliances=[str(mesa.pk)], **invite
    )
    Invitation.objects.create(email="vencida@example.org", expires_at=timezone.now(), **invite)
    told = who_sees(mesa)
    assert [(door.what, door.shared_by) for door in told.doors] == [("Enviar el catastro", "Rocío Paredes")]
    assert {row.email for row in told.invitations} == {"si@example.org", "asiento@example.org"}
    assert told.is_public
    text = factories.page(factories.client_of(coordinadora), f"/mesas/{mesa.pk}/quien-ve/")
    assert "1 token de escritura" in text
    assert "si@example.org" in text
    for secret in (address.rstrip("/").rsplit("/", 1)[-1], "Secreto", ApiToken.objects.get().prefix):
        assert secret not in text


@pytest.mark.django_db
def test_officials_read_it_and_are_shown_no_addresses(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, empresa: User, coordinadora: User
) -> None:
    soon = timezone.now() + timedelta(days=5)
    Invitation.objects.create(email="si@example.org", actor=municipalidad, expires_at=soon)
    client = factories.client_of(funcionaria)
    text = factories.page(client, f"/mesas/{mesa.pk}/quien-ve/")
    assert "Diego Lagos" in text
    assert "Generadora del Norte SpA" in text
    assert "Una persona, por Municipalidad de Mejillones" in text
    assert "si@example.org" not in text
    assert f"/mesas/{mesa.pk}/quien-ve/" in factories.page(client, f"/mesas/{mesa.pk}/actores/")
    refused = factories.client_of(empresa)
    factories.page(refused, f"/mesas/{mesa.pk}/quien-ve/", 403)
    assert f"/mesas/{mesa.pk}/quien-ve/" not in factories.page(refused, f"/mesas/{mesa.pk}/actores/")


@pytest.mark.django_db
def test_the_sheet_has_a_line_for_each_reason(
    mesa: Alliance, municipalidad: Actor, funcionaria: User, coordinadora: User
) -> None:
    Seat.objects.create(
        participation=mesa.participations.get(actor=municipalidad), user=funcionaria, since=dates.today()
    )
    answer = factories.client_of(coordinadora).get(f"/mesas/{mesa.pk}/quien-ve/planilla.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len([line for line in lines if line.startswith("Rocío Paredes;")]) == 2
    assert len([line for line in lines if "equipo de la fundación" in line]) == 1


@pytest.mark.django_db
def test_it_takes_as_many_queries_for_many_as_for_few(mesa: Alliance, municipalidad: Actor) -> None:
    def one_more(n: int) -> None:
        user = factories.make_user(f"Persona {n}", acts_for=municipalidad)
        create_token(name="t", can_write=False, days=3, by=principal_of(user))
        share_commitment(commitment=factories.make_commitment(mesa, municipalidad), by=SYSTEM)

    one_more(0)
    with factories.count_queries() as few:
        who_sees(mesa)
    for n in range(1, 16):
        one_more(n)
    with factories.count_queries() as many:
        assert len(who_sees(mesa).viewers) > 15
    assert len(many) == len(few)


@pytest.mark.django_db
def test_the_api_tells_the_same(mesa: Alliance, funcionaria: User, empresa: User, coordinadora: User) -> None:
    told = factories.api(coordinadora).get(f"/api/v1/alliances/{mesa.pk}/access/").json()
    assert {row["user"]["name"] for row in told["viewers"]} == {"Camila Soto", "Rocío Paredes", "Diego Lagos"}
    reasons = {row["user"]["name"]: [one["code"] for one in row["reasons"]] for row in told["viewers"]}
    assert reasons["Camila Soto"] == ["foundation"]
    assert reasons["Diego Lagos"] == ["organisation"]
    assert {row["user"]["name"]: row["may"] for row in told["viewers"]}["Rocío Paredes"] == "records"
