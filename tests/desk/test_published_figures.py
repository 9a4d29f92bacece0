"""Published figures: the demonstration's rows give them, row by row, by the sets and sums of the pages."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.db import connection, transaction

from desk import front
from desk.demo import figures
from desk.demo.figures import Figure
from desk.demo.shapes import demo_uid
from portfolio.ledger_querysets import EntryQuerySet
from portfolio.models import Entry, Initiative
from portfolio.querysets import InitiativeQuerySet
from portfolio.views import contributors, initiatives, ledger
from tests.factories import make_initiative, make_receipt


@pytest.fixture
def demo(db: None) -> None:
    call_command("load_demo", stderr=StringIO())


def by_code() -> dict[str, Figure]:
    return {figure.code: figure for figure in figures.published()}


def told(*flags: str) -> str:
    out = StringIO()
    call_command("published_figures", *flags, stdout=out)
    return out.getvalue()


@contextmanager
def without(row: Any) -> Iterator[None]:
    """Inside the block the row is not there: not even the ledger's triggers are asked."""
    point = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(f'delete from "{row._meta.db_table}" where id = %s', [row.pk])
        assert cursor.rowcount == 1
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def test_every_published_figure_holds(demo: None) -> None:
    computed = {figure.code: figures.compute(figure) for figure in figures.published()}
    for figure in figures.published():
        assert figures.holds(figure, computed[figure.code]), (figure.code, computed[figure.code])
    equal = {code: n for code, n in computed.items() if by_code()[code].relation == "equal"}
    assert equal == {
        "mejillones_companies": 10,
        "mejillones_fund": 165_000_000,
        "mejillones_projects": 7,
        "santa_barbara_initiatives": 51,
        "santa_barbara_delivered": 33,
        "santa_barbara_in_progress": 16,
    }


def test_without_any_one_counted_row_a_figure_is_another(demo: None) -> None:
    for figure in figures.published():
        whole, rows = figures.compute(figure), list(figures.counted(figure))
        assert len(rows) >= 7, figure.code
        for row in rows:
            with without(row):
                less = figures.compute(figure)
            assert less < whole, (figure.code, row)
            assert figure.relation != "equal" or not figures.holds(figure, less)
        assert figures.compute(figure) == whole


def test_the_two_named_works_are_among_the_seven(demo: None) -> None:
    names = " · ".join(
        figures.counted(by_code()["mejillones_projects"]).values_list("name", flat=True)
    ).lower()
    assert "plaza de armas" in names
    assert "terminal de buses" in names


def test_what_came_later_leaves_them_as_they_were(demo: None) -> None:
    later = dict.fromkeys(("mejillones_fund", "mejillones_projects", "santa_barbara_initiatives"))
    for code in later:
        figure = by_code()[code]
        today = Figure(**{**figure.__dict__, "as_of": figure.as_of.replace(year=2026), "filter": {}})
        assert figures.compute(today) > figures.compute(figure), code
    before = {figure.code: figures.compute(figure) for figure in figures.published()}
    mesa = Initiative.objects.filter(alliance_id=demo_uid("mejillones"))[0].alliance
    make_initiative(mesa, portfolio="definitiva", phase="entregada", execution_cost=1)
    make_receipt(mesa, Entry.objects.filter(alliance=mesa)[0].contributor, 5_000_000)
    assert {figure.code: figures.compute(figure) for figure in figures.published()} == before


def test_a_row_too_many_on_that_day_is_noticed_and_ends_the_command_with_1(demo: None) -> None:
    assert "NO" not in told()
    assert all(row["holds"] for row in json.loads(told("--json")))
    alliance = Initiative.objects.filter(alliance_id=demo_uid("santa-barbara"))[0].alliance
    make_initiative(alliance, entered_on=by_code()["santa_barbara_delivered"].as_of, phase="entregada")
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("published_figures", "--json", stdout=out)
    assert end.value.code == 1
    assert {row["code"] for row in json.loads(out.getvalue()) if not row["holds"]} == {
        "santa_barbara_initiatives",
        "santa_barbara_delivered",
    }


def test_sets_and_sums_are_those_of_the_pages(demo: None) -> None:
    assert figures.ROOTS["initiatives"] is Initiative.objects
    assert figures.ROOTS["entries"] is Entry.objects
    assert type(Initiative.objects.all()) is InitiativeQuerySet
    assert type(Entry.objects.all()) is EntryQuerySet
    for page in (front, initiatives):
        assert page.Initiative is Initiative
    for page in (initiatives, ledger, contributors):
        assert page.Entry is Entry
    for figure in figures.published():
        rows = figures.counted(figure)
        assert type(rows) in {InitiativeQuerySet, EntryQuerySet}
    # The band of a mesa's page, asked for that day, says the same.
    on_that_day = {
        key: Initiative.objects.filter(alliance_id=demo_uid(key))
        .as_of(by_code()["mejillones_fund"].as_of)
        .summary()
        for key in ("mejillones", "santa-barbara")
    }
    assert on_that_day["mejillones"]["taken_on"] == figures.compute(by_code()["mejillones_projects"])
    for name, code in (
        ("delivered", "delivered"),
        ("in_progress", "in_progress"),
        ("involved", "investment"),
    ):
        assert on_that_day["santa-barbara"][name] == figures.compute(by_code()[f"santa_barbara_{code}"])


def test_no_column_is_there_for_a_figure() -> None:
    names = {field.name for model in (Initiative, Entry) for field in model._meta.get_fields()}
    assert not {name for name in names if "figure" in name or "publi" in name or "2023" in name}


def broken(tmp_path: Path, **changes: Any) -> Path:
    entries = yaml.safe_load(figures.FILE.read_text("utf-8"))[:1]
    for name, value in changes.items():
        if value is None:
            del entries[0][name]
        else:
            entries[0][name] = value
    path = tmp_path / "figures.yaml"
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), "utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": None}, "source"),
        ({"source": {"document": "Uno", "section": "", "date": 2023}}, "section"),
        ({"source": {"document": "Uno", "section": "2"}}, "date"),
        ({"as_of": None}, "as_of"),
        ({"as_of": "julio de 2023"}, "as_of"),
        ({"value": "diez"}, "value"),
        ({"queryset": "entries.secret"}, "queryset"),
        ({"queryset": "people"}, "queryset"),
        ({"measure": "feeling"}, "measure"),
        ({"relation": "almost"}, "relation"),
        ({"rows": [1, 2]}, "rows"),
    ],
)
def test_an_entry_that_does_not_say_what_it_is_fails(tmp_path: Path, changes: Any, said: str) -> None:
    with pytest.raises(ValueError, match=rf"mejillones_companies.*{said}"):
        figures.published(broken(tmp_path, **changes))


def test_a_whole_entry_is_taken_and_one_twice_is_not(tmp_path: Path) -> None:
    path = broken(tmp_path)
    assert figures.published(path)[0].code == "mejillones_companies"
    twice = tmp_path / "twice.yaml"
    twice.write_text(path.read_text("utf-8") * 2, "utf-8")
    with pytest.raises(ValueError, match="dos veces"):
        figures.published(twice)


@pytest.mark.parametrize(
    ("relation", "yes", "no"),
    [
        ("equal", (100,), (99, 101)),
        ("near", (98, 100, 102), (97, 103)),
        ("over", (101, 109), (100, 99, 110)),
    ],
)
def test_words_of_a_figure_have_bounds(relation: str, yes: tuple[int, ...], no: tuple[int, ...]) -> None:
    assert all(figures.RELATIONS[relation](computed, 100) for computed in yes)
    assert not any(figures.RELATIONS[relation](computed, 100) for computed in no)
