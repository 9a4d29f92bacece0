"""Rows of a sheet as cells of a page: the words of the file, so that an export holds exactly what was seen."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language, ngettext

from core.sheets.declaration import Column, Scope, Sheet
from core.sheets.values import Options, in_words

KEEP_SECONDS = 300
MOST_NAMED = 8  # of a long list a page tells so many, and how many more there are
_kept: dict[tuple[str, str, str | None], tuple[float, Options]] = {}


def told(sheet: Sheet, rows: Iterable[Any], columns: Sequence[Column], scope: Scope) -> list[list[str]]:
    """For each row the words of each column."""
    options = {column.key: _options(sheet, column, scope) for column in columns if column.choices is not None}
    found = []
    for row in rows:
        cells = sheet.cells(row)
        found.append([_words(column, cells.get(column.key), options.get(column.key)) for column in columns])
    return found


def _words(column: Column, value: Any, options: Options | None) -> str:
    if isinstance(value, (list, tuple)) and len(value) > MOST_NAMED:
        words = sorted(in_words("", one, options) for one in value)
        more = len(words) - MOST_NAMED
        rest = ngettext("y %(n)d más", "y %(n)d más", more) % {"n": more}
        return f"{'; '.join(words[:MOST_NAMED])} {rest}"
    return in_words(column.kind, value, options)


def _options(sheet: Sheet, column: Column, scope: Scope) -> Options:
    """Labels in the language of the page. Those of a sheet that belongs to nothing are the same for everybody, and
    read once in KEEP_SECONDS and process."""
    assert column.choices is not None
    if scope:
        return Options.of(column.choices(scope))
    key, now = (sheet.code, column.key, get_language()), time.monotonic()
    until, options = _kept.get(key, (0.0, Options({})))
    if now >= until:
        options = Options.of(column.choices(scope))
        _kept[key] = (now + KEEP_SECONDS, options)
    return options
