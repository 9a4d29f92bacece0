"""What is written reads back the same, stays what it was in Excel, and never becomes a formula."""

import re
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.errors import DomainError
from core.sheets.csv_text import guard, unguard
from core.sheets.grid import Value
from core.sheets.reading import Line, Page, read_book
from core.sheets.writing import (
    WHY_HEADER,
    OutColumn,
    OutPage,
    mark_refused,
    sheet_title,
    write_book,
    write_csv,
)

COLUMNS = (OutColumn("RUT", required=True), OutColumn("Nombre"))
DANGEROUS = ["=1+1", "+56 9 1234", "-algo", "@SUM(A1)", "'=ya", "''-x", "'", "'suelto'", "=cmd|' /C calc'!A0"]
TRAPS = [
    "_x0041_",
    "_x0041_x0042_",
    "_x005F_",
    "_x00+F_",
    "<r><t>x</t></r>",
    "a\rb\r\nc\nd",
    'di"jo; "él"',
    "\x01x0041_",
    "🌱 ñandú",
    "http://example.org",
    "0012",
    "1-2",
    "1e5",
    "TRUE",
    "#REF!",
    "<b>&amp;</b>",
    "]]>",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=40)


def book_of(*rows: tuple[Value, ...], columns: tuple[OutColumn, ...] = COLUMNS) -> bytes:
    return write_book([OutPage("Actores", columns, rows)])


def back(raw: bytes) -> list[tuple[Value, ...]]:
    return [line.values for line in read_book(raw, name="x", known=("RUT", "Nombre")).pages[0].rows]


def opened(raw: bytes, title: str = "Actores") -> Worksheet:
    sheet = load_workbook(BytesIO(raw))[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def seen(text: str) -> str | None:
    return text.strip() or None


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
@example([(text, "x") for text in DANGEROUS + TRAPS])
def test_any_text_comes_back_from_a_workbook_and_from_csv(rows: list[tuple[str, str]]) -> None:
    wanted = [row for row in ((seen(a), seen(b)) for a, b in rows) if row != (None, None)]
    assert back(book_of(*rows)) == wanted
    assert back(write_csv(COLUMNS, rows)) == wanted


@settings(max_examples=300)
@given(st.text("'=+-@\t\ra", max_size=6))
def test_the_apostrophe_of_csv_goes_as_it_came(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not re.match(r"[=+\-@\t\r]", guard(text))


@given(
    st.tuples(
        st.dates(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(),
        st.booleans(),
    )
)
@settings(max_examples=100, deadline=None)
def test_values_keep_their_type_and_every_digit(row: tuple[date, float, int, bool]) -> None:
    columns = tuple(OutColumn(label) for label in ("RUT", "Nombre", "c", "d"))
    day, number, whole, flag = back(book_of(row, columns=columns))[0]
    assert day == (
        row[0] if row[0] >= date(1900, 3, 1) else f"{row[0].day:02}-{row[0].month:02}-{row[0].year:04}"
    )
    assert number == row[1]
    assert whole == (row[2] if abs(row[2]) < 10**15 else str(row[2]))
    assert flag is row[3]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_like_a_formula_is_a_text_in_excel_too(text: str) -> None:
    cell = opened(book_of((text, "x")))["A2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.quotePrefix
    assert cell.number_format == "@"
    with zipfile.ZipFile(BytesIO(book_of((text, "x")))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_in_csv_no_cell_begins_like_a_formula() -> None:
    told = write_csv(COLUMNS, [(text, "x") for text in DANGEROUS]).decode("utf-8-sig").splitlines()[1:]
    assert [line[0] for line in told] == ["'"] * len(DANGEROUS)


def test_csv_is_as_chile_writes() -> None:
    row = (date(2026, 11, 20), 1234.5, 5.0, 1e-7, -3, True, None, datetime(2026, 1, 2, 3, 4, 5), time(9, 30))
    raw = write_csv([OutColumn(str(n)) for n in range(9)], [row])
    assert raw.startswith(b"\xef\xbb\xbf")
    line = raw.decode("utf-8-sig").splitlines()[1]
    assert line == "20-11-2026;1234,5;5;0,0000001;-3;Sí;;02-01-2026 03:04:05;09:30:00"


def test_a_character_that_no_sheet_can_hold_is_shown_not_dropped() -> None:
    assert back(book_of(("a\0b", "c\ud800d")))[0] == ("a\ufffdb", "c\ufffdd")
    assert back(write_csv(COLUMNS, [("a\0b", "c\uffffd")]))[0] == ("a\ufffdb", "c\ufffdd")


def test_a_text_too_long_for_a_cell_is_refused_not_cut() -> None:
    assert back(book_of(("x" * 32_767, "y")))[0] == ("x" * 32_767, "y")
    with pytest.raises(DomainError, match="celda A2"):
        book_of(("x" * 32_768, "y"))


def test_the_sheet_is_ready_to_be_filled_in() -> None:
    columns = (
        OutColumn("RUT", required=True, help="Con guion y dígito verificador.", width=14),
        OutColumn("Aporte", "money"),
        OutColumn("Desde", "date"),
        OutColumn("Clase", "choice", choices=("Empresa", "Fundación")),
        OutColumn("Comuna", "choice", choices=tuple(f"Comuna, {number}" for number in range(346))),
        OutColumn("Activa", "flag"),
    )
    row = ("0012", 1500, date(2026, 11, 20), "Otra", "Comuna, 3", True)
    raw = write_book([OutPage("Actores", columns, [row], note="Complete desde la fila 3.")])
    sheet = opened(raw)
    assert sheet["A1"].value == "Complete desde la fila 3."
    assert [cell.value for cell in sheet[2]] == ["RUT *", "Aporte", "Desde", "Clase", "Comuna", "Activa"]
    assert sheet["A2"].font.bold
    assert sheet["A2"].comment is not None
    assert "dígito" in sheet["A2"].comment.text
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:F3"
    assert sheet["A3"].value == "0012"
    assert sheet["B3"].number_format == "#,##0"
    assert sheet["C3"].value == datetime(2026, 11, 20)
    assert sheet["C3"].number_format == "dd-mm-yyyy"
    assert sheet["F3"].value == "Sí"
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$2:$2")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert rules["D3"].formula1 == '"Empresa,Fundación"'
    assert rules["E3"].formula1 == "'Listas'!$A$2:$A$347"
    assert rules["F3"].formula1 == '"Sí,No"'
    assert {(rule.type, rule.errorStyle) for rule in rules.values()} <= {("list", "stop"), ("list", None)}
    assert "Clase" in str(rules["D3"].error)
    lists = opened(raw, "Listas")
    assert lists.sheet_state == "visible"
    assert lists["A347"].value == "Comuna, 345"
    found = read_book(raw, name="x", known=[column.label for column in columns]).pages[0]
    assert found.header_row == 2
    assert found.rows[0].values == (*row[:5], "Sí")


def test_a_choice_with_a_comma_is_one_choice() -> None:
    columns = (OutColumn("Clase", "choice", choices=("Ciencia, tecnología", "Otra")),)
    rules = opened(write_book([OutPage("Actores", columns)])).data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == ["'Listas'!$A$2:$A$3"]


def test_titles_that_excel_would_refuse_are_mended() -> None:
    assert sheet_title("Actores [2026]: mesa/comuna, del Maule y más") == "Actores 2026 mesa comuna, del M"
    pages = [
        OutPage("Listas", COLUMNS),
        OutPage("listas", COLUMNS),
        OutPage("'*'", COLUMNS),
        OutPage("History", COLUMNS),
    ]
    titles = [page.title for page in read_book(write_book(pages), name="x").pages]
    assert titles == ["Listas", "listas 2", "Hoja", "History 2"]


ROWS = (
    Line(3, ("1-9", "Uno", 1500.0), {}),
    Line(4, ("mal", "=Dos", date(2026, 1, 2)), {}),
    Line(7, (None, "Tres", True), {}),
)
PAGE = Page("Actores", 2, ("RUT *", "Nombre", ""), ROWS)
REASONS = {
    4: {0: "No es un RUT.", 2: "Escriba un monto."},
    7: {0: "Falta el RUT.", -1: "Ya está en la fila 3."},
}


def test_refused_rows_come_back_as_they_were_with_the_reason_in_words() -> None:
    raw = mark_refused(PAGE, reasons=REASONS)
    found = read_book(raw, name="x", known=("RUT",)).pages[0]
    assert found.headers == ("RUT *", "Nombre", "", WHY_HEADER)
    assert [line.values[:3] for line in found.rows] == [ROWS[1].values, ROWS[2].values]
    assert found.rows[0].values[3] == "Columna RUT: No es un RUT.\nColumna C: Escriba un monto."
    assert found.rows[1].values[3] == "Ya está en la fila 3.\nColumna RUT: Falta el RUT."


def test_a_refused_cell_carries_colour_and_a_note_also_when_it_is_empty() -> None:
    sheet = opened(mark_refused(PAGE, reasons=REASONS))
    marked: dict[str, Any] = {"A2": "No es un RUT.", "C2": "Escriba un monto.", "A3": "Falta el RUT."}
    for row in sheet.iter_rows(min_row=2, max_col=3):
        for cell in row:
            wanted = marked.get(cell.coordinate)
            assert (cell.comment.text if cell.comment else None) == wanted
            assert (cell.fill.fgColor.rgb == "FFF9D6C5") is (wanted is not None)


def test_a_refused_workbook_refused_again_has_one_column_of_reasons() -> None:
    again = read_book(mark_refused(PAGE, reasons=REASONS), name="x", known=("RUT",)).pages[0]
    raw = mark_refused(again, reasons={2: {0: "Sigue mal."}})
    found = read_book(raw, name="x", known=("RUT",)).pages[0]
    assert found.headers == ("RUT *", "Nombre", "", WHY_HEADER)
    assert found.rows[0].values == (*ROWS[1].values, "Columna RUT: Sigue mal.")


def test_the_lists_of_a_template_stay_in_the_refused_workbook() -> None:
    columns = (OutColumn("Nombre", "choice", choices=("Uno", "Dos")),)
    rules = opened(mark_refused(PAGE, columns, reasons=REASONS)).data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == ['"Uno,Dos"']
