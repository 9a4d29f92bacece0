"""A traspaso of the foundation's own staff: which doors it closes, and which are her organisation's."""

import pytest

from accounts.principal import principal_of
from actors.models import Invitation
from core.models import SignedLink
from tests.actors.handovers import make_leaving, make_team

pytestmark = pytest.mark.django_db


def test_whoever_leaves_the_team_leaves_no_door_open_but_those_of_her_organisation() -> None:
    world = make_leaving()
    team = make_team(world)
    world.go(leaver=world.coordinator, successor=team.successor, actor=None, by=principal_of(team.successor))
    assert set(SignedLink.objects.filter(made_by=world.coordinator, revoked_at=None)) == {team.own_link}
    assert set(Invitation.objects.open().filter(invited_by=world.coordinator)) == {team.own_invitation}
    world.link.refresh_from_db()
    assert world.link.revoked_at is None, "la hizo otra persona"
