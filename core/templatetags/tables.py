"""Rows of templates/components/table.html, drawn here: by template, cell by cell, they are half of a long list's time.

What a cell says is the view's; how a tag, a stage line or a sector's shape looks stays in its own piece.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe

from core.templatetags.ui import component, day, sector_icon

register = template.Library()


@register.simple_tag(takes_context=True)
def table_rows(
    context: Context, rows: Iterable[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]]
) -> SafeString:
    """The first cell of a row is its heading; the others carry their column's label for the cards of a phone."""
    heads = [
        f'<td role="cell" data-label="{escaped(column["label"])}" class="{"right" if column.get("numeric") else ""}'
        for column in columns
    ]
    beyond = '<td role="cell" data-label="" class="'
    drawn = []
    for row in rows:
        drawn.append('<tr role="row">')
        for place, cell in enumerate(row["cells"]):
            inside = _inside(context, cell)
            if place == 0:
                drawn.append(f'<th scope="row" role="rowheader">{inside}</th>')
            else:
                head = heads[place] if place < len(heads) else beyond
                drawn.append(f'{head}{"" if inside else " blank"}">{inside}</td>')
        drawn.append("</tr>\n")
    return mark_safe("".join(drawn))  # noqa: S308  (every value went through conditional_escape)


def _inside(context: Context, cell: Mapping[str, Any]) -> str:
    """Empty when the cell has nothing to say; a zero says something."""
    if tag := cell.get("tag"):
        return _tag(tuple((name, str(told) if told else "") for name, told in tag.items()))
    if stages := cell.get("stages"):
        return component(context, "stage_dots", stages=stages)
    value = cell.get("value")
    if not value and value != 0:
        return ""
    shape = f"{sector_icon(cell['sector'])} " if cell.get("sector") else ""
    text: str = escaped(day(value))
    if url := cell.get("url"):
        text = f'<a href="{escaped(url)}">{text}</a>'
    return f"<span>{shape}{text}</span>"


@lru_cache(maxsize=1024)
def _tag(told: tuple[tuple[str, str], ...]) -> str:
    """The same few tags stand in every row."""
    return get_template("components/tag.html").render(dict(told)).strip()
