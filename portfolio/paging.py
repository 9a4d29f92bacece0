"""Pages of lists that are dear to read twice: count and page come from one reading. What is shown is the view's."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Count, Subquery, Window

from core.paging import LongPaginator


class KeyPaginator(LongPaginator):
    """Reads the keys of a queryset, in its order, to what LongPaginator counts; pages are lists of keys.

    A search by text looks at every row: asked once, it costs a third of count, page and sums asked apart.
    """

    ENOUGH = 500  # each of them is fetched

    @cached_property
    def keys(self) -> list[Any]:
        rows: Any = self.object_list
        return list(rows.values_list("pk", flat=True)[: max(self.ENOUGH, self.asked * self.per_page) + 1])

    @cached_property
    def count(self) -> int:
        return len(self.keys)

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(self.keys[start : start + self.per_page], number, self)


class CountOf(Subquery):
    """How many rows a queryset has, as a column of another one that does not depend on the row: counted once."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = BigIntegerField()


class OneReadPaginator(Paginator):  # type: ignore[type-arg]  # generic for the type checker alone
    """A page's rows carry the count as `of_all`, so that both are one query; groups are counted while grouped.

    Only a page beyond the end, or an unreadable number, counts apart.
    """

    def get_page(self, number: Any) -> Page[Any]:
        told = str(number or "1")
        asked = int(told) if told.isdecimal() and len(told) < 7 else 0
        if asked > 0:
            start = (asked - 1) * self.per_page
            found = list(self._counted()[start : start + self.per_page])
            if found or asked == 1:
                self.count = _of_all(found[0]) if found else 0
                return Page(found, asked, self)
        return super().get_page(number)

    def _counted(self) -> Any:
        rows: Any = self.object_list
        if isinstance(rows.query.group_by, tuple) and rows.query.values_select:
            return rows.annotate(of_all=Window(Count("*")))
        return rows.annotate(of_all=CountOf(rows.order_by().values("pk")))


def _of_all(row: Any) -> int:
    return int(row["of_all"] if isinstance(row, dict) else row.of_all)
