"""Milestones in the API: the rail with its gates, evidence, waivers, withdrawal."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from convergence import facts, gates, rules, stages
from convergence.api.alliances import OfAlliance
from convergence.models import Alliance, MilestoneMark
from convergence.serializers.milestones import (
    EvidenceWrite,
    MarkSerializer,
    RailSerializer,
    WaiveWrite,
    WithdrawWrite,
)
from convergence.services.milestones import attach_document, waive_milestone, withdraw_mark
from core.api.parsers import WITH_FILES
from core.api.views import Rows
from core.api.writes import allow, once
from core.files import keep_upload

CODE = OpenApiParameter(
    "code", str, OpenApiParameter.PATH, description="Código del hito, como lo dice el riel."
)


class Rail(OfAlliance):
    queryset = Alliance.objects.none()
    serializer_class = RailSerializer
    pagination_class = None

    @extend_schema(summary="El riel de etapas con la lista de hitos", responses=RailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        alliance = self.alliance
        told = facts.gather([alliance], alliance.today())[alliance.pk]
        return self.tell(
            {
                "stage": alliance.stage,
                "stage_since": alliance.stage_since,
                "stages": gates.rail(told),
            }
        )


def with_papers(rows: Any) -> Any:
    return rows.select_related("alliance", "made_by").prefetch_related("files__file")


@extend_schema(parameters=[CODE])
@extend_schema_view(list=extend_schema(summary="Constancias de un hito, también las retiradas"))
class Evidence(OfAlliance):
    queryset = MilestoneMark.objects.all()
    serializer_class = MarkSerializer
    parser_classes = WITH_FILES

    def shape_rows(self, rows: Any) -> Any:
        return with_papers(rows).filter(alliance=self.known_alliance(), milestone=self.kwargs["code"])

    def known_alliance(self) -> Alliance:
        """The alliance, when milestones of its kind have this code."""
        alliance = self.alliance
        if stages.find_milestone(alliance.kind, self.kwargs["code"]) is None:
            raise Http404
        return alliance

    @extend_schema(
        summary="Acreditar un hito con un documento o certificado",
        request={"multipart/form-data": EvidenceWrite},
        responses={201: MarkSerializer},
    )
    def create(self, request: Request, pk: str, code: str) -> Response:
        alliance = self.known_alliance()
        allow(rules.can_attach_evidence(self.principal, alliance))

        def act() -> Response:
            told = self.read(EvidenceWrite)
            upload = told.pop("file", None)
            papers = [keep_upload(upload, by=self.principal, field="file")] if upload else []
            mark = attach_document(
                alliance=alliance,
                milestone=code,
                files=papers,
                uid=told.pop("id", None),
                by=self.principal,
                **told,
            )
            return self.tell(mark, 201)

        return once(request, act)

    @extend_schema(
        summary="Eximir un hito o declarar que no aplica",
        request={"application/json": WaiveWrite},
        responses={201: MarkSerializer},
    )
    def waive(self, request: Request, pk: str, code: str) -> Response:
        alliance = self.known_alliance()
        allow(rules.can_waive_milestone(self.principal, alliance))

        def act() -> Response:
            told = self.read(WaiveWrite)
            return self.tell(
                waive_milestone(alliance=alliance, milestone=code, by=self.principal, **told), 201
            )

        return once(request, act)


class Marks(Rows):
    queryset = MilestoneMark.objects.all()
    serializer_class = MarkSerializer
    filter_backends = ()
    seen_by_all = True

    def shape_rows(self, rows: Any) -> Any:
        return with_papers(rows).filter(alliance__in=Alliance.objects.visible_to(self.principal))

    @extend_schema(
        summary="Retirar una constancia",
        description="La fila queda con quién, cuándo y por qué; la etapa no retrocede.",
        request=WithdrawWrite,
        responses=MarkSerializer,
    )
    def withdraw(self, request: Request, pk: str) -> Response:
        mark = self.get_object()
        allow(rules.can_waive_milestone(self.principal, mark.alliance))

        def act() -> Response:
            withdraw_mark(mark=mark, by=self.principal, **self.read(WithdrawWrite))
            return self.tell_again(mark)

        return once(request, act)
