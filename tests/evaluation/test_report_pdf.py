"""The document of an SDG report: two tagged pages whatever the portfolio, and nobody else's line in it."""

import uuid
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core.money import format_clp, share_out
from evaluation import reports_pdf, sdg
from evaluation.sdg_rows import (
    Allocated,
    Contributor,
    Given,
    GoalName,
    InitiativeRow,
    PhaseName,
    Scope,
    Weight,
)
from portfolio.models import Goal, Phase
from portfolio.money import MoneyTotals
from tests import factories as make
from tests.evaluation import portfolios as acts

pytestmark = pytest.mark.django_db
LONG = "Compañía Generadora, Transmisora y Distribuidora del Norte Grande y del Salar "


def numbers_of(
    goals: int, contributors: int, *, whole: bool = True, name: str = "Mesa de Mejillones", demo: bool = False
) -> dict[str, Any]:
    """A portfolio that touches so many goals, in every phase there is, with sums of thousands of millions."""
    names = [
        GoalName(goal.number, goal.name_es, goal.name_en, goal.color, goal.text_color)
        for goal in Goal.objects.all()
    ]
    phases = [
        PhaseName(phase.code, phase.name_es, phase.name_en) for phase in Phase.objects.order_by("order")
    ]
    rows, weights = [], {}
    for number in range(60 if goals else 0):
        key = uuid.UUID(int=number + 1)
        rows.append(InitiativeRow(key, phases[number % 14].code, 1_234_567_891, 7, 350, 349, None))
        chosen = sorted({(number + step) % goals + 1 for step in range(3)})
        parts = share_out(100, [1] * len(chosen))
        weights[key] = [
            Weight(goal, part, not place)
            for place, (goal, part) in enumerate(zip(chosen, parts, strict=True))
        ]
    given, lines = [], []
    for number in range(contributors):
        key, pesos = uuid.UUID(int=1000 + number), 987_654_321 + number
        given.append(Contributor(key, f"{LONG}{number}", pesos, pesos, pesos, pesos if rows else 0, 1))
        lines += (
            [
                Allocated(key, row.id, part)
                for row, part in zip(rows, share_out(pesos, [1] * len(rows)), strict=True)
            ]
            if rows
            else []
        )
    money = MoneyTotals(
        pledged=sum(row.pledged for row in given),
        received=sum(row.received for row in given),
        allocated=sum(line.pesos for line in lines),
        voluntary=sum(row.received for row in given),
        contributors=contributors,
    )
    scope = Scope("alliance", uuid.UUID(int=7), name, 1, demo)
    return sdg.compute(
        Given(
            date(2026, 11, 20),
            scope,
            rows,
            weights,
            names,
            phases,
            money,
            lines,
            given,
            None if whole else lines,
        )
    )


def composed(numbers: dict[str, Any], lang: str = "es") -> tuple[PdfReader, str]:
    made = reports_pdf.compose(numbers, report_id=str(uuid.UUID(int=5)), lang=lang)
    return PdfReader(BytesIO(made)), acts.text_of(made)


def tags(node: Any) -> list[DictionaryObject]:
    """Every element of the structure tree, in reading order."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        return [tag for child in node for tag in tags(child)]
    if not isinstance(node, dict):
        return []
    own = [node] if "/S" in node else []
    return own + (tags(node["/K"]) if "/K" in node else [])  # type: ignore[return-value]


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(("goals", "contributors"), [(0, 0), (1, 0), (1, 1), (6, 9), (17, 1), (17, 40)])
def test_it_has_two_pages_whatever_the_portfolio(goals: int, contributors: int, lang: str) -> None:
    reader, text = composed(numbers_of(goals, contributors, whole=False, demo=True), lang)
    assert len(reader.pages) == 2
    assert "SHA-256" in reader.pages[1].extract_text()
    assert sdg.METHOD in text


def test_two_pages_also_with_the_longest_name_a_mesa_may_have() -> None:
    name = ("Mesa regional de convergencia de los territorios en rezago de la cordillera y la costa " * 3)[
        :200
    ]
    assert len(composed(numbers_of(17, 40, whole=False, name=name, demo=True))[0].pages) == 2


def test_it_is_tagged_and_says_language_title_and_what_its_charts_show() -> None:
    reader, _text = composed(numbers_of(3, 2))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "es"
    assert reader.metadata is not None
    assert reader.metadata.title == "Aporte a los Objetivos de Desarrollo Sostenible: Mesa de Mejillones"
    found = tags(root["/StructTreeRoot"])
    kinds = {str(tag["/S"]) for tag in found}
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure"} <= kinds
    goals, money, phases = (tag["/Alt"] for tag in found if "/Alt" in tag)
    assert goals.startswith("1 Fin de la pobreza: MM$")
    assert money.startswith("Comprometido: $")
    assert phases.startswith("Idea: 5")
    assert composed(numbers_of(3, 2), "en")[0].trailer["/Root"]["/Lang"] == "en"


def test_of_forty_contributors_the_largest_are_named_and_the_rest_stand_in_one_row() -> None:
    numbers = numbers_of(2, 40)
    _reader, text = composed(numbers)
    row = acts.row_reader(text)
    listed = numbers["contributors"]["rows"][: sdg.LISTED]
    amounts = [format_clp(one["received"]) for one in listed]
    assert all(amount in text for amount in amounts)
    _pledged, rest, *_more = row("y otras 32", 5)
    _pledged, total, *_more = row(f"{format_clp(numbers['contributors']['rest']['spent'])} Total", 5)
    assert sum(one["received"] for one in listed) + rest == total == numbers["money"]["received"]


def test_it_says_how_it_was_made_what_is_not_known_and_that_people_may_repeat() -> None:
    _reader, text = composed(numbers_of(2, 2, whole=False))
    for words in (
        "una persona puede repetirse",
        "suman exactamente el total",
        "declarado por la mesa",
        "Muestra solo los aportes que usted puede ver",
        "Fuente: ",
        "Datos al 20-11-2026",
    ):
        assert words in text, words
    assert "Muestra solo" not in composed(numbers_of(2, 2))[1]


def test_made_up_data_say_so(mesa: Alliance, coordinadora: User) -> None:
    words = "Datos de demostración: inventados"
    real = acts.make_report(coordinadora, mesa)
    assert words not in acts.text_of(acts.document(coordinadora, real))
    make.make_initiative(mesa, is_demo=True)
    one, whole = acts.make_report(coordinadora, mesa), acts.make_report(coordinadora)
    for report in (one, whole):
        assert words in acts.text_of(acts.document(coordinadora, report))
        assert words in make.page(make.client_of(coordinadora), f"/informes/ods/{report.pk}/")


def test_a_companys_report_has_not_a_trace_of_another_companys_line(
    mesa: Alliance, empresa: User, empresa_actor: Actor, funcionaria: User, vecina: User
) -> None:
    rival = make.make_actor("Minera Quebrada Honda SpA", kind="empresa")
    third = make.make_actor("Puerto Caleta Honda SA", kind="empresa")
    for actor in (rival, third):
        make.make_participation(mesa, actor)
    acts.fill(mesa, empresa_actor, rival)
    make.make_receipt(mesa, third, 3_131_313)
    client = make.client_of(empresa)
    report = acts.make_report(empresa, mesa)
    page = make.page(client, f"/informes/ods/{report.pk}/")
    delivered = [page, acts.text_of(acts.document(empresa, report))]
    delivered += [client.get(f"/informes/ods/{report.pk}/datos.json").content.decode()]
    delivered += [make.api(empresa).get(f"/api/v1/sdg-reports/{report.pk}/").content.decode()]
    whole = acts.make_report(funcionaria, mesa)
    theirs = {row["name"]: row for row in whole.numbers["contributors"]["rows"]}
    secrets = [str(rival.pk), str(third.pk), "Quebrada Honda", "Caleta Honda"]
    for actor in (rival, third):
        for key in ("pledged", "received", "allocated", "spent"):
            if pesos := theirs[actor.name][key]:
                secrets += [str(pesos), format_clp(pesos)]
    for text in delivered:
        assert "Generadora del Norte SpA" in text
        for secret in secrets:
            assert secret not in text, secret
    own = theirs[empresa_actor.name]
    tables = acts.tables_of(page)
    assert tables["Por objetivo"][0][-1] == "De Generadora del Norte SpA"
    assert acts.pesos(tables["Por objetivo"][-1][-1]) == own["allocated"]
    assert sum(acts.pesos(row[-1]) for row in tables["Por objetivo"][1:-1]) == own["allocated"]
    assert report.numbers["contributors"]["whole"] is False
    assert report.numbers["money"] == whole.numbers["money"]
    assert (whole.numbers["contributors"]["whole"], len(theirs)) == (True, 3)
    neighbours = acts.make_report(vecina, mesa)
    assert neighbours.numbers["contributors"]["rows"] == []
    assert "Usted no tiene aportes que ver aquí" in acts.text_of(acts.document(vecina, neighbours))
