"""What the books refuse before the database would: a sentence beside the field, and nothing written."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.errors import Conflict
from core.ids import uuid7
from portfolio.models import Movement, Pledge
from portfolio.services.books import Amount
from tests import factories as f

pytestmark = pytest.mark.django_db


def uf(amount: str, rate: str = "38000") -> Amount:
    return Amount(uf=Decimal(amount), uf_rate=Decimal(rate), uf_date=dates.today())


@pytest.mark.parametrize(
    ("amount", "field"),
    [
        (uf("1.23456"), "uf"),
        (uf("1", "38000.123"), "uf_rate"),
        (uf("NaN"), "uf"),
        (uf("1", "Infinity"), "uf_rate"),
        (uf("0.001", "123456789.00"), "uf_rate"),
        (uf("12345678901", "0.01"), "uf"),
        (uf("0.0001", "0.01"), "uf_rate"),
        (Amount(5, uf_rate=Decimal(38000)), "uf"),
        (Amount(5, uf_date=dates.today()), "uf"),
    ],
)
def test_an_amount_in_uf_that_the_books_would_round_is_refused(
    mesa: Alliance, empresa_actor: Actor, amount: Amount, field: str
) -> None:
    for act in (f.make_receipt, f.make_pledge):
        with pytest.raises(ValidationError) as told:
            act(mesa, empresa_actor, amount=amount)
        assert set(told.value.message_dict) == {field}
    assert not Movement.objects.exists()
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("character", ["", "donacion", "una palabra demasiado larga"])
def test_why_the_money_is_given_is_one_of_three(mesa: Alliance, empresa_actor: Actor, character: str) -> None:
    for act in (f.make_receipt, f.make_pledge):
        with pytest.raises(ValidationError) as told:
            act(mesa, empresa_actor, character=character)
        assert set(told.value.message_dict) == {"character"}
    assert not Movement.objects.exists()


def test_an_identifier_that_was_used_is_told(mesa: Alliance, empresa_actor: Actor) -> None:
    uid = uuid7()
    for act, first in ((f.make_receipt, Movement), (f.make_pledge, Pledge)):
        assert isinstance(act(mesa, empresa_actor, uid=uid), first)
        with pytest.raises(Conflict) as told:
            act(mesa, empresa_actor, uid=uid)
        assert told.value.code == "reused_key"


@pytest.mark.parametrize(("year", "is_kept"), [(-1, True), (0, True), (10, True), (-2, False), (11, False)])
def test_a_pledge_is_for_a_year_of_the_life_of_the_alliance(
    mesa: Alliance, empresa_actor: Actor, year: int, is_kept: bool
) -> None:
    """The mesa of these tests began a year ago."""
    told: dict[str, Any] = {"year": mesa.today().year + year}
    if is_kept:
        assert f.make_pledge(mesa, empresa_actor, **told).year == told["year"]
        return
    with pytest.raises(ValidationError) as error:
        f.make_pledge(mesa, empresa_actor, **told)
    assert set(error.value.message_dict) == {"year"}
    assert not Pledge.objects.exists()
