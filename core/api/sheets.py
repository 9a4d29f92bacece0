"""Spreadsheets in the API: which there are, uploads, their lines, and what is done with them."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.parsers import WITH_FILES
from core.api.views import Door
from core.api.writes import allow, once
from core.models import SheetImport, SheetLine
from core.sheet_serializers import (
    ImportSerializer,
    LineSerializer,
    SheetSerializer,
    TellDecisions,
    TellMode,
    TellUpload,
)
from core.sheets import deciding, doors, exporting, intake, lifecycle

BOOK = {(200, exporting.XLSX): OpenApiResponse(OpenApiTypes.BINARY)}
OUTCOME = OpenApiParameter(
    "outcome", enum=SheetLine.Outcome.values, description="Solo las filas con este resultado."
)


class Sheets(Door):
    """Those that belong to nothing else. One of a mesa takes `?alliance=<id>`."""

    serializer_class = SheetSerializer
    queryset = SheetImport.objects.none()
    filter_backends = ()
    file_actions = ("template",)

    @extend_schema(summary="Planillas que usted puede leer o cargar")
    def list(self, request: Request) -> Response:
        found = doors.sheets_of(self.principal)
        page = self.paginate_queryset(found)  # type: ignore[arg-type]
        return self.get_paginated_response([self._told(sheet) for sheet in page or ()])

    def _told(self, sheet: Any) -> dict[str, Any]:
        may = {
            "may_read": sheet.may_read(self.principal, {}),
            "may_write": sheet.may_write(self.principal, {}),
        }
        told = {"code": sheet.code, "label": sheet.label, "about": sheet.about, **may}
        return dict(SheetSerializer({**told, "columns": sheet.offered(self.principal, {})}).data)

    @extend_schema(summary="La plantilla de una planilla", responses=BOOK)
    def template(self, request: Request, code: str) -> HttpResponse:
        sheet, scope = doors.find_sheet(code, request.query_params, self.principal)
        raw = exporting.template_book(sheet, principal=self.principal, scope=scope)
        return doors.download(raw, name=f"plantilla {sheet.label}", ending="xlsx", media_type=exporting.XLSX)


class SheetImports(Door):
    serializer_class = ImportSerializer
    queryset = SheetImport.objects.none()
    filter_backends = ()
    file_actions = ("refused",)
    parser_classes = WITH_FILES

    def _row(self, code: str, pk: str) -> SheetImport:
        row = doors.find_import(pk, self.principal)
        if row.sheet != code:
            row = doors.find_import(None, self.principal)
        return row

    @extend_schema(summary="Cargas de una planilla que usted ve")
    def list(self, request: Request, code: str) -> Response:
        sheet, scope = doors.find_sheet(code, request.query_params, self.principal)
        page = self.paginate_queryset(doors.imports_of(sheet, scope, self.principal))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Subir una planilla para revisarla",
        description="El trabajo de leerla queda pedido: la carga pasa de `reading` a `preview`, o a `failed`.",
        request=TellUpload,
        responses={201: ImportSerializer},
    )
    def create(self, request: Request, code: str) -> Response:
        sheet, scope = doors.find_sheet(code, request.query_params, self.principal)
        allow(sheet.may_write(self.principal, scope))
        told = self.read(TellUpload)

        def act() -> Response:
            row, is_new = intake.start_import(
                sheet=sheet,
                scope=scope,
                upload=told["file"],
                by=self.principal,
                uid=told.get("id"),
                again=told["again"],
            )
            answer = self.tell(row, 201)
            answer["Location"] = reverse("api:sheet-import", args=[sheet.code, row.pk])
            if not is_new:
                answer["Replayed"] = "1"
            return answer

        return once(request, act, by_uid=False)

    @extend_schema(summary="Una carga y su estado")
    def retrieve(self, request: Request, code: str, pk: str) -> Response:
        return self.tell(self._row(code, pk))

    @extend_schema(
        summary="Las filas de una carga", parameters=[OUTCOME], responses=LineSerializer(many=True)
    )
    def lines(self, request: Request, code: str, pk: str) -> Response:
        lines = self._row(code, pk).lines.all()
        outcome = request.query_params.get("outcome", "")
        if outcome:
            lines = lines.filter(outcome=outcome) if outcome in SheetLine.Outcome.values else lines.none()
        page = self.paginate_queryset(lines)
        return self.get_paginated_response(LineSerializer(page, many=True).data)

    @extend_schema(
        summary="Decidir sobre posibles duplicados",
        description="Por número de fila: `new`, `skip`, el id de uno de sus candidatos, o vacío.",
        request=TellDecisions,
        responses=ImportSerializer,
    )
    def decide(self, request: Request, code: str, pk: str) -> Response:
        row = self._row(code, pk)
        told = self.read(TellDecisions)["decisions"]
        decisions = {int(number): decision for number, decision in told.items()}
        return once(
            request,
            lambda: self.tell(deciding.decide_lines(row=row, decisions=decisions, by=self.principal)),
        )

    @extend_schema(
        summary="Cargar la vista previa",
        description="`all`: todo o nada. `good`: solo las filas buenas. Pasa a `applying` y luego a `applied`.",
        request=TellMode,
        responses={202: ImportSerializer},
    )
    def apply(self, request: Request, code: str, pk: str) -> Response:
        row = self._row(code, pk)
        mode = self.read(TellMode)["mode"]
        return once(
            request, lambda: self.tell(lifecycle.ask_apply(row=row, mode=mode, by=self.principal), 202)
        )

    @extend_schema(summary="Deshacer una carga", request=None, responses={202: ImportSerializer})
    def undo(self, request: Request, code: str, pk: str) -> Response:
        row = self._row(code, pk)
        return once(request, lambda: self.tell(lifecycle.ask_undo(row=row, by=self.principal), 202))

    @extend_schema(summary="Descartar una vista previa", request=None, responses=ImportSerializer)
    def discard(self, request: Request, code: str, pk: str) -> Response:
        row = self._row(code, pk)
        return once(request, lambda: self.tell(lifecycle.discard_import(row=row, by=self.principal)))

    @extend_schema(summary="Las filas rechazadas, con sus motivos", responses=BOOK)
    def refused(self, request: Request, code: str, pk: str) -> HttpResponse:
        row = self._row(code, pk)
        raw = exporting.refused_book(row, principal=self.principal)
        return doors.download(raw, name=f"rechazadas {row.name}", ending="xlsx", media_type=exporting.XLSX)
