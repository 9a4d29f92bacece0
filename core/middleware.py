"""The gate before everything, private answers, and DomainErrors that a page did not catch."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from core.errors import DomainError


class DomainErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return render(request, "refused.html", {"error": error}, status=error.status)


class GateMiddleware:
    """Turns away what no browser of ours sends, before anything is read: bodies far over every limit, and session
    cookies of another shape, which would fail in the database."""

    SESSION = re.compile(r"[a-z0-9]{8,40}")
    # Health is asked by machines; a session would ask the database before the view is reached.
    WITHOUT_SESSION = frozenset({"/healthz", "/readyz"})
    STRANGERS_BYTES = 3 * 1024 * 1024

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # A photo over the limit is still read, so that the form can say so and keep the rest.
        # The same of a spreadsheet, up to twice its limit.
        self.most_bytes = (
            max(4 * settings.FILE_MAX_BYTES, 2 * settings.SHEET_MAX_BYTES) + self.STRANGERS_BYTES
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path in self.WITHOUT_SESSION
            or self.SESSION.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")) is None
        ):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > (self.most_bytes if known else self.STRANGERS_BYTES):
            return self._refuse(413, _("El envío pesa más de lo que se acepta."))
        return self.get_response(request)

    @staticmethod
    def _refuse(status: int, sentence: str) -> HttpResponse:
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


class PrivateAnswersMiddleware:
    """What a signed-in person was shown stays in no shared cache and is asked for again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        return response
