"""One error body for the whole API: RFC 9457 problem details with `code` and `errors` by field."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import DomainError

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("Solicitud que no se entiende"),
    401: gettext_lazy("Falta identificarse"),
    403: gettext_lazy("No permitido"),
    404: gettext_lazy("No existe"),
    405: gettext_lazy("Método no admitido"),
    406: gettext_lazy("Formato que no se ofrece"),
    409: gettext_lazy("Conflicto con lo registrado"),
    410: gettext_lazy("Ya no está disponible"),
    415: gettext_lazy("Tipo de contenido no admitido"),
    422: gettext_lazy("Datos que corregir"),
    428: gettext_lazy("Falta la versión leída"),
    429: gettext_lazy("Demasiadas solicitudes"),
    500: gettext_lazy("Error interno"),
    503: gettext_lazy("Servicio no disponible"),
}
UNAVAILABLE = gettext_lazy("El servicio no está disponible en este momento.")
RETRY_AFTER = "30"  # seconds
# SQLSTATE of a unique or exclusion constraint: a twin request won the race that the service had checked.
ALREADY_THERE = frozenset({"23505", "23P01"})


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem that tells `error`; None leaves it to Django's 500."""
    if isinstance(error, DomainError):
        errors = {error.field: [str(error.message)]} if error.field else None
        return problem(error.status, str(error.message), error.code, errors=errors, extra=error.extra)
    if isinstance(error, DjangoValidationError):
        return _of_model(error)
    if isinstance(error, IntegrityError):
        return _of_constraint(error)
    if isinstance(error, (OperationalError, InterfaceError)):
        answer = problem(503, str(UNAVAILABLE), "unavailable")
        answer["Retry-After"] = RETRY_AFTER
        return answer
    if isinstance(error, SuspiciousOperation):
        return problem(
            400, _("La solicitud es demasiado grande o no tiene la forma esperada."), "bad_request"
        )
    if isinstance(error, exceptions.ValidationError):
        return problem(422, _("Hay datos que corregir."), "invalid", errors=by_field(error.detail))
    return _of_framework(error, context)


def problem(
    status: int,
    detail: str,
    code: str,
    *,
    errors: Mapping[str, list[str]] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Response:
    body = problem_body(status, detail, code, errors=errors, extra=extra)
    return Response(body, status=status, content_type=CONTENT_TYPE)


def problem_body(
    status: int,
    detail: str,
    code: str,
    *,
    errors: Mapping[str, list[str]] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(TITLES.get(status, detail)),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = dict(errors)
    if extra:
        body["extra"] = dict(extra)
    return body


def by_field(errors: Any, path: str = "") -> dict[str, list[str]]:
    """Nested errors as one level: `commitments.0.due_on` → sentences; "" holds those of no field."""
    if isinstance(errors, Mapping):
        told: dict[str, list[str]] = {}
        for name, inner in errors.items():
            here = "" if name == NON_FIELD_ERRORS else str(name)
            told |= by_field(inner, f"{path}.{here}".strip("."))
        return told
    if isinstance(errors, (list, tuple)):
        told = {}
        plain = [str(inner) for inner in errors if not isinstance(inner, (Mapping, list, tuple))]
        if plain:
            told[path] = plain
        for place, inner in enumerate(errors):
            if isinstance(inner, (Mapping, list, tuple)):
                told |= by_field(inner, f"{path}.{place}".strip("."))
        return told
    return {path: [str(errors)]}


def _of_model(error: DjangoValidationError) -> Response:
    told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    taken = [inner.code for inner in error.error_dict.get("id", ())] if hasattr(error, "error_dict") else []
    if "unique" in taken:
        return problem(
            409, _("Este identificador ya se usó en otro registro."), "reused_uid", errors=by_field(told)
        )
    return problem(422, _("Hay datos que corregir."), "invalid", errors=by_field(told))


def _of_constraint(error: IntegrityError) -> Response | None:
    if getattr(error.__cause__, "pgcode", "") not in ALREADY_THERE:
        return None
    return problem(409, _("Lo que envía choca con algo que ya está registrado."), "conflict")


def _of_framework(error: Exception, context: dict[str, Any]) -> Response | None:
    response = exception_handler(error, context)
    if response is None:
        return None
    told = getattr(error, "detail", None) or response.data["detail"]
    detail = _("No existe, o usted no puede verlo.") if isinstance(error, Http404) else str(told)
    code = getattr(told, "code", None) or response.data["detail"].code
    answer = problem(response.status_code, detail, str(code))
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in response.headers:
            answer[name] = response.headers[name]
    return answer
