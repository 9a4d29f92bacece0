"""Pages of lists so long that nobody needs their exact count: past MOST it costs more than the rows shown."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import number_format

MOST = 1000


class LongPaginator(Paginator):
    """Counts to MOST, or to the page asked for and one row more: so there is always a next page to go on to."""

    asked = 1

    def get_page(self, number: Any) -> Page:
        with_sense = str(number or "").isdecimal() and len(str(number)) < 7
        self.asked = int(number) if with_sense else 1
        return super().get_page(number)

    @cached_property
    def count(self) -> int:
        most = max(MOST, self.asked * self.per_page)
        return int(self.object_list.order_by()[: most + 1].count())

    @property
    def has_more(self) -> bool:
        """There are more than MOST, and nobody counted how many."""
        return self.count > MOST

    @property
    def most(self) -> str:
        return str(number_format(MOST, force_grouping=True))
