"""Suspected pairs and merges in the API; for the foundation, others find none."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from actors import rules
from actors.filters_of_duplicates import SuspectFilter
from actors.models import Actor, Merge, Suspect
from actors.serializers.duplicates import MergeSerializer, MergeWrite, SuspectSerializer
from actors.services import duplicates, merging
from core.api.views import Rows
from core.api.writes import allow, expected_version, once


@extend_schema_view(
    list=extend_schema(
        summary="Pares de actores que podrían ser el mismo",
        description="Sin `state`, los que están por revisar. Solo la fundación ve pares.",
    ),
    retrieve=extend_schema(summary="Un par"),
)
class Suspects(Rows):
    queryset = Suspect.objects.all()
    serializer_class = SuspectSerializer
    filterset_class = SuspectFilter

    def filter_queryset(self, queryset: Any) -> Any:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("first", "second", "decided_by").order_by("-score", "pk")

    @extend_schema(summary="Son distintas", request=None, responses=SuspectSerializer)
    def dismiss(self, request: Request, pk: str) -> Response:
        return self._decide(request, duplicates.dismiss_suspect)

    @extend_schema(summary="Volver a revisar un par descartado", request=None, responses=SuspectSerializer)
    def reopen(self, request: Request, pk: str) -> Response:
        return self._decide(request, duplicates.reopen_suspect)

    def _decide(self, request: Request, act: Any) -> Response:
        row = self.get_object()
        allow(rules.can_merge_actors(self.principal))
        return once(request, lambda: self.tell_again(act(suspect=row, by=self.principal)))


@extend_schema_view(
    list=extend_schema(summary="Fusiones de actores, también las deshechas"),
    retrieve=extend_schema(summary="Una fusión"),
)
class Merges(Rows):
    queryset = Merge.objects.all()
    serializer_class = MergeSerializer
    filter_backends = ()

    def shape_rows(self, rows: Any) -> Any:
        return rows.with_sides().order_by("-created_at", "-pk")

    @extend_schema(
        summary="Reunir otro actor en este",
        description=(
            "`merged` habla por este desde entonces; nada de lo que lo nombra se reescribe. `take` dice qué campos "
            "toma este de aquel. Con dos RUT distintos exige `other_rut`. If-Match (opcional): la versión del "
            "que queda."
        ),
        request=MergeWrite,
        responses={201: MergeSerializer},
    )
    def merge(self, request: Request, pk: str) -> Response:
        kept = get_object_or_404(Actor.objects.visible_to(self.principal), pk=pk)
        allow(rules.can_merge_actors(self.principal))

        def act() -> Response:
            told = self.read(MergeWrite)
            version = expected_version(request)
            merged = told.pop("merged")
            versions = None if version is None else (version, merged.version)
            row = merging.merge_actors(kept=kept, merged=merged, versions=versions, by=self.principal, **told)
            return self.tell_again(row, 201)

        return once(request, act)

    @extend_schema(summary="Deshacer una fusión", request=None, responses=MergeSerializer)
    def undo(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_merge_actors(self.principal))
        return once(request, lambda: self.tell_again(merging.undo_merge(merge=row, by=self.principal)))
