"""The same sums from page, PDF text, JSON file and API, each read as delivered, against SQL of its own."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.money import format_clp
from evaluation.models import SdgReport
from portfolio.models import Initiative
from tests import factories as make
from tests.evaluation import portfolios as acts

pytestmark = pytest.mark.django_db

PORTFOLIO = """
select count(*), sum(coalesce(execution_cost, 0)),
       sum(coalesce(women, 0) + coalesce(men, 0) + coalesce(unspecified, 0))
  from portfolio_initiative where alliance_id = %s and phase_id <> 'descartada'
"""
# Largest remainder by hand: whole parts, then one more for the largest remainders (main, heavier, lower first).
BY_GOAL = """
with whole as (
  select i.id, coalesce(i.execution_cost, 0) as cost,
         coalesce(women, 0) + coalesce(men, 0) + coalesce(unspecified, 0) as people
    from portfolio_initiative i where i.alliance_id = %(mesa)s and i.phase_id <> 'descartada'
), parts as (
  select g.initiative_id, g.goal_id, g.is_main, g.weight, w.cost, w.people,
         w.cost * g.weight / 100 as cost_part, w.people * g.weight / 100 as people_part,
         row_number() over (partition by g.initiative_id
           order by w.cost * g.weight %% 100 desc, g.is_main desc, g.weight desc, g.goal_id) as cost_turn,
         row_number() over (partition by g.initiative_id
           order by w.people * g.weight %% 100 desc, g.is_main desc, g.weight desc, g.goal_id) as people_turn
    from portfolio_initiativegoal g join whole w on w.id = g.initiative_id
), shared as (
  select goal_id, is_main,
         cost_part + (cost_turn <= cost - sum(cost_part) over one)::int as cost,
         people_part + (people_turn <= people - sum(people_part) over one)::int as people
    from parts window one as (partition by initiative_id)
)
select goal_id, count(*) filter (where is_main), count(*), sum(cost), sum(people) from shared group by 1 order by 1
"""
MONEY = """
select coalesce(sum(amount) filter (where kind = 'pledge' and not in_kind), 0),
       coalesce(sum(amount) filter (where kind = 'receipt' and not in_kind), 0),
       coalesce(sum(amount) filter (where kind = 'allocation'), 0),
       coalesce(sum(amount) filter (where kind = 'expenditure'), 0),
       coalesce(sum(amount) filter (where kind = 'receipt' and in_kind), 0)
  from portfolio_movement where alliance_id = %s
"""
LINES = """
select contributor_id::text, sum(amount) filter (where kind = 'allocation') from portfolio_entry
 where alliance_id = %s group by 1
"""


def sql(text: str, told: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, told)
        return [tuple(int(v) if not isinstance(v, str) else v for v in row) for row in cursor.fetchall()]


@pytest.fixture
def rival(mesa: Alliance) -> Actor:
    actor = make.make_actor("Minera Quebrada Honda SpA", kind="empresa")
    make.make_participation(mesa, actor)
    return actor


@pytest.fixture
def initiatives(mesa: Alliance, empresa_actor: Actor, rival: Actor) -> dict[str, Initiative]:
    return acts.fill(mesa, empresa_actor, rival)


@pytest.fixture
def report(initiatives: Any, coordinadora: User, mesa: Alliance) -> SdgReport:
    return acts.make_report(coordinadora, mesa)


def test_the_frozen_numbers_are_those_of_separate_sql(report: SdgReport, mesa: Alliance) -> None:
    numbers = report.numbers
    told = numbers["portfolio"]
    ((count, cost, people),) = sql(PORTFOLIO, [mesa.pk])
    assert (count, cost, people) == (4, 483_333_332, 101 + 98 + 2 + 1999 + 77)
    assert (told["initiatives"], told["execution_cost"], told["beneficiaries"]) == (count, cost, people)
    by_goal = [
        tuple(goal[k] for k in ("number", "main", "touched", "execution_cost", "beneficiaries"))
        for goal in numbers["goals"]
        if goal["touched"]
    ]
    assert by_goal == sql(BY_GOAL, {"mesa": mesa.pk})
    money = numbers["money"]
    names = ("pledged", "received", "allocated", "spent", "received_in_kind")
    assert [tuple(money[name] for name in names)] == sql(MONEY, [mesa.pk])
    uf_pesos = 19_747_698  # 500.1234 × 39485.65
    assert money["received"] == 30_000_007 + uf_pesos
    assert money["leverage"] == str(round(cost / money["received"], 1))
    allocated = {row["id"]: row["allocated"] for row in numbers["contributors"]["rows"]}
    assert allocated == dict(sql(LINES, [mesa.pk]))
    assert (told["without_cost"], told["without_count"]) == (1, 1)
    assert (told["delivered"], told["in_progress"]) == (1, 2)
    assert (
        report.numbers["portfolio"]["execution_cost"]
        == (Initiative.objects.filter(alliance=mesa).living().sums()["execution_cost"])
    )


def test_page_pdf_json_and_api_deliver_the_same_sums(
    report: SdgReport, mesa: Alliance, coordinadora: User
) -> None:
    goals = sql(BY_GOAL, {"mesa": mesa.pk})
    ((count, cost, people),) = sql(PORTFOLIO, [mesa.pk])
    ((pledged, received, allocated, spent, in_kind),) = sql(MONEY, [mesa.pk])
    lines = dict(sql(LINES, [mesa.pk]))
    client = make.client_of(coordinadora)

    # The page
    tables = acts.tables_of(make.page(client, f"/informes/ods/{report.pk}/"))
    head, *rows, none, total = tables["Por objetivo"]
    assert head[0] == "Objetivo"
    shown = [tuple(acts.pesos(cell) for cell in (row[0].split(" ·")[0], *row[1:5])) for row in rows]
    assert [row for row in shown if row[2]] == goals
    for place, whole in ((3, cost), (4, people), (5, allocated)):
        assert sum(acts.pesos(row[place]) for row in (*rows, none)) == acts.pesos(total[place]) == whole
    assert (acts.pesos(none[1]), acts.pesos(total[1])) == (1, count)
    money = {row[0]: acts.pesos(row[1]) for row in tables["Aportes"]}
    assert [money[name] for name in ("Comprometido", "Recibido", "Asignado a iniciativas", "Gastado")] == [
        pledged, received, allocated, spent,
    ]  # fmt: skip
    assert money["En especie, recibido"] == in_kind
    _head, *phases, all_phases = tables["Por fase"]
    assert sum(acts.pesos(row[2]) for row in phases) == acts.pesos(all_phases[2]) == cost
    _head, *given, everybody = tables["Quiénes aportaron"]
    assert sorted(acts.pesos(row[4]) for row in given) == sorted(lines.values())
    assert acts.pesos(everybody[2]) == received

    # The document
    row = acts.row_reader(acts.text_of(acts.document(coordinadora, report)))
    for number, main, touched, part, persons in goals:
        name = next(goal["name_es"] for goal in report.numbers["goals"] if goal["number"] == number)
        assert row(f"{number} · {name}", 4) == [main, touched, part, persons]
    assert row("Total de la cartera", 5) == [count, 0, cost, people, allocated]
    assert row("Pesos Comprometido", 1) == [pledged]
    for label, whole in (("Recibido", received), ("Asignado a iniciativas", allocated), ("Gastado", spent)):
        assert row(f"{label}", 1) == [whole]
    assert row("En especie, recibido", 1) == [in_kind]

    # The file and the API
    answer = client.get(f"/informes/ods/{report.pk}/datos.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="informe-ods-mesa-de-mejillones-{dates.today().isoformat()}.json"'
    )
    told = json.loads(answer.content)
    assert told == report.numbers
    by_api = make.api(coordinadora).get(reverse("api:sdg-report", args=[report.pk])).json()
    assert by_api["numbers"] == told
    assert by_api["numbers_hash"] == report.numbers_hash
    assert [
        (goal["number"], goal["main"], goal["touched"], goal["execution_cost"], goal["beneficiaries"])
        for goal in told["goals"]
        if goal["touched"]
    ] == goals
    assert told["money"]["allocated"] == allocated


def test_everything_is_the_sum_of_the_mesas_one_sees(
    initiatives: Any,
    mesa_ajena: Alliance,
    coordinadora: User,
    funcionaria: User,
    otra_municipalidad: Actor,
    mesa: Alliance,
) -> None:
    make.make_initiative(mesa_ajena, goals={4: 100}, execution_cost=1_000)
    whole = acts.make_report(coordinadora).numbers
    own = acts.make_report(funcionaria).numbers
    one = acts.make_report(coordinadora, mesa).numbers
    assert whole["portfolio"]["execution_cost"] == one["portfolio"]["execution_cost"] + 1_000
    assert (whole["scope"]["kind"], whole["scope"]["alliances"]) == ("all", 2)
    assert own["portfolio"] == one["portfolio"]
    assert own["money"] == one["money"]
    assert own["scope"]["alliances"] == 1


def test_a_day_in_the_past_leaves_later_rows_out(
    mesa: Alliance, empresa_actor: Actor, coordinadora: User
) -> None:
    before, after = dates.add_months(dates.today(), -3), dates.add_months(dates.today(), -1)
    old = make.make_initiative(mesa, "Vieja", phase="perfil", entered_on=before, execution_cost=10)
    make.make_initiative(mesa, "Nueva", entered_on=after, execution_cost=1_000)
    make.make_receipt(mesa, empresa_actor, 500, happened_on=before)
    make.make_receipt(mesa, empresa_actor, 7_000, happened_on=after)
    acts.move(old, "entregada")
    day = dates.add_days(after, -1)
    then, now = acts.make_report(coordinadora, mesa, day), acts.make_report(coordinadora, mesa)
    assert (then.as_of, then.numbers["as_of"]) == (day, day.isoformat())
    assert then.numbers["portfolio"]["execution_cost"] == 10
    assert then.numbers["portfolio"]["delivered"] == 0
    assert [row["code"] for row in then.numbers["phases"]] == ["perfil"]
    assert then.numbers["money"]["received"] == 500
    assert now.numbers["portfolio"]["execution_cost"] == 1_010
    assert now.numbers["portfolio"]["delivered"] == 1
    assert now.numbers["money"]["received"] == 7_500


def test_a_discarded_initiative_is_out_and_its_money_is_not(report: SdgReport) -> None:
    goals = {goal["number"]: goal for goal in report.numbers["goals"]}
    assert goals[14]["touched"] == goals[14]["execution_cost"] == 0
    assert goals[14]["allocated"] + goals[1]["allocated"] == 333_335


def test_the_national_report_asks_as_many_questions_with_ten_initiatives_as_with_one(
    mesa: Alliance, empresa_actor: Actor, coordinadora: User
) -> None:
    from evaluation import sdg_facts

    by = make.principal(coordinadora)
    counts = []
    for _turn in range(2):
        for _row in range(5):
            make.make_initiative(mesa, goals={4: 50, 11: 50}, execution_cost=3)
        make.make_receipt(mesa, empresa_actor, 50)
        with make.count_queries() as counted:
            sdg_facts.gather(alliance=None, as_of=dates.today(), by=by)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 20


def test_the_pages_of_the_mesa_and_the_interface_show_the_same_sums(
    initiatives: Any, mesa: Alliance, coordinadora: User
) -> None:
    """Aportes, Cartera, Resumen, the list and the API against the same SQL; a discarded work is in none of them."""
    ((count, cost, people),) = sql(PORTFOLIO, [mesa.pk])
    ((pledged, received, allocated, spent, in_kind),) = sql(MONEY, [mesa.pk])
    lines = dict(sql(LINES, [mesa.pk]))
    client, api = make.client_of(coordinadora), make.api(coordinadora)

    for tab in ("aportes/", "cartera/resumen/"):
        page = make.page(client, f"/mesas/{mesa.pk}/{tab}")
        for pesos in (pledged, received, allocated, spent, in_kind):
            assert format_clp(pesos) in page, (tab, pesos)
    by_giver = acts.tables_of(make.page(client, f"/mesas/{mesa.pk}/aportes/"))["Por organización"]
    assert sorted(acts.pesos(row[4]) for row in by_giver[1:]) == sorted(lines.values())
    assert sum(acts.pesos(row[2]) for row in by_giver[1:]) == received
    for address in (f"/mesas/{mesa.pk}/cartera/", f"/cartera/?alliance={mesa.pk}"):
        page = make.page(client, address)
        assert sum(map(acts.pesos, re.findall(r"\$([\d.]+) de costo de ejecución", page))) == cost
        assert sum(map(acts.pesos, re.findall(r"([\d.]+) beneficiarios?\b", page))) == people
        assert "1 descartada, que no se suma" in page

    told = api.get(f"/api/v1/alliances/{mesa.pk}/money/").json()
    names = ("pledged", "received", "allocated", "spent", "received_in_kind")
    assert [told["totals"][name] for name in names] == [pledged, received, allocated, spent, in_kind]
    assert told["involved"]["value"] == cost
    assert told["leverage"]["value"] == str(round(cost / received, 1))
    sums = api.get("/api/v1/initiatives/summary/", {"alliance": str(mesa.pk)}).json()
    assert [sums[name] for name in ("initiatives", "execution_cost", "beneficiaries")] == [
        count,
        cost,
        people,
    ]
    entries = api.get(
        "/api/v1/entries/", {"alliance": str(mesa.pk), "kind": "allocation", "page_size": 100}
    ).json()
    assert sum(row["amount"] for row in entries["results"]) == allocated
    for giver, whole in lines.items():
        own = api.get(f"/api/v1/contributors/{giver}/money/").json()
        assert own["totals"]["allocated"] == whole
