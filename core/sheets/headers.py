"""Which column of a file is which column of the sheet, and how its options are written: in every language we speak."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from core.sheets.declaration import Column, Scope
from core.sheets.values import Options, plain_word
from core.sheets.writing import WHY_HEADER, sheet_title

ID = Column(
    "id",
    gettext_lazy("Identificador"),
    kind="id",
    help=gettext_lazy("No lo cambie; déjelo vacío en filas nuevas."),
    width=38,
)


def options_of(column: Column, scope: Scope) -> Options:
    """Labels of the present language are written; those of the other languages are read as well."""
    assert column.choices is not None
    spellings = [list(column.spellings(scope))] if column.spellings is not None else []
    for code, _name in settings.LANGUAGES:
        with override(code):
            spellings.append([(key, str(label)) for key, label in column.choices(scope)])
    return Options.of([(key, str(label)) for key, label in column.choices(scope)], *spellings)


def known_headers(columns: Sequence[Column]) -> list[str]:
    """Every writing of a header that is understood, for the reader to find the row of headers by."""
    return list(_writings(columns))


def _writings(columns: Sequence[Column]) -> dict[str, str]:
    """Plain header → column key."""
    told: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            told |= {plain_word(str(c.label)): c.key for c in (*columns, ID)}
    return told | {plain_word(c.key): c.key for c in (*columns, ID)}


def list_title(column: Column) -> str:
    """Title of the page of a template that lists what a column takes several of."""
    return sheet_title(_("Lista de %(label)s") % {"label": str(column.label).lower()})


@dataclass
class Headers:
    """`places`: column key → place in the file's rows; `unknown` and `twice` as the file writes them."""

    places: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def notices(self) -> list[str]:
        told = []
        if self.unknown:
            listed = ", ".join(f"«{name}»" for name in self.unknown[:20])
            told.append(
                _("Columnas que no se cargan porque no son de esta planilla: %(names)s.") % {"names": listed}
            )
        return told


def match_headers(columns: Sequence[Column], headers: Sequence[Any]) -> Headers:
    known, found = _writings(columns), Headers()
    for place, header in enumerate(headers):
        text = str(header if header is not None else "").strip()
        if not text or plain_word(text) == plain_word(WHY_HEADER):
            continue
        key = known.get(plain_word(text.rstrip("* ")))
        if key is None:
            found.unknown.append(text[:60])
        elif key in found.places:
            found.twice.append(text[:60])
        else:
            found.places[key] = place
    return found
