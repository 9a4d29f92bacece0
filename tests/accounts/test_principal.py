"""Principal: roles follow from memberships in force; nobody else gets one."""

from datetime import timedelta

from accounts.models import User
from accounts.principal import ANONYMOUS, SYSTEM, principal_of
from actors.models import Actor
from core import dates
from tests.factories import count_queries, make_actor, make_membership, make_user, principal


def test_roles_follow_from_what_one_acts_for(
    coordinadora: User, funcionaria: User, empresa: User, vecina: User
) -> None:
    assert principal(coordinadora).roles == {"coordinator"}
    assert principal(funcionaria).roles == {"official"}
    assert principal(empresa).roles == {"company"}
    assert principal(vecina).roles == {"community"}
    assert not principal(make_user()).roles


def test_a_membership_counts_only_between_its_dates(municipalidad: Actor) -> None:
    today, day = dates.today(), timedelta(days=1)
    past, present, future = make_user(), make_user(), make_user()
    make_membership(past, municipalidad, until=today)  # the first day without it
    make_membership(present, municipalidad, until=today + day)
    make_membership(future, municipalidad, since=today + day)
    assert not principal(past).actor_ids
    assert principal(present).actor_ids == {municipalidad.pk}
    assert not principal(future).actor_ids


def test_memberships_are_read_once(funcionaria: User) -> None:
    who = principal(funcionaria)
    with count_queries() as counted:
        assert who.actor_ids
        assert who.roles
        assert who.on_behalf_of
    assert len(counted) == 1


def test_one_speaks_for_an_organisation_when_it_is_only_one(funcionaria: User, coordinadora: User) -> None:
    (fact,) = principal(funcionaria).memberships
    assert principal(funcionaria).on_behalf_of == fact.actor_id
    make_membership(funcionaria, make_actor())
    assert principal(funcionaria).on_behalf_of is None
    assert principal(coordinadora).on_behalf_of is None


def test_visitor_inactive_and_platform(funcionaria: User) -> None:
    funcionaria.is_active = False
    assert principal_of(funcionaria) is ANONYMOUS
    assert principal_of(None) is ANONYMOUS
    assert not ANONYMOUS.is_foundation
    assert SYSTEM.is_foundation
    assert not SYSTEM.roles
    assert SYSTEM.user_id is None
