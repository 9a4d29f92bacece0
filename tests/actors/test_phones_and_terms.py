"""Telephones as people write them, and what is said of a span on a given day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from actors import phones, terms
from actors.terms import Term

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("987654321", "+56 9 8765 4321"),
        ("9 8765-4321", "+56 9 8765 4321"),
        ("+56987654321", "+56 9 8765 4321"),
        ("0056 9 8765 4321", "+56 9 8765 4321"),
        ("09 8765 4321", "+56 9 8765 4321"),
        ("(55) 226 1234", "+56 55 226 1234"),
        ("2 2345 6789", "+56 2 2345 6789"),
        ("552261234 anexo 12", "+56 55 226 1234 anexo 12"),
        ("+54 11  4321 1234", "+54 11 4321 1234"),
        ("0034 912 345 678", "+34912345678"),
        ("600 360 8000", "600 360 8000"),
        ("", ""),
    ],
)
def test_a_chilean_number_takes_one_shape_and_a_foreign_one_stays(written: str, kept: str) -> None:
    assert phones.normalise(written) == kept
    assert phones.normalise(kept) == kept, "guardarlo otra vez no lo cambia"


@pytest.mark.parametrize(
    "written", ["no tengo", "12", "1" * 16, "javascript:1234567", "+56 9 <b>123</b> 456"]
)
def test_what_nobody_could_dial_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="Escriba el número"):
        phones.normalise(written)


def test_a_link_dials_the_digits_before_the_extension() -> None:
    assert phones.dial("+56 55 226 1234 anexo 12") == "+56552261234"
    assert phones.dial("600 360 8000") == "6003608000"


@pytest.mark.parametrize(
    ("since", "until", "term"),
    [
        (None, None, Term.IN_FORCE),
        (DAY, None, Term.IN_FORCE),
        (DAY + timedelta(days=1), None, Term.TO_COME),
        (None, DAY, Term.ENDING),
        (None, DAY - timedelta(days=1), Term.ENDED),
        (None, DAY + timedelta(days=60), Term.ENDING),
        (None, DAY + timedelta(days=61), Term.IN_FORCE),
        (DAY + timedelta(days=1), DAY + timedelta(days=9), Term.TO_COME),
    ],
)
def test_both_ends_belong_to_a_term(since: date | None, until: date | None, term: Term) -> None:
    assert terms.term_of(since, until, DAY) == term


def test_how_long_is_left_is_said_in_days() -> None:
    assert terms.left_words(DAY, DAY) == "termina hoy"
    assert terms.left_words(DAY + timedelta(days=1), DAY) == "queda 1 día"
    assert terms.left_words(DAY + timedelta(days=60), DAY) == "quedan 60 días"
