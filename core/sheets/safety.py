"""What is refused before any parser sees it: size, kind of file, archives that unfold into too much.

Values are not read here. Every refusal is a DomainError of the field `file` that says what to do.
"""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError

MOST_COLUMNS = 200
MOST_SHEETS = 30
LONGEST_TEXT = 32_767  # what a cell of Excel holds
TITLE_ROWS = 20  # rows above the data that count against nobody
MOST_CELLS_A_ROW = 50  # on average: a full book of the longest length may have so many columns
MOST_ENTRIES = 2_000
MOST_INFLATED = 96 * 1024 * 1024
MOST_TEXT = 64 * 1024 * 1024
SMALL_PART = 4 * 1024 * 1024
# Deflate reaches 1,032 to 1; the most repetitive sheets that people make stay under 60.
MOST_RATIO = 200
RATIO_COUNTS_FROM = 8 * 1024 * 1024
CHUNK = 1024 * 1024
HEAD = 64 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
DOCTYPE = re.compile(b"<!DOCTYPE|" + re.escape("<!DOCTYPE".encode("utf-16-le")))


def refuse(message: Any, code: str) -> NoReturn:
    raise DomainError(message, code, field="file")


def refuse_broken() -> NoReturn:
    refuse(
        _(
            "El archivo está dañado o trae partes que no se pueden leer. Ábralo, guárdelo de nuevo como "
            "libro de Excel (.xlsx) y vuelva a subirlo."
        ),
        "broken",
    )


def refuse_swollen() -> NoReturn:
    refuse(
        _(
            "El archivo se expande a más de lo que se acepta. Deje solo las hojas con datos, sin formato "
            "sobrante, y guárdelo como libro de Excel (.xlsx)."
        ),
        "too_large",
    )


def refuse_rows(title: str, row: int) -> NoReturn:
    refuse(
        _(
            "La hoja «%(title)s» llega hasta la fila %(row)s y el máximo son %(most)s. Borre lo que sobre "
            "o divida el archivo."
        )
        % {"title": title, "row": row, "most": settings.SHEET_MAX_ROWS},
        "too_many_rows",
    )


def refuse_columns(title: str, column: int) -> NoReturn:
    refuse(
        _(
            "La hoja «%(title)s» usa %(columns)s columnas y el máximo son %(most)s. Borre las columnas que sobren."
        )
        % {"title": title, "columns": column + 1, "most": MOST_COLUMNS},
        "too_many_columns",
    )


def refuse_sheets(count: int) -> NoReturn:
    refuse(
        _("El libro trae %(count)s hojas y el máximo son %(most)s. Deje solo las que quiere cargar.")
        % {"count": count, "most": MOST_SHEETS},
        "too_many_sheets",
    )


def refuse_locked() -> NoReturn:
    refuse(
        _("El libro tiene contraseña. Quítela, guárdelo como libro de Excel (.xlsx) y vuelva a subirlo."),
        "locked",
    )


def refuse_macros() -> NoReturn:
    refuse(
        _("El libro trae macros, que no se aceptan. Guárdelo como libro de Excel sin macros (.xlsx)."),
        "macros",
    )


def refuse_kind(what: str) -> NoReturn:
    refuse(
        _(
            "El archivo es %(what)s. Copie los datos a una planilla y guárdela como libro de Excel (.xlsx), "
            "OpenDocument (.ods) o CSV."
        )
        % {"what": what},
        "wrong_type",
    )


def most_rows() -> int:
    """Last row that may hold something: those of data and the titles above them."""
    return int(settings.SHEET_MAX_ROWS) + TITLE_ROWS


def most_cells() -> int:
    return int(settings.SHEET_MAX_ROWS) * MOST_CELLS_A_ROW


def check_size(size: int | None, *, name: str) -> None:
    """For a view, before it reads the upload: `check_size(upload.size, name=upload.name)`."""
    limit = settings.SHEET_MAX_BYTES
    if size is None or size > limit:
        refuse(
            _(
                "El archivo «%(name)s» pesa %(size)s MB y el máximo es %(limit)s MB. Quite imágenes y hojas que "
                "no se cargan, o divídalo."
            )
            % {"name": name, "size": -(-(size or 0) // 1048576), "limit": limit // 1048576},
            "too_large",
        )
    if size == 0:
        refuse(_("El archivo «%(name)s» está vacío.") % {"name": name}, "empty")


def check_kind(raw: bytes) -> bool:
    """True for an archive, False for what may be text; by content. Anything else is refused by its name."""
    if raw.startswith(b"PK\x03\x04"):
        return True
    if raw.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            refuse_locked()
        if "Workbook".encode("utf-16-le") in raw or "Book".encode("utf-16-le") in raw:
            refuse(
                _(
                    "El libro está en el formato antiguo de Excel (.xls). Ábralo y guárdelo como libro de Excel "
                    "(.xlsx)."
                ),
                "old_excel",
            )
        refuse_kind(_("un documento antiguo de Office, no una planilla"))
    if b"%PDF-" in raw[:1024]:
        refuse_kind(_("un PDF, no una planilla"))
    if raw.startswith(PICTURES) or raw[8:12] == b"WEBP" or raw[4:8] == b"ftyp":
        refuse_kind(_("una imagen, no una planilla"))
    if re.match(rb"(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|table|head|body|meta)\b", raw[:200], re.I):
        refuse_kind(_("una página web o XML, aunque Excel sepa abrirlo"))
    return False


class Archive:
    """A zip whose parts are inflated with a counter: neither sizes nor names in its headers are believed."""

    def __init__(self, raw: bytes) -> None:
        # Counted first: zipfile would build an object for each of half a million empty entries.
        if raw.count(b"PK\x01\x02") > 2 * MOST_ENTRIES:
            refuse_swollen()
        try:
            self._zip = zipfile.ZipFile(BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
            refuse_broken()
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES:
            refuse_swollen()
        self.names = {entry.filename: entry for entry in entries}
        if len({name.lower() for name in self.names}) < len(entries):
            refuse_broken()  # two parts of one name: each program would read another
        for entry in entries:
            path = entry.filename
            if path.startswith("/") or "\\" in path or "\0" in entry.orig_filename or ".." in path.split("/"):
                refuse_broken()
            if entry.flag_bits & 1:
                refuse_locked()
        self.inflated = 0

    def inflate(self, name: str, most: int = MOST_INFLATED, *, only_head: bool = False) -> bytes:
        """The part's bytes; refused when it, or all parts so far, unfold into more than is accepted.

        `only_head` gives its first 64 kB, not counted.
        """
        entry = self.names.get(name)
        if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse_broken()
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as part:
                if only_head:
                    return part.read(HEAD)
                while chunk := part.read(CHUNK):
                    chunks.append(chunk)
                    size += len(chunk)
                    self.inflated += len(chunk)
                    if size > most or self.inflated > MOST_INFLATED:
                        refuse_swollen()
                    if size > RATIO_COUNTS_FROM and size > MOST_RATIO * max(entry.compress_size, 1):
                        refuse_swollen()
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            ValueError,
            RuntimeError,
        ):
            refuse_broken()
        return b"".join(chunks)

    def refuse_doctypes(self) -> None:
        """No part may declare a DTD, also those that nobody reads: a workbook never has one."""
        for name in self.names:
            if name.lower().endswith((".xml", ".rels", ".vml", ".rdf")) and DOCTYPE.search(
                self.inflate(name, only_head=True)
            ):
                refuse_broken()

    def tree(self, name: str) -> Element:
        """A small part, parsed; entities and DTDs are refused."""
        try:
            return fromstring(self.inflate(name, SMALL_PART), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError):
            refuse_broken()
