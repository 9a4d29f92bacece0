"""The actor map in the API: for whoever facilitates the mesa; to everybody else it does not exist."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from convergence import rules
from convergence.actor_map_rows import read_map
from convergence.api.alliances import OfAlliance
from convergence.filters import MapFilter
from convergence.models import Alliance, MapEntry
from convergence.serializers.actor_map import (
    CoverageSerializer,
    MapEntryChange,
    MapEntrySerializer,
    MapEntryWrite,
)
from convergence.services.actor_map import enter_on_map, link_entry, update_entry, withdraw_entry
from core.api.views import Rows
from core.api.writes import allow, expected_version, once, require_version
from core.errors import DomainError


class OfMap(OfAlliance):
    """Rows of the map of one alliance: 404 when the asker does not help to run it."""

    @property
    def alliance(self) -> Alliance:
        seen = Alliance.objects.facilitated_by(self.principal).prefetch_related("comunas")
        return get_object_or_404(seen, pk=self.kwargs["pk"])


@extend_schema_view(list=extend_schema(summary="Actores del mapa de una mesa, los más influyentes primero"))
class MapEntries(OfMap):
    queryset = MapEntry.objects.all()
    serializer_class = MapEntrySerializer
    filterset_class = MapFilter
    filter_backends = Rows.filter_backends  # type: ignore[assignment]  # the rows below a mesa have none
    sheet_code = "actor_map"

    def sheet_scope(self) -> dict[str, str]:
        return {"alliance": str(self.alliance.pk)}

    def shape_rows(self, rows: Any) -> Any:
        return rows.filter(alliance=self.alliance).standing().with_actor().by_weight()

    @extend_schema(
        summary="Anotar un actor en el mapa",
        description="Con `actor`, una organización del registro; sin él, su nombre y su sector.",
        request=MapEntryWrite,
        responses={201: MapEntrySerializer},
    )
    def create(self, request: Request, pk: str) -> Response:
        alliance = self.alliance
        allow(rules.can_keep_map(self.principal, alliance))

        def act() -> Response:
            told = self.read(MapEntryWrite)
            row = enter_on_map(alliance=alliance, uid=told.pop("id", None), by=self.principal, **told)
            return self.tell_again(row, 201)

        return once(request, act)


class MapEntryRow(Rows):
    queryset = MapEntry.objects.all()
    serializer_class = MapEntrySerializer
    filter_backends = ()

    def shape_rows(self, rows: Any) -> Any:
        return rows.with_actor()

    @extend_schema(summary="Un actor del mapa, también si se retiró")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(
        summary="Valorar un actor del mapa, o unirlo al registro",
        request=MapEntryChange,
        responses=MapEntrySerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        entry = self.get_object()
        allow(rules.can_keep_map(self.principal, entry.alliance))
        version = require_version(request)
        told = self.read(MapEntryChange, partial=True)
        actor = told.pop("actor", None)
        if actor is None:
            return self.tell_again(update_entry(entry=entry, version=version, by=self.principal, **told))
        if told:
            message = _("Una el actor al registro por sí solo y valórelo después.")
            raise DomainError(message, "actor_alone", field="actor")
        return self.tell_again(link_entry(entry=entry, actor=actor, version=version, by=self.principal))

    @extend_schema(
        summary="Retirar un actor del mapa",
        description="If-Match es opcional.",
        request=None,
        responses=MapEntrySerializer,
    )
    def withdraw(self, request: Request, pk: str) -> Response:
        entry = self.get_object()
        allow(rules.can_keep_map(self.principal, entry.alliance))

        def act() -> Response:
            version = expected_version(request)
            return self.tell_again(withdraw_entry(entry=entry, version=version, by=self.principal))

        return once(request, act)


class MapCoverage(OfMap):
    queryset = Alliance.objects.none()
    serializer_class = CoverageSerializer
    pagination_class = None

    @extend_schema(
        summary="Quién está y quién falta en el mapa, con candidatos del registro",
        responses=CoverageSerializer,
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.tell(read_map(self.alliance, self.principal).coverage)
