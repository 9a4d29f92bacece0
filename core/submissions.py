"""Remembered submissions: the same form or request sent twice acts once. Rows live 60 days (see purge)."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import Submission

M = TypeVar("M", bound=models.Model)


def fingerprint(body: Mapping[str, Any]) -> str:
    """SHA-256 of canonical JSON; rows count by their key, sets by their members."""
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


def make_once(
    *,
    kind: str,
    uid: uuid.UUID | None,
    body: Mapping[str, Any],
    by: Any,
    make: Callable[[], M],
    model: type[M],
) -> tuple[M, bool]:
    """(row, is_new): what `make` makes, or what the same `uid` and body of the same user made before.

    Two at once: the second waits for the first one's commit. Errors: Conflict when `uid` came with another
    body, or when it is the id of a row that is not this submission's. A refused `make` leaves no memory.
    """
    if uid is None or by.user_id is None:
        return make(), True
    with transaction.atomic():
        memory, is_new = remember(key=f"{kind}:{uid}", body=body, user_id=by.user_id)
        if not is_new and memory.subject_id:
            return model._default_manager.get(pk=memory.subject_id), False
        if model._default_manager.filter(pk=uid).exists():
            raise Conflict(_("Este identificador ya se usó. Abra el formulario de nuevo."), "reused_key")
        row = make()
        memory.subject_id = row.pk
        memory.save(update_fields=["subject_id"])
    return row, True


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if hasattr(o, "pk"):
            return str(o.pk)
        if isinstance(o, (set, frozenset)):
            return sorted(map(str, o))
        return super().default(o)
