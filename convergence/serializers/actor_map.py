"""Shapes of the actor map: its lines, what is written of them, and who is missing."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actors.models import Actor, ActorKind, Comuna
from actors.serializers import ActorName, ComunaName
from actors.vocabulary import Sector
from convergence import actor_map
from convergence import vocabulary as words
from convergence.models import MapEntry
from core.api.fields import KnownField, Label, SeenField, Told, WholeField


class MapEntrySerializer(serializers.ModelSerializer[MapEntry]):
    """`actor` is the organisation that speaks for the line: the one it was merged into, if it was."""

    actor = ActorName(source="speaker", read_only=True, allow_null=True)
    name = serializers.CharField(source="__str__", read_only=True)
    sector_label = Label("get_sector_display")
    kind = serializers.CharField(source="kind_id", read_only=True, allow_null=True)
    comuna = ComunaName(read_only=True, allow_null=True)
    position_label = Label("get_position_display")
    quadrant = serializers.SerializerMethodField()
    quadrant_label = serializers.SerializerMethodField()

    class Meta:
        model = MapEntry
        fields = (
            "id", "alliance", "actor", "name", "sector", "sector_label", "kind", "comuna", "interest", "influence",
            "position", "position_label", "quadrant", "quadrant_label", "expectation", "approach", "withdrawn_at",
            "created_at", "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=actor_map.QUADRANTS))
    def get_quadrant(self, entry: MapEntry) -> str:
        return actor_map.quadrant(entry.interest, entry.influence)

    def get_quadrant_label(self, entry: MapEntry) -> str:
        return str(dict(actor_map.QUADRANTS)[self.get_quadrant(entry)])


class MapEntryChange(Told):
    """`actor` links a line that was only named to the organisation it is; nothing else may be told with it then."""

    actor = SeenField(queryset=Actor.objects.canonical(), required=False)
    name = serializers.CharField(max_length=200, required=False)
    sector = serializers.ChoiceField(choices=Sector.choices, required=False)
    kind = KnownField(queryset=ActorKind.objects.all(), allow_null=True, required=False)
    comuna = KnownField(queryset=Comuna.objects.all(), allow_null=True, required=False)
    interest = WholeField(min_value=1, max_value=5, allow_null=True, required=False)
    influence = WholeField(min_value=1, max_value=5, allow_null=True, required=False)
    position = serializers.ChoiceField(choices=words.MapPosition.choices, required=False)
    expectation = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    approach = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class MapEntryWrite(MapEntryChange):
    id = serializers.UUIDField(required=False)


class PresentSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    on_map = serializers.BooleanField()
    takes_part = serializers.BooleanField()


class CandidateSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="key")
    name = serializers.CharField()


class CoverageLine(serializers.Serializer[Any]):
    """One expected, at one comuna where each has its own."""

    code = serializers.CharField(source="expected.code")
    label = serializers.CharField(source="expected.label")  # type: ignore[assignment]
    sector = serializers.ChoiceField(source="expected.sector", choices=Sector.choices)
    required = serializers.BooleanField(source="expected.required")  # type: ignore[assignment]
    why = serializers.CharField(source="expected.why")
    source = serializers.CharField(source="expected.source")  # type: ignore[assignment]
    comuna = serializers.CharField(
        allow_blank=True, help_text="Código de la comuna; vacío si es del territorio."
    )
    missing = serializers.BooleanField(source="is_missing")
    found = PresentSerializer(many=True)
    candidates = CandidateSerializer(many=True, help_text="Del registro, solo las que usted ve.")


class CountSerializer(serializers.Serializer[Any]):
    sector = serializers.ChoiceField(choices=Sector.choices)
    kind = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()


class CoverageSerializer(serializers.Serializer[Any]):
    lines = CoverageLine(many=True)
    counts = serializers.SerializerMethodField()

    @extend_schema_field(CountSerializer(many=True))
    def get_counts(self, coverage: actor_map.Coverage) -> Any:
        told = [{"sector": sector, "kind": kind, "count": n} for sector, kind, n in coverage.counts]
        return CountSerializer(told, many=True).data
