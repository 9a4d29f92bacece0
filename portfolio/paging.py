"""Pages of a list whose filter is dear: it is read once for count, page and sums. What is shown is the view's."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page

from core.paging import LongPaginator


class KeyPaginator(LongPaginator):
    """Reads the keys of a queryset, in its order, to what LongPaginator counts; pages are lists of keys.

    A search by text looks at every row: asked once, it costs a third of count, page and sums asked apart.
    """

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
