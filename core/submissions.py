"""Remembered submissions: the same form or request sent twice acts once. Rows live 60 days (see purge)."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import Submission


def fingerprint(body: Mapping[str, Any]) -> str:
    """SHA-256 of canonical JSON; files count by name and size."""
    text = json.dumps(body, cls=_Encoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def remember(*, key: str, body: Mapping[str, Any], user_id: uuid.UUID) -> tuple[Submission, bool]:
    """(row, is_new) inside the caller's transaction. A twin request waits for the first one's commit.

    Error: Conflict when the key came before with another body.
    """
    mark = fingerprint(body)
    try:
        with transaction.atomic():
            return Submission.objects.create(user_id=user_id, key=key, fingerprint=mark), True
    except IntegrityError:
        row = Submission.objects.get(user_id=user_id, key=key)
    if row.fingerprint != mark:
        raise Conflict(
            _(
                "Este envío ya se recibió con otro contenido. Abra el formulario de nuevo para registrar otro."
            ),
            "reused_key",
        )
    return row, False


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if hasattr(o, "size") and hasattr(o, "name"):
            return [o.name, o.size]
        if hasattr(o, "pk"):
            return str(o.pk)
        if isinstance(o, (set, frozenset)):
            return sorted(map(str, o))
        return super().default(o)
