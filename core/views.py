"""Views without a domain word: errors of the house, files, signed links."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import files, registry, signed_links
from core.api.problems import CONTENT_TYPE, RETRY_AFTER, UNAVAILABLE, problem_body
from core.models import File, SignedLink


def server_error(request: HttpRequest, *_args: Any) -> HttpResponse:
    """500, or 503 when the database does not answer. Uses neither database nor session."""
    down = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = 503 if down else 500
    if request.path.startswith("/api/"):
        detail = (
            UNAVAILABLE
            if down
            else _("Ocurrió un error inesperado. El equipo técnico puede verlo en el registro.")
        )
        body = problem_body(status, str(detail), "unavailable" if down else "internal")
        response: HttpResponse = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    else:
        response = render(None, f"{status}.html", status=status)  # type: ignore[arg-type]
    if down:
        response["Retry-After"] = RETRY_AFTER
    return response


@require_safe
def serve_file(request: HttpRequest, pk: str) -> FileResponse:
    """The bytes of a file the principal may see; 404 otherwise. Never executed by the browser."""
    file = get_object_or_404(File.objects.visible_to(request.principal), pk=pk)
    response = FileResponse(
        files.location(file).open("rb"),
        content_type=file.media_type,
        filename=file.name,
        as_attachment=not (file.is_image or file.media_type == files.PDF),
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = (
        "private, max-age=300" if file.audience == File.Audience.PUBLIC else "private, no-cache"
    )
    return response


@require_safe
def link_enter(request: HttpRequest, token: str) -> HttpResponse:
    """Checks the token, remembers the link in the session and leaves the address without it."""
    link = signed_links.find_link(token)
    opened = request.session.get("links", [])
    request.session["links"] = [*opened[-9:], str(link.pk)]
    response = HttpResponseRedirect(reverse("core:link_open", args=[link.pk]))
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def link_open(request: HttpRequest, pk: str) -> HttpResponse:
    """GET shows what the link is for; POST acts and consumes it. Only for the session that held the token."""
    if str(pk) not in request.session.get("links", []):
        raise signed_links.DeadLink(_("Abra el enlace completo que recibió."))
    link = signed_links.check_alive(get_object_or_404(SignedLink, pk=pk))
    purpose = registry.link_purposes[link.purpose]
    response = purpose.act(request, link) if request.method == "POST" else purpose.show(request, link)
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
