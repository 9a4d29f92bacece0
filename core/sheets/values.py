"""Cells as text and back: what a person typed, what a form takes, what a row says. Knows no sheet and no table."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from core.sheets.xlsx_text import possible
from core.text import unaccented

YES = frozenset({"si", "s", "verdadero", "true", "yes", "y", "1", "x", "v"})
NO = frozenset({"no", "n", "falso", "false", "0", "f"})
THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
ALIKE = 75  # from here on an option is worth proposing
SEVERAL = re.compile(r"[;\n]")
MOST_TOLD = 60  # characters of a refused value that are said back


class Unreadable(ValueError):
    """A cell that its column cannot take; the sentence is for a person."""


def settled(text: str) -> str:
    """Text as a cell gives it back: no spaces around, one kind of line end, nothing that a workbook cannot hold."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return possible(text).strip()


def as_text(value: Any) -> str:
    """What a cell holds, as a person would type it: 76543210.0 is 76543210, a date is 20-11-2026, 1.5 is 1,5."""
    if value is None:
        return ""
    if isinstance(value, str):
        return settled(value)
    if isinstance(value, bool):
        return str(_("Sí") if value else _("No"))
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y}" if value.time() == time() else f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g").replace(".", ",")
    return str(value)


def as_number(text: str) -> str:
    """`$ 1.500.000`, `1500000`, `1,5` → what a number field takes (`1500000`, `1.5`)."""
    bare = text.replace("$", "").replace("\xa0", "").replace(" ", "")
    if THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "")
    return bare.replace(",", ".")


def as_flag(text: str) -> bool | None:
    """Yes, no, or None for an empty cell. Error: Unreadable."""
    plain = unaccented(text)
    if not plain:
        return None
    if plain in YES or plain in NO:
        return plain in YES
    raise Unreadable(_("«%(value)s» no es «sí» ni «no».") % {"value": text[:MOST_TOLD]})


def plain_word(text: str) -> str:
    """How two writings of one option or header meet: without accents, case, or spaces to spare."""
    return " ".join(unaccented(unicodedata.normalize("NFC", text)).split())


@dataclass
class Options:
    """The options of a column: code ↔ label, and every writing that is understood."""

    labels: dict[str, str]
    codes: dict[str, str] = field(default_factory=dict)  # plain writing → code

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], *spellings: Iterable[tuple[str, str]]) -> "Options":
        """`pairs` are written; `spellings` (further pairs) are only read. A writing of two codes is nobody's."""
        labels = {str(code): settled(str(label)) for code, label in pairs if code not in (None, "")}
        known: dict[str, set[str]] = {}
        for code, label in [*labels.items(), *(pair for more in spellings for pair in more)]:
            if str(code) in labels:
                known.setdefault(plain_word(str(label)), set()).add(str(code))
        codes = {word: next(iter(found)) for word, found in known.items() if len(found) == 1}
        return cls(labels, codes | {plain_word(code): code for code in labels})

    def code(self, text: str) -> str:
        """Error: Unreadable, with the option that looks most alike."""
        found = self.codes.get(plain_word(text))
        if found is not None:
            return found
        told = _("«%(value)s» no está entre las opciones de la lista.") % {"value": text[:MOST_TOLD]}
        close = process.extractOne(plain_word(text), self.codes.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if close:
            told += " " + _("¿Quiso decir «%(option)s»?") % {"option": self.labels[self.codes[close[0]]]}
        raise Unreadable(told)

    def several(self, text: str) -> list[str]:
        """Codes of a list split by «;»; by commas when that reads better. Error: Unreadable."""
        words = split(text)
        if len(words) == 1 and "," in text and plain_word(text) not in self.codes:
            by_comma = [word.strip() for word in text.split(",") if word.strip()]
            if all(plain_word(word) in self.codes for word in by_comma):
                words = by_comma
        return list(dict.fromkeys(self.code(word) for word in words))

    def label(self, code: Any) -> str:
        return self.labels.get(str(code), str(code))


def split(text: str) -> list[str]:
    return [word.strip() for word in SEVERAL.split(text) if word.strip()]


def in_words(kind: str, value: Any, options: Options | None = None) -> str:
    """What `Sheet.cells` says, as the text of the sheet: labels instead of codes, several joined by «; »."""
    if isinstance(value, (list, tuple)):
        return "; ".join(sorted(in_words("", one, options) for one in value))
    if value in (None, ""):
        return ""
    if options is not None:
        return options.label(value)
    return as_text(value)


def same(one: Any, other: Any) -> bool:
    """Whether two values of `cells` say the same: sets whatever their order, texts settled, nothing is empty."""
    return _bare(one) == _bare(other)


def _bare(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return sorted(str(one) for one in value) or ""
    if value is None or value is False:
        return "" if value is None else False
    return settled(value) if isinstance(value, str) else value


def told(problems: Mapping[str, Iterable[Any]]) -> dict[str, list[str]]:
    """Sentences by column as plain text that JSON keeps."""
    return {key: [str(one) for one in sentences] for key, sentences in problems.items() if sentences}
