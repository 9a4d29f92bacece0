"""How a page answers htmx: the whole page, or the named part of it alone. What a page shows is its view's."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_fragment(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    fragment: str,
    *,
    status: int | None = None,
) -> HttpResponse:
    """The `{% partialdef fragment %}` of the template for htmx, the whole template for everybody else.

    A history restore carries HX-Request too, but needs the whole page; and since one address now has two
    answers, caches are told which header tells them apart.
    """
    htmx = request.htmx  # type: ignore[attr-defined]  # its middleware's
    only_part = htmx and not htmx.history_restore_request
    response = render(
        request, f"{template}#{fragment}" if only_part else template, dict(context), status=status
    )
    patch_vary_headers(response, ["HX-Request"])
    return response
