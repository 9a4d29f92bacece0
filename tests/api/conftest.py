"""A cycle, an initiative and a second company in the standing mesa: what every test of money begins with."""

from typing import Any

import pytest

from actors.models import Actor
from convergence.models import Alliance
from portfolio.models import Initiative
from tests.factories import make_actor, make_cycle, make_initiative, make_participation


@pytest.fixture
def ciclo(mesa: Alliance) -> Any:
    return make_cycle(mesa)


@pytest.fixture
def plaza(mesa: Alliance, ciclo: Any) -> Initiative:
    return make_initiative(mesa, "Plaza del Puerto", execution_cost=90_000_000)


@pytest.fixture
def otra_empresa(mesa: Alliance) -> Actor:
    actor = make_actor("Puerto Angamos SpA", kind="empresa")
    make_participation(mesa, actor, roles=["financiamiento"])
    return actor
