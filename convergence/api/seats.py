"""Seats in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from actors.serializers.people import EndWrite
from convergence import rules
from convergence.filters import SeatFilter
from convergence.models import Seat
from convergence.serializers.seats import SeatSerializer, SeatWrite
from convergence.services.seats import end_seat, seat_person
from core.api.views import Rows
from core.api.writes import allow, expected_version, once


@extend_schema_view(
    list=extend_schema(summary="Quién se sienta por quién en las alianzas que usted ve"),
    retrieve=extend_schema(summary="Un asiento"),
)
class Seats(Rows):
    queryset = Seat.objects.all()
    serializer_class = SeatSerializer
    filterset_class = SeatFilter

    def shape_rows(self, rows: Any) -> Any:
        return rows.with_place().order_by("-since", "pk")

    @extend_schema(summary="Dar un asiento a una persona", request=SeatWrite, responses={201: SeatSerializer})
    def create(self, request: Request) -> Response:
        def act() -> Response:
            told = self.read(SeatWrite)
            allow(rules.can_keep_seats(self.principal, told["participation"]))
            return self.tell_again(seat_person(uid=told.pop("id", None), by=self.principal, **told), 201)

        return once(request, act)

    @extend_schema(summary="Terminar un asiento", request=EndWrite, responses=SeatSerializer)
    def end(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_keep_seats(self.principal, row.participation))
        told, version = self.read(EndWrite), expected_version(request)
        return self.tell(end_seat(seat=row, version=version, by=self.principal, **told))
