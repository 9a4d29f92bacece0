"""Lines of a traspaso kept and told again: ids and codes go in, names come out as of the day they are read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.registry import HandoverLine


def kept(lines: Iterable[HandoverLine]) -> list[dict[str, Any]]:
    """What `Handover.moved` keeps of `lines`: no names."""
    told: list[dict[str, Any]] = []
    for line in lines:
        entry: dict[str, Any] = {"kind": line.kind}
        told.append({**entry, "id": str(line.id)} if line.id is not None else {**entry, "count": line.count})
    return told


def tell_rows(
    entries: Iterable[Mapping[str, Any]], rows: Iterable[Any], draw: Callable[[Any], HandoverLine]
) -> list[HandoverLine]:
    """The lines of `entries` in their order; an entry whose row is not among `rows` keeps its place unnamed."""
    found = {str(row.pk): row for row in rows}
    return [
        draw(found[entry["id"]])
        if entry["id"] in found
        else HandoverLine(entry["kind"], entry["id"], _("Ya no existe, o usted no lo ve"))
        for entry in entries
    ]


def ids_of(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return [entry["id"] for entry in entries if "id" in entry]
