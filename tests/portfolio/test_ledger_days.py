"""Figures hold as of any day: money is allocated when it is there, spent when it was allocated, and a work that is
discarded keeps none of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.errors import DomainError
from portfolio.models import Entry, Initiative, Phase
from portfolio.services.initiatives import move_initiative
from tests import factories as f

pytestmark = pytest.mark.django_db


def ago(days: int) -> object:
    return dates.today() - timedelta(days=days)


@pytest.fixture
def plaza(mesa: Alliance) -> Initiative:
    return f.make_initiative(mesa, "Plaza", entered_on=mesa.started_on)


def test_money_is_not_allocated_before_the_day_it_came(
    mesa: Alliance, empresa_actor: Actor, plaza: Initiative
) -> None:
    f.make_receipt(mesa, empresa_actor, 100, happened_on=ago(20))
    f.make_receipt(mesa, empresa_actor, 100, happened_on=ago(5))
    with pytest.raises(ValidationError) as told:
        f.make_allocation(plaza, 150, happened_on=ago(10))
    assert set(told.value.message_dict) == {"happened_on"}
    f.make_allocation(plaza, 100, happened_on=ago(10))
    with pytest.raises(ValidationError):
        f.make_allocation(plaza, 1, happened_on=ago(6))
    f.make_allocation(plaza, 100, happened_on=ago(5))
    assert all(
        Entry.objects.filter(alliance=mesa).as_of(ago(day)).totals().available >= 0 for day in range(25)
    )


def test_money_is_not_spent_before_it_was_allocated(
    mesa: Alliance, empresa_actor: Actor, plaza: Initiative
) -> None:
    f.make_receipt(mesa, empresa_actor, 100, happened_on=ago(20))
    f.make_allocation(plaza, 100, happened_on=ago(10))
    with pytest.raises(ValidationError) as told:
        f.make_expenditure(plaza, 10, happened_on=ago(11))
    assert set(told.value.message_dict) == {"happened_on"}
    f.make_expenditure(plaza, 10, happened_on=ago(10))


def test_a_reversal_is_not_dated_before_what_rested_on_it_was_taken_back(
    mesa: Alliance, empresa_actor: Actor, plaza: Initiative
) -> None:
    receipt = f.make_receipt(mesa, empresa_actor, 100, happened_on=ago(20))
    allocation = f.make_allocation(plaza, 60, happened_on=ago(15))
    f.reverse(allocation, happened_on=ago(5))
    with pytest.raises(ValidationError) as told:
        f.reverse(receipt, happened_on=ago(10))
    assert set(told.value.message_dict) == {"happened_on"}
    f.reverse(receipt, happened_on=ago(5))


def test_a_work_with_money_inside_is_not_discarded(
    mesa: Alliance, empresa_actor: Actor, plaza: Initiative
) -> None:
    gone = Phase.objects.get(pk="descartada")
    receipt = f.make_receipt(mesa, empresa_actor, 100, initiative=plaza)
    with pytest.raises(DomainError, match=r"\$100 recibidos para esta iniciativa") as told:
        move_initiative(initiative=plaza, phase=gone, by=f.SYSTEM)
    assert told.value.field == "phase"
    allocation = f.make_allocation(plaza, 60)
    with pytest.raises(DomainError, match=r"\$60 asignados y sin gastar"):
        move_initiative(initiative=plaza, phase=gone, by=f.SYSTEM)
    f.reverse(allocation)
    f.reverse(receipt)
    move_initiative(initiative=plaza, phase=gone, by=f.SYSTEM)
    plaza.refresh_from_db()
    for act in (f.make_receipt, f.make_pledge):
        with pytest.raises(ValidationError) as refused:
            act(mesa, empresa_actor, 100, initiative=plaza)
        assert set(refused.value.message_dict) == {"initiative"}


def test_money_given_for_a_work_is_not_hidden_by_what_others_allocated(
    mesa: Alliance, empresa_actor: Actor, plaza: Initiative
) -> None:
    other = f.make_actor("Puerto Angamos SpA", kind="empresa")
    f.make_participation(mesa, other, roles=["financiamiento"])
    f.make_receipt(mesa, empresa_actor, 100_000)
    f.make_allocation(plaza, 100_000)
    f.make_expenditure(plaza, 100_000)
    f.make_receipt(mesa, other, 90_000, initiative=plaza)
    with pytest.raises(DomainError, match=r"\$90.000 recibidos para esta iniciativa"):
        move_initiative(initiative=plaza, phase=Phase.objects.get(pk="descartada"), by=f.SYSTEM)
