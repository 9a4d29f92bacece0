"""Who sees a mesa, and why, in the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from convergence import rules
from convergence.access import who_sees
from convergence.api.alliances import OfAlliance
from convergence.models import Alliance
from convergence.serializers.access import AccessSerializer
from core.api.writes import allow


class AccessOfAlliance(OfAlliance):
    queryset = Alliance.objects.none()
    serializer_class = AccessSerializer
    pagination_class = None

    @extend_schema(
        summary="Quién ve esta mesa, por qué y qué puede hacer",
        description="Para la fundación y para las instituciones públicas que participan.",
        responses=AccessSerializer,
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        alliance = self.alliance
        allow(rules.can_see_access(self.principal, alliance))
        return self.tell(who_sees(alliance))
