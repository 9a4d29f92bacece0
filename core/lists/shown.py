"""What every filtered list shows around its rows: chips, columns, order, views, downloads. Knows no list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from core.lists import saved
from core.lists.saved import COLUMN, VIEW
from core.models import SavedView, parse_uid

ORDER, FORMAT, PAGE = "orden", "formato", "page"
NOT_FILTERS = (ORDER, COLUMN)  # what else of an address says what the list is
FEWEST_BOXES, EMPTY_BOXES = 6, 2
FIRST_VIEWS = 6  # so many stand open beside each other; the rest behind them


def address(request: HttpRequest, **changes: str | Sequence[str] | None) -> str:
    """The list with other parameters; it starts on its first page, and is no longer the view it came from."""
    told = request.GET.copy()
    for name in (PAGE, VIEW, FORMAT, *changes):
        told.pop(name, None)
    for name, value in changes.items():
        if value:
            told.setlist(name, [value] if isinstance(value, str) else list(value))
    return f"{request.path}?{told.urlencode()}"


def kept(request: HttpRequest, names: Iterable[str] = NOT_FILTERS) -> list[tuple[str, str]]:
    """What a form over the list carries along besides its own fields."""
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def chips(request: HttpRequest, form: forms.Form) -> list[dict[str, str]]:
    """Each filter that is set, in words, with the address of the list without it."""
    told: list[dict[str, str]] = []
    for name, field in form.fields.items():
        value = getattr(form, "cleaned_data", {}).get(name)
        if not value:
            continue
        if isinstance(value, (list, tuple, QuerySet)):
            for one in value:
                rest = [key for key in request.GET.getlist(name) if key != str(getattr(one, "pk", one))]
                told.append(_chip(name, field, str(one), address(request, **{name: rest})))
        else:
            told.append(_chip(name, field, _said(field, value), address(request, **{name: None})))
    return told


def _chip(name: str, field: forms.Field, words: str, url: str) -> dict[str, str]:
    return {"name": name, "label": f"{field.label}: {words}", "url": url}


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(value, Model) or not hasattr(field, "choices"):
        return str(value)
    return str(dict(field.choices).get(value, value))


def notices(request: HttpRequest, code: str, form: forms.Form) -> list[str]:
    """What of the address could not be used: filters that a view keeps and the list no longer has, or values gone."""
    view = _open_view(request, code)
    labels = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    unknown = saved.unknown_filters(view) if view else []
    if not labels and not unknown:
        return []
    names = ", ".join(f"«{name}»" for name in [*labels, *unknown])
    if view:
        words = _("La vista «%(view)s» pide filtros que ya no existen (%(names)s): se muestra sin ellos.")
        return [words % {"view": view.name, "names": names}]
    return [_("Estos filtros piden algo que no existe (%(names)s): se muestra sin ellos.") % {"names": names}]


def _who(request: Any) -> Any:
    return request.principal


def _open_view(request: HttpRequest, code: str) -> SavedView | None:
    uid = parse_uid(request.GET.get(VIEW))
    if uid is None:
        return None
    return SavedView.objects.visible_to(_who(request)).filter(page=code, pk=uid).first()


def views(request: HttpRequest, code: str) -> dict[str, Any]:
    """Context of components/saved.html."""
    own, opened = _who(request).user_id, request.GET.get(VIEW, "")
    told = []
    for view in saved.views_of(code, _who(request)):
        one: dict[str, Any] = {
            "label": view.name,
            "url": saved.address(view),
            "active": str(view.pk) == opened,
            "note": "" if view.owner_id == own else view.owner.name,
            "shared": bool(view.shared_with) and view.owner_id == own,
        }
        if one["active"] and view.owner_id == own:
            one["edit_url"] = reverse("core:view", args=[view.pk])
        elif one["active"]:
            one["copy_url"] = reverse("core:copy_view", args=[view.pk])
        told.append(one)
    told.sort(key=lambda one: not one["active"])
    query = request.GET.copy()
    for name in (PAGE, VIEW, FORMAT):
        query.pop(name, None)
    query["pagina"] = code
    return {
        "first": told[:FIRST_VIEWS],
        "more": told[FIRST_VIEWS:],
        "save_url": f"{reverse('core:save_view')}?{query.urlencode()}" if _who(request).can_write else "",
    }


def sorted_by(request: HttpRequest, key: str, order: str) -> dict[str, str]:
    """Of a column's head: which way it is sorted now, and the address that sorts by it (again: the other way)."""
    way = {key: "asc", f"-{key}": "desc"}.get(order, "")
    return {"sorted": way, "sort_url": address(request, **{ORDER: f"-{key}" if order == key else key})}


def chooser(
    request: HttpRequest, offered: Sequence[Any], chosen: Sequence[str], orders: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Context of components/column_chooser.html: a box a place, so that choice and order need no script."""
    boxes = min(len(offered), max(FEWEST_BOXES, len(chosen) + EMPTY_BOXES))
    options = [(column.key, str(column.label)) for column in offered]
    places = [
        [(key, label, place < len(chosen) and chosen[place] == key) for key, label in options]
        for place in range(boxes)
    ]
    rest = request.GET.copy()
    for name in (PAGE, VIEW, FORMAT, COLUMN, ORDER):
        rest.pop(name, None)
    return {
        "places": places,
        "orders": [(key, label, request.GET.get(ORDER, "") == key) for key, label in orders],
        "kept": [(name, value) for name, values in rest.lists() for value in values if value],
        "usual_url": address(request, **{COLUMN: None, ORDER: None}),
        "is_chosen": COLUMN in request.GET,
    }


def downloads(request: HttpRequest, url: str) -> list[dict[str, str]]:
    """The list as it is seen, as files."""
    query = address(request).partition("?")[2]
    lead = f"{url}?{query}&" if query else f"{url}?"
    return [
        {"label": _("Excel"), "url": f"{lead}{FORMAT}=xlsx", "icon": "download"},
        {"label": "CSV", "url": f"{lead}{FORMAT}=csv", "icon": "download"},
    ]


def query_of(told: QueryDict) -> tuple[str, list[str]]:
    """(query string, columns) of what a list's address carries, as saved_views keeps them."""
    rest = told.copy()
    columns = [key for key in rest.pop(COLUMN, []) if key]
    for name in (PAGE, VIEW, FORMAT, "pagina"):
        rest.pop(name, None)
    return rest.urlencode(), columns
