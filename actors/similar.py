"""Which organisations may be one: by RUT, or by name within a comuna. Pure: rows and verdicts are in services."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz, process

from actors.naming import OPPOSED, Shape, shapes_of

SAME_RUT = "same_rut"
SIMILAR_NAME = "similar_name"
# Two words left out, or one with a typing error in another, still pass; three do not. Among the 250 names of the
# fichas it finds the three organisations written in two ways; what else it finds there are names of groups
# («Municipios», «Municipios de Chiloé»), which a person tells apart.
THRESHOLD = 85
# Two words are one mistyped from here on: one letter in six, one more or less in four.
SAME_WORD = 82
SHORTEST_MISTYPED = 4  # «sol» and «sal» are two words
MOST = 5  # a name that resembles more than these is a name that says little
_EXTRA_WORD = 6
_NUMBER_LEFT_OUT = 6
_OTHER_RUT = 14


@dataclass(frozen=True)
class Named:
    """An organisation to compare. `comunas`: CUT codes; `rut` in its stored shape; `parent`: key of its own."""

    key: Any
    name: str
    short_name: str = ""
    comunas: frozenset[str] = frozenset()
    rut: str = ""
    parent: Any = None

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        return shapes_of(self.name, self.short_name)


@dataclass(frozen=True)
class Likeness:
    """`score` 0–100; `why` is SAME_RUT or SIMILAR_NAME."""

    key: Any
    score: int
    why: str


def resembling(
    new: Sequence[Named], known: Sequence[Named], tell: Callable[[int], None] | None = None
) -> dict[Any, list[Likeness]]:
    """For each of `new` that resembles some of `known`, those, the most alike first, at most MOST.

    One that stands in both (by key) is not compared with itself. No pair is compared that shares neither a
    RUT nor a word in a comuna, so that 10,000 names meet a registry of 100,000 in seconds. `tell` hears how many
    of `new` were compared.
    """
    index = _Index(known, new)
    found: dict[Any, list[Likeness]] = {}
    for done, one in enumerate(new, start=1):
        if tell is not None:
            tell(done)
        alike = [_likeness(one, other) for other in index.candidates(one)]
        best = sorted((like for like in alike if like), key=lambda like: (-like.score, str(like.key)))
        if best:
            found[one.key] = best[:MOST]
    return found


def likeness(one: Named, other: Named) -> Likeness | None:
    """How `other` resembles `one`, or None."""
    return _likeness(one, other)


def _likeness(one: Named, other: Named) -> Likeness | None:
    if one.key == other.key or one.parent == other.key or other.parent == one.key:
        return None
    if one.parent is not None and other.parent is not None and one.parent != other.parent:
        return None  # «Recursos Humanos» of two companies
    if one.rut and one.rut == other.rut and one.parent is None and other.parent is None:
        return Likeness(other.key, 100, SAME_RUT)
    scores = (_score(mine, its) for mine in one.shapes for its in other.shapes)
    score = max(scores, default=0)
    if not _may_meet(one, other):
        return None
    if one.rut and other.rut and one.rut != other.rut:
        # Two legal persons, unless a RUT was mistyped: then the name is the same to the letter.
        score = score - _OTHER_RUT if score == 100 else 0
    return Likeness(other.key, score, SIMILAR_NAME) if score >= THRESHOLD else None


def _may_meet(one: Named, other: Named) -> bool:
    """They share a comuna, or neither says one; where only one of them does, every word must be the same."""
    if one.comunas & other.comunas or not (one.comunas or other.comunas):
        return True
    return not (one.comunas and other.comunas) and _share_whole_name(one, other)


def _share_whole_name(one: Named, other: Named) -> bool:
    return any(mine.words and mine.key == its.key for mine in one.shapes for its in other.shapes)


def _score(one: Shape, other: Shape) -> int:
    """100 for the same words; 0 when each has a word, a number or a form that the other denies."""
    if one.form != other.form or (one.numbers and other.numbers and one.numbers != other.numbers):
        return 0
    short, long = (one, other) if len(one.words) <= len(other.words) else (other, one)
    if {*short.words} & OPPOSED != {*long.words} & OPPOSED:
        return 0
    if not short.words:
        same_number = bool(one.numbers) and one.numbers == other.numbers
        if not long.words:
            return 100 if one.numbers == other.numbers else 0
        return 90 if same_number and one.form else 0
    fits = _fits(short.words, long.words)
    if fits is None:
        return 0
    extra = len(long.words) - len(short.words)
    if extra > len(short.words):
        return 0
    left_out = _NUMBER_LEFT_OUT if one.numbers != other.numbers else 0
    return round(fits) - _EXTRA_WORD * extra - left_out


def _fits(short: Iterable[str], long: Iterable[str]) -> float | None:
    """Mean likeness of the words of `short` with those of `long`, each used once; None when one has no fellow."""
    free = list(long)
    total, count = 0.0, 0
    for word in sorted(short, key=lambda word: word not in free):
        count += 1
        best = max(free, key=lambda other: _word_ratio(word, other), default="")
        ratio = _word_ratio(word, best)
        if not ratio:
            return None
        free.remove(best)
        total += ratio
    return total / count


def _word_ratio(one: str, other: str) -> float:
    if one == other:
        return 100.0
    if min(len(one), len(other)) < SHORTEST_MISTYPED or one in OPPOSED or other in OPPOSED:
        return 0.0
    return fuzz.ratio(one, other, score_cutoff=SAME_WORD)


@dataclass
class _Index:
    """Finds whom a name may resemble without comparing it with all.

    A pair counts only when the words of the shorter name all stand in the longer one. So it is found by the
    rarest word of the shorter: `whole` holds every word of the known names, `rarest` only the rarest of each.
    """

    known: Sequence[Named]
    new: Sequence[Named]
    by_rut: dict[str, list[Named]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[Any, list[Named]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[tuple[str, str, str], list[Named]] = field(default_factory=lambda: defaultdict(list))
    rarest: dict[tuple[str, str, str], list[Named]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        places = {place for one in self.new for place in _places(one)}
        frequent: Counter[str] = Counter()
        for one in self.known:
            if one.rut:
                self.by_rut[one.rut].append(one)
            for shape in one.shapes:
                self.by_name[shape.key].append(one)
                frequent.update(shape.words)
        self.frequent = frequent
        self.by_ends: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for word in frequent:
            if len(word) >= SHORTEST_MISTYPED and word not in OPPOSED:
                self.by_ends[word[:2], True].append(word)
                self.by_ends[word[-2:], False].append(word)
        self._alike: dict[str, tuple[str, ...]] = {}
        for one in self.known:
            for place in _places(one):
                if place in places:
                    self._enter(one, place)

    def _enter(self, one: Named, place: str) -> None:
        for shape in one.shapes:
            for word in shape.words:
                self.whole[place, shape.form, word].append(one)
            if shape.words:
                self.rarest[place, shape.form, self._rarest(shape)].append(one)
            for number in shape.numbers:
                self.whole[place, shape.form, number].append(one)

    def _rarest(self, shape: Shape) -> str:
        return min(shape.words, key=lambda word: (self.frequent[word], word))

    def candidates(self, one: Named) -> list[Named]:
        found: dict[Any, Named] = {}
        if one.rut:
            found.update((other.key, other) for other in self.by_rut.get(one.rut, ()))
        for shape in one.shapes:
            found.update((other.key, other) for other in self._namesakes(one, shape))
            for place in _places(one):
                for word in {alike for own in shape.words for alike in self._words_like(own)}:
                    found.update((o.key, o) for o in self.rarest.get((place, shape.form, word), ()))
                for word in self._words_like(self._rarest(shape)) if shape.words else shape.numbers:
                    found.update((o.key, o) for o in self.whole.get((place, shape.form, word), ()))
        return list(found.values())

    def _namesakes(self, one: Named, shape: Shape) -> list[Named]:
        """Same words to the letter, where one of the two says no place."""
        return [o for o in self.by_name.get(shape.key, ()) if not (o.comunas and one.comunas)]

    def _words_like(self, word: str) -> tuple[str, ...]:
        """The known words that `word` may be, itself among them. A typing error leaves a word's start or its end."""
        if word not in self._alike:
            near: Iterable[str] = ()
            if len(word) >= SHORTEST_MISTYPED and word not in OPPOSED:
                pool = {*self.by_ends.get((word[:2], True), ()), *self.by_ends.get((word[-2:], False), ())}
                hits = process.extract(word, pool, scorer=fuzz.ratio, score_cutoff=SAME_WORD, limit=None)
                near = (hit[0] for hit in hits)
            self._alike[word] = tuple(dict.fromkeys([word, *near]))
        return self._alike[word]


def _places(one: Named) -> Iterable[str]:
    """Its comunas; those that say none are compared among themselves."""
    return one.comunas or ("",)
