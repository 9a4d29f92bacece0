"""The ledger read by the API: filters, sums of a mesa by cycle, of a contributor, and what a list costs."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from portfolio.models import Initiative
from tests.api.answers import at, ok, problem
from tests.api.ledger_bodies import TODAY
from tests.factories import (
    api,
    count_queries,
    make_actor,
    make_allocation,
    make_cycle,
    make_expenditure,
    make_initiative,
    make_mesa,
    make_participation,
    make_pledge,
    make_receipt,
    reverse,
)


def test_the_lists_filter_and_a_filter_that_is_unknown_says_so(
    coordinadora: User, mesa: Alliance, plaza: Initiative, empresa_actor: Actor, otra_empresa: Actor
) -> None:
    make_receipt(mesa, empresa_actor, 800_000)
    make_receipt(mesa, otra_empresa, 200_000, happened_on=dates.today() - timedelta(days=40))
    make_allocation(plaza, 500_000)
    client = api(coordinadora)

    def found(name: str, **query: Any) -> list[Any]:
        return sorted(row["amount"] for row in ok(client.get(at(name), query))["results"])

    assert found("movements") == [200_000, 500_000, 800_000]
    assert found("movements", kind="receipt") == [200_000, 800_000]
    assert found("movements", contributor=otra_empresa.pk) == [200_000, 500_000]
    assert found("movements", initiative=plaza.pk) == [500_000]
    assert found("movements", happened_to=TODAY, happened_from=TODAY) == [500_000, 800_000]
    assert found("entries") == [100_000, 200_000, 400_000, 800_000]
    assert found("entries", contributor=otra_empresa.pk) == [100_000, 200_000]
    assert found("entries", kind="allocation", alliance=mesa.pk) == [100_000, 400_000]
    for name in ("movements", "entries"):
        assert set(problem(client.get(at(name), {"kind": "robo"}), 422)["errors"]) == {"kind"}
        assert set(problem(client.get(at(name), {"contributor": "x"}), 422)["errors"]) == {"contributor"}
    assert "year" in problem(client.get(at("pledges"), {"year": "NaN"}), 422)["errors"]


def test_the_money_of_a_mesa_by_cycle_with_what_it_moves(
    coordinadora: User, vecina: User, ajena: User, mesa: Alliance, empresa_actor: Actor, municipalidad: Actor
) -> None:
    half = dates.add_months(dates.today(), -6)
    make_cycle(mesa, ends_on=half - timedelta(days=1))
    second = make_cycle(mesa, starts_on=half)
    old, new = half - timedelta(days=9), dates.today()
    make_receipt(mesa, empresa_actor, 2_000_000, happened_on=old, cycle=None)
    make_receipt(mesa, empresa_actor, 3_000_000, happened_on=new, cycle=None)
    make_receipt(mesa, municipalidad, 7_000_000, happened_on=new, cycle=None)  # public: not leverage
    make_receipt(mesa, empresa_actor, 1_000_000, happened_on=new, cycle=None, character="rca")
    make_receipt(
        mesa, empresa_actor, 900_000, happened_on=new, cycle=None, in_kind=True, note="Tres cotizaciones"
    )
    make_initiative(mesa, execution_cost=100_000_000)
    make_initiative(mesa, execution_cost=400_000_000, phase="descartada")
    told = ok(api(vecina).get(at("alliance-money", mesa.pk)))
    assert [(row["cycle"]["number"], row["received"]) for row in told["cycles"]] == [
        (1, 2_000_000),
        (2, 11_000_000),
    ]
    assert told["cycles"][1]["received_in_kind"] == 900_000
    assert told["cycles"][1]["starts_on"] == second.starts_on.isoformat()
    assert (told["totals"]["received"], told["totals"]["voluntary"]) == (13_000_000, 5_000_000)
    assert told["involved"]["value"] == 100_000_000
    assert told["leverage"]["value"] == "20.0"
    assert "descartadas" in told["involved"]["definition"]
    assert "especie" in told["leverage"]["definition"]
    assert told["as_of"] == TODAY
    assert empresa_actor.name not in str(told)
    problem(api(ajena).get(at("alliance-money", mesa.pk)), 404)
    problem(api().get(at("alliance-money", mesa.pk)), 401)
    empty = ok(api(ajena).get(at("alliance-money", _own_of(ajena).pk)))
    assert (empty["cycles"], empty["leverage"]["value"]) == ([], None)


def _own_of(user: User) -> Alliance:
    return make_mesa(partners=[user.memberships.get().actor])


def test_the_money_of_a_contributor_by_mesa_and_initiative(
    coordinadora: User, mesa: Alliance, plaza: Initiative, empresa_actor: Actor, otra_empresa: Actor
) -> None:
    make_receipt(mesa, empresa_actor, 3_000_000)
    wrong = make_receipt(mesa, empresa_actor, 5_000_000)
    reverse(wrong)
    make_receipt(mesa, otra_empresa, 1_000_000)
    make_allocation(plaza, 2_000_000)
    make_expenditure(plaza, 1_000_000)
    told = ok(api(coordinadora).get(at("contributor-money", empresa_actor.pk)))
    assert told["contributor"]["name"] == empresa_actor.name
    assert (told["totals"]["received"], told["totals"]["allocated"]) == (3_000_000, 1_500_000)
    assert [(row["alliance"]["name"], row["received"]) for row in told["alliances"]] == [
        (mesa.name, 3_000_000)
    ]
    assert [(row["initiative"]["name"], row["allocated"], row["spent"]) for row in told["initiatives"]] == [
        (plaza.name, 1_500_000, 750_000)
    ]
    lines = ok(api(coordinadora).get(at("entries"), {"contributor": str(empresa_actor.pk)}))["results"]
    assert sum(row["amount"] for row in lines if row["kind"] == "receipt") == 3_000_000
    assert sorted((row["amount"], row["is_reversal"], row["is_reversed"]) for row in lines)[0] == (
        -5_000_000,
        True,
        False,
    )
    problem(api(coordinadora).get(at("contributor-money", make_actor().pk)), 404)
    problem(api(coordinadora).get(at("contributor-money", "no-es-un-id")), 404)


LISTS = ("pledges", "movements", "entries")


@pytest.mark.parametrize("name", [*LISTS, "alliance-money", "contributor-money"])
def test_a_list_costs_the_same_for_ten_and_twenty(
    name: str, coordinadora: User, mesa: Alliance, ciclo: Any, empresa_actor: Actor
) -> None:
    client, told = api(coordinadora), []
    client.get(at("me"))
    keys = {"alliance-money": [mesa.pk], "contributor-money": [empresa_actor.pk]}.get(name, [])
    for _turn in range(2):
        for _number in range(10):
            actor = make_actor(kind="empresa")
            make_participation(mesa, actor)
            row = make_initiative(mesa)
            make_pledge(mesa, actor, 100, initiative=row)
            reverse(make_receipt(mesa, actor, 100))
            make_receipt(mesa, empresa_actor, 300, initiative=row)
        with count_queries() as counted:
            body = ok(client.get(at(name, *keys), {"page_size": 200}))
        told.append((len(counted), body.get("count", 0)))
    (few, rows), (more, twice) = told
    assert few == more, [query["sql"][:150] for query in counted.captured_queries]
    if name in LISTS:
        assert rows >= 10
        assert twice == 2 * rows
