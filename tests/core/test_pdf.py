"""A PDF is tagged, says its data as text whatever it holds, and is the same file for the same numbers."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject
from structlog.testing import capture_logs

from core import pdf
from core.charts import Bar, bar_chart

TITLE = "Informe de prueba: año «2026»"
CHART = bar_chart(
    [Bar("Ciudades y comunidades sostenibles", 3, "3 %", "#FD9D24", "#1A1A1A", "11"), Bar("Otro", 1, "1 %")],
    uid="goals",
    title="Peso",
    label_head="Objetivo",
    value_head="Peso",
)
TEMPLATE = """
#import "/sheet.typ": *
#import "pieces.typ": greeting
#show: sheet.with(lead: data.lead)
#figures(data.figures)
= Objetivos
#greeting #badge("11", fill: rgb("#FD9D24"), ink: ink)
#chart("goals.svg", alt: data.alt, caption: [Peso de cada objetivo])
= Iniciativas
#rows-table(head: ("Iniciativa", "Recibido"), rows: data.rows, numeric: (1,), total: ("Total", "$9"))
#note(heading: "Método", data.note)
"""
EVIL = "#evil $x^2$ *fuerte* _curva_ `a` @cita <b> \\ // \"comillas\" 'simples' #panic() = ñ—…"
DATA: dict[str, Any] = {
    "as_of": "2026-11-20",
    "source": "Registros #evil de la mesa",
    "lead": EVIL,
    "figures": [
        {"value": "MM$3.482", "label": "recibidos", "note": "de MM$4.000"},
        {"value": "38", "label": "x"},
    ],
    "alt": CHART.description,
    "rows": [[f"Plaza {i}", f"$1.234.{i:03}"] for i in range(90)],
    "note": EVIL,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pieces.typ").write_text("#let greeting = [Pieza vecina]")
    return tmp_path


def made(folder: Path, source: str = TEMPLATE, **changes: Any) -> bytes:
    template = folder / "report.typ"
    template.write_text(source)
    options = {"images": {"goals.svg": CHART.image}, "title": TITLE, "lang": "es", **changes}
    return pdf.render(template, options.pop("data", DATA), **options)


def read(document: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(document))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def tags(node: Any, found: list[DictionaryObject] | None = None) -> list[DictionaryObject]:
    """Every element of the structure tree, in reading order."""
    found = [] if found is None else found
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            tags(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(node)  # type: ignore[arg-type]
        if "/K" in node:
            tags(node["/K"], found)
    return found


def test_a_document_is_tagged_and_says_its_title_language_and_standard(folder: Path) -> None:
    document = made(folder)
    reader, _text = read(document)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == TITLE
    assert "<pdfuaid:part>1</pdfuaid:part>" in document.decode("latin-1")
    kinds = [str(tag["/S"]) for tag in tags(root["/StructTreeRoot"])]
    for kind in ("/H1", "/Figure", "/Table", "/TH", "/TD"):
        assert kind in kinds, kind


def test_the_chart_stands_as_a_figure_with_its_words(folder: Path) -> None:
    reader, text = read(made(folder))
    drawings = [tag["/Alt"] for tag in tags(reader.trailer["/Root"]["/StructTreeRoot"]) if "/Alt" in tag]
    assert drawings == [CHART.description]
    assert "Peso de cada objetivo" in text
    assert "3 %" in text  # the drawing's words are text in the file too


def test_data_is_never_markup(folder: Path) -> None:
    _reader, text = read(made(folder))
    flat = re.sub(r"\s+", " ", text)
    assert flat.count(EVIL) == 2
    assert "Fuente: Registros #evil de la mesa" in flat
    assert "Pieza vecina" in flat


def test_each_page_has_its_number_the_day_of_the_data_and_the_source(folder: Path) -> None:
    reader, text = read(made(folder))
    assert len(reader.pages) == 3
    for number, page in enumerate(reader.pages, 1):
        said = page.extract_text()
        assert f"Página {number} de 3" in said
        assert "Datos al 20-11-2026" in said
        assert "Fuente: " in said
        assert TITLE in said
    assert text.count("Iniciativa\n") + text.count("Iniciativa Recibido") >= 2  # a table's head comes again


def test_the_same_numbers_give_the_same_bytes_and_others_do_not(folder: Path) -> None:
    first = made(folder)
    assert made(folder) == first
    assert made(folder, data={**DATA, "as_of": date(2026, 11, 20)}) == first
    assert made(folder, data={**DATA, "as_of": "2026-11-19"}) != first
    assert PdfReader(BytesIO(first)).metadata.creation_date == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_moment_shows_its_day_in_chile(folder: Path) -> None:
    late = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)  # half past eleven in the evening in Santiago
    assert "Datos al 20-11-2026" in read(made(folder, data={**DATA, "as_of": late}))[1]
    assert "Datos al 20-11-2026" in read(made(folder, data={**DATA, "as_of": late.isoformat()}))[1]


def test_only_the_shipped_fonts_are_used(folder: Path) -> None:
    reader, _text = read(made(folder))
    names = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names == {"SourceSansPro-Regular", "SourceSansPro-Bold"}
    assert (Path(settings.BASE_DIR) / "static/fonts/OFL.txt").exists()


def test_what_typst_refuses_is_an_error_with_its_message_in_the_log(folder: Path) -> None:
    with capture_logs() as logs, pytest.raises(pdf.RenderError, match="alt"):
        made(folder, TEMPLATE.replace("alt: data.alt, ", ""))
    assert [(entry["event"], entry["template"]) for entry in logs] == [("pdf_refused", "report.typ")]
    assert "alt" in logs[0]["said"]
    with pytest.raises(pdf.RenderError, match="nothing_there"):
        made(folder, '#import "/sheet.typ": *\n#show: sheet\n#data.nothing_there')


def test_a_document_that_does_not_end_is_stopped(folder: Path) -> None:
    endless = "#for a in range(100000) { for b in range(100000) { for c in range(100000) { [] } } }"
    with capture_logs() as logs, pytest.raises(pdf.RenderError, match="no document after"):
        made(folder, endless, timeout=0.5)
    assert [entry["event"] for entry in logs] == ["pdf_late"]


def test_a_document_reads_nothing_but_what_it_was_given(folder: Path) -> None:
    (folder / "secret.txt").write_text("clave")
    ask = '#import "/sheet.typ": *\n#show: sheet\n#read("{}").len()'
    assert made(folder, ask.format("/images/goals.svg"))
    for path in ("secret.txt", str(folder / "secret.txt"), "/manage.py", "/../../manage.py"):
        with pytest.raises(pdf.RenderError, match=r"file not found|escape"):
            made(folder, ask.format(path))


@pytest.mark.parametrize("as_of", [None, "", "ayer", 20261120])
def test_data_without_a_day_is_refused(folder: Path, as_of: object) -> None:
    with pytest.raises(ValueError):
        made(folder, data={**DATA, "as_of": as_of})


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Pesca\u2011Sur", "Pesca-Sur"),
        ("Uno\x01\x7f\x1fDos", "UnoDos"),
        ("Vida 😀 ★ SpA", "Vida ? ? SpA"),
        ("שלום 漢字 عربي", "???"),
        ("Con \\u0001 escrito", "Con \\u0001 escrito"),
    ],
)
def test_a_letter_the_font_has_not_costs_itself_and_not_the_document(
    folder: Path, name: str, shown: str
) -> None:
    _reader, text = read(made(folder, data={**DATA, "rows": [[name, "$1"]]}))
    assert shown in text
