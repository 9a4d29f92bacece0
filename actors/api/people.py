"""People in the API: who acts for whom, invitations, accounts."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.rules import can_keep_accounts
from actors import rules
from actors.models import Invitation, Membership
from actors.people_filters import InvitationFilter, MembershipFilter, PersonFilter, with_organisations
from actors.serializers.people import (
    AccountSerializer,
    EndWrite,
    InvitationSerializer,
    InvitationWrite,
    MembershipChange,
    MembershipRow,
    ResendWrite,
)
from actors.services import invitations, people
from core.api.views import Rows
from core.api.writes import allow, expected_version, once, require_version


@extend_schema_view(
    list=extend_schema(summary="Quién actúa por qué organización, de las que usted administra y usted"),
    retrieve=extend_schema(summary="Una representación"),
)
class Memberships(Rows):
    queryset = Membership.objects.all()
    serializer_class = MembershipRow
    filterset_class = MembershipFilter

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("user", "actor").order_by("-since", "pk")

    @extend_schema(summary="Cambiar rol, cargo o alcance", request=MembershipChange, responses=MembershipRow)
    def partial_update(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_keep_people(self.principal, row.actor))
        version = require_version(request)
        told = self.read(MembershipChange, partial=True)
        changed = people.change_membership(membership=row, version=version, by=self.principal, **told)
        return self.tell_again(changed)

    @extend_schema(
        summary="Terminar una representación, con sus asientos", request=EndWrite, responses=MembershipRow
    )
    def end(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_keep_people(self.principal, row.actor))
        told = self.read(EndWrite)
        version = expected_version(request)
        ended = people.end_membership(membership=row, version=version, by=self.principal, **told)
        return self.tell(ended)


@extend_schema_view(
    list=extend_schema(summary="Invitaciones de las organizaciones que usted administra"),
    retrieve=extend_schema(summary="Una invitación"),
)
class Invitations(Rows):
    queryset = Invitation.objects.all()
    serializer_class = InvitationSerializer
    filterset_class = InvitationFilter

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("actor", "invited_by").order_by("-created_at", "pk")

    @extend_schema(
        summary="Invitar a una persona",
        description="El correo sale después, con un enlace que la respuesta no muestra. Nada dice si el correo ya "
        "tiene cuenta.",
        request=InvitationWrite,
        responses={201: InvitationSerializer},
    )
    def create(self, request: Request) -> Response:
        def act() -> Response:
            told = self.read(InvitationWrite)
            allow(rules.can_keep_people(self.principal, told["actor"]))
            row = invitations.invite_person(uid=told.pop("id", None), by=self.principal, **told)
            return self.tell_again(row, 201)

        return once(request, act)

    @extend_schema(
        summary="Enviarla de nuevo, con otro enlace", request=ResendWrite, responses=InvitationSerializer
    )
    def resend(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_keep_people(self.principal, row.actor))
        told, version = self.read(ResendWrite), expected_version(request)
        invitations.resend_invitation(invitation=row, version=version, by=self.principal, **told)
        return self.tell_again(row)

    @extend_schema(summary="Retirarla: su enlace ya no sirve", request=None, responses=InvitationSerializer)
    def revoke(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        allow(rules.can_keep_people(self.principal, row.actor))
        invitations.revoke_invitation(invitation=row, version=expected_version(request), by=self.principal)
        return self.tell_again(row)


@extend_schema_view(
    list=extend_schema(summary="Cuentas; solo la fundación"), retrieve=extend_schema(summary="Una cuenta")
)
class People(Rows):
    queryset = User.objects.all()
    serializer_class = AccountSerializer
    filterset_class = PersonFilter
    seen_by_all = True  # shape_rows keeps what the principal may see

    def shape_rows(self, rows: Any) -> Any:
        seen = rows if self.principal.is_foundation else rows.none()
        return with_organisations(seen).order_by("name", "pk")

    @extend_schema(
        summary="Desactivar una cuenta",
        description="Cierra sesiones y tokens y termina representaciones y asientos, todo a la vez.",
        request=None,
        responses=AccountSerializer,
    )
    def deactivate(self, request: Request, pk: str) -> Response:
        user = self.get_object()
        allow(can_keep_accounts(self.principal))
        return self.tell_again(people.deactivate_user(user=user, by=self.principal))

    @extend_schema(
        summary="Reactivar una cuenta",
        description="Vuelve a ingresar; lo que terminó entonces se le da de nuevo.",
        request=None,
        responses=AccountSerializer,
    )
    def reactivate(self, request: Request, pk: str) -> Response:
        user = self.get_object()
        allow(can_keep_accounts(self.principal))
        return self.tell_again(people.reactivate_user(user=user, by=self.principal))
