"""How records of this floor are named inside others, and its reference rows."""

from rest_framework import serializers

from convergence.models import Agreement, Cycle
from convergence.serializers.names import MeetingName
from core.api.fields import Label
from portfolio.models import Goal, Initiative, Phase


class GoalName(serializers.ModelSerializer[Goal]):
    label = serializers.CharField(source="name", read_only=True)  # type: ignore[assignment]

    class Meta:
        model = Goal
        fields: tuple[str, ...] = ("number", "code", "label")
        read_only_fields = fields


class GoalSerializer(GoalName):
    class Meta(GoalName.Meta):
        fields = (*GoalName.Meta.fields, "name_es", "name_en", "focus_es", "color", "text_color")
        read_only_fields = fields


class PhaseSerializer(serializers.ModelSerializer[Phase]):
    label = serializers.CharField(source="name", read_only=True)  # type: ignore[assignment]

    class Meta:
        model = Phase
        fields = (
            "code",
            "label",
            "name_es",
            "name_en",
            "order",
            "sni_phase",
            "exit_criterion",
            "iati_status",
        )
        read_only_fields = fields


class InitiativeName(serializers.ModelSerializer[Initiative]):
    class Meta:
        model = Initiative
        fields = ("id", "name")
        read_only_fields = fields


class CycleName(serializers.ModelSerializer[Cycle]):
    class Meta:
        model = Cycle
        fields = ("id", "number")
        read_only_fields = fields


class WhereDecided(serializers.ModelSerializer[Agreement]):
    """The agreement, and the meeting in which it was taken."""

    nature_label = Label("get_nature_display")
    meeting = MeetingName(read_only=True)

    class Meta:
        model = Agreement
        fields = ("id", "number", "text", "nature", "nature_label", "meeting")
        read_only_fields = fields
