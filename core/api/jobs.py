"""Jobs and files in the API."""

import uuid
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from core import views
from core.api.views import Rows
from core.jobs import ask_job
from core.models import File, Job
from core.serializers import AskedJobSerializer, AskJob, FileSerializer, JobSerializer


@extend_schema_view(
    list=extend_schema(summary="Mis trabajos"), retrieve=extend_schema(summary="Un trabajo y su avance")
)
class Jobs(Rows):
    queryset = Job.objects.all()
    serializer_class = JobSerializer
    filter_backends = ()

    def shape_rows(self, rows: Any) -> Any:
        return rows.with_result(self.principal)

    @extend_schema(
        summary="Pedir un trabajo",
        description="Con el intermediario caído la respuesta es igualmente 201: el trabajo queda guardado y espera.",
        request=AskJob,
        responses={201: AskedJobSerializer},
    )
    def create(self, request: Request) -> Response:
        """The row is the memory: the same id (or Idempotency-Key) with the same kind and params replays it."""
        told = self.read(AskJob)
        uid = told.get("id") or self._uid_of_key()
        was_there = uid is not None and Job.objects.filter(pk=uid).exists()
        job, told_broker = ask_job(
            kind=told["kind"], params=told["params"], uid=str(uid) if uid else None, by=self.principal
        )
        waits = job.is_open and not told_broker
        note = (
            _("El trabajo quedó guardado y espera: el servicio de trabajos no responde ahora.")
            if waits
            else ""
        )
        job.result_file = self.get_queryset().get(pk=job.pk).result_file if was_there else None
        job.told_broker, job.note = told_broker, note  # type: ignore[attr-defined]
        answer = self.tell(job, 201, AskedJobSerializer)
        if was_there:
            answer["Replayed"] = "1"
        return answer

    def _uid_of_key(self) -> uuid.UUID | None:
        """One job id for each key of each user, so that no second memory can contradict the row."""
        key = self.request.headers.get("Idempotency-Key", "").strip()[:150]
        return uuid.uuid5(self.request.user.pk, key) if key else None


@extend_schema_view(retrieve=extend_schema(summary="Datos de un archivo y su dirección de descarga"))
class Files(Rows):
    queryset = File.objects.all()
    serializer_class = FileSerializer
    filter_backends = ()
    file_actions = ("content",)

    @extend_schema(
        summary="El contenido de un archivo",
        responses={(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def content(self, request: Request, pk: str) -> FileResponse:
        return views.serve_file(request._request, str(self.get_object().pk))
