"""Search in names: every word asked for, or one it may have been meant for, stands in the row; the closest come first.

A table takes part by a column `search` (public.search_document) and two triggers (learn_words); see the migration
`core.0010_search_words`. No word of any domain lives here, and nothing of who may see a row: ask visible_to first.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField
from rapidfuzz.distance import OSA

from core.text import unaccented

MOST_TEXT = 200
LONG = 8  # letters of a word that may hold two errors
# What a word costs that only begins as asked, or is only near. A row of as many words as it has costs that many more:
# of two that are equally near, the shorter name was meant.
BEGUN, NEAR, FAR = 1_000, 100_000, 200_000
_CODE = re.compile(r"(?<!\S)(\d[\d.]{2,}\d)-?([\dkK]?)(?!\S)")
_QUOTED = re.compile(r'"([^"]*)"?')


@dataclass(frozen=True)
class Wanted:
    """One word that was asked for. `near`: what it may have been meant for, by one error or sound; `far`: by two."""

    word: str
    literal: bool = False
    is_begun: bool = False  # the last word, which is still being typed: its beginning is enough
    near: tuple[str, ...] = ()
    far: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As part of a tsquery."""
        return (
            "("
            + " | ".join(part for part in (self.start if self.is_begun else self.exact, self.meant) if part)
            + ")"
        )

    @property
    def exact(self) -> str:
        return _lexeme(self.word)

    @property
    def start(self) -> str:
        return f"{_lexeme(self.word)}:*"

    @property
    def meant(self) -> str:
        """The other words, and the initials of a name that nobody calls by its whole name."""
        initials = f"{_lexeme('=' + self.word)}:*" if self._may_be_initials else ""
        return " | ".join(part for part in (*map(_lexeme, (*self.near, *self.far)), initials) if part)

    @property
    def _may_be_initials(self) -> bool:
        return not self.literal and 3 <= len(self.word) <= 5 and self.word.isalpha()


@dataclass(frozen=True)
class Words:
    """What a text asks for; without words nothing is found by it."""

    asked: tuple[Wanted, ...]

    def __str__(self) -> str:
        return " & ".join(map(str, self.asked))

    def suggest(self, name: str) -> str:
        """The text as `name` would spell it; empty when the name has each word as it was asked for."""
        told, changed = [], False
        spelled = {unaccented(word): word for word in re.findall(r"\w+", name)}
        for wanted in self.asked:
            if any(plain.startswith(wanted.word) for plain in spelled):
                told.append(next(word for plain, word in spelled.items() if plain.startswith(wanted.word)))
                continue
            meant = next((spelled[word] for word in (*wanted.near, *wanted.far) if word in spelled), "")
            changed = changed or bool(meant)
            told.append(meant or wanted.word)
        return " ".join(told) if changed else ""


def read(text: str) -> Words:
    """The words of a search, at most eight, with those they may have been meant for. «"…"» is taken to the letter.

    One query. What it reads of the words of all names decides nothing by itself: a word that only rows out of sight
    bear finds no row in sight.
    """
    text = _CODE.sub(r"\1\2", text[:MOST_TEXT].replace("\x00", " "))
    text = re.sub(r"(?<=\d)\.(?=\d)", "", text)
    literal = " ".join(_QUOTED.findall(text))
    with connection.cursor() as cursor:
        cursor.execute("select * from public.near_words(%s)", [_QUOTED.sub(" ", text)])
        found = cursor.fetchall()
        if literal:
            cursor.execute("select (public.search_words(%s))[1:8]", [literal])
            exact = [Wanted(word, literal=True) for word in dict.fromkeys(cursor.fetchone()[0])]
        else:
            exact = []
    return Words((*exact, *_wanted(found, keep_small=not exact)))


def _wanted(found: Iterable[tuple[Any, ...]], *, keep_small: bool) -> list[Wanted]:
    """Small words («de», «la») are asked for only when there is no other."""
    pairs: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    small = set()
    for _place, word, is_small, sound, near, near_sound in found:
        if is_small:
            small.add(word)
        pairs[word].append((sound, near, near_sound))
    kept = [word for word in pairs if word not in small] or (list(pairs) if keep_small else [])
    last = kept[-1:]
    return [_judged(word, pairs[word], is_begun=[word] == last) for word in kept]


def _judged(word: str, pairs: list[tuple[str, str, str]], *, is_begun: bool) -> Wanted:
    """Which candidates differ by so little that they may have been meant."""
    near, far = {}, {}
    for sound, other, other_sound in pairs:
        if not other or other == word or (is_begun and other.startswith(word)):
            continue
        errors = OSA.distance(word, other, score_cutoff=2)
        if errors == 1 or sound == other_sound or (len(sound) > 3 and other_sound.startswith(sound)):
            near[other] = errors
        elif (errors == 2 and len(word) >= LONG) or (
            len(sound) > 5 and OSA.distance(sound, other_sound, score_cutoff=1) == 1
        ):
            far[other] = errors
    order = lambda told: tuple(sorted(told, key=lambda other: (told[other], other)))  # noqa: E731
    return Wanted(word, is_begun=is_begun, near=order(near), far=order(far))


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


class _Stored(Func):
    """An expression over the column `search` of the table whose field is given: it is no field, so that no list of
    rows ever reads it."""

    def __init__(self, field: str, words: Words, **extra: Any) -> None:
        super().__init__(F(field), **extra)
        self.words = words

    def _column(self, compiler: Any) -> str:
        source: Any = self.source_expressions[0]
        return f"{compiler.quote_name_unless_alias(source.alias)}.search"

    @property
    def identity(self) -> tuple[Any, ...]:
        return (self.__class__, *self.source_expressions, self.words)

    def __hash__(self) -> int:
        return hash(self.identity)


class Matches(_Stored):
    """Whether the row of `field` has all the words."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        return f"({self._column(compiler)} @@ %s::tsquery)", [str(self.words)]


class Distance(_Stored):
    """How far the row is from what was asked: the sum over the words, and how many words it has itself."""

    output_field = IntegerField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        column = self._column(compiler)
        parts, params = [f"least(length({column}), 999)"], []
        for wanted in self.words.asked:
            steps = [(wanted.exact, 0)]
            if wanted.is_begun:
                steps.append((wanted.start, BEGUN))
            if wanted.near and wanted.far:
                steps.append((" | ".join(map(_lexeme, wanted.near)), NEAR))
            last = FAR if wanted.far or not wanted.near else NEAR
            whens = " ".join(f"when {column} @@ %s::tsquery then {cost}" for _query, cost in steps)
            parts.append(f"case {whens} else {last} end")
            params += [query for query, _cost in steps]
        return "(" + " + ".join(parts) + ")", params
