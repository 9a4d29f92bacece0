"""Long lists: counted exactly while short, «más de» beyond, and every page still within reach."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from actors.models import Comuna
from core.paging import LongPaginator
from tests import factories

pytestmark = pytest.mark.django_db


class Hundred(LongPaginator):
    ENOUGH = 100


def _drawn(paginator: LongPaginator, number: object) -> str:
    page = paginator.get_page(number)
    return render_to_string(
        "components/pagination.html", {"page_obj": page, "request": RequestFactory().get("/")}
    )


def test_a_short_list_is_counted_exactly() -> None:
    rows = Comuna.objects.filter(region="15").order_by("code")
    told = Hundred(rows, 3)
    assert (told.count, told.num_pages, told.has_more) == (4, 2, False)
    assert "1 a 3 de 4" in _drawn(Hundred(rows, 3), 1)


def test_a_long_list_says_more_than_and_reads_no_further() -> None:
    told = Hundred(Comuna.objects.order_by("code"), 25)
    with factories.count_queries() as queries:
        assert told.get_page(1).has_next()
    assert (told.count, told.has_more) == (101, True)
    assert "LIMIT 101" in queries.captured_queries[0]["sql"]
    assert "1 a 25 de más de 100" in _drawn(Hundred(Comuna.objects.order_by("code"), 25), 1)


def test_every_row_of_a_long_list_is_reached_by_going_on() -> None:
    rows, seen, number = Comuna.objects.order_by("code"), [], 1
    while True:
        page = Hundred(rows, 25).get_page(number)
        seen += [comuna.pk for comuna in page]
        if not page.has_next():
            break
        number = page.next_page_number()
    assert seen == list(rows.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("asked", "shown"), [("x", 1), ("-2", 5), ("", 1), (None, 1), ("9" * 30, 5), ("99", 14)]
)
def test_a_page_that_is_not_there_gives_one_that_is(asked: object, shown: int) -> None:
    assert Hundred(Comuna.objects.order_by("code"), 25).get_page(asked).number == shown
