"""Pages of every account, for the foundation: find a person, see what she has, deactivate and reactivate her."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.rules import can_keep_accounts, may_touch_administrator
from actors import people_shown as shown
from actors.models import Membership
from actors.people_filters import PersonFilter, with_organisations
from actors.services import people
from core.errors import NotAllowed
from core.pages import render_fragment
from core.paging import LongPaginator

PAGE = 50


def _must_be_foundation(request: HttpRequest) -> None:
    if not request.principal.is_foundation:
        raise NotAllowed(_("Las cuentas las administra la fundación."))


@login_required
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    _must_be_foundation(request)
    living = Membership.objects.living().select_related("actor").order_by("since", "pk")
    rows = with_organisations(User.objects.all()).prefetch_related(
        Prefetch("memberships", living, to_attr="living")
    )
    found = PersonFilter(request.GET, rows, request=request)
    page = LongPaginator(found.qs.order_by("name", "pk"), PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "filter": found,
        "page": page,
        "table": shown.accounts(page.object_list),
        "count": ngettext("%(n)d persona", "%(n)d personas", count) % {"n": count},
    }
    return render_fragment(request, "actors/accounts.html", context, "rows")


@login_required
@never_cache
def person(request: HttpRequest, pk: str) -> HttpResponse:
    _must_be_foundation(request)
    user = get_object_or_404(User, pk=pk)
    rows = list(user.memberships.select_related("actor__merged_into").order_by("-since", "pk"))
    living = set(user.memberships.living().values_list("pk", flat=True))
    context = {
        "person": user,
        "crumbs": [_crumb(), {"label": user.name or user.email}],
        "tags": _tags(user),
        "facts": shown.facts(user),
        "actions": _actions(request, user),
        "living": [row for row in rows if row.pk in living],
        "gone": [row for row in rows if row.pk not in living],
        "seats": shown.seats_of([user.pk], None, request.principal).get(user.pk, []),
        "ties": shown.ties(user),
    }
    return render(request, "actors/person.html", context)


@login_required
def deactivate(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks first: what ends at once, and what stays."""
    user = _kept(request, pk)
    if request.method == "POST":
        people.deactivate_user(user=user, by=request.principal)
        messages.success(request, _("La cuenta de %(who)s quedó desactivada.") % {"who": user.name})
        return redirect("people:person", user.pk)
    context = {
        "crumbs": [_crumb(), {"label": user.name, "url": _address(user)}, {"label": _("Desactivar")}],
        "title": _("¿Desactivar la cuenta de %(who)s?") % {"who": user.name},
        "consequences": [
            _("Se cierran ahora todas sus sesiones y dejan de servir sus tokens de API."),
            _("Terminan sus representaciones y sus asientos; si vuelve, se le dan de nuevo."),
            _("Dejan de servir los enlaces que compartió y las invitaciones que envió."),
            _("No se cumple ningún trabajo que haya pedido y no esté listo."),
        ],
        "ties": shown.ties(user),
        "kept": _("Lo que hizo queda en la historia con su nombre."),
        "submit": _("Desactivar"),
        "cancel_url": _address(user),
    }
    return render(request, "actors/leave.html", context)


@login_required
def reactivate(request: HttpRequest, pk: str) -> HttpResponse:
    user = _kept(request, pk)
    if request.method == "POST":
        people.reactivate_user(user=user, by=request.principal)
        told = _("%(who)s puede ingresar otra vez. Sus organizaciones se le dan de nuevo.")
        messages.success(request, told % {"who": user.name})
    return redirect("people:person", user.pk)


def _kept(request: HttpRequest, pk: str) -> User:
    if not can_keep_accounts(request.principal):
        raise NotAllowed(_("Las cuentas las administra la fundación."))
    return get_object_or_404(User, pk=pk)


def _tags(user: User) -> list[dict[str, str]]:
    told = [shown.state(user)]
    if user.is_foundation_staff:
        told.append({"label": _("Equipo de la fundación"), "tone": "info"})
    if user.kind == User.Kind.SERVICE:
        told.append({"label": _("Cuenta de servicio"), "tone": "neutral"})
    return told


def _actions(request: HttpRequest, user: User) -> list[dict[str, str]]:
    if not can_keep_accounts(request.principal) or user.pk == request.user.pk or user.anonymised_at:
        return []
    if not may_touch_administrator(request.principal, user):
        return []
    if user.is_active:
        going = f"{reverse('handovers:create')}?{'actor=team&' if user.is_foundation_staff else ''}leaver={user.pk}"
        return [
            {"label": _("Hacer un traspaso"), "url": going},
            {"label": _("Desactivar"), "url": reverse("people:deactivate", args=[user.pk]), "tone": "danger"},
        ]
    return [
        {
            "label": _("Reactivar"),
            "url": reverse("people:reactivate", args=[user.pk]),
            "method": "post",
            "tone": "primary",
        },
        {
            "label": _("Borrar sus datos"),
            "url": reverse("privacy:erase_account", args=[user.pk]),
            "tone": "danger",
        },
    ]


def _crumb() -> dict[str, str]:
    return {"label": _("Personas"), "url": reverse("people:list")}


def _address(user: User) -> str:
    return reverse("people:person", args=[user.pk])
