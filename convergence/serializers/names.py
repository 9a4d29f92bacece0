"""How records of this floor are named inside others."""

from rest_framework import serializers

from convergence.models import Agreement, Alliance, Meeting
from convergence.stages import stage_codes
from core.api.fields import Label

STAGE_CODES = stage_codes()


class AllianceName(serializers.ModelSerializer[Alliance]):
    class Meta:
        model = Alliance
        fields = ("id", "name")
        read_only_fields = fields


class MeetingName(serializers.ModelSerializer[Meeting]):
    kind_label = Label("get_kind_display")

    class Meta:
        model = Meeting
        fields = ("id", "held_on", "kind", "kind_label")
        read_only_fields = fields


class AgreementName(serializers.ModelSerializer[Agreement]):
    class Meta:
        model = Agreement
        fields = ("id", "number", "text")
        read_only_fields = fields
