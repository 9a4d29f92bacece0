"""Signed links: the one home. GET shows, POST acts, only POST consumes (mail scanners open links).

The token travels once in the address; the door moves it to the session and redirects to an address
without it, so it reaches no Referer, no history of later pages, and the logs mask it (config.logging).
"""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import registry
from core.errors import DomainError
from core.models import SignedLink


class DeadLink(DomainError):
    status = 410
    default_code = "dead_link"


def make_link(
    *, purpose: str, subject_id: uuid.UUID, by: Any, expires_at: datetime | None = None
) -> tuple[SignedLink, str]:
    """(row, absolute address). The address cannot be had again: only the token's hash is kept."""
    token = secrets.token_urlsafe(24)
    days = registry.link_purposes[purpose].days
    link = SignedLink.objects.create(
        purpose=purpose,
        subject_id=subject_id,
        token_hash=_hash(token),
        made_by_id=by.user_id,
        expires_at=expires_at or timezone.now() + timedelta(days=days),
    )
    return link, settings.SITE_URL + reverse("core:link_enter", args=[token])


def find_link(token: str) -> SignedLink:
    """The living link of `token`; DeadLink with a sentence when unknown, used, revoked or expired."""
    link = SignedLink.objects.filter(token_hash=_hash(token)).first()
    if link is None:
        raise DeadLink(_("Este enlace no existe. Revise que lo copió completo."))
    return check_alive(link)


def check_alive(link: SignedLink) -> SignedLink:
    purpose = registry.link_purposes.get(link.purpose)
    if link.consumed_at:
        used = purpose.used if purpose else ""
        raise DeadLink(used or _("Este enlace ya se usó. La respuesta quedó registrada."))
    if link.revoked_at or link.expires_at <= timezone.now():
        dead = purpose.dead if purpose else ""
        raise DeadLink(dead or _("Este enlace venció. Pida uno nuevo a quien se lo envió."))
    return link


def revoke_links(links: QuerySet[SignedLink]) -> int:
    """Those of `links` that could still be used open nothing from now on. Returns how many they were."""
    now = timezone.now()
    living = links.filter(consumed_at=None, revoked_at=None, expires_at__gt=now)
    return living.update(revoked_at=now, updated_at=now)


def consume(link: SignedLink) -> SignedLink:
    """Mark the link used, inside the act's transaction; a twin POST waits and then finds it dead."""
    with transaction.atomic():
        locked = check_alive(SignedLink.objects.select_for_update().get(pk=link.pk))
        locked.consumed_at = timezone.now()
        locked.save(update_fields=["consumed_at"])
    return locked


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
