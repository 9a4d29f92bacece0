"""Template filters and tags without a domain word: spans of days, items of a mapping, query strings."""

from datetime import date
from typing import Any

from django import template
from django.http import QueryDict

from core import dates

register = template.Library()


@register.filter
def span(days: int | None) -> str:
    """Days → words (`5 semanas`)."""
    return "" if days is None else dates.span_words(days)


@register.filter
def days_from(day: date, other: date) -> int:
    """Days from `other` to `day`; negative when `day` is earlier."""
    return (day - other).days


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """mapping[key], or None."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: object) -> str:
    """The present query string with `changes`; a None removes its key."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        params.pop(key, None)
        if value is not None:
            params[key] = str(value)
    return "?" + params.urlencode()
