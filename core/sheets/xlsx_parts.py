"""An Excel workbook: every part is walked first, then python-calamine reads the values.

calamine keeps a dense table and trusts what the file says of itself, so a cell at the far corner or a false count
of texts would take all memory. It is shown a workbook rebuilt from walked parts, never the upload.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook, load_workbook

from core.sheets.grid import Grid, Value, clean
from core.sheets.safety import (
    MOST_SHEETS,
    MOST_TEXT,
    Archive,
    most_cells,
    refuse_broken,
    refuse_kind,
    refuse_macros,
    refuse_sheets,
    refuse_swollen,
)
from core.sheets.xlsx_walk import SheetWalk, check_styles, plain_errors, string_sizes

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# calamine's table also has the empty cells between the others.
TABLE_A_CELL = 5
_EMPTY = f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'.encode()


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    target: str


def read_xlsx(archive: Archive) -> tuple[list[Grid], list[str], list[str]]:
    """Its visible sheets in their order, the titles of the hidden ones, and notices."""
    _refuse_others(archive)
    main = next((r.target for r in _relations(archive, "").values() if r.kind == "officeDocument"), None)
    if main is None:
        refuse_broken()
    relations = _relations(archive, main)
    book = archive.tree(main)
    sheets, hidden = _sheets(book, relations)
    notices = []
    if any(name.startswith("xl/externalLinks/") for name in archive.names):
        notices.append(_("El libro trae vínculos a otros archivos; no se siguieron."))
    parts: dict[str, bytes] = {}
    sizes: list[int] = []
    for relation in relations.values():
        if relation.kind == "sharedStrings":
            parts["xl/sharedStrings.xml"] = archive.inflate(relation.target)
            sizes = string_sizes(parts["xl/sharedStrings.xml"])
        elif relation.kind == "styles":
            parts["xl/styles.xml"] = archive.inflate(relation.target)
            check_styles(parts["xl/styles.xml"])
    rebuilt = BytesIO()
    walks: list[tuple[str, SheetWalk]] = []
    room, area, text_room = most_cells(), TABLE_A_CELL * most_cells(), MOST_TEXT
    with zipfile.ZipFile(rebuilt, "w", zipfile.ZIP_STORED) as copy:
        for name in list(parts):
            copy.writestr(name, parts.pop(name))
        for number, (title, target) in enumerate(sheets, 1):
            raw = archive.inflate(target) if target else _EMPTY
            seen = SheetWalk(raw, title)
            if seen.texts * max(sizes, default=0) > text_room:
                seen = SheetWalk(raw, title, sizes)
            room -= seen.bounds.cells
            text_room -= seen.weight or seen.texts * max(sizes, default=0)
            area -= seen.bounds.row * (seen.bounds.column + 1)
            if room < 0 or area < 0 or text_room < 0:
                refuse_swollen()
            walks.append((title, seen))
            copy.writestr(
                f"xl/worksheets/sheet{number}.xml", plain_errors(raw) if seen.strange_error else raw
            )
            del raw
        _write_frame(copy, len(walks), _counts_from_1904(book))
    opened = _open(rebuilt)
    return (
        [_grid(opened, position, title, seen) for position, (title, seen) in enumerate(walks)],
        hidden,
        notices,
    )


def _refuse_others(archive: Archive) -> None:
    names = {name.lower() for name in archive.names}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        refuse_macros()
    if "[content_types].xml" not in names:
        refuse_kind(_("un archivo comprimido (.zip) que no es una planilla"))
    if "xl/workbook.bin" in names:
        refuse_kind(_("un libro binario de Excel (.xlsb)"))
    if any(name.startswith("word/") for name in names):
        refuse_kind(_("un documento de Word, no una planilla"))
    if any(name.startswith("ppt/") for name in names):
        refuse_kind(_("una presentación, no una planilla"))
    if "[Content_Types].xml" not in archive.names:
        refuse_broken()
    for entry in archive.tree("[Content_Types].xml"):
        if "macroenabled" in entry.get("ContentType", "").lower():
            refuse_macros()


def _relations(archive: Archive, part: str) -> dict[str, _Relation]:
    """By id. Targets are paths inside the archive; those that lead outside are left out."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive.names:
        refuse_broken()
    found = {}
    for entry in archive.tree(path):
        target = entry.get("Target", "")
        if entry.get("TargetMode") != "External" and target:
            inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[entry.get("Id", "")] = _Relation(entry.get("Type", "").rpartition("/")[2], inside)
    return found


def _sheets(book: Element, relations: dict[str, _Relation]) -> tuple[list[tuple[str, str]], list[str]]:
    """(title, part) of each visible sheet, and the titles of the hidden ones."""
    entries = [entry for entry in book.iter() if entry.tag.rpartition("}")[2] == "sheet"]
    if len(entries) > MOST_SHEETS:
        refuse_sheets(len(entries))
    shown: list[tuple[str, str]] = []
    hidden: list[str] = []
    for entry in entries:
        title = entry.get("name", "").strip()
        key = next((value for name, value in entry.items() if name.endswith("}id")), "")
        relation = relations.get(key)
        if relation is None:
            refuse_broken()
        if relation.kind != "worksheet":  # a chart on a sheet of its own
            continue
        if entry.get("state", "visible") != "visible":
            hidden.append(title)
        else:
            shown.append((title, relation.target))
    return shown, hidden


def _counts_from_1904(book: Element) -> bool:
    return any(
        entry.tag.rpartition("}")[2] == "workbookPr" and entry.get("date1904") in ("1", "true")
        for entry in book.iter()
    )


def _write_frame(copy: zipfile.ZipFile, count: int, from_1904: bool) -> None:
    """The parts that name the others; sheets are called by their number."""
    numbers = range(1, count + 1)
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    targets = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    main = f'<Relationship Id="r" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/>'
    copy.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}">{main}</Relationships>')
    copy.writestr(
        "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{targets}</Relationships>'
    )
    copy.writestr(
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><workbookPr date1904="{int(from_1904)}"/>'
        f"<sheets>{sheets}</sheets></workbook>",
    )


def _open(rebuilt: BytesIO) -> CalamineWorkbook:
    rebuilt.seek(0)
    try:
        return load_workbook(rebuilt)
    except BaseException as error:  # a panic of Rust is no Exception
        _refuse_panic(error)
        raise


def _refuse_panic(error: BaseException) -> None:
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        refuse_broken()


def _grid(book: CalamineWorkbook, position: int, title: str, seen: SheetWalk) -> Grid:
    hidden = seen.first_hidden_column
    return Grid(
        title=title,
        rows=_rows(book, position),
        formulas=seen.formulas,
        errors=seen.errors,
        merged=seen.merged,
        hidden_rows=seen.hidden_rows,
        hidden_columns=hidden is not None and hidden <= seen.bounds.column,
    )


def _rows(book: CalamineWorkbook, position: int) -> Iterator[tuple[int, list[Value]]]:
    """One sheet at a time is held by calamine; its rows become Python's as they are asked for."""
    try:
        sheet: CalamineSheet = book.get_sheet_by_index(position)
        if sheet.start is None:
            return
        left: list[Value] = [None] * sheet.start[1]
        for number, row in enumerate(sheet.iter_rows(), 1):
            yield number, left + [clean(value) for value in row]
    except BaseException as error:
        if not isinstance(error, GeneratorExit):
            _refuse_panic(error)
        raise
