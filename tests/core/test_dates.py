"""Days of a territory and words for spans."""

from datetime import UTC, date, datetime

import pytest

from core.dates import add_months, span_words, today


def test_the_day_follows_the_territory() -> None:
    late_evening = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
    assert today("America/Santiago", late_evening) == date(2026, 11, 20)
    assert today("Pacific/Easter", late_evening) == date(2026, 11, 20)
    assert today("UTC", late_evening) == date(2026, 11, 21)


def test_magallanes_keeps_summer_time_in_winter() -> None:
    night = datetime(2026, 7, 1, 3, 30, tzinfo=UTC)
    assert today("America/Santiago", night) == date(2026, 6, 30)
    assert today("America/Punta_Arenas", night) == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
    ],
)
def test_months_are_added_within_the_calendar(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 días"),
        (1, "1 día"),
        (20, "20 días"),
        (21, "3 semanas"),
        (60, "8 semanas"),
        (61, "2 meses"),
        (-100, "3 meses"),
        (729, "24 meses"),
        (730, "2 años"),
    ],
)
def test_spans_are_told_in_the_unit_that_says_most(days: int, words: str) -> None:
    assert span_words(days) == words
