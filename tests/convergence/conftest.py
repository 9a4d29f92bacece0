"""The address of the 90-second form of `mesa`, and a browser signed in as its official."""

from typing import Any

import pytest

from accounts.models import User
from convergence.models import Alliance
from tests import factories
from tests.convergence.acts import address


@pytest.fixture
def record_url(mesa: Alliance) -> str:
    return address("record", mesa.pk)


@pytest.fixture
def official(funcionaria: User) -> Any:
    return factories.client_of(funcionaria)
