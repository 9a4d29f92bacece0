"""A traspaso: all that one person held is the next one's, the leaver has nothing left, and who may do it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from accounts.principal import principal_of
from actors.models import Handover, Invitation, Membership
from actors.services.handover import hand_over, plan_handover
from convergence.models import Alliance, Commitment, Seat
from convergence.services.alliances import update_alliance
from core import dates
from core.errors import Conflict, DomainError, NotAllowed
from core.models import Event, SavedView
from tests import factories
from tests.actors.handovers import NOTHING, Leaving, held_by, make_leaving

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Leaving:
    return make_leaving()


def test_the_successor_has_everything_and_the_leaver_nothing(world: Leaving) -> None:
    before = {row.pk: (row.due_on, row.state, row.version) for row in world.owed}
    world.go(reason="Dejó el cargo")
    assert held_by(world.leaver) == NOTHING
    assert held_by(world.successor) == {**NOTHING, "memberships": 1, "seats": 1, "commitments": 3, "views": 1}
    now = world.successor.memberships.get()
    assert (now.role, now.reach, now.title) == (
        "manager",
        "organisation",
        "Directora de desarrollo comunitario",
    )
    seat = Seat.objects.living().get(user=world.successor)
    assert (seat.participation.alliance_id, seat.kind) == (world.mesa.pk, "titular")
    assert seat.participation.representative == "Elena Ñancupil"
    for row in Commitment.objects.filter(pk__in=before):
        assert row.person == world.successor
        assert (row.due_on, row.state, row.version - 1) == before[row.pk]


def test_what_was_done_stays_under_the_name_of_who_did_it(world: Leaving) -> None:
    world.go()
    world.kept.refresh_from_db()
    assert world.kept.person == world.leaver
    ended = world.leaver.memberships.get()
    assert ended.until == dates.today()
    assert Seat.objects.get(user=world.leaver).until == dates.today()


def test_the_leaver_sees_and_opens_nothing(world: Leaving, client: Any) -> None:
    client.force_login(world.leaver)
    token = factories.api(world.leaver)
    address = f"/mesas/{world.mesa.pk}/"
    assert client.get(address).status_code == 200
    assert token.get("/api/v1/alliances/").status_code == 200
    world.go(close_account=True)
    assert client.get(address).status_code == 302
    assert token.get("/api/v1/alliances/").status_code == 401
    world.leaver.refresh_from_db()
    assert not world.leaver.is_active
    assert not Alliance.objects.visible_to(principal_of(world.leaver)).exists()


def test_an_account_that_stays_open_signs_in_anew_and_sees_no_mesa(world: Leaving, client: Any) -> None:
    client.force_login(world.leaver)
    world.go()
    assert client.get("/mesas/").status_code == 302
    world.leaver.refresh_from_db()
    assert world.leaver.is_active
    client.force_login(world.leaver)
    assert client.get(f"/mesas/{world.mesa.pk}/").status_code == 404
    assert Session.objects.exists()


def test_whoever_keeps_another_organisation_keeps_her_account_for_it(world: Leaving, client: Any) -> None:
    other = factories.make_actor("Municipalidad de Taltal")
    mesa = factories.make_mesa("Mesa de Taltal", partners=[other])
    factories.make_membership(world.leaver, other)
    owed = factories.make_commitment(mesa, other, person=world.leaver)
    client.force_login(world.leaver)
    row = world.go(close_account=True)
    assert "account" not in row.moved
    assert held_by(world.leaver) == {**NOTHING, "memberships": 1, "commitments": 1, "tokens": 1, "views": 1}
    owed.refresh_from_db()
    assert owed.person == world.leaver
    assert client.get(f"/mesas/{mesa.pk}/").status_code == 200
    assert client.get(f"/mesas/{world.mesa.pk}/").status_code == 404


def test_a_successor_who_sits_already_gains_and_loses_nothing(world: Leaving) -> None:
    factories.make_membership(world.successor, world.town)
    Membership.objects.filter(user=world.successor).update(reach="seats", title="Jefa de gabinete")
    stay = world.mesa.participations.get(actor=world.town)
    Seat.objects.create(participation=stay, user=world.successor, kind="suplente", since=dates.today())
    SavedView.objects.create(owner=world.successor, page="commitments", name="Compromisos de la comuna")
    world.go()
    now = world.successor.memberships.get()
    assert (now.role, now.reach, now.title) == ("manager", "organisation", "Jefa de gabinete")
    assert [seat.kind for seat in Seat.objects.living().filter(user=world.successor)] == ["titular"]
    names = SavedView.objects.filter(owner=world.successor).values_list("name", flat=True)
    assert sorted(names) == ["Compromisos de la comuna", "Compromisos de la comuna (2)"]


def test_a_person_with_seats_only_hands_over_seats_only(world: Leaving) -> None:
    Membership.objects.filter(user=world.leaver).update(reach="seats", role="member")
    row = world.go()
    assert world.successor.memberships.get().reach == "seats"
    seen = Alliance.objects.visible_to(principal_of(world.successor))
    assert list(seen) == [world.mesa]
    assert [entry["id"] for entry in row.moved["mesas"]] == [str(world.mesa.pk)]


def test_a_member_of_a_merged_organisation_hands_over_what_both_rows_hold(world: Leaving) -> None:
    """The membership names the merged row, the commitments the one that stayed."""
    old = factories.make_actor("I. Municipalidad de Mejillones")
    type(old).objects.filter(pk=old.pk).update(merged_into=world.town)
    Membership.objects.filter(user=world.leaver).update(actor=old)
    old.refresh_from_db()
    row = world.go(actor=old)
    assert row.actor_id == world.town.pk
    assert held_by(world.leaver) == NOTHING
    assert held_by(world.successor)["commitments"] == 3


def test_a_coordinator_hands_over_her_mesas_and_leaves_the_team(world: Leaving) -> None:
    paula = factories.make_user("Paula Vera", is_foundation_staff=True)
    closed = factories.make_mesa("Mesa cerrada", coordinator=world.coordinator)
    Alliance.objects.filter(pk=closed.pk).update(stage="cerrada")
    factories.make_user("Otra", is_foundation_staff=True)
    row = world.go(leaver=world.coordinator, successor=paula, actor=None, by=principal_of(paula))
    assert row.actor is None
    world.coordinator.refresh_from_db()
    assert not world.coordinator.is_foundation_staff
    assert set(Alliance.objects.filter(coordinator=paula)) == {world.mesa, world.second}
    assert Alliance.objects.get(coordinator=world.coordinator) == closed


def test_a_coordinator_who_leaves_the_team_has_no_account_left_if_that_is_asked(world: Leaving) -> None:
    paula = factories.make_user("Paula Vera", is_foundation_staff=True)
    told = {"leaver": world.coordinator, "successor": paula, "actor": None, "by": principal_of(paula)}
    assert plan_handover(**told).whole
    row = world.go(**told, close_account=True)
    assert {"session", "closed"} <= {entry["kind"] for entry in row.moved["account"]}
    world.coordinator.refresh_from_db()
    assert not world.coordinator.is_active


def test_only_foundation_staff_take_over_from_foundation_staff(world: Leaving) -> None:
    with pytest.raises(DomainError) as told:
        world.go(leaver=world.coordinator, actor=None)
    assert (told.value.code, told.value.field) == ("not_staff", "successor")


def test_an_administrator_is_handed_over_by_an_administrator(world: Leaving) -> None:
    paula = factories.make_user("Paula Vera", is_foundation_staff=True)
    chief = factories.make_user("Jefa", is_foundation_staff=True, is_superuser=True, is_staff=True)
    told = {"leaver": chief, "successor": paula, "actor": None}
    with pytest.raises(NotAllowed):
        world.go(**told, by=principal_of(paula))
    with pytest.raises(Conflict) as refused:
        world.go(**told, by=principal_of(chief))
    assert refused.value.code == "last"
    factories.make_user("Otra jefa", is_foundation_staff=True, is_superuser=True)
    world.go(**told, by=principal_of(chief))
    chief.refresh_from_db()
    assert (chief.is_foundation_staff, chief.is_staff, chief.is_superuser) == (False, False, False)


# Who may ------------------------------------------------------------------------
def test_whoever_keeps_the_page_hands_over_her_own_place(world: Leaving) -> None:
    factories.make_membership(world.successor, world.town)
    world.go(by=principal_of(world.leaver), close_account=True)
    assert held_by(world.leaver) == NOTHING
    assert Handover.objects.get().done_by == world.leaver


@pytest.mark.parametrize("who", ["member", "other", "reader", "nobody"])
def test_nobody_else_hands_over(world: Leaving, who: str) -> None:
    people = {
        "member": factories.make_user("Miembro", acts_for=world.town),
        "other": factories.make_user("De otra"),
        "reader": world.leaver,
        "nobody": None,
    }
    factories.make_membership(people["other"], factories.make_actor("Otra"), role="manager")
    by = principal_of(people[who], can_write=who != "reader")
    for actor in (world.town, None):
        with pytest.raises(NotAllowed):
            world.go(by=by, actor=actor)
    with pytest.raises(NotAllowed):
        plan_handover(leaver=world.leaver, successor=world.successor, actor=world.town, by=by)
    assert held_by(world.leaver)["commitments"] == 3


@pytest.mark.parametrize("right", ["is_superuser", "is_staff", "is_foundation_staff"])
def test_whoever_keeps_a_page_shuts_nobody_out_who_runs_the_house(
    world: Leaving, client: Any, right: str
) -> None:
    colleague = factories.make_user("Colega", acts_for=world.town)
    keeper = factories.make_user("Administra la ficha")
    factories.make_membership(keeper, world.town, role="manager")
    User.objects.filter(pk=world.leaver.pk).update(**{right: True})
    world.leaver.refresh_from_db()
    client.force_login(world.leaver)
    token = factories.api(world.leaver)
    told = {
        "actor": world.town.pk,
        "leaver": world.leaver.pk,
        "successor": colleague.pk,
        "close_account": True,
    }
    done = factories.api(keeper).post("/api/v1/handovers/", told, format="json")
    assert done.status_code == 201, done.content
    assert "account" not in {part["part"] for part in done.json()["moved"]}
    world.leaver.refresh_from_db()
    assert world.leaver.is_active
    assert client.get("/mesas/").status_code == 200
    assert token.get("/api/v1/alliances/").status_code == 200
    assert not world.leaver.memberships.living().exists()


def test_an_invitation_of_another_organisation_keeps_the_account_that_it_waits_for(world: Leaving) -> None:
    other = factories.make_actor("Municipalidad de Taltal")
    factories.make_invitation(other, world.leaver.email)
    assert not plan_handover(
        leaver=world.leaver, successor=world.successor, actor=world.town, by=world.by
    ).whole
    assert "account" not in world.go(close_account=True).moved
    world.leaver.refresh_from_db()
    assert world.leaver.is_active
    assert held_by(world.leaver)["tokens"] == 1


@pytest.mark.parametrize("how", ["withdrawn", "lapsed", "of the same"])
def test_an_invitation_that_leads_nowhere_else_keeps_no_account(world: Leaving, how: str) -> None:
    row = factories.make_invitation(factories.make_actor("Otra"), world.leaver.email)
    changes: dict[str, Any] = {
        "withdrawn": {"revoked_at": timezone.now()},
        "lapsed": {"expires_at": timezone.now()},
        "of the same": {"actor": world.town},
    }
    Invitation.objects.filter(pk=row.pk).update(**changes[how])
    world.go(close_account=True)
    world.leaver.refresh_from_db()
    assert not world.leaver.is_active


@pytest.mark.parametrize("who", ["gone", "of another of hers", "stranger"])
def test_whoever_keeps_a_page_hands_over_only_to_those_who_act_for_it(world: Leaving, who: str) -> None:
    """Others come in by an invitation that they accept themselves; the foundation may name anybody."""
    other = factories.make_actor("Municipalidad de Taltal")
    factories.make_membership(world.leaver, other, role="manager")
    successor = world.successor
    if who == "gone":
        factories.make_membership(successor, world.town, until=dates.today())
    elif who == "of another of hers":
        factories.make_membership(successor, other)
    by = principal_of(world.leaver)
    told = {"leaver": world.leaver, "successor": successor, "actor": world.town}
    for act in (plan_handover, hand_over):
        with pytest.raises(DomainError) as refused:
            act(**told, by=by)
        assert (refused.value.code, refused.value.field) == ("not_of_actor", "successor")
    sent = {name: str(row.pk) for name, row in told.items()}
    answer = factories.api(world.leaver).post("/api/v1/handovers/", sent, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["successor"])
    assert held_by(world.leaver)["commitments"] == 3
    assert not Membership.objects.living().filter(user=successor, actor=world.town).exists()
    world.go()
    assert held_by(successor)["commitments"] == 3


# Bad input ------------------------------------------------------------------------
@pytest.mark.parametrize("wrong", ["same", "inactive", "service"])
def test_a_successor_who_cannot_be_one(world: Leaving, wrong: str) -> None:
    if wrong == "same":
        successor = world.leaver
    elif wrong == "inactive":
        successor = factories.make_user("Inactiva", is_active=False)
    else:
        successor = factories.make_user("Cliente", kind="service")
    with pytest.raises(DomainError) as told:
        world.go(successor=successor)
    assert told.value.field == "successor"
    assert not Handover.objects.exists()


def test_a_traspaso_happens_once(world: Leaving) -> None:
    world.go()
    with pytest.raises(DomainError) as told:
        world.go()
    assert told.value.code == "nothing"
    assert Handover.objects.count() == 1


def test_what_changed_since_it_was_looked_at_is_looked_at_again(world: Leaving) -> None:
    plan = plan_handover(leaver=world.leaver, successor=world.successor, actor=world.town, by=world.by)
    factories.make_commitment(world.mesa, world.town, person=world.leaver)
    with pytest.raises(Conflict) as told:
        world.go(mark=plan.mark)
    assert told.value.code == "changed"
    assert held_by(world.leaver)["commitments"] == 4
    plan = plan_handover(leaver=world.leaver, successor=world.successor, actor=world.town, by=world.by)
    world.go(mark=plan.mark)


def test_the_plan_names_what_goes_and_moves_nothing(world: Leaving) -> None:
    told = {"leaver": world.leaver, "successor": world.successor, "actor": world.town}
    plan = plan_handover(**told, by=world.by)
    assert plan.whole
    assert held_by(world.leaver)["commitments"] == 3
    would = {group.code: [(line.kind, line.id) for line in group.lines if line.id] for group in plan.groups}
    row = world.go()
    went = {
        code: [(entry["kind"], entry["id"]) for entry in entries if "id" in entry]
        for code, entries in row.moved.items()
    }
    assert {code: sorted((k, str(i)) for k, i in lines) for code, lines in would.items()} == {
        code: sorted(lines) for code, lines in went.items()
    }


def test_commitments_of_one_whose_membership_ended_long_ago_still_go(world: Leaving) -> None:
    Membership.objects.filter(user=world.leaver).update(until=dates.today() - timedelta(days=30))
    with pytest.raises(DomainError) as told:
        world.go()
    assert told.value.code == "not_of_actor"
    factories.make_membership(world.successor, world.town)
    world.go()
    assert held_by(world.successor)["commitments"] == 3
    assert world.successor.memberships.get().role == "member"


# What it leaves behind ----------------------------------------------------------------
def test_events_and_what_is_kept_hold_ids_and_no_names(world: Leaving) -> None:
    row = world.go(reason="Dejó el cargo", close_account=True)
    done = Event.objects.get(kind="handover.done")
    assert done.scopes == [f"people:{world.town.pk}"]
    assert done.data == {"leaver": str(world.leaver.pk), "successor": str(world.successor.pk), "closed": True}
    passed = Event.objects.filter(kind="commitment.handed_over")
    assert {event.subject_id for event in passed} == {one.pk for one in world.owed}
    kinds = set(Event.objects.filter(scopes__contains=[world.mesa.scope]).values_list("kind", flat=True))
    assert {"seat.left", "seat.taken", "commitment.handed_over"} <= kinds
    kept = str(row.moved)
    for name in ("Rocío", "Elena", "catastro", "Mesa de", "Planilla"):
        assert name not in kept
    assert {entry["kind"] for entry in row.moved["account"]} == {"token", "session", "private_view", "closed"}


def test_nothing_of_the_mesa_changes_but_who_answers_for_it(world: Leaving) -> None:
    """An edit after the traspaso meets no surprise: versions went up by one where something was written."""
    world.go()
    update_alliance(alliance=world.mesa, by=world.by, version=1, purpose="Otro")
    assert User.objects.get(pk=world.successor.pk).is_active
