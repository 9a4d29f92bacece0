"""Shapes of people in the API: memberships, invitations, accounts."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from actors.models import Actor, Invitation, Membership
from actors.serializers.organisations import ActorName
from actors.vocabulary import Reach
from core.api.fields import Label, PersonSerializer, SeenField, Told, WholeField


class MembershipRow(serializers.ModelSerializer[Membership]):
    """`until` is the first day without it."""

    user = PersonSerializer(read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    actor = ActorName(read_only=True)
    role_label = Label("get_role_display")
    reach_label = Label("get_reach_display")

    class Meta:
        model = Membership
        fields = (
            "id", "user", "email", "actor", "role", "role_label", "title", "reach", "reach_label", "since", "until",
            "created_at", "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class MembershipChange(Told):
    role = serializers.ChoiceField(choices=Membership.Role.choices, required=False)
    title = serializers.CharField(max_length=100, allow_blank=True, required=False)
    reach = serializers.ChoiceField(choices=Reach.choices, required=False)


class EndWrite(Told):
    on = serializers.DateField(required=False, help_text="Primer día sin acceso; hoy si falta.")


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    actor = ActorName(read_only=True)
    role_label = Label("get_role_display")
    reach_label = Label("get_reach_display")
    alliances = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    invited_by = PersonSerializer(read_only=True, allow_null=True)
    is_open = serializers.SerializerMethodField(help_text="Ni aceptada ni retirada; puede estar vencida.")

    class Meta:
        model = Invitation
        fields = (
            "id", "email", "name", "actor", "role", "role_label", "title", "reach", "reach_label", "alliances",
            "invited_by", "expires_at", "sent_at", "accepted_at", "revoked_at", "is_open", "created_at", "updated_at",
            "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_is_open(self, row: Invitation) -> bool:
        return row.accepted_at is None and row.revoked_at is None


class InvitationWrite(Told):
    id = serializers.UUIDField(required=False)
    actor: Any = SeenField(queryset=Actor.objects.all())
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=150, allow_blank=True, required=False)
    role = serializers.ChoiceField(choices=Membership.Role.choices, required=False)
    title = serializers.CharField(max_length=100, allow_blank=True, required=False)
    reach = serializers.ChoiceField(choices=Reach.choices, required=False)
    alliances = serializers.ListField(child=serializers.UUIDField(), max_length=100, required=False)
    days = WholeField(min_value=1, max_value=30, required=False)


class ResendWrite(Told):
    days = WholeField(min_value=1, max_value=30, required=False)


class AccountSerializer(serializers.ModelSerializer[User]):
    organisations = serializers.IntegerField(read_only=True, help_text="Por cuántas actúa hoy.")

    class Meta:
        model = User
        fields = (
            "id", "email", "name", "kind", "is_active", "is_foundation_staff", "organisations", "last_login",
            "date_joined",
        )  # fmt: skip
        read_only_fields = fields
