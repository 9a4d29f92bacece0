"""What the foundation says of the money: promise, receive, allocate, spend, take back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.errors import Conflict, DomainError, NotAllowed
from core.models import Event
from portfolio.models import Entry, FundBalance, InitiativeBalance, Movement, Pledge
from portfolio.services.books import Amount
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def otra_empresa(mesa: Alliance) -> Actor:
    actor = f.make_actor("Puerto Angamos SpA", kind="empresa", comunas=["02102"])
    f.make_participation(mesa, actor, roles=["financiamiento"])
    return actor


def lines(movement: Movement) -> dict[str, int]:
    return {entry.contributor.name: entry.amount for entry in movement.entries.select_related("contributor")}


def refused(error: ValidationError) -> set[str]:
    return set(error.message_dict)


def test_a_pledge_is_kept_in_part_then_whole_then_beyond(mesa: Alliance, empresa_actor: Actor) -> None:
    pledge = f.make_pledge(mesa, empresa_actor, 1_000_000)
    told = Pledge.objects.with_state()
    assert (told.get(pk=pledge.pk).amount, told.get(pk=pledge.pk).received) == (1_000_000, 0)
    for pesos, received in ((400_000, 400_000), (600_000, 1_000_000), (50_000, 1_050_000)):
        f.make_receipt(mesa, empresa_actor, pesos, pledge=pledge)
        assert told.get(pk=pledge.pk).received == received
    totals = mesa_totals(mesa)
    assert (totals.pledged, totals.received, totals.contributors) == (1_000_000, 1_050_000, 1)


def mesa_totals(mesa: Alliance):  # type: ignore[no-untyped-def]
    return Entry.objects.filter(alliance=mesa).totals()


def test_uf_becomes_pesos_of_its_day_for_good(mesa: Alliance, empresa_actor: Actor) -> None:
    amount = Amount(uf=Decimal("120.5000"), uf_rate=Decimal("38765.43"), uf_date=dates.today())
    movement = f.make_receipt(mesa, empresa_actor, amount=amount)
    movement.refresh_from_db()
    assert movement.amount == 4_671_234  # 120,5 × 38.765,43 = 4.671.234,315
    assert (movement.uf, movement.uf_rate, movement.uf_date) == (
        Decimal("120.5000"), Decimal("38765.43"), dates.today(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "field"),
    [
        (Amount(), "amount"),
        (Amount(0), "amount"),
        (Amount(-5), "amount"),
        (Amount(10**14), "amount"),
        (Amount(5, uf=Decimal(1)), "uf"),
        (Amount(uf=Decimal(1), uf_rate=Decimal(38000)), "uf_date"),
        (Amount(uf=Decimal(1)), "uf_rate"),
        (Amount(uf=Decimal(-1), uf_rate=Decimal(38000), uf_date=dates.today()), "uf"),
    ],
)
def test_an_amount_that_cannot_be_says_which_box(
    mesa: Alliance, empresa_actor: Actor, amount: Amount, field: str
) -> None:
    with pytest.raises(ValidationError) as told:
        f.make_receipt(mesa, empresa_actor, amount=amount)
    assert field in refused(told.value)
    assert not Movement.objects.exists()


def test_what_comes_in_kind_stands_beside_the_fund(mesa: Alliance, empresa_actor: Actor) -> None:
    with pytest.raises(ValidationError) as told:
        f.make_receipt(mesa, empresa_actor, 900_000, in_kind=True, note="")
    assert refused(told.value) == {"note"}
    note = "Arriendo de maquinaria, según cotización de tres proveedores."
    f.make_receipt(mesa, empresa_actor, 900_000, in_kind=True, note=note)
    totals = mesa_totals(mesa)
    assert (totals.received, totals.received_in_kind, totals.available) == (0, 900_000, 0)
    with pytest.raises(ValidationError) as told:
        f.make_allocation(f.make_initiative(mesa), 1)
    assert refused(told.value) == {"amount"}


def test_allocation_takes_what_was_given_for_the_work_then_the_fund(
    mesa: Alliance, empresa_actor: Actor, otra_empresa: Actor
) -> None:
    plaza, muelle = f.make_initiative(mesa, "Plaza"), f.make_initiative(mesa, "Muelle")
    f.make_receipt(mesa, empresa_actor, 300)
    f.make_receipt(mesa, otra_empresa, 100)
    f.make_receipt(mesa, otra_empresa, 60, initiative=plaza)
    assert lines(f.make_allocation(plaza, 100)) == {empresa_actor.name: 30, otra_empresa.name: 70}
    with pytest.raises(ValidationError, match=r"\$360 disponibles"):
        f.make_allocation(muelle, 361)
    assert lines(f.make_allocation(muelle, 360)) == {empresa_actor.name: 270, otra_empresa.name: 90}


def test_money_given_for_one_work_never_pays_another(mesa: Alliance, empresa_actor: Actor) -> None:
    plaza, muelle = f.make_initiative(mesa, "Plaza"), f.make_initiative(mesa, "Muelle")
    f.make_receipt(mesa, empresa_actor, 500, initiative=plaza)
    with pytest.raises(ValidationError, match=r"\$0 disponibles"):
        f.make_allocation(muelle, 1)
    assert lines(f.make_allocation(plaza, 500)) == {empresa_actor.name: 500}


def test_expenditure_follows_the_lines_of_its_allocations(
    mesa: Alliance, empresa_actor: Actor, otra_empresa: Actor
) -> None:
    plaza = f.make_initiative(mesa, "Plaza")
    f.make_receipt(mesa, empresa_actor, 200)
    f.make_receipt(mesa, otra_empresa, 100)
    f.make_allocation(plaza, 150)
    assert lines(f.make_expenditure(plaza, 30)) == {empresa_actor.name: 20, otra_empresa.name: 10}
    with pytest.raises(ValidationError, match=r"\$120 asignados y sin gastar"):
        f.make_expenditure(plaza, 121)
    f.make_expenditure(plaza, 120)
    assert mesa_totals(mesa).unspent == 0


def test_a_line_is_frozen_when_others_pay_later(
    mesa: Alliance, empresa_actor: Actor, otra_empresa: Actor
) -> None:
    plaza = f.make_initiative(mesa, "Plaza")
    f.make_receipt(mesa, empresa_actor, 100)
    first = f.make_allocation(plaza, 80)
    f.make_receipt(mesa, otra_empresa, 100_000)
    assert lines(first) == {empresa_actor.name: 80}
    empresa_actor.kind_id = "fundacion_o_corporacion"
    empresa_actor.save()
    assert {entry.actor_kind_id for entry in first.entries.all()} == {"empresa"}


def test_a_reversal_takes_everything_back_and_both_stay(mesa: Alliance, empresa_actor: Actor) -> None:
    plaza = f.make_initiative(mesa, "Plaza")
    receipt = f.make_receipt(mesa, empresa_actor, 500)
    allocation = f.make_allocation(plaza, 300)
    expenditure = f.make_expenditure(plaza, 100)
    for movement, words in ((receipt, "ya está asignado"), (allocation, "ya está gastado")):
        with pytest.raises(DomainError, match=words):
            f.reverse(movement)
    for movement in (expenditure, allocation, receipt):
        twin = f.reverse(movement)
        assert (twin.amount, twin.reverses_id, twin.kind) == (-movement.amount, movement.pk, movement.kind)
    totals = mesa_totals(mesa)
    assert (totals.received, totals.allocated, totals.spent, totals.contributors) == (0, 0, 0, 0)
    assert Movement.objects.count() == 6
    row = FundBalance.objects.get()
    assert (row.received, row.allocated, row.pool_used, row.spent) == (0, 0, 0, 0)
    assert list(InitiativeBalance.objects.values_list("allocated", "spent")) == [(0, 0)]


def test_a_movement_is_reversed_once_and_a_reversal_not_at_all(mesa: Alliance, empresa_actor: Actor) -> None:
    receipt = f.make_receipt(mesa, empresa_actor)
    twin = f.reverse(receipt)
    with pytest.raises(Conflict, match="ya fue revertido"):
        f.reverse(receipt)
    with pytest.raises(DomainError, match="no se revierte"):
        f.reverse(twin)
    with pytest.raises(DomainError) as told:
        f.reverse(f.make_receipt(mesa, empresa_actor), reason="no")
    assert told.value.field == "reason"


def test_a_pledge_with_money_received_is_not_taken_back_first(mesa: Alliance, empresa_actor: Actor) -> None:
    pledge = f.make_pledge(mesa, empresa_actor, 100)
    paid = f.make_receipt(mesa, empresa_actor, 60, pledge=pledge)
    promise = pledge.movements.get(kind="pledge")
    with pytest.raises(DomainError, match="revierta antes lo recibido"):
        f.reverse(promise)
    f.reverse(paid)
    f.reverse(promise)
    assert mesa_totals(mesa).is_empty
    with pytest.raises(ValidationError) as told:
        f.make_receipt(mesa, empresa_actor, 60, pledge=pledge)
    assert refused(told.value) == {"pledge"}


def test_only_the_foundation_keeps_the_books(
    mesa: Alliance, empresa_actor: Actor, empresa: User, funcionaria: User
) -> None:
    receipt, plaza = f.make_receipt(mesa, empresa_actor, 100), f.make_initiative(mesa)
    for user in (empresa, funcionaria):
        by = f.principal(user)
        for act in (
            lambda by=by: f.make_pledge(mesa, empresa_actor, by=by),
            lambda by=by: f.make_receipt(mesa, empresa_actor, by=by),
            lambda by=by: f.make_allocation(plaza, 1, by=by),
            lambda by=by: f.make_expenditure(plaza, 1, by=by),
            lambda by=by: f.reverse(receipt, by=by),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert Movement.objects.count() == 1


def test_what_is_of_another_mesa_is_refused(
    mesa: Alliance, mesa_ajena: Alliance, empresa_actor: Actor, otra_municipalidad: Actor
) -> None:
    theirs = f.make_initiative(mesa_ajena)
    foreign_cycle = f.make_cycle(mesa_ajena)
    for fields, field in (
        ({"initiative": theirs}, "initiative"),
        ({"cycle": foreign_cycle}, "cycle"),
        ({"happened_on": dates.today() + timedelta(days=2)}, "happened_on"),
        ({"happened_on": mesa.started_on - timedelta(days=1)}, "happened_on"),
    ):
        with pytest.raises(ValidationError) as told:
            f.make_receipt(mesa, empresa_actor, **fields)
        assert field in refused(told.value)
    with pytest.raises(ValidationError) as told:
        f.make_receipt(mesa, otra_municipalidad)
    assert refused(told.value) == {"contributor"}
    pledge = f.make_pledge(mesa_ajena, otra_municipalidad)
    with pytest.raises(ValidationError) as told:
        f.make_receipt(mesa, empresa_actor, pledge=pledge)
    assert refused(told.value) == {"pledge"}


def test_a_date_outside_every_cycle_asks_for_the_cycle(mesa: Alliance, empresa_actor: Actor) -> None:
    with pytest.raises(ValidationError) as told:
        f.make_receipt(mesa, empresa_actor, cycle=None)
    assert refused(told.value) == {"cycle"}


def test_a_discarded_work_receives_nothing(mesa: Alliance, empresa_actor: Actor) -> None:
    f.make_receipt(mesa, empresa_actor, 100)
    with pytest.raises(ValidationError) as told:
        f.make_allocation(f.make_initiative(mesa, phase="descartada"), 1)
    assert refused(told.value) == {"initiative"}


def test_the_event_of_a_contribution_names_neither_giver_nor_amount(
    mesa: Alliance, empresa_actor: Actor
) -> None:
    f.make_receipt(mesa, empresa_actor, 7_654_321)
    event = Event.objects.get(kind="receipt.recorded")
    assert event.data == {}
    assert mesa.scope not in event.scopes  # read by whoever sees the ledger, and by the giver
