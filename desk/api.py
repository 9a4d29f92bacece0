"""Who I am, and the feed of what happened in what I see."""

from datetime import UTC, datetime
from typing import Any

import django_filters as df
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken, User
from actors.models import Sector
from actors.vocabulary import Reach
from convergence.models import Alliance
from core import registry
from core.api.pagination import FeedPagination
from core.api.views import Door, Rows
from core.models import Event


class MembershipSerializer(serializers.Serializer[Any]):
    actor_id = serializers.UUIDField()
    actor_name = serializers.CharField()
    sector = serializers.ChoiceField(choices=Sector.choices)
    kind = serializers.CharField()
    role = serializers.CharField()
    reach = serializers.ChoiceField(choices=Reach.choices)


class UserSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("id", "email", "name", "kind", "is_foundation_staff")
        read_only_fields = fields


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    class Meta:
        model = ApiToken
        fields = ("name", "prefix", "can_write", "expires_at")
        read_only_fields = fields


class MeSerializer(serializers.Serializer[Any]):
    """`token` is null for a request of the page's session."""

    user = UserSerializer()
    roles = serializers.ListField(child=serializers.CharField())
    can_write = serializers.BooleanField()
    memberships = MembershipSerializer(many=True)
    on_behalf_of = serializers.UUIDField(
        allow_null=True, help_text="Por quién queda lo que haga: el encabezado `On-Behalf-Of` lo elige."
    )
    token = TokenSerializer(allow_null=True)


class Me(Door):
    serializer_class = MeSerializer
    queryset = User.objects.none()
    pagination_class = None
    filter_backends = ()

    @extend_schema(summary="Quién es usted: roles, organizaciones y token", responses=MeSerializer)
    def retrieve(self, request: Request) -> Response:
        who = self.principal
        token = request.auth if isinstance(request.auth, ApiToken) else None
        told = {
            "user": who.user,
            "roles": sorted(who.roles),
            "can_write": who.can_write,
            "memberships": who.memberships,
            "on_behalf_of": who.on_behalf_of,
            "token": token,
        }
        return self.tell(told)


def feed_of(rows: QuerySet[Event], principal: Any) -> QuerySet[Event]:
    """Events of the alliances that the principal sees, and those that touch only her own organisations."""
    if principal.is_foundation:
        return rows
    ids = list(Alliance.objects.visible_to(principal).values_list("pk", flat=True))
    seen = [f"alliance:{pk}" for pk in ids]
    seen += [scope for told in registry.event_scopes.values() for scope in told(principal, ids)]
    own = [f"actor:{pk}" for pk in principal.actor_ids]
    only_own = Q(scopes__overlap=own, scopes__contained_by=own)
    return rows.filter(Q(scopes__overlap=seen) | only_own)


class EventFilter(df.FilterSet):
    alliance = df.UUIDFilter(method="of_alliance", label=_("Mesa"))
    kind = df.CharFilter(label=_("Tipo de hecho"))
    since = df.IsoDateTimeFilter(method="after", label=_("Desde"))

    class Meta:
        model = Event
        fields = ("alliance", "kind", "since")

    def of_alliance(self, rows: QuerySet[Event], name: str, value: Any) -> QuerySet[Event]:
        """Of the mesa itself and of its ledger, as far as the asker reads it."""
        further = [
            scope
            for told in registry.event_scopes.values()
            for scope in told(self.request.principal, [value])
        ]
        return rows.filter(scopes__overlap=[f"alliance:{value}", *further])

    def after(self, rows: QuerySet[Event], name: str, value: datetime) -> QuerySet[Event]:
        """In UTC, since PostgreSQL refuses offsets that ISO 8601 allows; before the first year is always."""
        try:
            return rows.filter(at__gte=value.astimezone(UTC))
        except OverflowError:
            return rows


class SubjectSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(source="subject_kind")
    id = serializers.UUIDField(source="subject_id")


class EventSerializer(serializers.ModelSerializer[Event]):
    subject = serializers.SerializerMethodField()
    scopes = serializers.ListField(
        child=serializers.CharField(),
        help_text="`alliance:<id>`, `actor:<id>`; de aportes, `ledger:<mesa>` y `giver:<organización>:<mesa>`",
    )
    data = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="Identificadores y códigos; nunca nombres."
    )

    class Meta:
        model = Event
        fields = ("id", "kind", "subject", "scopes", "data", "at")
        read_only_fields = fields

    @extend_schema_field(SubjectSerializer)
    def get_subject(self, event: Event) -> Any:
        return SubjectSerializer(event).data

    def get_data(self, event: Event) -> dict[str, Any]:
        return dict(event.data)


@extend_schema_view(list=extend_schema(summary="Lo que pasó en lo que usted ve, lo último primero"))
class Events(Rows):
    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    pagination_class = FeedPagination
    seen_by_all = True  # shape_rows keeps what the principal may see

    def shape_rows(self, rows: Any) -> Any:
        return feed_of(rows, self.principal)
