"""Shapes of seats."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from actors.serializers import ActorName
from convergence import vocabulary as words
from convergence.models import Participation, Seat
from convergence.serializers.names import AllianceName
from core.api.fields import KnownField, Label, PersonSerializer, SeenField, Told


class SeatSerializer(serializers.ModelSerializer[Seat]):
    """`until` is the first day without it."""

    alliance = AllianceName(source="participation.alliance", read_only=True)
    actor = ActorName(source="participation.actor.canonical", read_only=True)
    user = PersonSerializer(read_only=True)
    kind_label = Label("get_kind_display")

    class Meta:
        model = Seat
        fields = (
            "id", "participation", "alliance", "actor", "user", "kind", "kind_label", "since", "until", "created_at",
            "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class SeatWrite(Told):
    id = serializers.UUIDField(required=False)
    participation: Any = SeenField(queryset=Participation.objects.all())
    # Whoever may seat somebody is told by the service when the person does not act for the organisation.
    user: Any = KnownField(queryset=User.objects.filter(kind=User.Kind.PERSON))
    kind = serializers.ChoiceField(choices=words.SeatKind.choices, required=False)
    since = serializers.DateField(required=False, help_text="Hoy si falta.")
