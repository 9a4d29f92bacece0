"""Shapes of the stage rail, its gates, what was declared about milestones, and stage changes."""

from typing import Any

from rest_framework import serializers

from actors.models import Comuna
from convergence import gates, stages
from convergence.models import MilestoneFile, MilestoneMark, StageChange
from convergence.serializers.names import STAGE_CODES
from core import registry
from core.api.fields import Code, KnownField, Label, PersonSerializer, Told
from core.serializers import FileSerializer

GATE_STATES = (gates.MET, gates.MISSING, gates.OVERRIDDEN, gates.NOT_APPLICABLE)
WAIVERS = (gates.OVERRIDDEN, gates.NOT_APPLICABLE)
PLACES = ("done", "current", "next")
WHERE_TO_FIX = (
    gates.BY_DOCUMENT,
    gates.BY_MEETING,
    gates.BY_PARTICIPATION,
    gates.BY_COMMITMENT,
    gates.BY_MAP,
    *registry.gate_places,
)


class StageName(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=STAGE_CODES)
    label = serializers.CharField()  # type: ignore[assignment]


class GateSerializer(serializers.Serializer[Any]):
    """One milestone as the page shows it and the stage change enforces it."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=GATE_STATES)
    required = serializers.BooleanField()  # type: ignore[assignment]
    owner = serializers.CharField(help_text="Quién debe verlo.")
    detail = serializers.CharField()
    where_to_fix = serializers.ChoiceField(choices=WHERE_TO_FIX, allow_blank=True)
    certificate = serializers.BooleanField()
    hint = serializers.CharField()
    mark_ids = serializers.ListField(child=serializers.UUIDField())


class StageSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=STAGE_CODES)
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=PLACES)
    gates = GateSerializer(many=True)


class RailSerializer(serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=STAGE_CODES)
    stage_since = serializers.DateField()
    stages = StageSerializer(many=True)


class AdvanceWrite(Told):
    happened_on = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class StageChangeSerializer(serializers.ModelSerializer[StageChange]):
    from_stage = Code(STAGE_CODES)
    from_label = serializers.CharField(read_only=True)
    to_label = serializers.CharField(read_only=True)
    gates = serializers.SerializerMethodField(help_text="La lista de hitos tal como estaba.")
    made_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = StageChange
        fields = (
            "id", "from_stage", "from_label", "to_stage", "to_label", "happened_on", "gates", "note", "made_by",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_gates(self, change: StageChange) -> list[dict[str, Any]]:
        return list(change.gates)


class EvidenceWrite(Told):
    id = serializers.UUIDField(required=False)
    happened_on = serializers.DateField()
    reason = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    session_number = serializers.CharField(max_length=40, allow_blank=True, required=False)
    agreement_number = serializers.CharField(max_length=40, allow_blank=True, required=False)
    comuna = KnownField(queryset=Comuna.objects.all(), allow_null=True, required=False)
    file = serializers.FileField(allow_empty_file=True, required=False)


class WaiveWrite(Told):
    kind = serializers.ChoiceField(choices=WAIVERS)
    reason = serializers.CharField(max_length=1000, allow_blank=True)


class WithdrawWrite(Told):
    reason = serializers.CharField(max_length=1000, allow_blank=True)


class MarkFileSerializer(serializers.ModelSerializer[MilestoneFile]):
    file = FileSerializer(read_only=True)

    class Meta:
        model = MilestoneFile
        fields = ("id", "file")
        read_only_fields = fields


class MarkSerializer(serializers.ModelSerializer[MilestoneMark]):
    milestone_label = serializers.SerializerMethodField()
    kind_label = Label("get_kind_display")
    made_by = PersonSerializer(read_only=True, allow_null=True)
    files = MarkFileSerializer(many=True, read_only=True)

    class Meta:
        model = MilestoneMark
        fields = (
            "id", "alliance", "milestone", "milestone_label", "kind", "kind_label", "reason", "happened_on",
            "session_number", "agreement_number", "comuna", "files", "made_by", "created_at", "withdrawn_at",
            "withdrawn_reason", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_milestone_label(self, mark: MilestoneMark) -> str:
        known = stages.find_milestone(mark.alliance.kind, mark.milestone)
        return str(known.label) if known else mark.milestone
