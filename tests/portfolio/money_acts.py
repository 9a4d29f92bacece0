"""What the tests of the ledger's pages start from and do over and over: two companies on one initiative, addresses,
bodies of the forms, and what would be a leak."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.models import new_uid
from portfolio.models import Initiative
from tests import factories as f

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"
OTHER = "Puerto Angamos SpA"
# No sum of the mesa is one of these: on a page of somebody else each would be a leak.
OTHERS_MONEY = ("7.654.321", "6.543.211", "3.210.987")


def another_company(mesa: Alliance) -> Actor:
    actor = f.make_actor(OTHER, kind="empresa", comunas=["02102"])
    f.make_participation(mesa, actor, roles=["financiamiento"])
    return actor


def square(mesa: Alliance) -> Initiative:
    return f.make_initiative(mesa, "Plaza de la Costanera", execution_cost=60_000_000)


def live(mesa: Alliance, empresa_actor: Actor, otra: Actor, plaza: Initiative) -> dict[str, Any]:
    """Two companies on one initiative: promised, received, allocated and spent."""
    mine = f.make_pledge(mesa, empresa_actor, 20_100_000)
    theirs = f.make_pledge(mesa, otra, 7_654_321, initiative=plaza, note="Convenio reservado del puerto")
    received = f.make_receipt(mesa, empresa_actor, 4_100_000, pledge=mine)
    others = f.make_receipt(mesa, otra, 6_543_211, pledge=theirs)
    f.make_receipt(mesa, empresa_actor, 1_000_000, in_kind=True, note="Asesoría de ingeniería")
    alone = f.make_receipt(mesa, otra, 3_210_987, in_kind=True, note="Horas de maquinaria del puerto")
    allocated = f.make_allocation(plaza, 5_000_000)
    spent = f.make_expenditure(plaza, 2_000_000)
    return {
        "mine": mine, "theirs": theirs, "received": received, "others": others, "alone": alone,
        "allocated": allocated, "spent": spent,
    }  # fmt: skip


def at(name: str, row: Any) -> str:
    return reverse(f"portfolio:{name}", args=[row.pk])


def errors(answer: HttpResponse) -> dict[str, list[str]]:
    assert answer.status_code == 422, answer.status_code
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def today() -> str:
    return dates.today().isoformat()


def pledge_data(contributor: Actor, /, **changes: Any) -> dict[str, Any]:
    data = {
        "uid": new_uid(), "contributor": contributor.pk, "year": str(dates.today().year),
        "signed_on": today(), "amount": "1.234.567", "character": "voluntario",
    }  # fmt: skip
    return {key: value for key, value in (data | changes).items() if value is not None}


def receipt_data(contributor: Actor | None, /, **changes: Any) -> dict[str, Any]:
    data = {
        "uid": new_uid(), "contributor": contributor.pk if contributor else None, "happened_on": today(),
        "amount": "400.000", "character": "voluntario",
    }  # fmt: skip
    return {key: value for key, value in (data | changes).items() if value is not None}


def fund_data(amount: str, **changes: Any) -> dict[str, Any]:
    return {"uid": new_uid(), "amount": amount, "happened_on": today(), **changes}


def no_trace(page: str) -> None:
    assert OTHER not in page
    assert "reservado" not in page
    assert "maquinaria" not in page
    for amount in OTHERS_MONEY:
        assert amount not in page
