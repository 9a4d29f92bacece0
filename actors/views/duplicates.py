"""Pages of pairs that may be one organisation: the list, what is decided of each, and the hint while typing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actors import comparing, rules
from actors.filters_of_duplicates import SuspectFilter
from actors.forms.alike import AlikeForm
from actors.models import Actor, Suspect
from actors.services import duplicates as services
from actors.views.profile import crumbs_of
from core import jobs
from core.errors import DomainError, NotAllowed
from core.pages import render_fragment
from core.paging import LongPaginator

PAGE = 25


def _must_decide(request: HttpRequest) -> None:
    if not rules.can_merge_actors(request.principal):
        raise NotAllowed(_("Solo el equipo de la fundación decide sobre posibles duplicados."))


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Pairs to be looked at, the most alike first; with `estado=dismissed` those that were told apart."""
    if not request.principal.is_foundation:
        raise NotAllowed(_("Solo el equipo de la fundación ve los posibles duplicados."))
    found = SuspectFilter(request.GET, Suspect.objects.visible_to(request.principal), request=request)
    rows = found.qs.with_sides().order_by("-score", "pk")
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "pairs": [_pair(row) for row in page.object_list],
        "filtered": any(request.GET.get(name) for name in found.form.fields),
        "may_decide": rules.can_merge_actors(request.principal),
        "crumbs": crumbs_of(None, _("Posibles duplicados")),
    }
    return render_fragment(request, "actors/duplicates.html", context, "pairs")


def _pair(row: Suspect) -> dict[str, Any]:
    return {
        "row": row,
        "reason": row.get_reason_display(),
        "sides": [_side(row.first), _side(row.second)],
        "is_open": row.state == Suspect.State.OPEN,
        "is_dismissed": row.state == Suspect.State.DISMISSED,
        "merge_url": reverse("actors:merge", args=[row.first_id, row.second_id]),
    }


def _side(actor: Actor) -> dict[str, Any]:
    """What tells one from the other at a glance."""
    told = (
        str(actor.kind),
        comparing.said(actor, "rut"),
        comparing.said(actor, "comunas"),
        _("Unidad de %(parent)s") % {"parent": actor.parent.speaker.name} if actor.parent else "",
        actor.short_name,
    )
    return {
        "name": actor.name,
        "sector": actor.sector,
        "url": reverse("actors:actor", args=[actor.pk]),
        "facts": [fact for fact in told if fact],
    }


@login_required
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(
        request, pk, services.dismiss_suspect, _("Anotado: son distintas. No se mostrará de nuevo.")
    )


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, services.reopen_suspect, _("El par vuelve a la lista por revisar."))


def _decide(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    row = get_object_or_404(Suspect.objects.visible_to(request.principal), pk=pk)
    _must_decide(request)
    try:
        act(suspect=row, by=request.principal)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect("actors:duplicates")


@login_required
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Asks the worker to look through the registry now, not only at night."""
    _must_decide(request)
    job, _heard = jobs.ask_job(kind="find_duplicates", by=request.principal)
    return redirect("desk:job", job.pk)


@login_required
def alike(request: HttpRequest) -> HttpResponse:
    """The hint under a name being typed: registered ones that it may be, among those that the asker sees."""
    form = AlikeForm(request.GET)
    found = services.near(by=request.principal, **form.told()) if form.is_valid() else []
    return render(request, "actors/alike.html", {"near": found})
