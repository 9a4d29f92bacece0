"""The schema's last touches, and the page that shows it without inline script or style."""

from typing import Any

from drf_spectacular.views import SpectacularSwaggerSplitView

PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "Lo mismo para cada estado."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Qué pasó, en una frase para una persona."},
        "code": {"type": "string", "description": "Lo mismo, para un programa."},
        "errors": {
            "type": "object",
            "description": "Por campo (`commitments.0.due_on`); la clave vacía es del conjunto.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "extra": {"type": "object", "additionalProperties": True},
    },
    "required": ["type", "title", "status", "detail", "code"],
}
ALWAYS = {
    "401": "Falta el token o no vale.",
    "403": "Usted lo ve, pero no puede hacerlo; o el token es solo de lectura.",
    "404": "No existe, o usted no puede verlo.",
    "422": "Hay datos que corregir.",
    "429": "Demasiadas solicitudes.",
    "503": "El servicio no está disponible en este momento.",
}
WRITES = {
    "400": "El cuerpo no se entiende.",
    "409": "La fila cambió después de que la leyó, o el mismo id llegó con otro contenido.",
    "415": "Tipo de contenido no admitido.",
}
PATCHES = {"428": "Falta If-Match."}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "El ETag con que leyó la fila (basta su versión).",
    "schema": {"type": "string"},
}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "La misma clave con el mismo cuerpo repite la primera respuesta (60 días).",
    "schema": {"type": "string", "maxLength": 150},
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "El ETag que ya tiene: 304 si nada cambió.",
    "schema": {"type": "string"},
}
# Told by media type, for lists that are given as tables too.
TABLES: dict[str, dict[str, Any]] = {
    "text/csv": {"schema": {"type": "string"}},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
        "schema": {"type": "string", "format": "binary"}
    },
}
FORMAT = "Como `Accept`: `csv` y `xlsx` traen todas las filas que pasan el filtro, sin páginas."
ACTS_WITH_VERSION = ("/advance-stage/", "/move/", "/reschedule/")
NOT_REPEATED = "/share/"


def add_problems(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Errors and headers that every operation has, written once instead of on each view."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            told = dict(ALWAYS)
            if method in {"post", "patch"}:
                told |= WRITES
            if method == "patch":
                told |= PATCHES
            if _tell_tables(operation):
                told["406"] = "Formato que no se ofrece."
            for status, words in told.items():
                operation["responses"].setdefault(status, _answer(words))
            _add_headers(path, method, operation)
    return result


def _tell_tables(operation: dict[str, Any]) -> bool:
    """Whether the list is given as tables too: those are no JSON, and `format` says what it does."""
    content = operation["responses"].get("200", {}).get("content", {})
    told = TABLES.keys() & content.keys() if "application/json" in content else ()
    for media_type in told:
        content[media_type] = TABLES[media_type]
    for parameter in operation.get("parameters", ()) if told else ():
        if parameter["name"] == "format":
            parameter["description"] = FORMAT
    return bool(told)


def _answer(words: str) -> dict[str, Any]:
    body = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": words, "content": {"application/problem+json": body}}


def _add_headers(path: str, method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    if method == "patch":
        parameters.append({**IF_MATCH, "required": True})
    elif method == "post":
        if path.endswith(ACTS_WITH_VERSION):
            parameters.append(IF_MATCH)
        if not path.endswith(NOT_REPEATED):
            parameters.append(IDEMPOTENCY)
    elif operation["operationId"].endswith("_retrieve") and not path.endswith("/content/"):
        parameters.append(IF_NONE_MATCH)
        operation["responses"]["304"] = {"description": "Nada cambió desde ese ETag."}


class Docs(SpectacularSwaggerSplitView):
    """Scripts and style come from files of this site, so the house's CSP holds here too."""

    template_name = "api/docs.html"
