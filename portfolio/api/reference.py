"""Reference rows of this floor in the API: goals of the 2030 Agenda, phases of an investment."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from core.api.views import Rows
from portfolio.models import Goal, Phase
from portfolio.serializers.names import GoalSerializer, PhaseSerializer


@extend_schema_view(list=extend_schema(summary="Objetivos de desarrollo sostenible"))
class Goals(Rows):
    queryset = Goal.objects.all()
    serializer_class = GoalSerializer
    filter_backends = ()
    seen_by_all = True


@extend_schema_view(list=extend_schema(summary="Fases de una iniciativa, de la idea a la evaluación"))
class Phases(Rows):
    queryset = Phase.objects.all()
    serializer_class = PhaseSerializer
    filter_backends = ()
    seen_by_all = True
