"""Shapes of suspected pairs and merges."""

from rest_framework import serializers

from actors.models import Actor, Merge, Suspect
from actors.serializers.organisations import ActorName
from actors.services.merging import SHORTEST_REASON, TAKEABLE
from core.api.fields import Label, PersonSerializer, SeenField, Told


class SuspectSerializer(serializers.ModelSerializer[Suspect]):
    first = ActorName(read_only=True)
    second = ActorName(read_only=True)
    reason_label = Label("get_reason_display")
    state_label = Label("get_state_display")
    decided_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Suspect
        fields = (
            "id", "first", "second", "reason", "reason_label", "score", "state", "state_label", "found_at",
            "decided_at", "decided_by",
        )  # fmt: skip
        read_only_fields = fields


class MergeSerializer(serializers.ModelSerializer[Merge]):
    kept = ActorName(read_only=True)
    merged = ActorName(read_only=True)
    taken = serializers.SerializerMethodField(help_text="Campos que el que queda tomó del otro.")
    done_by = PersonSerializer(read_only=True, allow_null=True)
    undone_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Merge
        fields = (
            "id", "kept", "merged", "reason", "taken", "done_by", "created_at", "undone_at", "undone_by", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_taken(self, row: Merge) -> list[str]:
        return sorted(row.taken)


class MergeWrite(Told):
    merged = SeenField(queryset=Actor.objects.all(), help_text="El que se reúne en este.")
    reason = serializers.CharField(min_length=SHORTEST_REASON, max_length=300)
    take = serializers.ListField(
        child=serializers.ChoiceField(choices=TAKEABLE), max_length=len(TAKEABLE), required=False
    )
    other_rut = serializers.BooleanField(required=False)
