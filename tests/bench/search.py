"""Search among 100,000 organisations with a typing error in it, over a prepared read by primary key; recall at 20."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import Any

from django.db import connection

from accounts.principal import SYSTEM
from actors.models import Actor, Comuna
from core import dates
from core.text import unaccented
from tests.bench import _setup
from tests.bench._copy import Ids, Tables
from tests.bench._frame import Figure, Outcome, best_of, pairs
from tests.bench._organisations import KEYS, Names, mistyped

ROWS = 100_000
EACH = 150  # searches of each kind
SHOWN = 20
TIMES_FLOOR, MOST_LOST = 30.0, 5.0  # ratio; per cent of the searches that do not find theirs among SHOWN
SEED = 2026
PLAIN = "sin error"
LEAST_LETTERS = 5
SMALL = frozenset({"de", "del", "la", "las", "los", "el", "y"})


def measure(report: Callable[[str], None]) -> Outcome:
    _setup.new_database()
    dice = random.Random(SEED)
    names = _fill(dice)
    words = Counter(word for name in names.values() for word in set(_words(name)))
    counts = {"actors": len(names), "words": len(words)}
    report(f"{counts}")
    asked = _searches(names, dice)
    whole = [search for kind in asked.values() for search in kind]
    plans = [(Figure("búsqueda", TIMES_FLOOR, {"error": "todas"}), whole)]
    plans += [(Figure("búsqueda", TIMES_FLOOR, {"error": kind}), asked[kind]) for kind in asked]
    for figure, searches in plans:
        lost = [text for key, text in searches if key not in {str(pk) for pk, _name in _found(text)}]
        figure.derived["% sin hallar"] = ([100 * len(lost) / len(searches)], MOST_LOST)
        report(f"{figure.label}: {len(lost)} de {len(searches)} sin hallar {lost[:4]}")
    acts = {id(figure): searches for figure, searches in plans}
    best_of([figure for figure, _searches in plans], lambda figure: _round(figure, acts[id(figure)]), report)
    return Outcome([figure for figure, _searches in plans], {"registro": counts})


def _fill(dice: random.Random) -> dict[str, str]:
    """The name of each organisation by its id."""
    ids, tables, today = Ids(dice), Tables(), dates.today()
    drawn = Names(dice, list(Comuna.objects.order_by("pk").values_list("name", flat=True)))
    named: dict[str, str] = {}
    for _number in range(ROWS):
        name, kind = drawn.draw()
        day = today - timedelta(days=dice.randrange(2_000))
        key = ids.of(day)
        key = f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
        named[key] = name
        tables.add(
            "actors_actor", id=key, created_at=day, updated_at=day, version=1, name=name, short_name="", level="local",
            social_class="", size="", industry="", registry_number="", website="", about="", is_demo=True, rut="",
            kind_id=kind,
        )  # fmt: skip
    tables.write()
    return named


def _words(name: str) -> list[str]:
    """As somebody would type them: «E.I.R.L.» is one."""
    return unaccented(name).split()


def _searches(names: dict[str, str], dice: random.Random) -> dict[str, list[tuple[str, str]]]:
    """By kind of error, (id, text): words of a name that hardly another has, one of them mistyped.

    A word is added until no more than SHOWN names have them all: whoever asks for «junta» alone cannot be answered.
    """
    having = defaultdict(set)
    for key, name in names.items():
        for word in _words(name):
            having[word].add(key)
    keys = list(names)
    told: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for how in ("", *KEYS):
        kind = KEYS.get(how, PLAIN)
        while len(told[kind]) < EACH:
            key = dice.choice(keys)
            if text := _text(names[key], how, having, dice):
                told[kind].append((key, text))
    return dict(told)


def _text(name: str, how: str, having: dict[str, set[str]], dice: random.Random) -> str:
    """Empty when the name is one of too many that are alike, or has no place for such an error."""
    words = [word for word in name.split() if unaccented(word) not in SMALL]
    fit = [word for word in words if len(word) >= LEAST_LETTERS and word.isalpha()]
    if not fit:
        return ""
    struck = dice.choice(fit)
    chosen, left = [struck], [word for word in words if word != struck]
    while len(set.intersection(*(having[unaccented(word)] for word in chosen))) > SHOWN:
        if not left:
            return ""
        chosen.append(left.pop(dice.randrange(len(left))))
    wrong = mistyped(struck, how, dice) if how else struck
    if how and wrong == struck:
        return ""
    return " ".join(wrong if word == struck else word for word in sorted(chosen, key=words.index))


def _found(text: str) -> list[tuple[Any, str]]:
    rows: Any = Actor.objects.visible_to(SYSTEM).canonical().matching(text)
    return list(rows.values_list("pk", "name")[:SHOWN])


def _round(figure: Figure, searches: list[tuple[str, str]]) -> None:
    keys, texts = cycle([key for key, _text in searches]), cycle([text for _key, text in searches])
    with connection.cursor() as cursor:
        cursor.execute("deallocate all")
        cursor.execute("prepare one (uuid) as select id, name from actors_actor where id = $1")

    def floor() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("execute one (%s)", [next(keys)])
            return cursor.fetchone()

    figure.rounds.append(pairs(floor, lambda: _found(next(texts)), len(searches)))
