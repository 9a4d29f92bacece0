"""Rows of the API as a flat table: nested objects become dotted columns, lists one cell. Writing is core/sheets's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

JOINT = "; "


def columns_of(shape: BaseSerializer[Any], path: str = "") -> Iterator[str]:
    """Dotted names of what a serializer declares, in its order, so that a table without rows has its headers too."""
    if isinstance(shape, ListSerializer) and shape.child is not None:
        yield from columns_of(shape.child, path)
        return
    if not isinstance(shape, Serializer):
        yield path
        return
    for name, field in shape.fields.items():
        if not field.write_only:
            yield from columns_of(field, f"{path}.{name}" if path else name)


def table_of(
    rows: Iterable[Mapping[str, Any]], declared: Sequence[str] = ()
) -> tuple[list[str], list[list[Any]]]:
    """(columns, lines). A declared column that holds objects of no declared shape gives way to what they hold."""
    lines = [dict(_leaves(row)) for row in rows]
    found: dict[str, None] = {}
    for line in lines:
        found.update(dict.fromkeys(name for name, value in line.items() if value not in (None, "")))
    columns: dict[str, None] = {}
    for name in declared:
        inner = [other for other in found if other.startswith(f"{name}.")]
        if name in found or not inner:
            columns[name] = None
        columns.update(dict.fromkeys(inner))
    columns.update(found)
    return list(columns), [[line.get(name) for name in columns] for line in lines]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, (list, tuple)):
        yield from _joined(value, path)
    else:
        yield path, _cell(value)


def _joined(values: Sequence[Any], path: str) -> Iterator[tuple[str, str]]:
    """Objects of a list side by side: the second of `comunas.code` belongs to the second of `comunas.name`."""
    parts = [dict(_leaves(value, path)) for value in values]
    for name in dict.fromkeys(name for part in parts for name in part):
        yield name, JOINT.join(_word(part.get(name)) for part in parts)


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
