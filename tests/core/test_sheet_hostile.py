"""Files that are not what they say, or unfold into too much: each is refused with its own sentence, and cheaply."""

import resource
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

import pytest
import xlsxwriter
from django.test import Client
from openpyxl import Workbook
from PIL import Image

from core.errors import DomainError
from core.sheets import safety
from core.sheets.reading import read_book
from core.sheets.safety import check_size
from tests.core.test_sheet_reading import opendocument, page, read, refused, rewritten, rows_of

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def excel(*rows: tuple[str, ...]) -> bytes:
    """With shared texts, as Excel itself writes."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    target = book.add_worksheet()
    for number, row in enumerate(rows):
        target.write_row(number, 0, row)
    book.close()
    return out.getvalue()


PLAIN = excel(("RUT", "Nombre"), ("1-9", "Uno"))


def sheet(body: str) -> bytes:
    xml = f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>".encode()
    return rewritten(PLAIN, SHEET, lambda old: xml)


def with_part(name: str, raw: bytes) -> bytes:
    out = BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, raw)
    return out.getvalue()


def zipped(name: str, raw: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, raw)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out.getvalue()


def ole(word: str) -> bytes:
    return safety.OLE + bytes(504) + word.encode("utf-16-le") + bytes(512)


@pytest.mark.parametrize(
    ("raw", "code", "word"),
    [
        (ole("Workbook"), "old_excel", ".xls"),
        (ole("EncryptedPackage"), "locked", "contraseña"),
        (ole("WordDocument"), "wrong_type", "documento antiguo"),
        (with_part("xl/vbaProject.bin", b"x"), "macros", "sin macros (.xlsx)"),
        (
            rewritten(
                PLAIN,
                "[Content_Types].xml",
                lambda xml: xml.replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                    b"ms-excel.sheet.macroEnabled.main",
                ),
            ),
            "macros",
            "macros",
        ),
        (with_part("xl/macrosheets/sheet1.xml", b"<a/>"), "macros", "macros"),
        (with_part("word/document.xml", b"<a/>"), "wrong_type", "Word"),
        (with_part("xl/workbook.bin", b"x"), "wrong_type", ".xlsb"),
        (zipped("foto.jpg", picture("JPEG")), "wrong_type", "comprimido"),
        (zipped("libro.xlsx", PLAIN), "wrong_type", "comprimido"),
        (picture("JPEG"), "wrong_type", "imagen"),
        (picture("PNG"), "wrong_type", "imagen"),
        (b"%PDF-1.7\n...", "wrong_type", "PDF"),
        (b"<html><table><tr><td>RUT</td></tr></table></html>", "wrong_type", "web"),
        (bytes(range(256)) * 4, "wrong_type", "no se reconoce"),
        (opendocument("", **{"Basic/Standard/m.xml": b"<a/>"}), "macros", "macros"),
        (
            opendocument("", **{"META-INF/manifest.xml": b'<m xmlns="urn:m"><encryption-data/></m>'}),
            "locked",
            "contraseña",
        ),
        (PLAIN[: len(PLAIN) // 2], "broken", "dañado"),
        (with_part("../../etc/passwd", b"x"), "broken", "dañado"),
        (with_part("/etc/passwd", b"x"), "broken", "dañado"),
        (with_part("XL/Workbook.xml", b"<a/>"), "broken", "dañado"),
        (b"", "empty", "vacío"),
    ],
)
def test_each_wrong_file_has_its_own_sentence(raw: bytes, code: str, word: str) -> None:
    error = refused(raw)
    assert error.code == code
    assert word in str(error)


def test_a_bomb_is_stopped_while_it_unfolds() -> None:
    body = b"<worksheet>" + b" " * (300 * 1024 * 1024)
    bomb = rewritten_deflated(SHEET, body)
    assert len(bomb) < 500_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(bomb).code == "too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kB


def rewritten_deflated(part: str, body: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(PLAIN)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, body if name == part else old.read(name))
    return out.getvalue()


def test_a_size_that_lies_in_the_directory_is_not_believed() -> None:
    bomb = bytearray(rewritten_deflated(SHEET, b"<worksheet>" + b" " * (20 * 1024 * 1024)))
    place = bomb.index(b"PK\x01\x02")
    while bomb[place : place + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<HHH", bomb, place + 28)
        if bomb[place + 46 : place + 46 + name] == SHEET.encode():
            struct.pack_into("<L", bomb, place + 24, 200)
        place += 46 + name + extra + comment
    assert refused(bytes(bomb)).code == "broken"


def test_many_parts_each_within_the_limit_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MOST_INFLATED", 60_000)
    book = Workbook()
    for number in range(20):
        other = book.create_sheet(f"Hoja {number}")
        for _row in range(60):
            other.append(["texto"])
    out = BytesIO()
    book.save(out)
    assert refused(out.getvalue()).code == "too_large"


def test_half_a_million_empty_entries_are_not_even_listed() -> None:
    entry = b"PK\x01\x02" + bytes(42)
    assert refused(b"PK\x03\x04" + entry * 300_000).code == "too_large"


ENTITIES = '<!DOCTYPE x [<!ENTITY a "%s">]>' % ("x" * 50_000)


@pytest.mark.parametrize(
    "part", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels", "docProps/core.xml"]
)
def test_a_dtd_in_any_part_is_refused(part: str) -> None:
    def change(xml: bytes) -> bytes:
        head, gap, rest = xml.rpartition(b"?>")
        return head + gap + ENTITIES.encode() + rest

    assert refused(rewritten(PLAIN, part, change)).code == "broken"


def test_quadratic_entities_cost_nothing() -> None:
    body = f"{ENTITIES}<worksheet {MAIN}><sheetData>{'&a;' * 50_000}</sheetData></worksheet>"
    assert refused(rewritten(PLAIN, SHEET, lambda old: body.encode())).code == "broken"


def test_a_dtd_after_a_long_comment_is_still_seen_where_it_is_read() -> None:
    body = f"<!--{' ' * 100_000}-->{ENTITIES}<worksheet {MAIN}><sheetData/></worksheet>"
    assert refused(rewritten(PLAIN, SHEET, lambda old: body.encode())).code == "broken"


def test_a_dimension_that_lies_is_fine() -> None:
    def lie(xml: bytes) -> bytes:
        return xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')

    assert page(rewritten(PLAIN, SHEET, lie)).rows[0].values == ("1-9", "Uno")


def test_a_cell_in_the_far_corner_is_told_by_its_row() -> None:
    error = refused(
        sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    )
    assert error.code == "too_many_rows"
    assert "1048576" in str(error)


def test_empty_cells_with_a_format_reach_as_far_as_they_like() -> None:
    raw = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert page(raw).header_row == 1


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c r="GS1"><v>1</v></c></row>',
        '<x:row r="1" xmlns:x="urn:x"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>',
        f"<row>{'<c/>' * 300}<c><v>1</v></c></row>",
        '<row r="1"><c r="&#88;FD1"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><f>1+1</f></c></row>',
    ],
)
def test_too_many_columns_are_seen_however_they_are_written(body: str) -> None:
    assert refused(sheet(body)).code == "too_many_columns"


def test_rows_without_number_count_too() -> None:
    assert refused(sheet("<row/>" * 25_000 + "<row><c><v>1</v></c></row>")).code == "too_many_rows"


def test_one_row_of_data_more_than_the_limit_is_refused(settings: object) -> None:
    settings.SHEET_MAX_ROWS = 100  # type: ignore[attr-defined]
    rows = [("RUT",), *((number,) for number in range(100))]
    assert len(page(rows_of(*rows)).rows) == 100
    assert refused(rows_of(*rows, (100,))).code == "too_many_rows"
    csv = "\n".join(["RUT", *map(str, range(101))])
    assert refused(csv.encode()).code == "too_many_rows"


def test_more_than_thirty_sheets_are_refused() -> None:
    book = Workbook()
    for number in range(30):
        book.create_sheet(str(number))
    out = BytesIO()
    book.save(out)
    assert refused(out.getvalue()).code == "too_many_sheets"


@pytest.mark.parametrize(
    "raw", [("RUT;Nombre\n1-9;" + "ñ" * 32_768).encode(), excel(("RUT",), ("x" * 32_767,))]
)
def test_a_text_longer_than_a_cell_is_told_by_its_cell(raw: bytes) -> None:
    if raw.startswith(b"PK"):
        raw = rewritten(raw, STRINGS, lambda xml: xml.replace(b"xxx", b"xxxx", 1))
    error = refused(raw)
    assert error.code == "too_long"
    assert ("B2" if raw.startswith(b"RUT") else "A2") in str(error)


def test_far_corners_in_many_sheets_are_added_up() -> None:
    far = f'<worksheet {MAIN}><sheetData><row r="20000"><c r="GR20000"><v>1</v></c></row></sheetData></worksheet>'

    def book(count: int) -> bytes:
        out = BytesIO()
        made = xlsxwriter.Workbook(out)
        for _number in range(count):
            made.add_worksheet()
        made.close()
        raw = out.getvalue()
        for number in range(1, count + 1):
            raw = rewritten(raw, f"xl/worksheets/sheet{number}.xml", lambda old: far.encode())
        return raw

    assert page(book(1)).rows == ()
    assert refused(book(2)).code == "too_large"


def test_a_false_count_of_texts_reserves_no_memory() -> None:
    def lie(xml: bytes) -> bytes:
        return xml.replace(b'uniqueCount="4"', b'uniqueCount="999999999999"')

    assert refused(rewritten(PLAIN, STRINGS, lie)).code == "too_large"


def test_one_long_text_named_by_every_cell_is_weighed() -> None:
    strings = f"<sst {MAIN}><si><t>{'x' * 30_000}</t></si><si><t>corto</t></si></sst>".encode()

    def book(index: int) -> bytes:
        body = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>{index}</v></c></row>' for r in range(1, 4000))
        raw = sheet(body)
        return rewritten(raw, STRINGS, lambda old: strings)

    assert refused(book(0)).code == "too_large"
    assert len(page(book(1)).rows) == 3998


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="1"><v>1</v></c></row>',
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>77</v></c></row>',
        '<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>',
        '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v>',
    ],
)
def test_a_sheet_that_no_program_would_write_is_refused(body: str) -> None:
    assert refused(sheet(body)).code == "broken"


def test_merged_ranges_without_end_are_bounded() -> None:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 50
    cell = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    xml = f"<worksheet {MAIN}>{cell}<mergeCells>{merges}</mergeCells></worksheet>"
    assert refused(rewritten(PLAIN, SHEET, lambda old: xml.encode())).code == "too_large"


@pytest.mark.parametrize(
    ("rows", "columns", "spaces", "code"),
    [
        (999_999_999, 1, 1, "too_many_rows"),
        (1, 999_999_999, 1, "too_many_columns"),
        (1, 1, 999_999_999, "too_large"),
        (20_000, 200, 1, "too_large"),
    ],
)
def test_an_opendocument_that_repeats_without_end_is_refused(
    rows: int, columns: int, spaces: int, code: str
) -> None:
    table = (
        f'<table:table table:name="a"><table:table-row table:number-rows-repeated="{rows}">'
        f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>x<text:s text:c="{spaces}"/>x</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    assert refused(opendocument(table)).code == code


def test_links_to_other_files_are_told_and_not_followed() -> None:
    assert "no se siguieron" in read(with_part("xl/externalLinks/externalLink1.xml", b"<a/>")).notices[0]


def test_a_worksheet_outside_the_file_is_refused() -> None:
    def outside(xml: bytes) -> bytes:
        return xml.replace(b"<Relationship ", b'<Relationship TargetMode="External" ')

    assert refused(rewritten(PLAIN, "xl/_rels/workbook.xml.rels", outside)).code == "broken"


def test_a_file_over_the_limit_is_told_before_it_is_read() -> None:
    with pytest.raises(DomainError, match="pesa 200 MB y el máximo es 20 MB") as caught:
        check_size(200 * 1024 * 1024, name="todo.xlsx")
    assert caught.value.code == "too_large"


def test_an_upload_of_200_mb_is_turned_away_unread() -> None:
    class Endless:
        def read(self, *args: object) -> bytes:
            raise AssertionError("nobody may read it")

        readline = read

    answer = Client().generic(
        "POST",
        "/",
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": Endless()},
    )
    assert answer.status_code == 413
    assert "pesa más de lo que se acepta" in answer.content.decode()


@pytest.mark.parametrize("cut", range(0, 6000, 173))
def test_a_file_broken_anywhere_is_read_or_refused(cut: int) -> None:
    def spoil(raw: bytes) -> bytes:
        place = cut % len(raw)
        return raw[:place] + bytes([raw[place] ^ 0x41]) + raw[place + 1 :]

    spoilers: list[Callable[[bytes], bytes]] = [spoil, lambda raw: raw[: cut % len(raw)]]
    for change in spoilers:
        with suppress(DomainError):  # anything else is ours to mend
            read_book(change(PLAIN), name="x.xlsx")
