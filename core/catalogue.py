"""The English catalogue: find every message, keep the .po in step, compile it. Needs no gettext binaries.

Messages are Spanish; locale/en holds their English. Templates are read through Django's templatize().
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PYTHON_FOLDERS = ("config", "core", "accounts", "actors", "convergence", "portfolio", "evaluation", "desk")
# Sample texts of /estilo/ and the words of the demonstration are data, not interface.
LEFT_OUT = (
    "desk/style_samples.py",
    "desk/demo/",
    "templates/desk/style.html",
    "templates/desk/style_confirm.html",
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


@dataclass
class Message:
    """One text: `key` is (context, singular), `plural` its second form, `places` where it stands."""

    context: str | None
    singular: str
    plural: str | None = None
    places: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular


def find_messages(root: Path) -> dict[tuple[str | None, str], Message]:
    """Every message of the project by key, in the order of files."""
    found: dict[tuple[str | None, str], Message] = {}
    for path, source in _sources(root):
        for line, texts, _comments, context in _extract(source):
            parts = [texts] if isinstance(texts, str) else [text for text in texts if text]
            if not parts or not parts[0]:
                continue
            message = Message(context, parts[0], parts[1] if len(parts) > 1 else None)
            kept = found.setdefault(message.key, message)
            kept.plural = kept.plural or message.plural
            kept.places.append((path, str(line)))
    return found


def update(catalogue: polib.POFile, found: dict[tuple[str | None, str], Message]) -> tuple[int, int]:
    """Bring the catalogue in step; translations of known messages stay. Returns (added, removed)."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    dead = [entry for key, entry in known.items() if key not in found]
    for entry in dead:
        catalogue.remove(entry)
    added = 0
    for key, message in found.items():
        entry = known.get(key)
        if entry is None or bool(entry.msgid_plural) != bool(message.plural):
            if entry is not None:
                catalogue.remove(entry)
            entry = polib.POEntry(msgctxt=message.context, msgid=message.singular)
            if message.plural:
                entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
            catalogue.append(entry)
            added += 1
        # Without line numbers a moved line is no change of the catalogue.
        entry.occurrences = sorted({(path, "") for path, _line in message.places})
        entry.flags = []
    catalogue.sort(key=lambda entry: (entry.occurrences, entry.msgid))
    return added, len(dead)


def complaints(catalogue: polib.POFile, found: dict[tuple[str | None, str], Message]) -> Iterator[str]:
    """What keeps the catalogue from being complete, one sentence each."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    for key in found.keys() - known.keys():
        yield f"falta en el catálogo: «{key[1]}» ({found[key].places[0][0]})"
    for key in known.keys() - found.keys():
        yield f"sobra en el catálogo: «{key[1]}»"
    for key in known.keys() & found.keys():
        entry = known[key]
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if len(texts) < (2 if entry.msgid_plural else 1) or not all(texts) or entry.fuzzy:
            yield f"sin traducir: «{key[1]}»"
            continue
        wanted = _placeholders([entry.msgid, entry.msgid_plural or ""])
        for text in texts:
            foreign = _placeholders([text]) - wanted
            lost = _placeholders([entry.msgid_plural or entry.msgid]) - _placeholders([texts[-1]])
            if foreign or lost:
                yield f"marcadores distintos: «{key[1]}» → «{text}»"
                break


def _placeholders(texts: Iterable[str]) -> set[str]:
    return {match.group(0) for text in texts for match in PLACEHOLDER.finditer(text)}


def _sources(root: Path) -> Iterator[tuple[str, str]]:
    for folder in PYTHON_FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            if not name.startswith(LEFT_OUT):
                yield name, path.read_text(encoding="utf-8")
    for path in sorted((root / "templates").rglob("*.*")):
        name = path.relative_to(root).as_posix()
        if path.suffix in {".html", ".txt"} and not name.startswith(LEFT_OUT):
            python = templatize(path.read_text(encoding="utf-8"), origin=name)
            # Left-over indentation of the template would stop Python's tokenizer.
            yield name, "\n".join(line.lstrip() for line in python.splitlines())


def _extract(source: str) -> Iterable[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    return extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)  # type: ignore[arg-type]
