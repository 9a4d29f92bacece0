"""Sets `request.principal`, read on first use so that pages without it cost nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.principal import principal_of
from core.models import parse_uid

ACTING_FOR = "acting_for"  # in the session: the organisation a person chose to speak for


class PrincipalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.principal = SimpleLazyObject(
            lambda: principal_of(request.user, acting_for=parse_uid(request.session.get(ACTING_FOR)))
        )
        return self.get_response(request)
