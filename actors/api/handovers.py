"""The traspaso in the API."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from actors import handover_sheet
from actors.forms.handover import actors_offered
from actors.models import Handover
from actors.serializers.handovers import HandoverRow, HandoverSerializer, HandoverWrite
from actors.services.handover import hand_over
from core.api.views import Rows
from core.api.writes import allow, once


@extend_schema_view(
    list=extend_schema(summary="Traspasos que usted ve"),
    retrieve=extend_schema(summary="Un traspaso y qué pasó de una persona a la otra"),
)
class Handovers(Rows):
    queryset = Handover.objects.all()
    filter_backends = ()
    file_actions = ("paper",)

    def get_serializer_class(self) -> Any:
        return HandoverRow if self.action == "list" else HandoverSerializer

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("actor", "leaver", "successor", "done_by")

    @extend_schema(
        summary="Traspasar lo de una persona a otra",
        description=(
            "De una vez pasan a `successor` los compromisos abiertos, los asientos y las mesas que `leaver` tenía "
            "por `actor` (nulo: en el equipo de la fundación), y `leaver` deja de verlos. Todo o nada."
        ),
        request=HandoverWrite,
        responses={201: HandoverSerializer},
    )
    def create(self, request: Request) -> Response:
        by = self.principal
        allow(by.can_write and (by.is_foundation or actors_offered(by).exists()))

        def act() -> Response:
            told = self.read(HandoverWrite)
            row = hand_over(by=by, uid=told.pop("id", None), **told)
            return self.tell_again(row, 201)

        return once(request, act)

    @extend_schema(
        summary="La hoja de traspaso (PDF), impresa ahora",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def paper(self, request: Request, pk: str) -> HttpResponse:
        return handover_sheet.answer(self.get_object(), self.principal, lang=get_language() or "es")
