"""The actors that the fichas of a study name, as lines for the sheet of organisations: one line a mention."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import SYSTEM
from actors.models import ActorKind, Level
from actors.sheets import ACTORS
from core.errors import DomainError
from core.sheets.writing import OutColumn, OutPage, write_book

# What of the study this project keeps: actors/reference/README.md names its source.
OWN_COPY = Path(__file__).parent / "reference" / "experience_actors.csv"
SOURCE = "Estudio SUBDERE–U. de Los Lagos"
# A mention whose kind the ficha does not say: the widest kind of its sector.
WIDEST = {
    "publico": "otra_reparticion_publica",
    "sociedad_civil": "otra_organizacion_sociedad_civil",
    "mercado": "otra_organizacion_mercado",
    "cooperacion_internacional": "organizacion_internacional",
    "red_mixta": "red_mixta",
}
COLUMNS = ("name", "kind", "level", "tags")


@dataclass(frozen=True)
class Mention:
    """`level` is empty when the ficha does not say it."""

    ficha: int
    name: str
    kind: str
    level: str

    @property
    def tags(self) -> str:
        """Where it was read, so that it can be found again and is not taken for somebody of a mesa."""
        return f"{SOURCE}; Ficha {self.ficha}"


def read_mentions(path: Path | None = None) -> list[Mention]:
    """Of a JSON in the shape of `experiences.json` (experiences → actors), or of the project's own copy. Errors:
    DomainError for another shape, or a kind or level that nobody knows."""
    kinds = set(ActorKind.objects.values_list("pk", flat=True))
    return [_mention(ficha, told, kinds) for ficha, told in (_of_json(path) if path else _own())]


def _own() -> Iterable[tuple[Any, Mapping[str, Any]]]:
    with OWN_COPY.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield row["ficha"], row


def _of_json(path: Path) -> Iterable[tuple[Any, Mapping[str, Any]]]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return [(ficha["number"], actor) for ficha in told["experiences"] for actor in ficha["actors"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = _("«%(name)s» no se puede leer como fichas con sus actores (%(why)s).")
        raise DomainError(message % {"name": path.name, "why": error}, "shape", field="file") from None


def _mention(ficha: Any, told: Mapping[str, Any], kinds: set[str]) -> Mention:
    name = " ".join(str(told.get("name") or "").split())
    kind = told.get("kind") or WIDEST.get(told.get("sector") or "", "")
    level = told.get("level") or ""
    if not name or kind not in kinds or level not in {"", *Level.values}:
        message = _("Ficha %(n)s, «%(name)s»: falta el nombre, o no se conoce su tipo o su nivel.")
        raise DomainError(message % {"n": ficha, "name": name}, "mention", field="file")
    return Mention(int(ficha), name, kind, level)


def book_of(mentions: Sequence[Mention]) -> bytes:
    """A workbook that the sheet of organisations takes, in the order of the fichas."""
    columns = {column.key: column for column in ACTORS.offered(SYSTEM, {})}
    words = {
        "kind": {kind.pk: str(kind) for kind in ActorKind.objects.all()},
        "level": {code: str(label) for code, label in Level.choices},
    }
    heads = [
        OutColumn(str(columns[key].label), "text", str(columns[key].help), (), columns[key].required)
        for key in COLUMNS
    ]
    rows = [[one.name, words["kind"][one.kind], words["level"].get(one.level), one.tags] for one in mentions]
    return write_book([OutPage(str(ACTORS.label), heads, rows)])
