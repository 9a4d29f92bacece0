"""What every view of the API shares: the principal, rows it may see, conditional answers, lists as tables."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.mixins import ListModelMixin
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from core import registry
from core.api.renderers import TABLES, FileRenderer, Offered, TableRenderer
from core.api.tables import columns_of, table_of
from core.api.writes import etag, is_unchanged
from core.sheets.exporting import most_rows, must_fit, refuse_beyond


class Door(GenericViewSet[Any]):
    """`read` gives the checked body, `tell` the answer about one row with its ETag.

    A list that goes by pages is also given whole as CSV or workbook: its rows go through the same filter, order,
    visibility and serializer, and only the last step differs.
    """

    content_negotiation_class = Offered
    table_actions: ClassVar[tuple[str, ...]] = ("list",)
    # Acts that answer with a file, whatever its type: that is no format of theirs to choose.
    file_actions: ClassVar[tuple[str, ...]] = ()

    @property
    def principal(self) -> Any:
        """Who acts: set by the authentication on Django's request, under DRF's."""
        return self.request._request.principal  # type: ignore[attr-defined]

    @property
    def is_fake(self) -> bool:
        """The schema is being made: there is no principal."""
        return getattr(self, "swagger_fake_view", False)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(answer, private=True, no_cache=True)
        patch_vary_headers(answer, ["Authorization", *(["Accept"] if self.gives_tables else [])])
        return answer

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(exc)
        # A problem is told as one, whatever was asked for.
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return answer

    @property
    def gives_tables(self) -> bool:
        by_pages = self.pagination_class is not None and issubclass(
            self.pagination_class, PageNumberPagination
        )
        return by_pages and getattr(self, "action", None) in self.table_actions

    @property
    def table_asked(self) -> TableRenderer | None:
        asked = getattr(self.request, "accepted_renderer", None)
        return asked if isinstance(asked, TableRenderer) else None

    def get_renderers(self) -> list[BaseRenderer]:
        more: tuple[type[BaseRenderer], ...] = TABLES if self.gives_tables else ()
        if getattr(self, "action", None) in self.file_actions and not self.is_fake:
            more = (FileRenderer,)
        return [*super().get_renderers(), *(made() for made in more)]

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page; all rows for a table. Error: DomainError when those are too many."""
        if self.table_asked is None:
            return super().paginate_queryset(queryset)
        rows = list(queryset[: most_rows() + 1])
        refuse_beyond(len(rows))
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        asked = self.table_asked
        if asked is None:
            return super().get_paginated_response(data)
        shape = getattr(data, "serializer", None) or self.get_serializer()
        return self.attach(asked.of_table(self.table_name, *table_of(data, list(columns_of(shape)))))

    @property
    def table_name(self) -> str:
        """The route's own: `api:commitments` is commitments."""
        match = self.request._request.resolver_match
        return (match.url_name if match else "") or "tabla"

    def attach(self, raw: bytes) -> Response:
        asked = self.table_asked
        assert asked is not None
        name = f"{self.table_name}-{timezone.localdate():%d-%m-%Y}.{asked.format}"
        return Response(raw, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    def read(self, shape: type[BaseSerializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        told = shape(data=self.request.data, partial=partial, context=self.get_serializer_context())
        told.is_valid(raise_exception=True)
        return dict(told.validated_data)

    def tell(self, row: Any, status: int = 200, shape: type[BaseSerializer[Any]] | None = None) -> Response:
        """One row as `shape` (the view's own by default), with the ETag that its next write sends back."""
        serializer = shape(row, context=self.get_serializer_context()) if shape else self.get_serializer(row)
        tag = etag(getattr(row, "version", 0), serializer.data)
        if self.request.method in {"GET", "HEAD"} and is_unchanged(self.request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(serializer.data, status=status, headers={"ETag": tag})


class Rows(ListModelMixin, Door):
    """A list and one of its rows. `queryset` has visible_to, except for rows that everybody may see. `sheet_code`
    names the sheet whose form the list's table takes, so that it can be loaded again."""

    seen_by_all = False
    sheet_code = ""

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if self.is_fake:
            return rows.none()
        return self.shape_rows(rows if self.seen_by_all else rows.visible_to(self.principal))  # type: ignore[attr-defined]

    def shape_rows(self, rows: Any) -> Any:
        """Order and related rows: the same number of queries for ten rows as for twenty."""
        return rows

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = self.table_asked
        if asked is None or not self.sheet_code:
            return super().list(request, *args, **kwargs)
        sheet, scope = registry.sheets[self.sheet_code], self.sheet_scope()
        if not sheet.may_read(self.principal, scope):
            raise Http404
        rows = self.filter_queryset(self.get_queryset())
        must_fit(rows)
        return self.attach(asked.of_sheet(sheet, rows, principal=self.principal, scope=scope))

    def sheet_scope(self) -> dict[str, str]:
        """What the sheet's rows belong to here."""
        return {}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.tell(self.get_object())

    def tell_again(self, row: Model, status: int = 200) -> Response:
        """A row that was just written, read as a GET would read it."""
        return self.tell(self.get_queryset().get(pk=row.pk), status)
