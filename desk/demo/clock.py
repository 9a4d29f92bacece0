"""The demonstration's calendar: services ask `timezone.now()`, and while the demonstration is being played the
answer is the day the act is said to have happened. So every check runs as it would have run on that day, and
every row carries that date. One thread, one command; nothing else in the house turns the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from unittest import mock

from django.utils import timezone

NOON = time(15, 0, tzinfo=UTC)  # midday in Chile all year round


@contextmanager
def on(day: date, turn: int = 0) -> Iterator[datetime]:
    """Inside the block it is midday of `day`; `turn` (seconds) keeps the order of what happens on one day."""
    moment = datetime.combine(day, NOON) + timedelta(seconds=turn)
    with mock.patch.object(timezone, "now", return_value=moment):
        yield moment


def day_of(when: date | int, as_of: date) -> date:
    """A fixed day as it is; a number is that many days before `as_of`, on the working day at or before it."""
    if isinstance(when, date):
        return when
    day = as_of - timedelta(days=when)
    return day - timedelta(days=max(0, day.weekday() - 4))
