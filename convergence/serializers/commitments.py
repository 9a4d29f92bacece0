"""Shapes of commitments."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from actors.models import Actor
from actors.spoken import ActorField, actor_name
from convergence import vocabulary as words
from convergence.models import Agreement, Alliance, Commitment, DueDate, Meeting
from convergence.serializers.names import AgreementName, AllianceName, MeetingName
from core.api.fields import Code, KnownField, Label, PersonSerializer, SeenField, Told

LINE = (
    "id", "what", "owner", "person", "due_on", "logic", "logic_label", "state", "state_label", "outcome", "closed_on",
    "version",
)  # fmt: skip


class CommitmentLine(serializers.ModelSerializer[Commitment]):
    """A commitment inside its meeting."""

    owner = actor_name("owner")
    person = PersonSerializer(read_only=True, allow_null=True)
    logic = Code(words.CommitmentLogic.choices)
    logic_label = Label("get_logic_display")
    state_label = Label("get_state_display")

    class Meta:
        model = Commitment
        fields: tuple[str, ...] = ("agreement", *LINE)
        read_only_fields = fields


class CommitmentRow(CommitmentLine):
    alliance = AllianceName(read_only=True)
    meeting = MeetingName(read_only=True, allow_null=True)
    agreement = AgreementName(read_only=True, allow_null=True)
    is_open = serializers.BooleanField(read_only=True)
    days_late = serializers.SerializerMethodField(
        help_text="Días pasados de la fecha, mientras está abierto."
    )

    class Meta(CommitmentLine.Meta):
        fields: tuple[str, ...] = (
            *LINE,
            "alliance",
            "meeting",
            "agreement",
            "is_open",
            "days_late",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    def get_days_late(self, row: Commitment) -> int:
        return row.days_late(row.alliance.today())


class DueDateSerializer(serializers.ModelSerializer[DueDate]):
    set_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = DueDate
        fields = ("due_on", "reason", "set_by", "set_at")
        read_only_fields = fields


class CommitmentSerializer(CommitmentRow):
    """With every date it ever had."""

    due_dates = DueDateSerializer(many=True, read_only=True)

    class Meta(CommitmentRow.Meta):
        fields = (*CommitmentRow.Meta.fields, "due_dates")
        read_only_fields = fields


class PersonField(KnownField):
    """A person with an account who acts for an organisation that the asker sees."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        request = self.context.get("request")
        if request is None:
            return rows.none()
        seen = Actor.objects.visible_to(request._request.principal)
        return rows.filter(memberships__actor__in=seen).distinct()


class CommitmentFields(Told):
    what = serializers.CharField(max_length=500)
    owner = ActorField(queryset=Actor.objects.all())
    person = PersonField(queryset=User.objects.filter(is_active=True), allow_null=True, required=False)
    due_on = serializers.DateField()
    logic = serializers.ChoiceField(choices=words.CommitmentLogic.choices, allow_blank=True, required=False)


class CommitmentWrite(CommitmentFields):
    id = serializers.UUIDField(required=False)
    alliance = SeenField(queryset=Alliance.objects.all())
    meeting = SeenField(queryset=Meeting.objects.all(), allow_null=True, required=False)
    agreement = SeenField(queryset=Agreement.objects.all(), allow_null=True, required=False)


class MoveWrite(Told):
    to = serializers.ChoiceField(choices=words.CommitmentState.choices)
    outcome = serializers.CharField(max_length=2000, allow_blank=True, required=False)


class RescheduleWrite(Told):
    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=500, allow_blank=True)


class ShareSerializer(serializers.Serializer[Any]):
    address = serializers.URLField(help_text="Se muestra una sola vez; sirve para responder sin cuenta.")
