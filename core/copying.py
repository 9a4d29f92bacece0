"""Many rows into a table by COPY: the triggers and constraints of INSERT and UPDATE at a fraction of their time."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows` (values in the order of `names`, which are attribute names such as `kind_id`) in the caller's
    transaction. What is not named takes the database's own default, so every column without one must be named.
    Errors: those of an INSERT."""
    by_name: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    text = _lines(fields, rows)
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(f"copy {into} from stdin", io.StringIO(text))


def _writer(field: Any) -> Callable[[Any], str]:
    """How a value of the field is written in PostgreSQL's text format."""
    if isinstance(field, models.JSONField):
        return lambda value: NULL if value is None else _plain(json.dumps(value, ensure_ascii=False))
    if isinstance(field, ArrayField):
        return lambda value: NULL if value is None else _plain(_array(value))
    return _scalar


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _plain(value)
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    return _plain(str(value))


def _plain(text: str) -> str:
    return text.translate(_ESCAPES)


def _array(values: Iterable[Any]) -> str:
    """Texts as an array literal."""
    told = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{one}"' for one in told) + "}"


def change_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the columns `names` on rows that exist; each of `rows` begins with its key. Triggers run as for an UPDATE.
    Errors: those of an UPDATE."""
    key = model._meta.pk
    assert key is not None
    by_name: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    fields = [key, *(by_name[name] for name in names)]
    text = _lines(fields, rows)
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), [quote(field.column) for field in fields]
    listed = ", ".join(columns)
    told = ", ".join(f"{column} = changed.{column}" for column in columns[1:])
    with connection.cursor() as cursor, connection.wrap_database_errors:
        shape = f"select {listed} from {table} limit 0"  # noqa: S608
        cursor.execute(f"create temporary table changed on commit drop as {shape}")
        cursor.cursor.copy_expert(f"copy changed ({listed}) from stdin", io.StringIO(text))
        cursor.execute(
            f"update {table} set {told} from changed where {table}.{columns[0]} = changed.{columns[0]}"  # noqa: S608
        )
        cursor.execute("drop table changed")


def _lines(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    tell = [_writer(field) for field in fields]
    return "".join(
        "\t".join([write(value) for write, value in zip(tell, row, strict=True)]) + "\n" for row in rows
    )
