"""What a row said before a sheet changed it, kept as JSON and brought back as the values that a service takes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


def keep(changes: Sequence[tuple[models.Model, Iterable[str], Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """For each (row, keys, its `cells`) the present values of the keys, exactly: columns as they are, links as sorted
    keys. A key that is no field of the model is kept as the sheet says it."""
    if not changes:
        return []
    model = type(changes[0][0])
    fields = {key: _field(model, key) for _row, keys, _cells in changes for key in keys}
    links = {
        key: _linked(model, field, [row.pk for row, keys, _cells in changes if key in keys])
        for key, field in fields.items()
        if field is not None and field.many_to_many
    }
    kept = []
    for row, keys, cells in changes:
        told: dict[str, Any] = {}
        for key in keys:
            if key in links:
                told[key] = sorted(links[key].get(row.pk, ()))
            else:
                told[key] = getattr(row, fields[key].attname) if fields[key] is not None else cells.get(key)
        kept.append(json.loads(json.dumps(told, cls=DjangoJSONEncoder)))
    return kept


def _linked(model: type[models.Model], field: Any, ids: Sequence[Any]) -> dict[Any, list[str]]:
    """Row → keys it is linked to, read from the table of the links."""
    mine, other = field.m2m_column_name(), field.m2m_reverse_name()
    rows = field.remote_field.through._base_manager.filter(**{f"{mine}__in": ids}).values_list(mine, other)
    found: dict[Any, list[str]] = {}
    for row_id, key in rows:
        found.setdefault(row_id, []).append(str(key))
    return found


def revive(model: type[models.Model], kept: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The other way, with one query for each link's table."""
    linked: dict[str, set[Any]] = {}
    for one in kept:
        for key, value in one.items():
            field = _field(model, key)
            if field is not None and field.is_relation and value is not None:
                linked.setdefault(key, set()).update(value if field.many_to_many else [value])
    rows = {key: _rows(_field(model, key), keys) for key, keys in linked.items()}
    return [{key: _value(model, key, value, rows.get(key, {})) for key, value in one.items()} for one in kept]


def _value(model: type[models.Model], key: str, value: Any, rows: Mapping[str, Any]) -> Any:
    field = _field(model, key)
    if field is None:
        return value
    if field.many_to_many:
        return [rows[str(one)] for one in value if str(one) in rows]
    if field.is_relation:
        return rows.get(str(value)) if value is not None else None
    return field.to_python(value)


def _rows(field: Any, keys: Iterable[Any]) -> dict[str, Any]:
    return {str(row.pk): row for row in field.related_model._base_manager.filter(pk__in=list(keys))}


def _field(model: type[models.Model], key: str) -> Any:
    try:
        return model._meta.get_field(key)
    except FieldDoesNotExist:
        return None
