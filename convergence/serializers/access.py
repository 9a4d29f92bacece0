"""Shapes of who sees a mesa, and why, in the API."""

from typing import Any

from rest_framework import serializers

from actors.serializers import ActorName
from convergence import access, access_words
from core.api.fields import PersonSerializer


class TokenOfViewer(serializers.Serializer[Any]):
    can_write = serializers.BooleanField()
    expires_at = serializers.DateTimeField()


class AccessReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[access.FOUNDATION, access.ORGANISATION, access.SEAT])
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    actor = ActorName(allow_null=True)
    since = serializers.DateField(allow_null=True)

    def get_label(self, reason: access.Reason) -> str:
        return access_words.reason_words(reason)


class ViewerSerializer(serializers.Serializer[Any]):
    user = PersonSerializer()
    kind = serializers.CharField(source="user.kind", help_text="person o service.")
    may = serializers.ChoiceField(choices=list(access_words.MAY))
    may_label = serializers.SerializerMethodField()
    reasons = AccessReasonSerializer(many=True)
    tokens = TokenOfViewer(many=True)

    def get_may_label(self, viewer: access.Viewer) -> str:
        return str(access_words.MAY[viewer.may])


class DoorSerializer(serializers.Serializer[Any]):
    commitment = serializers.CharField(source="what")
    shared_by = serializers.CharField()
    expires_at = serializers.DateTimeField()


class InvitationThatOpens(serializers.Serializer[Any]):
    actor = ActorName()
    expires_at = serializers.DateTimeField()


class AccessSerializer(serializers.Serializer[Any]):
    viewers = ViewerSerializer(many=True)
    links = DoorSerializer(source="doors", many=True)
    invitations = InvitationThatOpens(many=True)
    is_public = serializers.BooleanField()
