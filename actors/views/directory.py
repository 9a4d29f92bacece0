"""The directory: who is there, narrowed, in chosen columns and order, kept as a view, and exported as it is seen."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, F, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from actors import rules
from actors.filters import ActorFilter
from actors.models import Actor
from actors.sheets import ActorSheet
from actors.vocabulary import Level, Size
from core import registry, word_index
from core.lists import saved, shown
from core.lists.shown import ORDER
from core.pages import render_fragment
from core.paging import LongPaginator
from core.registry import ListPage
from core.search import SpanishOrder
from core.sheets import doors, exporting, on_page
from core.sheets.declaration import Column

PAGE = 25
CODE = "actores"  # of its sheet and of its views
ALWAYS = "name"
USUAL = ("kind", "comunas", "rut")
FIRST_FILTERS = ("q", "sector", "kind", "region", "comuna")


def _steps(field: str, codes: Sequence[str]) -> Case:
    """In the order of the vocabulary; what is not known comes last."""
    whens = [When(**{field: code}, then=Value(place)) for place, code in enumerate(codes)]
    return Case(*whens, default=Value(len(codes)))


NAME = (SpanishOrder("name"), "pk")
SORTS: dict[str, Any] = {
    "name": SpanishOrder("name"),
    "kind": F("kind__order"),
    "level": _steps("level", Level.values),
    "size": _steps("size", Size.values),
    "personality_until": F("personality_until"),
    "closed_on": F("closed_on"),
    "updated": F("updated_at"),  # no column: chosen in the box of columns
}


def parameters() -> frozenset[str]:
    return frozenset(ActorFilter.base_filters) | {ORDER}


def columns_of(principal: Any) -> tuple[str, ...]:
    return tuple(c.key for c in registry.sheets[CODE].offered(principal, {}) if c.key != ALWAYS)


DIRECTORY = ListPage(gettext_lazy("Actores"), "actors:list", parameters, columns_of)


class Directory:
    """What one request asks of the list; page and export read the same rows, columns and order."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.principal = request, request.principal
        self.sheet: ActorSheet = registry.sheets[CODE]
        seen = Actor.objects.visible_to(self.principal).canonical().in_order()
        self.filter = ActorFilter(request.GET, seen, request=request)

    @cached_property
    def rows(self) -> Any:
        rows: Any = self.filter.qs
        name = self.order.removeprefix("-")
        if name not in SORTS:
            return rows
        by = SORTS[name]
        if name == ALWAYS:  # never null: so told, its index would not do
            return rows.order_by(by.desc(), "-pk") if self.order.startswith("-") else rows.order_by(*NAME)
        way = by.desc(nulls_last=True) if self.order.startswith("-") else by.asc(nulls_last=True)
        return rows.order_by(way, *NAME)

    @property
    def order(self) -> str:
        """Without one that is known: the closest first of what was searched, else by name."""
        asked = self.request.GET.get(ORDER, "")
        if asked.removeprefix("-") in SORTS:
            return asked
        return "" if self.request.GET.get("q", "").strip() else "name"

    @cached_property
    def columns(self) -> list[Column]:
        known = {column.key: column for column in self.sheet.offered(self.principal, {})}
        asked = [key for key in self.request.GET.getlist(saved.COLUMN) if key in known]
        return [known[key] for key in dict.fromkeys((ALWAYS, *(asked or USUAL)))]


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The organisations one sees, with one filter; htmx asks for the rows alone."""
    told = Directory(request)
    page = LongPaginator(told.rows, PAGE).get_page(request.GET.get("page"))
    drawn = list(told.sheet.fetched(page.object_list))
    chips = shown.chips(request, told.filter.form)
    context = {
        "filter": told.filter,
        "first": FIRST_FILTERS,
        "opened": any(chip["name"] not in FIRST_FILTERS for chip in chips),
        "kept": shown.kept(request),
        "page": page,
        "columns": [_head(request, told, column) for column in told.columns],
        "rows": _rows(told, drawn),
        "count": _count(page.paginator),
        "filtered": any(request.GET.get(name) for name in told.filter.form.fields),
        "chips": chips,
        "notices": shown.notices(request, CODE, told.filter.form),
        "meant": _meant(request, drawn),
        "chooser": _chooser(request, told),
        "downloads": shown.downloads(request, reverse("actors:export")),
        "views": shown.views(request, CODE),
        "actions": _actions(request),
    }
    return render_fragment(request, "actors/list.html", context, "rows")


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The rows, columns and order of the page's address, of all its pages: a workbook, or `?formato=csv`."""
    told = Directory(request)
    query = shown.address(request).partition("?")[2]
    exporting.must_fit(told.rows, list_url=f"{reverse('actors:list')}?{query}")
    keys = [column.key for column in told.columns]
    as_csv = request.GET.get(shown.FORMAT) == "csv"
    write = exporting.export_csv if as_csv else exporting.export_book
    raw = write(told.sheet, told.rows, keys, principal=request.principal, scope={})
    ending, media_type = ("csv", exporting.CSV) if as_csv else ("xlsx", exporting.XLSX)
    return doors.download(raw, name=str(told.sheet.label), ending=ending, media_type=media_type)


def _rows(told: Directory, drawn: Sequence[Actor]) -> list[dict[str, Any]]:
    words = on_page.told(told.sheet, drawn, told.columns, {})
    rows = []
    for actor, cells in zip(drawn, words, strict=True):
        name = {"value": cells[0], "url": reverse("actors:actor", args=[actor.pk]), "sector": actor.sector}
        rows.append({"cells": [name, *({"value": cell} for cell in cells[1:])]})
    return rows


def _head(request: HttpRequest, told: Directory, column: Column) -> dict[str, Any]:
    if column.key not in SORTS:
        return {"label": column.label}
    return {"label": column.label, **shown.sorted_by(request, column.key, told.order)}


def _count(told: LongPaginator) -> str:
    if told.has_more:
        return _("más de %(n)s organizaciones") % {"n": told.most}
    return ngettext("%(n)d organización", "%(n)d organizaciones", told.count) % {"n": told.count}


def _meant(request: HttpRequest, drawn: Sequence[Actor]) -> dict[str, str] | None:
    """«¿Quiso decir…?» when no row has all the words as they were written. Only what is seen is told."""
    text = request.GET.get("q", "").strip()
    if not text or not drawn or request.GET.get("page", "1") != "1":
        return None
    words = word_index.read(text)
    meant = [words.suggest(f"{actor.short_name} {actor.name}") for actor in drawn]
    if not all(meant):
        return None
    return {"text": meant[0], "url": shown.address(request, q=meant[0])}


def _chooser(request: HttpRequest, told: Directory) -> dict[str, Any]:
    offered = [c for c in told.sheet.offered(request.principal, {}) if c.key != ALWAYS]
    orders = [
        ("", _("Nombre") if not request.GET.get("q") else _("Lo más parecido a lo buscado")),
        ("name", _("Nombre, de la A a la Z")),
        ("kind", _("Tipo")),
        ("level", _("Nivel, del más amplio al más local")),
        ("-updated", _("Lo último que cambió")),
    ]
    return shown.chooser(request, offered, [c.key for c in told.columns[1:]], orders)


def _actions(request: HttpRequest) -> list[dict[str, str]]:
    told = []
    if rules.can_create_actor(request.principal):
        address = reverse("actors:create")
        told.append(
            {"label": _("Registrar una organización"), "url": address, "tone": "primary", "icon": "plus"}
        )
    if registry.sheets[CODE].may_write(request.principal, {}):
        address = reverse("sheets:sheet", args=[CODE])
        told.append({"label": _("Cargar una planilla"), "url": address, "tone": "plain"})
    if rules.can_create_actor(request.principal):
        told.append({"label": _("Posibles duplicados"), "url": reverse("actors:duplicates"), "tone": "plain"})
    return told
