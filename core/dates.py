"""Dates of Chile: which day it is in a territory, and words for spans."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import ngettext

SANTIAGO = "America/Santiago"


def today(zone: str = SANTIAGO, now: datetime | None = None) -> date:
    """The calendar day in `zone` (IANA name)."""
    return (now or timezone.now()).astimezone(ZoneInfo(zone)).date()


def add_months(day: date, months: int) -> date:
    """Same day `months` later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def span_words(days: int) -> str:
    """`12 días`, `5 semanas`, `4 meses`, `2 años`: the largest unit that still says something."""
    days = abs(days)
    if days < 21:
        return ngettext("%(n)d día", "%(n)d días", days) % {"n": days}
    if days < 61:
        return ngettext("%(n)d semana", "%(n)d semanas", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("%(n)d mes", "%(n)d meses", days // 30) % {"n": days // 30}
    return ngettext("%(n)d año", "%(n)d años", days // 365) % {"n": days // 365}
