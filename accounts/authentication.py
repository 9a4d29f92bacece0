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

from accounts.models import ApiToken, hash_token
from accounts.principal import principal_of

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
        request._request.principal = principal_of(token.user, via="api", can_write=token.can_write)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class PageSessionAuthentication(SessionAuthentication):
    """The browser's session; DRF checks the CSRF token itself."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is not None:
            request._request.principal = principal_of(found[0], via="api")
        return found


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
