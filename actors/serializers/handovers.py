"""Shapes of the traspaso in the API."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from actors.models import Actor, Handover
from actors.people_named import nameable
from actors.serializers.organisations import ActorName
from actors.services.handover import tell_handover
from core.api.fields import KnownField, PersonSerializer, SeenField, Told


class NamedPerson(KnownField):
    """A person by her id, from those that the asker may name; another one does not exist."""

    def get_queryset(self) -> Any:
        request = self.context.get("request")
        return User.objects.none() if request is None else nameable(request._request.principal)


class HandoverLineSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="Qué es: membership, seat, commitment, alliance, token…")
    id = serializers.UUIDField(
        allow_null=True, help_text="Nulo donde la línea solo cuenta (tokens, sesiones)."
    )
    label = serializers.CharField(help_text="Su nombre de hoy, si usted lo ve.")  # type: ignore[assignment]
    detail = serializers.CharField()
    due_on = serializers.DateField(source="due", allow_null=True)
    count = serializers.IntegerField()


class HandoverPartSerializer(serializers.Serializer[Any]):
    part = serializers.CharField(source="code")
    label = serializers.CharField()  # type: ignore[assignment]
    lines = HandoverLineSerializer(many=True)


class HandoverRow(serializers.ModelSerializer[Handover]):
    actor = ActorName(source="actor.canonical", read_only=True, allow_null=True)
    leaver = PersonSerializer(read_only=True)
    successor = PersonSerializer(read_only=True)
    done_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Handover
        fields = ("id", "actor", "leaver", "successor", "done_by", "reason", "created_at")
        read_only_fields = fields


class HandoverSerializer(HandoverRow):
    moved = serializers.SerializerMethodField(help_text="Qué pasó de una persona a la otra, por parte.")

    class Meta(HandoverRow.Meta):
        fields = (*HandoverRow.Meta.fields, "moved")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_moved(self, row: Handover) -> HandoverPartSerializer(many=True):  # type: ignore[valid-type]
        groups = tell_handover(row, self.context["request"]._request.principal)
        return HandoverPartSerializer(groups, many=True).data


class HandoverWrite(Told):
    """`actor` null hands over the place of a person of the foundation's team."""

    id = serializers.UUIDField(required=False)
    actor: Any = SeenField(queryset=Actor.objects.all(), allow_null=True)
    leaver = NamedPerson(queryset=User.objects.all())
    successor = NamedPerson(queryset=User.objects.all())
    reason = serializers.CharField(max_length=300, allow_blank=True, required=False)
    close_account = serializers.BooleanField(
        required=False, help_text="Desactiva la cuenta de quien deja si no le queda otra organización."
    )
