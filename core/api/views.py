"""What every view of the API shares: the principal, rows it may see, conditional answers."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from core.api.writes import etag, is_unchanged


class Door(GenericViewSet[Any]):
    """`read` gives the checked body, `tell` the answer about one row with its ETag."""

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
        patch_vary_headers(answer, ["Authorization"])
        return answer

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
    """A list and one of its rows. `queryset` has visible_to, except for rows that everybody may see."""

    seen_by_all = False

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        if self.is_fake:
            return rows.none()
        return self.shape_rows(rows if self.seen_by_all else rows.visible_to(self.principal))  # type: ignore[attr-defined]

    def shape_rows(self, rows: Any) -> Any:
        """Order and related rows: the same number of queries for ten rows as for twenty."""
        return rows

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.tell(self.get_object())

    def tell_again(self, row: Model, status: int = 200) -> Response:
        """A row that was just written, read as a GET would read it."""
        return self.tell(self.get_queryset().get(pk=row.pk), status)
