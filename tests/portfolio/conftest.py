"""What the pages of initiatives start from: an agreement of `mesa`, and browsers of those who take part in it."""

import pytest
from django.test import Client

from accounts.models import User
from convergence.models import Agreement, Alliance
from tests import factories


@pytest.fixture
def agreement(mesa: Alliance) -> Agreement:
    """The second of a meeting of a week ago."""
    meeting = factories.make_meeting(mesa, agreements=["Pintar la sede.", "Reponer la plaza de armas."])
    return meeting.agreements.get(number=2)


@pytest.fixture
def official(funcionaria: User) -> Client:
    return factories.client_of(funcionaria)
