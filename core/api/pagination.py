"""Pages of the API: `?page=2&page_size=100`; the feed goes by a cursor on the event's number."""

from rest_framework.pagination import CursorPagination, PageNumberPagination


class PagePagination(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class FeedPagination(CursorPagination):
    """Newest first; events that arrive meanwhile do not shift the pages already read."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
