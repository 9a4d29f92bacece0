"""A person whose data are looked for: by the ids of her rows and by the words that give her away. Pure."""

import re
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.text import unaccented

TAKEN_OUT = "[persona borrada]"


@dataclass(frozen=True)
class Subject:
    """`names` are whole names (two words or more: one word alone is many people's), `phones` as written."""

    user_id: uuid.UUID | None = None
    contact_ids: frozenset[uuid.UUID] = frozenset()
    names: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """What is looked for in texts, the longest first, so that no part of a mark is left behind."""
        names = {name for name in self.names if len(name.split()) > 1}
        return tuple(sorted({*names, *self.emails, *self.phones} - {""}, key=lambda mark: (-len(mark), mark)))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        told = "|".join(r"\s+".join(map(_however_accented, mark.split())) for mark in self.marks)
        return re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE)

    def is_in(self, value: Any) -> bool:
        return bool(self.marks) and self.without(value) != value

    def without(self, value: Any) -> Any:
        """`value` (text, or JSON of any depth) with every mark taken out. Keys of JSON are codes and stay."""
        if not self.marks:
            return value
        if isinstance(value, str):
            return self._pattern.sub(TAKEN_OUT, value)
        if isinstance(value, dict):
            return {key: self.without(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.without(one) for one in value]
        return value

    @property
    def needles(self) -> list[str]:
        """Words, unaccented, one of which every text with a mark in it contains."""
        longest = {max(re.split(r'[\s"\\]+', mark), key=len) for mark in self.marks}
        return sorted(unaccented(word) for word in longest)


_SPELT = {"a": "aáàâä", "e": "eéèêë", "i": "iíìîï", "o": "oóòôö", "u": "uúùûü", "n": "nñ", "c": "cç"}


def _however_accented(word: str) -> str:
    """A pattern of the word with and without its accents."""
    return "".join(f"[{_SPELT[sign]}]" if sign in _SPELT else re.escape(sign) for sign in unaccented(word))
