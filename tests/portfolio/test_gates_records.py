"""Milestones read from the portfolio and the ledger: met by an act, lost by taking it back; the page says the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence import facts, gates, stages
from convergence.models import Alliance
from convergence.services.milestones import advance_stage
from core.errors import DomainError
from portfolio import facts as portfolio_facts
from portfolio.models import Initiative, Phase
from portfolio.services.initiatives import move_initiative
from tests import factories as f
from tests.convergence import acts

pytestmark = pytest.mark.django_db
SYSTEM = acts.SYSTEM


def discard(row: Initiative) -> None:
    move_initiative(initiative=row, phase=Phase.objects.get(pk="descartada"), by=SYSTEM)


def to(row: Initiative, portfolio: str) -> None:
    move_initiative(initiative=row, portfolio=portfolio, by=SYSTEM)


def to_phase(row: Initiative, phase: str) -> None:
    move_initiative(initiative=row, phase=Phase.objects.get(pk=phase), by=SYSTEM)


@dataclass(frozen=True)
class Case:
    """`do` meets the milestone and gives what takes it back; `before` is what is missing, `after` what is met."""

    stage: str
    milestone: str
    do: Callable[[Alliance], Callable[[], Any]]
    before: str
    after: str
    kind: str = "mesa_comunal"


def enter(mesa: Alliance) -> Callable[[], Any]:
    row = f.make_initiative(mesa)
    return lambda: discard(row)


def prioritise(mesa: Alliance) -> Callable[[], Any]:
    row = f.make_initiative(mesa)
    to(row, "priorizada")
    return lambda: to(row, "ampliada")


def prioritise_and_discard(mesa: Alliance) -> Callable[[], Any]:
    row = f.make_initiative(mesa)
    to(row, "priorizada")
    return lambda: discard(row)


def prioritise_each(mesa: Alliance) -> Callable[[], Any]:
    first, second = mesa.comunas.order_by("pk")
    f.make_initiative(mesa, comuna=first, portfolio="definitiva")
    f.make_initiative(mesa, comuna=second)  # in the wide list only
    row = f.make_initiative(mesa, comuna=second, portfolio="priorizada")
    return lambda: discard(row)


def take_on(mesa: Alliance) -> Callable[[], Any]:
    row = f.make_initiative(mesa, portfolio="priorizada")
    to(row, "definitiva")
    return lambda: to(row, "priorizada")


def pledge(mesa: Alliance) -> Callable[[], Any]:
    giver = f.make_actor(kind="empresa")
    f.make_participation(mesa, giver)
    made = f.make_pledge(mesa, giver, 1_250_000)
    return lambda: f.reverse(made.movements.get(kind="pledge"))


def submit(mesa: Alliance) -> Callable[[], Any]:
    row = f.make_initiative(mesa, phase="diseno")
    to_phase(row, "postulacion")
    return lambda: to_phase(row, "suspendida")


CASES = [
    Case("vinculacion", "cartera_ampliada", enter, "no tiene iniciativas", "1 iniciativa"),
    Case("vinculacion", "priorizacion_municipal", prioritise, "Ninguna iniciativa pasó", "1 iniciativa"),
    Case("vinculacion", "priorizacion_municipal", prioritise_and_discard, "Ninguna iniciativa", "1 iniciativa"),
    Case(
        "vinculacion", "priorizacion_municipal", prioritise_each, "0 de 2 comunas", "2 de 2 comunas",
        "mesa_intercomunal",
    ),
    Case("convergencia", "cartera_definitiva", take_on, "cartera definitiva", "1 iniciativa"),
    Case("convergencia", "aportes_formalizados", pledge, "Todavía no hay", "1 aporte firmado"),
    Case("desarrollo", "postulacion_fondos", submit, "postulación a fondos", "1 iniciativa"),
]  # fmt: skip
IDS = [case.do.__name__ for case in CASES]


def a_mesa(case: Case) -> Alliance:
    """In the stage of the case, where its milestone alone is missing."""
    comunas = ["02102"] if case.kind == "mesa_comunal" else ["02102", "02101"]
    mesa = f.make_mesa(kind=case.kind, comunas=comunas)
    acts.walk_to(mesa, case.stage)
    acts.settle_stage(mesa, but=case.milestone)
    return mesa


def result(mesa: Alliance, code: str) -> gates.GateResult:
    milestone = stages.find_milestone(mesa.kind, code)
    assert milestone is not None
    return gates.judge(acts.told(mesa), milestone)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_milestone_is_met_by_an_act_and_missing_again_when_it_is_taken_back(case: Case) -> None:
    mesa = a_mesa(case)
    was = result(mesa, case.milestone)
    assert (was.state, bool(was.where_to_fix)) == (gates.MISSING, True)
    assert case.before in str(was.detail)
    undo = case.do(mesa)
    now = result(mesa, case.milestone)
    assert (now.state, now.where_to_fix) == (gates.MET, "")
    assert case.after in str(now.detail)
    undo()
    assert result(mesa, case.milestone).state == gates.MISSING


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_list_on_the_page_is_what_keeps_the_mesa_in_its_stage(case: Case, coordinadora: User) -> None:
    mesa = a_mesa(case)
    client = f.client_of(coordinadora)

    def shown() -> list[str]:
        """Missing on the mesa's own page, and the same on the page that leaves the stage."""
        own = client.get(acts.address("alliance", mesa.pk)).context
        asked = client.get(acts.address("advance", mesa.pk)).context
        assert [gate.code for gate in own["blocking"]] == [gate.code for gate in asked["blocking"]]
        labels = [item["label"] for item in own["checklist"] if item["state"] == "missing"]
        assert [str(gate.label) for gate in own["blocking"]] == [
            label for label in labels if "no impide avanzar" not in label
        ]
        return [gate.code for gate in own["blocking"]]

    def enforced() -> list[str]:
        with pytest.raises(DomainError) as refused:
            advance_stage(alliance=mesa, by=SYSTEM)
        return list(refused.value.extra["missing"])

    assert shown() == enforced() == [case.milestone]
    undo = case.do(mesa)
    assert shown() == []
    undo()
    mesa.refresh_from_db()
    assert shown() == enforced() == [case.milestone]
    case.do(mesa)
    mesa.refresh_from_db()
    advance_stage(alliance=mesa, by=SYSTEM)
    assert mesa.stage == stages.next_stage(case.kind, case.stage)


@pytest.mark.parametrize(
    ("stage", "milestone", "url", "who"),
    [
        ("vinculacion", "cartera_ampliada", "portfolio:cartera", {"coordinadora", "funcionaria", "empresa"}),
        ("convergencia", "aportes_formalizados", "portfolio:make_pledge", {"coordinadora"}),
    ],
)
def test_the_page_says_where_to_fix_it_to_whoever_may(
    mesa: Alliance, stage: str, milestone: str, url: str, who: set[str], request: pytest.FixtureRequest
) -> None:
    acts.walk_to(mesa, stage)
    address = reverse(url, args=[mesa.pk])
    for name in ("coordinadora", "funcionaria", "empresa"):
        client = f.client_of(request.getfixturevalue(name))
        page = client.get(acts.address("alliance", mesa.pk))
        found = next(item for item in page.context["checklist"] if milestone in item["url"])
        assert found["state"] == "missing"
        assert bool(found["where_to_fix"]) == (name in who), name
        if name in who:
            assert found["where_to_fix"]["url"] == address
        if url != "portfolio:cartera":  # the tab leads there for everybody
            assert (f'href="{address}"' in acts.text_of(page)) == (name in who)


# Facts of many --------------------------------------------------------------------------------
def fill(mesa: Alliance, giver: Actor, number: int) -> None:
    lists = ["ampliada", "priorizada", "definitiva"]
    for turn in range(number % 4):
        f.make_initiative(
            mesa, portfolio=lists[turn % 3], phase=("idea", "postulacion", "descartada")[(number + turn) % 3]
        )
    for turn in range(number % 3):
        made = f.make_pledge(mesa, giver, 1_000 * (turn + 1), in_kind=turn == 1)
        if number % 2:
            f.reverse(made.movements.get())


def test_facts_are_read_in_the_same_number_of_queries_for_one_mesa_and_for_twenty(
    empresa_actor: Actor,
) -> None:
    mesas = [f.make_mesa(partners=[empresa_actor]) for _turn in range(20)]
    for number, mesa in enumerate(mesas, start=1):
        fill(mesa, empresa_actor, number)
    today, ids = mesas[0].today(), [mesa.pk for mesa in mesas]
    together = portfolio_facts.gather(ids, today)
    for pk in ids:
        assert portfolio_facts.gather([pk], today).get(pk) == together.get(pk)
    assert len({repr(told) for told in together.values()}) > 5, "the mesas differ"
    for asked, given in ((portfolio_facts.gather, ids), (facts.gather, mesas)):
        with f.count_queries() as one:
            asked(given[:1], today)
        with f.count_queries() as twenty:
            asked(given, today)
        assert len(one) == len(twenty)


def test_facts_count_living_initiatives_and_pledges_net_of_reversals(
    mesa: Alliance, empresa_actor: Actor
) -> None:
    f.make_initiative(mesa)
    f.make_initiative(mesa, portfolio="priorizada", phase="ejecucion")
    f.make_initiative(mesa, portfolio="definitiva")
    f.make_initiative(mesa, portfolio="definitiva", phase="descartada")
    f.make_pledge(mesa, empresa_actor, 700)
    f.make_pledge(mesa, empresa_actor, 50, in_kind=True)
    f.reverse(f.make_pledge(mesa, empresa_actor, 9_000).movements.get())
    f.make_receipt(mesa, empresa_actor, 400)
    assert portfolio_facts.gather([mesa.pk], mesa.today())[mesa.pk] == portfolio_facts.PortfolioFacts(
        initiatives=3, prioritised=2, definitive=1, submitted=1, prioritised_comunas=frozenset({"02102"}),
        pledges=2,
    )  # fmt: skip


def test_a_mesa_with_nothing_has_no_facts(mesa: Alliance, mesa_ajena: Alliance) -> None:
    f.make_initiative(mesa_ajena)
    assert portfolio_facts.gather([mesa.pk], mesa.today()) == {}
    assert portfolio_facts.gather([], mesa.today()) == {}
