"""Shapes of alliances, their partners and cycles."""

from collections import Counter
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from actors.models import Actor, Comuna, Sector
from actors.serializers import ComunaName
from actors.spoken import ActorField, actor_name
from convergence import facts, gates, stages
from convergence import vocabulary as words
from convergence.models import Alliance, Cycle, Participation
from convergence.serializers.milestones import GateSerializer, StageName
from convergence.serializers.names import AllianceName
from core.api.fields import Code, CodesField, KnownField, Label, PersonSerializer, SeenField, Told

ROW = (
    "id", "kind", "kind_label", "name", "stage", "stage_label", "stage_since", "comunas", "coordinator", "sponsor",
    "started_on", "ended_on", "partners", "meeting_count", "last_meeting_on", "open_commitments", "late_commitments",
    "is_public", "is_demo", "created_at", "updated_at", "version",
)  # fmt: skip
WHOLE = (
    *ROW, "purpose", "theme", "theme_label", "areas", "scale", "scale_label", "origin", "origin_label", "base",
    "base_label", "formality", "formality_label", "structure", "structure_label", "started_by", "next_stage",
    "participations", "what_is_missing",
)  # fmt: skip


class AllianceRow(serializers.ModelSerializer[Alliance]):
    """A row of the board, with its pulse."""

    kind_label = Label("get_kind_display")
    stage_label = serializers.CharField(read_only=True)
    comunas = ComunaName(many=True, read_only=True)
    coordinator = PersonSerializer(read_only=True, allow_null=True)
    sponsor = actor_name("sponsor", allow_null=True)
    partners = serializers.IntegerField(read_only=True)
    meeting_count = serializers.IntegerField(read_only=True)
    last_meeting_on = serializers.DateField(read_only=True, allow_null=True)
    open_commitments = serializers.IntegerField(read_only=True)
    late_commitments = serializers.IntegerField(read_only=True)

    class Meta:
        model = Alliance
        fields: tuple[str, ...] = ROW
        read_only_fields = fields


class PartnerSerializer(serializers.ModelSerializer[Participation]):
    actor = actor_name("actor")
    sector_label = Label("get_sector_display")

    class Meta:
        model = Participation
        fields = ("id", "actor", "sector", "sector_label", "roles", "has_seat", "is_strategic", "joined_on")
        read_only_fields = fields


class PartnersSummary(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    with_seat = serializers.IntegerField()
    by_sector = serializers.DictField(child=serializers.IntegerField())
    partners = PartnerSerializer(many=True)


class AllianceSerializer(AllianceRow):
    """The whole record: who takes part now, the stage, and what keeps it there."""

    theme = Code(words.ThemeArea.choices)
    scale = Code(words.Scale.choices)
    origin = Code(words.Origin.choices)
    base = Code(words.Base.choices)
    structure = Code(words.Structure.choices)
    theme_label = Label("get_theme_display")
    scale_label = Label("get_scale_display")
    origin_label = Label("get_origin_display")
    base_label = Label("get_base_display")
    formality_label = Label("get_formality_display")
    structure_label = Label("get_structure_display")
    started_by = actor_name("started_by", allow_null=True)
    next_stage = serializers.SerializerMethodField()
    participations = serializers.SerializerMethodField()
    what_is_missing = serializers.SerializerMethodField()

    class Meta(AllianceRow.Meta):
        fields = WHOLE
        read_only_fields = fields

    @extend_schema_field(StageName(allow_null=True))
    def get_next_stage(self, alliance: Alliance) -> Any:
        code = stages.next_stage(alliance.kind, alliance.stage)
        return {"code": code, "label": str(stages.stage_label(code))} if code else None

    @extend_schema_field(PartnersSummary)
    def get_participations(self, alliance: Alliance) -> Any:
        rows = list(alliance.participations.living().once().select_related("actor__canonical"))  # type: ignore[attr-defined]
        by_sector = Counter(row.sector for row in rows)
        told = {
            "count": len(rows),
            "with_seat": sum(row.has_seat for row in rows),
            "by_sector": {sector: by_sector[sector] for sector in Sector.values if by_sector[sector]},
            "partners": rows,
        }
        return PartnersSummary(told, context=self.context).data

    @extend_schema_field(GateSerializer(many=True))
    def get_what_is_missing(self, alliance: Alliance) -> Any:
        told = facts.gather([alliance], alliance.today())[alliance.pk]
        return GateSerializer(gates.blocking(told), many=True).data


class AllianceFields(Told):
    name = serializers.CharField(max_length=200)
    comunas = KnownField(queryset=Comuna.objects.all(), many=True)
    purpose = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    theme = serializers.ChoiceField(choices=words.ThemeArea.choices, allow_blank=True, required=False)
    areas = CodesField(choices=words.ApplicationArea.choices, required=False)
    scale = serializers.ChoiceField(choices=words.Scale.choices, allow_blank=True, required=False)
    origin = serializers.ChoiceField(choices=words.Origin.choices, allow_blank=True, required=False)
    base = serializers.ChoiceField(choices=words.Base.choices, allow_blank=True, required=False)
    formality = serializers.ChoiceField(choices=words.Formality.choices, required=False)
    structure = serializers.ChoiceField(choices=words.Structure.choices, allow_blank=True, required=False)
    started_by = ActorField(queryset=Actor.objects.all(), allow_null=True, required=False)
    sponsor = ActorField(queryset=Actor.objects.all(), allow_null=True, required=False)
    coordinator = KnownField(
        queryset=User.objects.filter(is_foundation_staff=True, is_active=True),
        allow_null=True,
        required=False,
    )
    started_on = serializers.DateField()
    is_public = serializers.BooleanField(required=False)


class AllianceWrite(AllianceFields):
    id = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=words.AllianceKind.choices)


class AllianceChange(AllianceFields):
    ended_on = serializers.DateField(allow_null=True, required=False)


class CycleSerializer(serializers.ModelSerializer[Cycle]):
    class Meta:
        model = Cycle
        fields = ("id", "number", "starts_on", "ends_on", "created_at", "updated_at", "version")
        read_only_fields = fields


class CycleWrite(Told):
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class ParticipationSerializer(serializers.ModelSerializer[Participation]):
    alliance = AllianceName(read_only=True)
    actor = actor_name("actor")
    sector_label = Label("get_sector_display")
    kind_label = Label("kind.__str__")

    class Meta:
        model = Participation
        fields = (
            "id", "alliance", "actor", "sector", "sector_label", "kind", "kind_label", "roles", "contributions",
            "is_strategic", "strategic_reason", "has_seat", "representative", "joined_on", "left_on", "created_at",
            "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class ParticipationChange(Told):
    roles = CodesField(choices=words.ParticipationRole.choices)
    contributions = CodesField(choices=words.ContributionKind.choices, required=False)
    is_strategic = serializers.BooleanField(required=False)
    strategic_reason = serializers.CharField(max_length=200, allow_blank=True, required=False)
    has_seat = serializers.BooleanField(required=False)
    representative = serializers.CharField(max_length=150, allow_blank=True, required=False)
    joined_on = serializers.DateField()
    left_on = serializers.DateField(allow_null=True, required=False)


class ParticipationWrite(ParticipationChange):
    id = serializers.UUIDField(required=False)
    alliance = SeenField(queryset=Alliance.objects.all())
    actor = ActorField(queryset=Actor.objects.all())
