"""Initiatives in the API: enter, correct, move, and the sums of a list."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from core import dates
from core.api.views import Rows
from core.api.writes import allow, expected_version, once, require_version
from portfolio import rules
from portfolio.filters import InitiativeFilter
from portfolio.models import Initiative
from portfolio.serializers.initiatives import (
    InitiativeChange,
    InitiativeMove,
    InitiativeRow,
    InitiativeSerializer,
    InitiativeSums,
    InitiativeWrite,
)
from portfolio.services.initiatives import GoalWeight, enter_initiative, move_initiative, update_initiative


@extend_schema_view(
    list=extend_schema(summary="Iniciativas de las mesas que usted ve"),
    retrieve=extend_schema(summary="Una iniciativa: dónde se decidió, sus objetivos y sus pasos"),
)
class Initiatives(Rows):
    queryset = Initiative.objects.all()
    filterset_class = InitiativeFilter

    def get_serializer_class(self) -> Any:
        return InitiativeRow if self.action == "list" else InitiativeSerializer

    def shape_rows(self, rows: Any) -> Any:
        # The meeting and the region apart: eight joins make PostgreSQL plan for longer than it reads.
        rows = rows.with_place().with_goals().prefetch_related("agreement__meeting", "comuna__region")
        if self.action != "list":
            rows = rows.prefetch_related("steps__phase", "steps__made_by")
        return rows.in_order()

    @extend_schema(
        summary="Sumas de las iniciativas que pasan los filtros", responses=InitiativeSums, filters=True
    )
    def summary(self, request: Request) -> Response:
        rows = self.filter_queryset(Initiative.objects.visible_to(self.principal))
        return self.tell({"as_of": dates.today(), **rows.sums()}, shape=InitiativeSums)

    @extend_schema(
        summary="Ingresar una iniciativa a la cartera",
        description="Nace de un acuerdo de la mesa (`agreement`) o de un plan (`plan`).",
        request=InitiativeWrite,
        responses={201: InitiativeSerializer},
    )
    def create(self, request: Request) -> Response:
        def act() -> Response:
            told = self._read(InitiativeWrite)
            row = enter_initiative(uid=told.pop("id", None), by=self.principal, **told)
            return self.tell_again(row, 201)

        return once(request, act)

    @extend_schema(
        summary="Corregir una iniciativa",
        description="Lo que se envía cambia; `goals`, si se envía, reemplaza el conjunto. "
        "Cartera y fase cambian con `move/`.",
        request=InitiativeChange,
        responses=InitiativeSerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_manage_initiative(self.principal, row.alliance))
        version = require_version(request)
        told = self._read(InitiativeChange, partial=True)
        return self.tell_again(update_initiative(initiative=row, version=version, by=self.principal, **told))

    @extend_schema(
        summary="Mover a otra cartera o a otra fase",
        description="De una cartera se pasa a la vecina. If-Match es opcional.",
        request=InitiativeMove,
        responses=InitiativeSerializer,
    )
    def move(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_manage_initiative(self.principal, row.alliance))

        def act() -> Response:
            told = self.read(InitiativeMove)
            version = expected_version(request)
            return self.tell_again(
                move_initiative(initiative=row, version=version, by=self.principal, **told)
            )

        return once(request, act)

    def _read(self, shape: type[InitiativeChange], *, partial: bool = False) -> dict[str, Any]:
        told = self.read(shape, partial=partial)
        if "goals" in told:
            told["goals"] = [GoalWeight(**line) for line in told["goals"]]
        return told
