"""Writes of the API: If-Match against `version`, replay by uid or Idempotency-Key, ETag on answers."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from core.errors import DomainError, NotAllowed, Stale
from core.models import parse_uid
from core.submissions import remember

REMEMBERED = ("ETag", "Location")


def allow(may: bool) -> None:
    """Refuse before the body is read, by the same rule that the service asks again under its lock."""
    if not may:
        raise NotAllowed(_("Su rol no permite hacer esto aquí."))


def etag(version: int, data: Any) -> str:
    """`"<version>-<digest of the answer>"`: the first half is the lock of a write; the whole says whether an
    answer is still the one read, also where it tells things that the row's version does not follow."""
    digest = hashlib.sha256(json.dumps(data, cls=JSONEncoder, sort_keys=True).encode()).hexdigest()
    return f'"{version}-{digest[:16]}"'


def is_unchanged(request: Request, tag: str) -> bool:
    """Whether If-None-Match names `tag`."""
    told = {mark.strip().removeprefix("W/") for mark in request.headers.get("If-None-Match", "").split(",")}
    return tag in told or "*" in told


def expected_version(request: Request) -> int | None:
    """The version the client read, from If-Match; None when it sent none. Stale for one we never gave."""
    raw = request.headers.get("If-Match", "").strip()
    if not raw or raw == "*":
        return None
    number = raw.removeprefix("W/").strip('"').partition("-")[0]
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise Stale(_("El encabezado If-Match no corresponde a una versión de este registro."))
    return int(number)


def require_version(request: Request) -> int:
    """If-Match is required for a change of an existing row (428)."""
    version = expected_version(request)
    if version is None:
        error = DomainError(_("Envíe el encabezado If-Match con la versión que leyó."), "version_required")
        error.status = 428
        raise error
    return version


def once(request: Request, act: Callable[[], Response], *, by_uid: bool = True) -> Response:
    """Run `act` once per client uid or Idempotency-Key; a repeat gets the first answer, header `Replayed: 1`.

    `by_uid=False` is for a service that remembers the uid itself. Errors: Conflict when the key came before
    with another body. A refused act leaves no memory.
    """
    uid = parse_uid(_told(request, "id")) if by_uid else None
    header = request.headers.get("Idempotency-Key", "").strip()[:150]
    key = f"uid:{uid}" if uid else f"key:{header}" if header else ""
    if not key:
        return act()
    with transaction.atomic():
        told = {"method": request.method, "path": request.path, "body": _digest(request.data)}
        row, is_new = remember(key=key, body=told, user_id=request.user.pk)
        if not is_new and row.answer is not None:
            answer = Response(row.answer["data"], status=row.answer["status"], headers=row.answer["headers"])
            answer["Replayed"] = "1"
            return answer
        response = act()
        headers = {name: response[name] for name in REMEMBERED if name in response.headers}
        # What the JSON renderer would have written, so that the replay is the same to the letter.
        plain = json.loads(json.dumps(response.data, cls=JSONEncoder))
        row.answer = {"status": response.status_code, "data": plain, "headers": headers}
        row.save(update_fields=["answer"])
        return response


def _told(request: Request, name: str) -> str | None:
    data = request.data
    return data.get(name) if isinstance(data, Mapping) else None


def _digest(data: Any) -> str:
    """SHA-256 of the body as it was sent; a file counts by its bytes."""
    plain = {name: data.getlist(name) for name in data} if hasattr(data, "getlist") else data
    text = json.dumps(plain, sort_keys=True, default=_by_bytes)
    return hashlib.sha256(text.encode()).hexdigest()


def _by_bytes(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
