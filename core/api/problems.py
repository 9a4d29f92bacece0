"""One error body for the whole API: RFC 9457 problem details with `code` and `errors` by field."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import DomainError

CONTENT_TYPE = "application/problem+json"


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, DomainError):
        body = {"code": error.code, **({"extra": error.extra} if error.extra else {})}
        errors = {error.field: [str(error.message)]} if error.field else None
        return _problem(error.status, str(error.message), errors=errors, **body)
    if isinstance(error, DjangoValidationError):
        errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return _problem(422, _("Hay datos que corregir."), code="invalid", errors=errors)
    if isinstance(error, (OperationalError, InterfaceError)):
        return _problem(503, _("El servicio no está disponible en este momento."), code="unavailable")
    if isinstance(error, exceptions.ValidationError):
        return _problem(422, _("Hay datos que corregir."), code="invalid", errors=error.detail)
    response = exception_handler(error, context)
    if response is None:
        return None
    detail = getattr(error, "detail", None) or str(error)
    code = getattr(detail, "code", None) or "error"
    answer = _problem(response.status_code, str(detail), code=str(code))
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in response.headers:
            answer[name] = response.headers[name]
    return answer


def _problem(status: int, title: str, *, errors: Any = None, **more: Any) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, **more}
    if errors:
        body["errors"] = errors
    return Response(body, status=status, content_type=CONTENT_TYPE)
