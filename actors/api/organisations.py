"""Territory and actors in the API."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from actors import rules
from actors.filters import ActorFilter, ComunaFilter
from actors.models import Actor, ActorKind, Comuna, Region, Tag
from actors.serializers import (
    ActorChange,
    ActorKindSerializer,
    ActorSerializer,
    ActorWrite,
    ComunaSerializer,
    RegionSerializer,
)
from actors.services import create_actor, update_actor
from core.api.views import Rows
from core.api.writes import allow, once, require_version


@extend_schema_view(
    list=extend_schema(summary="Regiones, de norte a sur"), retrieve=extend_schema(summary="Una región")
)
class Regions(Rows):
    queryset = Region.objects.all()
    serializer_class = RegionSerializer
    filter_backends = ()
    seen_by_all = True


@extend_schema_view(list=extend_schema(summary="Comunas"), retrieve=extend_schema(summary="Una comuna"))
class Comunas(Rows):
    queryset = Comuna.objects.all()
    serializer_class = ComunaSerializer
    filterset_class = ComunaFilter
    seen_by_all = True

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("region", "province").in_order()


@extend_schema_view(
    list=extend_schema(summary="Tipos de actor"), retrieve=extend_schema(summary="Un tipo de actor")
)
class ActorKinds(Rows):
    queryset = ActorKind.objects.all()
    serializer_class = ActorKindSerializer
    filter_backends = ()
    seen_by_all = True


@extend_schema_view(
    list=extend_schema(summary="Actores que usted ve"), retrieve=extend_schema(summary="Un actor")
)
class Actors(Rows):
    queryset = Actor.objects.all()
    serializer_class = ActorSerializer
    filterset_class = ActorFilter
    sheet_code = "actores"

    def shape_rows(self, rows: Any) -> Any:
        if self.action == "list":
            rows = rows.canonical()
        return rows.with_place().prefetch_related(Prefetch("tags", Tag.objects.in_order())).in_order()

    @extend_schema(summary="Registrar un actor", request=ActorWrite, responses={201: ActorSerializer})
    def create(self, request: Request) -> Response:
        allow(rules.can_create_actor(self.principal))

        def act() -> Response:
            told = self.read(ActorWrite)
            actor = create_actor(uid=told.pop("id", None), by=self.principal, **told)
            return self.tell_again(actor, 201)

        return once(request, act)

    @extend_schema(summary="Corregir un actor", request=ActorChange, responses=ActorSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        actor = self.get_object()
        allow(rules.can_edit_actor(self.principal, actor))
        version = require_version(request)
        told = self.read(ActorChange, partial=True)
        return self.tell_again(update_actor(actor=actor, version=version, by=self.principal, **told))
