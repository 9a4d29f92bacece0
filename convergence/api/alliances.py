"""Alliances in the API: the record, its cycles and the stages it left."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from convergence import rules
from convergence.filters import AllianceFilter
from convergence.models import Alliance, Cycle, StageChange
from convergence.serializers.alliances import (
    AllianceChange,
    AllianceRow,
    AllianceSerializer,
    AllianceWrite,
    CycleSerializer,
    CycleWrite,
)
from convergence.serializers.milestones import AdvanceWrite, StageChangeSerializer
from convergence.services.alliances import open_alliance, open_cycle, update_alliance
from convergence.services.milestones import advance_stage
from core import dates
from core.api.views import Rows
from core.api.writes import allow, expected_version, once, require_version


@extend_schema_view(
    list=extend_schema(summary="Mesas y alianzas que usted ve, con su pulso"),
    retrieve=extend_schema(summary="Una alianza: socios, etapa y lo que falta"),
)
class Alliances(Rows):
    queryset = Alliance.objects.all()
    filterset_class = AllianceFilter

    def get_serializer_class(self) -> Any:
        return AllianceRow if self.action == "list" else AllianceSerializer

    def shape_rows(self, rows: Any) -> Any:
        return rows.with_place().select_related("started_by__canonical").with_pulse(dates.today()).in_order()

    @extend_schema(summary="Abrir una alianza", request=AllianceWrite, responses={201: AllianceSerializer})
    def create(self, request: Request) -> Response:
        allow(rules.can_manage_alliance(self.principal))

        def act() -> Response:
            told = self.read(AllianceWrite)
            alliance = open_alliance(uid=told.pop("id", None), by=self.principal, **told)
            return self.tell_again(alliance, 201)

        return once(request, act)

    @extend_schema(summary="Corregir una alianza", request=AllianceChange, responses=AllianceSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        alliance = self.get_object()
        allow(rules.can_manage_alliance(self.principal, alliance))
        version = require_version(request)
        told = self.read(AllianceChange, partial=True)
        return self.tell_again(update_alliance(alliance=alliance, version=version, by=self.principal, **told))

    @extend_schema(
        summary="Dejar la etapa actual por la siguiente",
        description="422 `gate_not_met` con los hitos que faltan en `extra.missing`. If-Match es opcional.",
        request=AdvanceWrite,
        responses=AllianceSerializer,
    )
    def advance_stage(self, request: Request, pk: str) -> Response:
        alliance = self.get_object()
        allow(rules.can_manage_alliance(self.principal, alliance))

        def act() -> Response:
            told = self.read(AdvanceWrite)
            advance_stage(alliance=alliance, version=expected_version(request), by=self.principal, **told)
            return self.tell_again(alliance)

        return once(request, act)


class OfAlliance(Rows):
    """Rows below one alliance: 404 when the alliance is not seen."""

    filter_backends = ()
    seen_by_all = True

    @property
    def alliance(self) -> Alliance:
        return get_object_or_404(Alliance.objects.visible_to(self.principal), pk=self.kwargs["pk"])


@extend_schema_view(list=extend_schema(summary="Etapas que la alianza dejó, con sus hitos de entonces"))
class StageChanges(OfAlliance):
    queryset = StageChange.objects.all()
    serializer_class = StageChangeSerializer

    def shape_rows(self, rows: Any) -> Any:
        return rows.filter(alliance=self.alliance).select_related("made_by")


@extend_schema_view(list=extend_schema(summary="Ciclos de la alianza"))
class Cycles(OfAlliance):
    queryset = Cycle.objects.all()
    serializer_class = CycleSerializer

    def shape_rows(self, rows: Any) -> Any:
        return rows.filter(alliance=self.alliance)

    @extend_schema(summary="Abrir el ciclo siguiente", request=CycleWrite, responses={201: CycleSerializer})
    def create(self, request: Request, pk: str) -> Response:
        alliance = self.alliance
        allow(rules.can_manage_alliance(self.principal, alliance))

        def act() -> Response:
            return self.tell(open_cycle(alliance=alliance, by=self.principal, **self.read(CycleWrite)), 201)

        return once(request, act)
