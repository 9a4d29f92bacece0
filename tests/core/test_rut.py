"""RUT: one stored form, one shown form, wrong digits refused with a sentence."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core import rut
from tests.factories import make_rut


@pytest.mark.parametrize("written", ["12.345.678-5", "12345678-5", "123456785", " 12.345.678-5 "])
def test_every_way_of_writing_is_stored_alike(written: str) -> None:
    assert rut.normalise(written) == "12345678-5"


def test_a_final_k_is_stored_in_upper_case() -> None:
    assert rut.normalise("1000005-k") == "1000005-K"


@pytest.mark.parametrize("written", ["12.345.678-6", "", "hola", "1-1-1", "123.456.789.012-3"])
def test_a_wrong_rut_is_refused_with_its_text(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        rut.normalise(written)
    assert f"«{written}» no es válido" in refused.value.messages[0]


@given(st.integers(min_value=1_000_000, max_value=99_999_999))
def test_what_is_shown_is_read_as_what_is_stored(number: int) -> None:
    stored = make_rut(number)
    assert rut.normalise(stored) == stored
    assert rut.normalise(rut.display(stored)) == stored


def test_the_shown_form_has_points() -> None:
    assert rut.display("12345678-5") == "12.345.678-5"
    assert rut.display("") == ""
