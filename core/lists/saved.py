"""Lists as people want to find them again: kept under a name, shared with their own people, changed by their owner."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from core import registry
from core.errors import DomainError, NotAllowed
from core.models import SavedView
from core.models.saved_view import FOUNDATION, scopes_of
from core.registry import ListPage

MOST = 50  # views that one person keeps
MOST_QUERY = 2000
MOST_COLUMNS = 20
COLUMN, VIEW = "col", "vista"


def list_page(code: str) -> ListPage:
    page = registry.list_pages.get(code)
    if page is None:
        raise DomainError(_("Esta lista no existe o ya no guarda vistas."), "unknown_page", field="page")
    return page


def clean_query(page: ListPage, query: str) -> str:
    """What of a query string the list still knows, without what is empty."""
    told = QueryDict(query[: 2 * MOST_QUERY], mutable=True)
    known = page.parameters()
    for name in list(told):
        told.setlist(name, [value for value in told.getlist(name) if name in known and value.strip()])
        if not told.getlist(name):
            del told[name]
    kept = str(told.urlencode())
    if len(kept) > MOST_QUERY:
        raise DomainError(_("Estos filtros son demasiado largos para guardarlos."), "too_long", field="query")
    return kept


def unknown_filters(view: SavedView) -> list[str]:
    """Names that the view asks for and its list no longer knows."""
    known = list_page(view.page).parameters()
    return [name for name in QueryDict(view.query) if name not in known]


def address(view: SavedView) -> str:
    """Of the list as the view keeps it; what the list no longer knows is left out, and told by the page."""
    page = list_page(view.page)
    told = QueryDict(clean_query(page, view.query), mutable=True)
    told.setlist(COLUMN, view.columns)
    told[VIEW] = str(view.pk)
    return f"{reverse(page.url_name)}?{told.urlencode()}"


def views_of(code: str, principal: Any) -> list[SavedView]:
    """Of one list: her own first, then those that others share with her."""
    rows = SavedView.objects.visible_to(principal).filter(page=code).select_related("owner").order_by("name")
    return sorted(rows, key=lambda view: view.owner_id != principal.user_id)


def circles(principal: Any) -> list[tuple[str, str]]:
    """With whom a person may share, as code and words; nobody is the first."""
    told = [("", _("Solo usted"))]
    if principal.is_foundation:
        told.append((FOUNDATION, _("El equipo de la fundación")))
    whole = [fact for fact in principal.memberships if fact.actor_id in principal.actor_ids]
    return told + [
        (f"actor:{fact.actor_id}", _("Las personas de %(name)s") % {"name": fact.actor_name})
        for fact in whole
    ]


@transaction.atomic
def save_view(
    *, page: str, name: str, query: str = "", columns: Sequence[str] = (), shared_with: str = "", by: Any
) -> SavedView:
    """Errors: NotAllowed without an account that writes; DomainError for an unknown list or too many views;
    ValidationError for a name that she has already, or a circle that she is not in."""
    if by.user_id is None or not by.can_write:
        raise NotAllowed(_("Su rol no permite guardar vistas."))
    # The owner's row is the lock of her count.
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.user_id)
    if SavedView.objects.filter(owner_id=by.user_id).count() >= MOST:
        message = _("Tiene %(n)d vistas guardadas, el máximo: quite alguna antes.") % {"n": MOST}
        raise DomainError(message, "too_many_views")
    known = list_page(page)
    offered = known.columns(by)
    view = SavedView(
        owner_id=by.user_id,
        page=page,
        query=clean_query(known, query),
        columns=[key for key in dict.fromkeys(columns) if key in offered][:MOST_COLUMNS],
    )
    return _write(view, name, shared_with, by)


@transaction.atomic
def change_view(*, view: SavedView, name: str, shared_with: str = "", by: Any) -> SavedView:
    """Another name or circle. Errors: NotAllowed for who is not its owner; ValidationError as for save_view."""
    return _write(_own(view, by), name, shared_with, by)


@transaction.atomic
def delete_view(*, view: SavedView, by: Any) -> None:
    """Error: NotAllowed for who is not its owner."""
    _own(view, by).delete()


def copy_view(*, view: SavedView, by: Any) -> SavedView:
    """A view of her own with what another one keeps; its name with a number where she has that name already."""
    taken = set(SavedView.objects.filter(owner_id=by.user_id, page=view.page).values_list("name", flat=True))
    names = [view.name, *(f"{view.name[:74]} ({number})" for number in range(2, MOST + 3))]
    name = next(name for name in names if name not in taken)
    return save_view(page=view.page, name=name, query=view.query, columns=view.columns, by=by)


def _own(view: SavedView, by: Any) -> SavedView:
    row = SavedView.objects.select_for_update().filter(pk=view.pk, owner_id=by.user_id).first()
    if row is None or not by.can_write:
        raise NotAllowed(_("Solo quien guardó la vista puede cambiarla; usted puede guardar una copia."))
    return row


def _write(view: SavedView, name: str, shared_with: str, by: Any) -> SavedView:
    if shared_with and shared_with not in scopes_of(by):
        raise ValidationError({"shared_with": _("Comparta la vista con un grupo al que pertenece.")})
    view.name = " ".join(name.split())
    view.shared_with = shared_with
    try:
        view.full_clean()
    except ValidationError as error:
        told: dict[str, Any] = error.update_error_dict({})
        if NON_FIELD_ERRORS in told:  # a name twice is told beside the name
            told["name"] = told.pop(NON_FIELD_ERRORS)
        raise ValidationError(told) from None
    view.save()
    return view
