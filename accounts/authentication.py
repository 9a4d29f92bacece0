"""Sign-in of the API: `Authorization: Bearer cvg_…`, or the page's session with its CSRF token."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from accounts.middleware import ACTING_FOR
from accounts.models import ApiToken, hash_token
from accounts.principal import Principal, principal_of
from core.models import parse_uid

USE_NOTED_EVERY = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if not words or words[0].lower() != "bearer":
            return None
        if len(words) != 2:
            raise exceptions.AuthenticationFailed(
                _("El encabezado Authorization no tiene la forma esperada.")
            )
        token = (
            ApiToken.objects.living().select_related("user").filter(token_hash=hash_token(words[1])).first()
        )
        if token is None or not token.user.is_active:
            raise exceptions.AuthenticationFailed(_("El token no existe, venció o fue revocado."))
        if request.method not in SAFE_METHODS and not token.can_write:
            raise exceptions.PermissionDenied(_("Este token es solo de lectura."))
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        request._request.principal = _principal(request, token.user, can_write=token.can_write)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class PageSessionAuthentication(SessionAuthentication):
    """The browser's session; DRF checks the CSRF token itself."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is not None:
            chosen = request._request.session.get(ACTING_FOR)
            request._request.principal = _principal(request, found[0], chosen=chosen)
        return found


def _principal(
    request: Request, user: Any, *, can_write: bool = True, chosen: str | None = None
) -> Principal:
    """Who acts; `On-Behalf-Of: <actor id>` says for which of her organisations, before what the page chose.

    Errors: 400 for what is no id, 403 for an organisation that is not hers.
    """
    told = request.headers.get("On-Behalf-Of", "").strip()
    wanted = parse_uid(told or chosen)
    if told and wanted is None:
        raise exceptions.ParseError(_("El encabezado On-Behalf-Of lleva el id de una organización."))
    who = principal_of(user, via="api", can_write=can_write, acting_for=wanted)
    if told and not any(wanted in fact.ids for fact in who.memberships):
        raise exceptions.PermissionDenied(_("Usted no actúa por la organización de On-Behalf-Of."))
    return who


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = PageSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
