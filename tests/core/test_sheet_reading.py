"""Spreadsheets as people have them: titles above, formulas, merged cells, hidden parts, CSV of every letter."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.errors import DomainError
from core.sheets.reading import Book, Page, label_key, read_book

KNOWN = ("RUT", "Nombre", "Aporte")
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:automatic-styles><style:style style:name="h"><style:table-properties table:display="false"/>'
    "</style:style></office:automatic-styles><office:body><office:spreadsheet>%s"
    "</office:spreadsheet></office:body></office:document-content>"
)


def workbook(fill: Callable[[Worksheet], Any], **more: Any) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Actores"
    fill(sheet)
    for title, state in more.items():
        book.create_sheet(title).sheet_state = state
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(*rows: tuple[Any, ...]) -> bytes:
    def fill(sheet: Worksheet) -> None:
        for row in rows:
            sheet.append(row)

    return workbook(fill)


def opendocument(tables: str, **files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS % tables)
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def read(raw: bytes, name: str = "actores.xlsx") -> Book:
    return read_book(raw, name=name, known=KNOWN)


def page(raw: bytes) -> Page:
    return read(raw).pages[0]


def refused(raw: bytes, name: str = "actores.xlsx") -> DomainError:
    with pytest.raises(DomainError) as caught:
        read(raw, name)
    assert caught.value.field == "file"
    return caught.value


def test_rows_keep_their_number_and_values_their_type() -> None:
    moment = datetime(2026, 11, 20, 15, 30)
    found = page(
        rows_of(
            ("RUT", "Nombre", "Aporte", "Desde", "Hora", "Activa", "Visto"),
            ("76.123.456-0", " Corporación\u00a0", 1500, date(2026, 11, 20), time(9, 30), True, moment),
            (),
            ("0076", "   ", 2.5, None, None, False, None),
        )
    )
    assert found.title == "Actores"
    assert found.header_row == 1
    first, second = found.rows
    assert first.number == 2
    assert first.values == (
        "76.123.456-0",
        "Corporación",
        1500,
        date(2026, 11, 20),
        time(9, 30),
        True,
        moment,
    )
    assert second.number == 4
    assert second.values == ("0076", None, 2.5, None, None, False, None)
    assert not first.problems


def test_texts_lose_only_their_outer_spaces() -> None:
    assert page(rows_of(("Nombre",), ("\u00a0 Dos  espacios\n y\u00a0líneas ",))).rows[0].values == (
        "Dos  espacios\n y\u00a0líneas",
    )


def test_titles_above_the_headers_are_left_out_merged_or_not() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Catastro de instituciones"
        sheet.merge_cells("A1:C2")
        sheet["A3"] = "Nombre de quien informa"
        sheet.append(["rut *", "NOMBRE  ", "Aporté", None])
        sheet.append(["1-9", "Uno", 5, "suelto"])

    found = page(workbook(fill))
    assert found.header_row == 4
    assert found.headers == ("rut *", "NOMBRE", "Aporté", "")
    assert [(line.number, line.values) for line in found.rows] == [(5, ("1-9", "Uno", 5, "suelto"))]
    assert not found.rows[0].problems


def test_a_table_may_begin_anywhere() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["C5"], sheet["D5"], sheet["D6"] = "RUT", "Nombre", "=1+1"

    found = page(workbook(fill))
    assert (found.header_row, found.headers) == (5, ("", "", "RUT", "Nombre"))
    assert list(found.rows[0].problems) == [3]


def test_without_a_known_header_the_first_row_with_something_is_it() -> None:
    found = page(rows_of((), ("Cualquiera", 2026.0, date(2026, 1, 5)), ("a", "b", "c")))
    assert (found.header_row, found.headers) == (2, ("Cualquiera", "2026", "05-01-2026"))


def test_headers_are_compared_without_accents_capitals_or_asterisk() -> None:
    assert label_key("  Razón   SOCIAL * ") == label_key("razon social") == "razon social"


def test_a_formula_is_told_of_its_cell_and_the_row_stays() -> None:
    found = page(rows_of(("Nombre", "Aporte"), ("Uno", "=1+1"), ("Dos", 2), (None, "=SUM(B2:B3)")))
    assert [line.number for line in found.rows] == [2, 3, 4]
    assert found.rows[0].problems == {1: "Trae una fórmula: cópiela y péguela como valor."}
    assert found.rows[0].values[0] == "Uno"
    assert not found.rows[1].problems
    assert list(found.rows[2].problems) == [1]


def test_the_value_a_formula_had_is_read() -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Nombre", "Aporte"])
    sheet.write_string(1, 0, "Uno")
    sheet.write_formula(1, 1, "=40+2", None, 42)
    book.close()
    line = page(out.getvalue()).rows[0]
    assert line.values == ("Uno", 42)
    assert list(line.problems) == [1]


def test_each_cell_of_a_merged_range_in_the_data_is_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["RUT", "Nombre", "Aporte"])
        sheet.append(["1-9", "Uno", 1])
        sheet.append([None, "Dos", 2])
        sheet.merge_cells("A2:A3")

    found = page(workbook(fill))
    assert [list(line.problems) for line in found.rows] == [[0], [0]]
    assert "A2:A3" in found.rows[0].problems[0]


def test_error_values_are_named_also_those_that_old_readers_do_not_know() -> None:
    raw = rows_of(("Nombre", "Aporte", "RUT"), ("Uno", "#REF!", "x"), ("Dos", "#N/A", "y"))
    raw = rewritten(raw, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"#N/A", b"#SPILL!"))
    found = page(raw)
    assert found.rows[0].problems == {1: "Trae el error #REF! en lugar de un valor: corríjalo."}
    assert "#SPILL!" in found.rows[1].problems[1]
    assert found.rows[1].values[2] == "y"


def rewritten(raw: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        assert part in old.namelist()
        for name in old.namelist():
            data = old.read(name)
            changed = change(data) if name == part else data
            assert name != part or changed != data
            new.writestr(name, changed)
    return out.getvalue()


def test_hidden_sheets_are_named_and_not_read() -> None:
    found = read(workbook(lambda sheet: sheet.append(["Nombre"]), Reservado="hidden", Viejo="veryHidden"))
    assert [one.title for one in found.pages] == ["Actores"]
    assert found.notices == (
        "Las hojas ocultas «Reservado», «Viejo» no se leyeron. Muéstrelas si también quiere cargarlas.",
    )


def test_hidden_rows_and_columns_are_read_with_a_notice() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["RUT", "Nombre"])
        sheet.append(["1-9", "Uno"])
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    found = read(workbook(fill))
    assert found.pages[0].rows[0].values == ("1-9", "Uno")
    assert found.notices == ("La hoja «Actores» tiene filas y columnas ocultas; también se leyeron.",)


def test_hidden_columns_beyond_the_data_are_nobody_s_business() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Nombre"])
        sheet.column_dimensions["H"].hidden = True

    assert read(workbook(fill)).notices == ()


def test_cells_without_their_reference_are_counted_as_they_come() -> None:
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row><c t="inlineStr"><is><t>Nombre</t></is></c><c t="inlineStr"><is><t>Aporte</t></is></c></row>'
        b'<row><c t="inlineStr"><is><t>Uno</t></is></c><c><f>1+1</f><v>2</v></c></row></sheetData></worksheet>'
    )
    found = page(rewritten(rows_of(("x",)), "xl/worksheets/sheet1.xml", lambda old: xml))
    assert found.rows[0].values == ("Uno", 2)
    assert list(found.rows[0].problems) == [1]


def test_an_empty_sheet_is_an_empty_page() -> None:
    found = page(workbook(lambda sheet: None))
    assert (found.header_row, found.headers, found.rows) == (0, (), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_of_any_separator_and_letters(encoding: str, separator: str) -> None:
    text = 'RUT;Nombre;Aporte\r\n1-9;"Ñandú; ""el\nveloz""";1000\r\n\r\n2-7;Año;\r\n'.replace(";", separator)
    found = read(text.encode(encoding), "lista.csv")
    assert found.pages[0].title == "lista"
    assert found.pages[0].headers == ("RUT", "Nombre", "Aporte")
    assert [(line.number, line.values) for line in found.pages[0].rows] == [
        (2, ("1-9", f'Ñandú{separator} "el\nveloz"', "1000")),
        (4, ("2-7", "Año", None)),
    ]
    assert len(found.notices) == (encoding == "iso-8859-1")


def test_decimal_commas_do_not_make_a_comma_file() -> None:
    assert page(b"a;b\n1,5;2,5\n3,5;4,5\n").headers == ("a", "b")


def test_the_separator_that_excel_declares_is_believed() -> None:
    found = page(b"sep=,\nCualquiera,Otra\n1-9,Uno;Dos\n")
    assert found.headers == ("Cualquiera", "Otra")
    assert [(line.number, line.values) for line in found.rows] == [(3, ("1-9", "Uno;Dos"))]


def test_an_apostrophe_before_a_formula_in_csv_goes() -> None:
    line = page(b"RUT;Nombre;Aporte\n'=1+1;''@x;'s\n").rows[0]
    assert line.values == ("=1+1", "'@x", "'s")


def test_quotes_left_open_swallow_no_rows() -> None:
    error = refused(b'RUT;Nombre\n1-9;Uno\n2-7;"Los Aromos\n3-5;Tres\n')
    assert "fila 3" in str(error)


def test_an_opendocument_sheet_with_its_sins() -> None:
    found = read(
        opendocument(
            '<table:table table:name="Actores"><table:table-column table:visibility="collapse"/>'
            "<table:table-row><table:table-cell><text:p>Nombre</text:p></table:table-cell>"
            "<table:table-cell><text:p>Aporte</text:p></table:table-cell></table:table-row>"
            '<table:table-row table:number-rows-repeated="2"/>'
            '<table:table-row table:number-rows-repeated="2">'
            '<table:table-cell office:value-type="string"><text:p>Uno<text:s text:c="2"/>y</text:p>'
            "<text:p>medio</text:p></table:table-cell>"
            '<table:table-cell office:value-type="float" office:value="1500.5" table:formula="of:=1"/>'
            '<table:table-cell office:value-type="date" office:date-value="2026-11-20"/>'
            '<table:table-cell office:value-type="time" office:time-value="PT09H30M00S"/>'
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
            '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>m</text:p>'
            '</table:table-cell><table:covered-table-cell/><table:table-cell table:number-columns-repeated="16376"/>'
            '</table:table-row><table:table-row table:number-rows-repeated="1048571">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
            '<table:table table:name="Oculta" table:style-name="h"/>'
        ),
        "actores.ods",
    )
    assert found.notices == (
        "La hoja oculta «Oculta» no se leyó. Muéstrela si también quiere cargarla.",
        "La hoja «Actores» tiene columnas ocultas; también se leyeron.",
    )
    lines = found.pages[0].rows
    assert [line.number for line in lines] == [4, 5]
    assert lines[1].values == ("Uno  y\nmedio", 1500.5, date(2026, 11, 20), time(9, 30), True, "m")
    assert sorted(lines[0].problems) == [1, 5]
    assert sorted(lines[1].problems)[0] == 1
