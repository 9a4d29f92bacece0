"""Commitments in the API: make, move, give a new date, share."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from convergence import rules
from convergence.filters import CommitmentFilter
from convergence.models import Commitment
from convergence.serializers.commitments import (
    CommitmentRow,
    CommitmentSerializer,
    CommitmentWrite,
    MoveWrite,
    RescheduleWrite,
    ShareSerializer,
)
from convergence.services.commitments import (
    make_commitment,
    move_commitment,
    reschedule_commitment,
    share_commitment,
)
from core.api.views import Rows
from core.api.writes import allow, expected_version, once


@extend_schema_view(
    list=extend_schema(summary="Compromisos de las alianzas que usted ve, por fecha"),
    retrieve=extend_schema(summary="Un compromiso con todas las fechas que tuvo"),
)
class Commitments(Rows):
    queryset = Commitment.objects.all()
    filterset_class = CommitmentFilter

    def get_serializer_class(self) -> Any:
        return CommitmentRow if self.action == "list" else CommitmentSerializer

    def shape_rows(self, rows: Any) -> Any:
        rows = rows.with_place().select_related("agreement").prefetch_related("alliance__comunas")
        return rows if self.action == "list" else rows.prefetch_related("due_dates__set_by")

    @extend_schema(
        summary="Registrar un compromiso", request=CommitmentWrite, responses={201: CommitmentSerializer}
    )
    def create(self, request: Request) -> Response:
        def act() -> Response:
            told = self.read(CommitmentWrite)
            return self.tell_again(make_commitment(uid=told.pop("id", None), by=self.principal, **told), 201)

        return once(request, act)

    @extend_schema(
        summary="Empezar, cumplir, liberar o reabrir un compromiso",
        description="Cerrar exige contar en `outcome` qué se hizo. If-Match es opcional.",
        request=MoveWrite,
        responses=CommitmentSerializer,
    )
    def move(self, request: Request, pk: str) -> Response:
        commitment = self.get_object()
        self._allow_to_answer(commitment)

        def act() -> Response:
            told = self.read(MoveWrite)
            version = expected_version(request)
            move_commitment(commitment=commitment, version=version, by=self.principal, **told)
            return self.tell_again(commitment)

        return once(request, act)

    @extend_schema(
        summary="Dar otra fecha, con su motivo", request=RescheduleWrite, responses=CommitmentSerializer
    )
    def reschedule(self, request: Request, pk: str) -> Response:
        commitment = self.get_object()
        self._allow_to_answer(commitment)

        def act() -> Response:
            told = self.read(RescheduleWrite)
            version = expected_version(request)
            reschedule_commitment(commitment=commitment, version=version, by=self.principal, **told)
            return self.tell_again(commitment)

        return once(request, act)

    @extend_schema(
        summary="Enlace firmado para responder sin cuenta",
        description="Cada solicitud hace un enlace nuevo: la dirección no se guarda, así que no se repite.",
        request=None,
        responses={201: ShareSerializer},
    )
    def share(self, request: Request, pk: str) -> Response:
        """Not under once(): a remembered answer would keep the secret that only its hash should keep."""
        commitment = self.get_object()
        address = share_commitment(commitment=commitment, by=self.principal)
        return Response({"address": address}, status=201)

    def _allow_to_answer(self, commitment: Commitment) -> None:
        allow(rules.can_move_commitment(self.principal, commitment))
