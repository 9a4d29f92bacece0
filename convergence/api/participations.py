"""Who takes part in what, in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from convergence import rules
from convergence.filters import ParticipationFilter
from convergence.models import Participation
from convergence.serializers.alliances import ParticipationChange, ParticipationSerializer, ParticipationWrite
from convergence.services.alliances import add_participation, update_participation
from core.api.views import Rows
from core.api.writes import allow, once, require_version


@extend_schema_view(
    list=extend_schema(summary="Participaciones en las alianzas que usted ve"),
    retrieve=extend_schema(summary="Una participación"),
)
class Participations(Rows):
    queryset = Participation.objects.all()
    serializer_class = ParticipationSerializer
    filterset_class = ParticipationFilter

    def shape_rows(self, rows: Any) -> Any:
        rows = rows.select_related("alliance", "actor__canonical", "kind")
        return rows.once() if self.action == "list" else rows

    @extend_schema(
        summary="Sentar a una organización",
        request=ParticipationWrite,
        responses={201: ParticipationSerializer},
    )
    def create(self, request: Request) -> Response:
        allow(rules.can_manage_alliance(self.principal))

        def act() -> Response:
            told = self.read(ParticipationWrite)
            return self.tell_again(
                add_participation(uid=told.pop("id", None), by=self.principal, **told), 201
            )

        return once(request, act)

    @extend_schema(
        summary="Corregir o terminar una participación",
        request=ParticipationChange,
        responses=ParticipationSerializer,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_manage_alliance(self.principal, row.alliance))
        version = require_version(request)
        told = self.read(ParticipationChange, partial=True)
        changed = update_participation(participation=row, version=version, by=self.principal, **told)
        return self.tell_again(changed)
