"""What a page of money reads once: count with its page, totals with their groups, rows of a table as safe text."""

from typing import Any

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.safestring import mark_safe

from accounts.models import User
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from portfolio.models import Entry, Movement
from portfolio.money import GIVER_ID, GROUPED, SUMS, regrouped, totals_of
from portfolio.paging import OneReadPaginator
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(mesa: Alliance, empresa_actor: Actor) -> list[Movement]:
    return [f.make_receipt(mesa, empresa_actor, 100 + turn) for turn in range(5)]


class TestPages:
    def test_rows_and_their_count_are_one_query(self, given: list[Movement]) -> None:
        rows = Movement.objects.order_by("amount")
        with f.count_queries() as asked:
            page = OneReadPaginator(rows, 2).get_page("2")
        assert len(asked) == 1
        assert [row.amount for row in page.object_list] == [102, 103]
        assert (page.paginator.count, page.paginator.num_pages, page.has_next()) == (5, 3, True)

    @pytest.mark.parametrize(
        ("number", "amounts"),
        [("", [100, 101]), ("x", [100, 101]), ("3", [104]), ("9", [104]), ("0", [104]), ("-1", [104])],
    )
    def test_a_page_that_is_not_there_is_the_nearest(
        self, given: list[Movement], number: str, amounts: list[int]
    ) -> None:
        page = OneReadPaginator(Movement.objects.order_by("amount"), 2).get_page(number)
        assert [row.amount for row in page.object_list] == amounts
        assert page.paginator.count == 5

    def test_groups_are_counted_as_groups(self, mesa: Alliance, given: list[Movement], junta: Actor) -> None:
        f.make_receipt(mesa, junta, 7)
        groups = Entry.objects.by("contributor_id").exclude(received=0).order_by("-received")
        page = OneReadPaginator(groups, 1).get_page("1")
        assert [row["received"] for row in page.object_list] == [510]
        assert page.paginator.count == 2

    def test_nothing_has_one_empty_page(self) -> None:
        page = OneReadPaginator(Movement.objects.order_by("pk"), 2).get_page("1")
        assert (list(page.object_list), page.paginator.count, page.paginator.num_pages) == ([], 0, 1)


class TestGroups:
    def test_they_add_up_to_the_totals(
        self, mesa: Alliance, given: list[Movement], junta: Actor, empresa_actor: Actor
    ) -> None:
        f.make_pledge(mesa, junta, 900)
        f.make_receipt(mesa, junta, 40, in_kind=True, note="Dos camionadas de áridos")
        f.make_participation(mesa, gone := f.make_actor(kind="empresa"))
        f.reverse(f.make_receipt(mesa, gone, 8))
        f.make_allocation(f.make_initiative(mesa), 200)
        rows = list(Entry.objects.by(GIVER_ID, "cycle_id", figures=SUMS))
        assert totals_of(rows) == Entry.objects.totals()
        told = {row[GIVER_ID]: row for row in regrouped(rows, GIVER_ID)}
        for group in Entry.objects.by(GIVER_ID):
            own = told[group[GIVER_ID]]
            assert {name: own[name] for name in GROUPED} == {name: group[name] for name in GROUPED}
        assert [row["received"] for row in regrouped(rows, "cycle_id")] == [510]


class TestContributorPage:
    def test_each_table_has_pages_of_its_own(
        self, empresa: User, empresa_actor: Actor, mesa: Alliance
    ) -> None:
        f.make_receipt(mesa, empresa_actor, 10_000)
        works = [f.make_initiative(mesa, f"Obra {turn:02}", women=1) for turn in range(12)]
        for turn, work in enumerate(works):
            f.make_allocation(work, 100 + turn)
        here = reverse("portfolio:contributor", args=[empresa_actor.pk])
        door = f.client_of(empresa)
        first, second = (
            f.page(door, here + asked) for asked in ("?iniciativas=1&page=3", "?iniciativas=2&page=3")
        )

        def shown(page: str) -> list[int]:
            linked = [reverse("portfolio:initiative", args=[work.pk]) in page for work in works]
            return [turn for turn, there in enumerate(linked) if there]

        assert shown(first) == list(range(2, 12))
        assert shown(second) == [0, 1]
        for page in (first, second):
            assert "12 personas beneficiarias" in page
            assert "?iniciativas=1&amp;page=1" in page or "?iniciativas=2&amp;page=1" in page


class TestRows:
    def drawn(self, *cells: dict[str, Any], columns: int = 2) -> str:
        heads = [{"label": f'L"{place}', "numeric": place == 1} for place in range(columns)]
        context = Context({"rows": [{"cells": cells}], "columns": heads})
        return Template("{% load tables %}{% table_rows rows columns %}").render(context)

    def test_what_people_wrote_is_text(self) -> None:
        told = self.drawn(
            {"value": "<b>x</b>", "url": '"><script>'},
            {"value": "a & b"},
        )
        assert "<b>" not in told
        assert "<script" not in told
        assert "a &amp; b" in told
        assert 'data-label="L&quot;1"' in told

    def test_safe_text_dates_and_tags_are_drawn(self) -> None:
        told = self.drawn(
            {"value": mark_safe("<i>x</i>")},
            {"value": dates.today()},
            {"tag": {"label": "<u>", "tone": "good"}},
        )
        assert "<i>x</i>" in told
        assert f'datetime="{dates.today().isoformat()}"' in told
        assert "is-good" in told
        assert "&lt;u&gt;" in told

    def test_a_zero_is_said_and_nothing_is_blank(self) -> None:
        told = self.drawn({"value": "x"}, {"value": 0}, {"value": None, "tag": None}, columns=3)
        assert 'class="right"><span>0</span>' in told
        assert 'class=" blank"></td>' in told
