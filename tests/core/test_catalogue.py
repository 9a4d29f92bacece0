"""The English catalogue: what the tool finds, what it complains about, and that Django reads what it compiles."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils.translation import gettext, ngettext, override, pgettext

from convergence.models import Alliance
from core.catalogue import Message, complaints, find_messages, update

CATALOGUE = Path("locale", "en", "LC_MESSAGES", "django.po")
PYTHON = """
from django.utils.translation import gettext as _, ngettext, npgettext, pgettext
from django.utils.translation import gettext_lazy, gettext_noop as N_

A = _("Hola")
B = ngettext("%(n)d mesa", "%(n)d mesas", 2)
C = pgettext("plazo", "Vencido")
D = npgettext("plazo", "%(n)d día", "%(n)d días", 2)
E = gettext_lazy("Escrito " "en dos partes")
F = N_("Después")
G = _(A)
H = "sin marcar"
"""
TEMPLATE = """{% load i18n ui %}
  {% translate "Adiós" %}
  {% translate "Vencido" context "token" %}
  {% component "tag" label=_("Etiqueta") %}
  {% blocktranslate count n=rows|length %}{{ n }} fila{% plural %}{{ n }} filas{% endblocktranslate %}
    {% blocktranslate trimmed context "portada" %}
      Una mesa
      por comuna
    {% endblocktranslate %}
  sin marcar
"""


def _write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A small project in place of this one: the command works there, and Django reads its catalogue."""
    _write(tmp_path, {"core/words.py": PYTHON, "templates/core/page.html": TEMPLATE})
    with override_settings(BASE_DIR=tmp_path, LOCALE_PATHS=[tmp_path / "locale"]):
        yield tmp_path


@pytest.fixture
def english(tmp_path: Path) -> Iterator[None]:
    """This project's own catalogue as it stands now, compiled elsewhere: the .mo of the checkout may be old."""
    (tmp_path / CATALOGUE).parent.mkdir(parents=True)
    shutil.copy(configured.BASE_DIR / CATALOGUE, tmp_path / CATALOGUE)
    with override_settings(BASE_DIR=tmp_path):
        call_command("translations", "compile")
    with override_settings(LOCALE_PATHS=[tmp_path / "locale"]):
        yield


# Finding ---------------------------------------------------------------------
def test_messages_of_python(project: Path) -> None:
    found = find_messages(project)
    here = {key for key, message in found.items() if message.places[0][0] == "core/words.py"}
    assert here == {
        (None, "Hola"),
        (None, "%(n)d mesa"),
        ("plazo", "Vencido"),
        ("plazo", "%(n)d día"),
        (None, "Escrito en dos partes"),
        (None, "Después"),
    }
    assert found[None, "%(n)d mesa"].plural == "%(n)d mesas"
    assert found["plazo", "%(n)d día"].plural == "%(n)d días"


def test_messages_of_templates(project: Path) -> None:
    found = find_messages(project)
    here = {key for key, message in found.items() if message.places[0][0] == "templates/core/page.html"}
    assert here == {
        (None, "Adiós"),
        ("token", "Vencido"),
        (None, "Etiqueta"),
        (None, "%(n)s fila"),
        ("portada", "Una mesa por comuna"),
    }
    assert found[None, "%(n)s fila"].plural == "%(n)s filas"


def test_the_same_text_of_two_files_is_one_message(project: Path) -> None:
    _write(project, {"templates/core/mail.txt": '{% load i18n %}{% translate "Hola" %}'})
    places = [path for path, _line in find_messages(project)[None, "Hola"].places]
    assert places == ["core/words.py", "templates/core/mail.txt"]


def test_sample_texts_are_left_out(project: Path) -> None:
    before = set(find_messages(project))
    said = 'from django.utils.translation import gettext as _\nA = _("De muestra")\n'
    _write(
        project,
        {
            "desk/style_samples.py": said,
            "desk/demo/play.py": said,
            "templates/desk/style.html": '{% load i18n %}{% translate "De muestra" %}',
            "static/js/app.js": 'gettext("De muestra")',
        },
    )
    assert set(find_messages(project)) == before


# Keeping in step -------------------------------------------------------------
def _found(singular: str, plural: str | None = None) -> dict[tuple[str | None, str], Message]:
    return {(None, singular): Message(None, singular, plural, [("core/words.py", "1")])}


def _holding(*entries: polib.POEntry) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.extend(entries)
    return catalogue


def test_update_adds_removes_and_keeps() -> None:
    catalogue = _holding(
        polib.POEntry(msgid="Hola", msgstr="Hello"), polib.POEntry(msgid="Antes", msgstr="Before")
    )
    assert update(catalogue, _found("Hola") | _found("Adiós")) == (1, 1)
    assert {entry.msgid: entry.msgstr for entry in catalogue} == {"Hola": "Hello", "Adiós": ""}
    assert {entry.occurrences[0] for entry in catalogue} == {("core/words.py", "")}


def test_a_message_that_gains_a_plural_is_translated_anew() -> None:
    catalogue = _holding(polib.POEntry(msgid="%(n)d mesa", msgstr="%(n)d mesa"))
    assert update(catalogue, _found("%(n)d mesa", "%(n)d mesas")) == (1, 0)
    assert catalogue[0].msgstr_plural == {0: "", 1: ""}


# Complaints ------------------------------------------------------------------
HELLO = polib.POEntry(msgid="Hola", msgstr="Hello")


@pytest.mark.parametrize(
    ("catalogue", "found", "told"),
    [
        pytest.param(
            _holding(), _found("Hola"), "falta en el catálogo: «Hola» (core/words.py)", id="missing"
        ),
        pytest.param(_holding(HELLO), {}, "sobra en el catálogo: «Hola»", id="dead"),
        pytest.param(
            _holding(polib.POEntry(msgid="Hola")), _found("Hola"), "sin traducir: «Hola»", id="untranslated"
        ),
        pytest.param(
            _holding(polib.POEntry(msgid="Hola", msgstr="Hello", flags=["fuzzy"])),
            _found("Hola"),
            "sin traducir: «Hola»",
            id="fuzzy",
        ),
        pytest.param(
            _holding(polib.POEntry(msgid="una", msgid_plural="unas", msgstr_plural={0: "one", 1: ""})),
            _found("una", "unas"),
            "sin traducir: «una»",
            id="half a plural",
        ),
        pytest.param(
            _holding(polib.POEntry(msgid="De %(name)s", msgstr="By %(nombre)s")),
            _found("De %(name)s"),
            "marcadores distintos: «De %(name)s» → «By %(nombre)s»",
            id="another placeholder",
        ),
        pytest.param(
            _holding(polib.POEntry(msgid="De {name}", msgstr="By someone")),
            _found("De {name}"),
            "marcadores distintos: «De {name}» → «By someone»",
            id="lost placeholder",
        ),
        pytest.param(
            _holding(
                polib.POEntry(
                    msgid="una fila", msgid_plural="%(n)d filas", msgstr_plural={0: "a row", 1: "rows"}
                )
            ),
            _found("una fila", "%(n)d filas"),
            "marcadores distintos: «una fila» → «a row»",
            id="plural without its number",
        ),
    ],
)
def test_complaint(catalogue: polib.POFile, found: dict[tuple[str | None, str], Message], told: str) -> None:
    assert list(complaints(catalogue, found)) == [told]


def test_no_complaint_about_a_whole_catalogue() -> None:
    plural = polib.POEntry(
        msgid="una fila", msgid_plural="%(n)d filas", msgstr_plural={0: "a row", 1: "%(n)d rows"}
    )
    found = _found("Hola") | _found("una fila", "%(n)d filas")
    assert list(complaints(_holding(HELLO, plural), found)) == []


# The command -----------------------------------------------------------------
ENGLISH = {
    "Hola": "Hello",
    "%(n)d mesa": ("%(n)d table", "%(n)d tables"),
    "Vencido": "Overdue",
    "%(n)d día": ("%(n)d day", "%(n)d days"),
    "Escrito en dos partes": "Written in two parts",
    "Después": "Later",
    "Adiós": "Goodbye",
    "Etiqueta": "Tag",
    "%(n)s fila": ("%(n)s row", "%(n)s rows"),
    "Una mesa por comuna": "One table per comuna",
}


def _translate(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        said = ENGLISH[entry.msgid]
        if isinstance(said, tuple):
            entry.msgstr_plural = dict(enumerate(said))
        else:
            entry.msgstr = "Expired" if entry.msgctxt == "token" else said
    catalogue.save()


def test_extract_check_compile_and_read(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="falta en el catálogo: «Adiós»"):
        call_command("translations", "check")
    call_command("translations", "extract")
    assert "11 textos: 11 nuevos, 0 retirados" in capsys.readouterr().err
    with pytest.raises(CommandError, match="11 problemas"):
        call_command("translations", "check")

    _translate(project / CATALOGUE)
    call_command("translations", "check")
    assert "11 textos, todos en inglés" in capsys.readouterr().err

    call_command("translations", "compile")
    with override("en"):
        assert gettext("Hola") == "Hello"
        assert [ngettext("%(n)d mesa", "%(n)d mesas", n) % {"n": n} for n in (1, 2, 0)] == [
            "1 table",
            "2 tables",
            "0 tables",
        ]
        assert [pgettext(word, "Vencido") for word in ("plazo", "token")] == ["Overdue", "Expired"]
    with override("es"):
        assert gettext("Hola") == "Hola"


def test_extract_again_changes_nothing(project: Path) -> None:
    call_command("translations", "extract")
    _translate(project / CATALOGUE)
    call_command("translations", "extract")
    first = (project / CATALOGUE).read_bytes()
    _write(project, {"core/words.py": "\n\n" + PYTHON})  # moved lines are no change
    call_command("translations", "extract")
    assert (project / CATALOGUE).read_bytes() == first


# This project's own ----------------------------------------------------------
def test_known_texts_in_english(english: None) -> None:
    with override("en"):
        assert gettext("Registrar reunión") == "Record meeting"
        said = [ngettext("%(n)d acuerdo", "%(n)d acuerdos", n) % {"n": n} for n in (1, 3)]
    assert said == ["1 agreement", "3 agreements"]


def test_english_texts_keep_their_edges_and_calm() -> None:
    """Pieces of sentences are joined by the spaces at their ends."""
    for entry in polib.pofile(str(configured.BASE_DIR / CATALOGUE)):
        for text in [*entry.msgstr_plural.values()] or [entry.msgstr]:
            assert re.match(r"\s*", text)[0] == re.match(r"\s*", entry.msgid)[0], entry.msgid
            assert re.search(r"\s*$", text)[0] == re.search(r"\s*$", entry.msgid)[0], entry.msgid
            assert "!" not in text, text


@pytest.mark.django_db
def test_front_page_speaks_the_visitors_language(english: None, mesa: Alliance) -> None:
    Alliance.objects.filter(pk=mesa.pk).update(is_public=True)
    told = Client().get("/", headers={"Accept-Language": "en"})
    text = told.content.decode()
    assert told.status_code == 200
    assert told.headers["Content-Language"] == "en"
    assert '<html lang="en">' in text
    for words in (
        "Municipality, community and companies at the same table",
        "How a mesa works",
        "1. Engagement",
    ):
        assert words in text
    assert "Cómo funciona una mesa" not in text

    spanish = Client().get("/", headers={"Accept-Language": "es-CL"}).content.decode()
    assert '<html lang="es">' in spanish
    assert "Cómo funciona una mesa" in spanish
