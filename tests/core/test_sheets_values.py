"""Cells as people write them."""

from datetime import date, datetime

import pytest

from core.sheets.values import Options, Unreadable, as_flag, as_number, as_text, in_words, same

KINDS = Options.of(
    [("empresa", "Empresa"), ("ong", "Organización sin fines de lucro"), ("sa", "S.A."), ("sb", "S.A.")]
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (76543210.0, "76543210"),
        (1.5, "1,5"),
        (1.125, "1,125"),
        (date(2026, 11, 20), "20-11-2026"),
        (datetime(2026, 11, 20), "20-11-2026"),
        (True, "Sí"),
        ("  con espacios\r\n ", "con espacios"),
        (None, ""),
    ],
)
def test_a_cell_becomes_what_a_person_would_have_typed(cell: object, text: str) -> None:
    assert as_text(cell) == text


@pytest.mark.parametrize(
    ("typed", "number"),
    [("$ 1.500.000", "1500000"), ("1,125", "1.125"), ("1.5", "1.5"), ("-1.234,5", "-1234.5")],
)
def test_numbers_are_read_as_they_are_written_in_chile(typed: str, number: str) -> None:
    assert as_number(typed) == number


def test_yes_and_no_in_any_case() -> None:
    assert [as_flag(text) for text in ("Sí", "NO", "x", "")] == [True, False, True, None]
    with pytest.raises(Unreadable, match="quizás"):
        as_flag("quizás")


def test_an_option_is_found_by_label_or_code_whatever_its_accents() -> None:
    assert [KINDS.code(text) for text in ("EMPRESA", " organizacion  sin fines de lucro", "ong")] == [
        "empresa",
        "ong",
        "ong",
    ]


def test_a_wrong_option_is_told_with_the_nearest_one() -> None:
    with pytest.raises(Unreadable, match="¿Quiso decir «Empresa»"):
        KINDS.code("Enpresa")


def test_a_label_that_stands_twice_is_nobodys_but_its_codes_are() -> None:
    with pytest.raises(Unreadable):
        KINDS.code("S.A.")
    assert KINDS.code("sb") == "sb"


def test_several_are_split_by_semicolons_and_by_commas_when_that_reads_better() -> None:
    assert KINDS.several("Empresa; ong") == ["empresa", "ong"]
    assert KINDS.several("Empresa, ong, Empresa") == ["empresa", "ong"]
    assert in_words("choices", ["ong", "empresa"], KINDS) == "Empresa; Organización sin fines de lucro"


def test_sets_are_the_same_in_any_order_and_nothing_is_empty() -> None:
    assert same(["b", "a"], ["a", "b"])
    assert same(None, "")
    assert same([], "")
    assert not same("a", "b")
    assert not same(False, None)
