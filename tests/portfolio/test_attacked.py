"""Doors that a cold attack found open: slips that became other amounts, earmarks taken by backdating, old versions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from portfolio.models import Movement
from portfolio.services.books import Amount
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slip", ["500.000", "500,000", "1.0", "٥٠٠", "5e5", 500.0])
def test_a_client_that_writes_thousands_is_refused_and_never_cut(
    mesa: Alliance, empresa_actor: Actor, coordinadora: User, slip: object
) -> None:
    f.make_cycle(mesa)
    client = f.api(coordinadora)
    body = {
        "alliance": str(mesa.pk), "contributor": str(empresa_actor.pk), "pesos": slip,
        "happened_on": dates.today().isoformat(),
    }  # fmt: skip
    refused = client.post("/api/v1/receipts/", body, format="json")
    assert refused.status_code == 422, refused.content
    assert "pesos" in refused.content.decode()
    assert not Movement.objects.exists()
    assert client.post("/api/v1/receipts/", {**body, "pesos": "500"}, format="json").status_code == 201


def test_earmarked_money_is_not_taken_by_writing_an_earlier_day(mesa: Alliance, empresa_actor: Actor) -> None:
    def ago(days: int) -> date:
        return dates.today() - timedelta(days=days)

    plaza, muelle = (
        f.make_initiative(mesa, name, entered_on=mesa.started_on) for name in ("Plaza", "Muelle")
    )
    f.make_receipt(mesa, empresa_actor, 100, initiative=plaza, happened_on=ago(10))
    f.make_receipt(mesa, empresa_actor, 100, happened_on=ago(2))
    with pytest.raises(ValidationError) as told:
        f.make_allocation(muelle, 100, happened_on=ago(5))
    assert set(told.value.message_dict) == {"happened_on"}
    f.make_allocation(plaza, 100, happened_on=ago(9))
    f.make_allocation(muelle, 100, happened_on=ago(2))


@pytest.mark.parametrize(
    ("rate", "day", "field"),
    [
        ("39.48", 0, "uf_rate"),
        ("39485650", 0, "uf_rate"),
        ("39485.65", 400, "uf_date"),
        ("39485.65", -800, "uf_date"),
    ],
)
def test_a_rate_of_another_order_or_another_year_is_a_slip(
    mesa: Alliance, empresa_actor: Actor, rate: str, day: int, field: str
) -> None:
    amount = Amount(uf=Decimal(10), uf_rate=Decimal(rate), uf_date=dates.today() + timedelta(days=day))
    with pytest.raises(ValidationError) as told:
        f.make_receipt(mesa, empresa_actor, amount=amount)
    assert set(told.value.message_dict) == {field}


def test_an_edit_without_its_version_is_no_way_round_the_lock(mesa: Alliance, coordinadora: User) -> None:
    plaza = f.make_initiative(mesa, "Plaza")
    told = {
        "name": "Otra", "works_class": "vialidad", "comuna": "02102", "plan": "PLADECO", "version": "", "goal_1": 11,
    }  # fmt: skip
    answer = f.client_of(coordinadora).post(f"/iniciativas/{plaza.pk}/editar/", told)
    assert answer.status_code == 422
    plaza.refresh_from_db()
    assert plaza.name == "Plaza"


def test_what_a_work_has_received_is_no_fund(
    mesa: Alliance, empresa_actor: Actor, coordinadora: User
) -> None:
    plaza = f.make_initiative(mesa, "Plaza")
    f.make_receipt(mesa, empresa_actor, 100)
    f.make_allocation(plaza, 100)
    told = f.api(coordinadora).get(f"/api/v1/initiatives/{plaza.pk}/money/").json()["totals"]
    assert (told["received"], told["allocated"], told["available"]) == (0, 100, None)
