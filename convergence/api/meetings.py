"""Meetings, their files and their agreements in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from convergence import rules
from convergence.filters import AgreementFilter, MeetingFilter
from convergence.models import Agreement, Meeting, MeetingFile
from convergence.serializers.meetings import (
    AgreementSerializer,
    MeetingChange,
    MeetingFileSerializer,
    MeetingFileWrite,
    MeetingRow,
    MeetingSerializer,
    MeetingWrite,
)
from convergence.services.meetings import (
    MeetingLines,
    NewAgreement,
    NewCommitment,
    amend_meeting,
    attach_file,
    record_meeting,
)
from core.api.parsers import WITH_FILES
from core.api.views import Rows
from core.api.writes import allow, once, require_version
from core.files import keep_upload


@extend_schema_view(
    list=extend_schema(summary="Reuniones de las alianzas que usted ve"),
    retrieve=extend_schema(summary="Una reunión con asistencia, acuerdos, compromisos y archivos"),
)
class Meetings(Rows):
    queryset = Meeting.objects.all()
    filterset_class = MeetingFilter

    def get_serializer_class(self) -> Any:
        return MeetingRow if self.action == "list" else MeetingSerializer

    def shape_rows(self, rows: Any) -> Any:
        if self.action == "list":
            return (
                rows.select_related("alliance", "recorded_by")
                .with_counts()
                .order_by("-held_on", "-created_at")
            )
        return rows.with_lines()

    @extend_schema(
        summary="Registrar una reunión",
        description="Todo o nada: la reunión, quiénes vinieron, los acuerdos y los compromisos.",
        request=MeetingWrite,
        responses={201: MeetingSerializer},
    )
    def create(self, request: Request) -> Response:
        """The service remembers the uid, so that the page's form and this door replay each other."""

        def act() -> Response:
            told = self.read(MeetingWrite)
            uid, alliance = told.pop("id", None), told.pop("alliance")
            lines = MeetingLines(
                attendances=told.pop("attendances"),
                agreements=[NewAgreement(**line) for line in told.pop("agreements")],
                commitments=[NewCommitment(**line) for line in told.pop("commitments")],
            )
            meeting, is_new = record_meeting(
                alliance=alliance, lines=lines, uid=uid, by=self.principal, **told
            )
            answer = self.tell_again(meeting, 201)
            if not is_new:
                answer["Replayed"] = "1"
            return answer

        return once(request, act, by_uid=False)

    @extend_schema(
        summary="Corregir una reunión",
        description="Lo que se envía cambia; `attendances`, si se envía, reemplaza la lista completa.",
        request=MeetingChange,
        responses=MeetingSerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        meeting = self.get_object()
        allow(rules.can_record_meeting(self.principal, meeting.alliance))
        version = require_version(request)
        told = self.read(MeetingChange, partial=True)
        return self.tell_again(amend_meeting(meeting=meeting, version=version, by=self.principal, **told))


@extend_schema_view(list=extend_schema(summary="Archivos de una reunión"))
class MeetingFiles(Rows):
    queryset = MeetingFile.objects.all()
    parser_classes = WITH_FILES
    serializer_class = MeetingFileSerializer
    filter_backends = ()
    seen_by_all = True

    @property
    def meeting(self) -> Meeting:
        seen = Meeting.objects.visible_to(self.principal).select_related("alliance")
        return get_object_or_404(seen, pk=self.kwargs["pk"])

    def shape_rows(self, rows: Any) -> Any:
        return rows.filter(meeting=self.meeting).select_related("file").order_by("pk")

    @extend_schema(
        summary="Agregar un archivo a una reunión",
        description="JPG, PNG, WebP, HEIC o PDF; el tipo se lee del contenido, no del nombre.",
        request={"multipart/form-data": MeetingFileWrite},
        responses={201: MeetingFileSerializer},
    )
    def create(self, request: Request, pk: str) -> Response:
        meeting = self.meeting
        allow(rules.can_record_meeting(self.principal, meeting.alliance))

        def act() -> Response:
            told = self.read(MeetingFileWrite)
            file = keep_upload(told["file"], by=self.principal, field="file")
            return self.tell(
                attach_file(meeting=meeting, file=file, kind=told["kind"], by=self.principal), 201
            )

        return once(request, act)


@extend_schema_view(list=extend_schema(summary="Acuerdos"), retrieve=extend_schema(summary="Un acuerdo"))
class Agreements(Rows):
    queryset = Agreement.objects.all()
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("meeting__alliance").order_by("-meeting__held_on", "meeting_id", "number")
