"""Rows into tables by COPY in one transaction, and ids that are the same for the same seed."""

import io
import random
from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

_EPOCH = date(1970, 1, 1).toordinal()
KEPT_BY_TRIGGER = {"portfolio_entry"}  # balances follow from these lines alone
LEARNT_BY = {"actors_actor": "learn_words_added"}  # works while the table's other triggers rest


class Ids:
    """UUIDv7-shaped ids whose time is the day the row was made, so that they lie in tables as real ones do."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def of(self, day: date) -> str:
        milliseconds = (day.toordinal() - _EPOCH) * 86_400_000 + self.dice.randrange(86_400_000)
        noise = self.dice.getrandbits(74)
        value = milliseconds << 80 | 0x7 << 76 | (noise >> 62) << 64 | 0x2 << 62 | noise & (1 << 62) - 1
        return f"{value:032x}"


class Tables:
    """`add("table", column=value, …)` any number of times, then `write()`. Every row of a table has its columns."""

    def __init__(self) -> None:
        self.columns: dict[str, tuple[str, ...]] = {}
        self.lines: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, table: str, /, **row: Any) -> None:
        columns = self.columns.setdefault(table, tuple(row))
        if columns != tuple(row):
            raise ValueError(f"{table}: columns differ from those of its first row")
        self.lines[table].append("\t".join(map(_text, row.values())))

    def count(self) -> dict[str, int]:
        return {table: len(lines) for table, lines in self.lines.items()}

    def write(self) -> None:
        """Foreign keys and checks hold; history triggers are off, for it would be half of the rows. So are those that
        judge row by row what the generator makes right; the one that keeps the ledger's balances works."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, lines in self.lines.items():
                name = connection.ops.quote_name(table)
                columns = ", ".join(connection.ops.quote_name(column) for column in self.columns[table])
                if table not in KEPT_BY_TRIGGER:
                    cursor.execute(f"alter table {name} disable trigger user")
                if table in LEARNT_BY:
                    cursor.execute(f"alter table {name} enable trigger {LEARNT_BY[table]}")
                rows = io.StringIO("\n".join(lines) + "\n")
                cursor.copy_expert(f"copy {name} ({columns}) from stdin", rows)
                # An altered table must not have deferred checks waiting.
                cursor.execute("set constraints all immediate")
                if table not in KEPT_BY_TRIGGER:
                    cursor.execute(f"alter table {name} enable trigger user")
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (list, tuple)):
        return "{" + ",".join(value) + "}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)
