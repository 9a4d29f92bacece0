"""How the alliances read, in the API. A new reading is asked for by POST jobs/ with kind `typology`."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from convergence.api.alliances import OfAlliance
from convergence.models import Alliance
from core.api.views import Rows
from evaluation.api.filters import TypologyFilter
from evaluation.models import TypologyResult
from evaluation.serializers.typology import AllianceTypology, TypologyRow, TypologySerializer

HEAVY = ("readings", "evidence", "counts", "reasons", "notices", "blocked", "axes")
HISTORY = 50


@extend_schema_view(
    list=extend_schema(summary="Lecturas de cómo se articulan las mesas que usted ve"),
    retrieve=extend_schema(summary="Una lectura: el modelo, sus nueve variables y por qué"),
)
class TypologyResults(Rows):
    queryset = TypologyResult.objects.all()
    filterset_class = TypologyFilter

    def get_serializer_class(self) -> Any:
        return TypologyRow if self.action == "list" else TypologySerializer

    def shape_rows(self, rows: Any) -> Any:
        rows = rows.select_related("alliance").newest_first()
        return rows.defer(*HEAVY) if self.action == "list" else rows


class TypologyOfAlliance(OfAlliance):
    queryset = Alliance.objects.none()
    serializer_class = AllianceTypology
    pagination_class = None

    @extend_schema(
        summary="La lectura vigente de una alianza y las anteriores",
        description="Las cincuenta últimas; todas, por páginas, en `typology-results/?alliance=`. "
        "Otra lectura se pide con `POST jobs/`, `kind` «typology».",
        responses=AllianceTypology,
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = TypologyResult.objects.filter(alliance=self.alliance).select_related("alliance")
        latest = rows.newest_first().first()
        history = rows.newest_first().defer(*HEAVY)[1 : HISTORY + 1]
        return self.tell({"latest": latest, "history": history})
