"""Writes on accounts: API tokens."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, hash_token
from accounts.principal import Principal
from core.errors import DomainError, NotAllowed

PREFIX = "cvg_"
MOST_LIVING = 20


@transaction.atomic
def create_token(*, name: str, can_write: bool, days: int, by: Principal) -> tuple[ApiToken, str]:
    """(row, secret). The secret is shown once; the token expires after `days`."""
    if by.user is None or by.via == "api":
        raise NotAllowed(_("Los tokens se crean desde la página de la cuenta."))
    if by.user.tokens.living().count() >= MOST_LIVING:
        raise DomainError(_("Tiene veinte tokens vigentes: revoque alguno antes de crear otro."), "too_many")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by.user,
        name=name,
        prefix=secret[:10],
        token_hash=hash_token(secret),
        can_write=can_write,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Principal) -> ApiToken:
    """Revoking twice is harmless."""
    locked = ApiToken.objects.visible_to(by).select_for_update().get(pk=token.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at", "updated_at"])
    return locked
