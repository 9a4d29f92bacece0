"""Pages of lists so long that nobody needs their exact count: past ENOUGH it costs more than the rows shown."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import number_format


class LongPaginator(Paginator):  # type: ignore[type-arg]  # generic for the type checker alone
    """Counts a queryset to ENOUGH, or to the page asked for and one row more: there is always a next page to go on to.

    `has_more`: there are more than ENOUGH, and nobody counted how many; `most` is ENOUGH as people write it.
    """

    ENOUGH = 1000
    asked = 1

    def get_page(self, number: Any) -> Page[Any]:
        told = str(number or "")
        self.asked = int(told) if told.isdecimal() and len(told) < 7 else 1
        return super().get_page(number)

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: max(self.ENOUGH, self.asked * self.per_page) + 1].count())

    @property
    def has_more(self) -> bool:
        return self.count > self.ENOUGH

    @property
    def most(self) -> str:
        return str(number_format(self.ENOUGH, force_grouping=True))
