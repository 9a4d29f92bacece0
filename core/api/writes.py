"""Writes of the API: If-Match against `version`, replay by uid or Idempotency-Key, ETag on answers."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import DomainError, Stale
from core.submissions import remember


def etag(row: Any) -> str:
    return f'"{row.version}"'


def expected_version(request: Request) -> int | None:
    """The version the client read, from If-Match; None when it sent none. Stale for one we never gave."""
    raw = request.headers.get("If-Match", "").strip()
    if not raw or raw == "*":
        return None
    try:
        return int(raw.removeprefix("W/").strip('"'))
    except ValueError:
        raise Stale(_("El encabezado If-Match no corresponde a una versión de este registro.")) from None


def require_version(request: Request) -> int:
    """If-Match is required for a change of an existing row (428)."""
    version = expected_version(request)
    if version is None:
        error = DomainError(_("Envíe el encabezado If-Match con la versión que leyó."), "version_required")
        error.status = 428
        raise error
    return version


def once(
    request: Request, body: Mapping[str, Any], act: Callable[[], Response], *, uid: object = None
) -> Response:
    """Run `act` once per client uid or Idempotency-Key; a repeat gets the first answer, header `Replayed: 1`.

    Errors: Conflict when the key came before with another body. A refused act leaves no memory.
    """
    header = request.headers.get("Idempotency-Key", "").strip()[:150]
    key = f"uid:{uid}" if uid else f"key:{header}" if header else ""
    if not key:
        return act()
    with transaction.atomic():
        told = {"method": request.method, "path": request.path, "body": dict(body)}
        row, is_new = remember(key=key, body=told, user_id=request.user.pk)
        if not is_new and row.answer is not None:
            answer = Response(row.answer["data"], status=row.answer["status"], headers=row.answer["headers"])
            answer["Replayed"] = "1"
            return answer
        response = act()
        headers = {name: response[name] for name in ("ETag", "Location") if name in response.headers}
        row.answer = {"status": response.status_code, "data": _plain(response.data), "headers": headers}
        row.save(update_fields=["answer"])
        return response


def _plain(data: Any) -> Any:
    """What the JSON renderer would have written, so that the replay is the same to the letter."""
    import json

    from rest_framework.utils.encoders import JSONEncoder

    return json.loads(json.dumps(data, cls=JSONEncoder))
