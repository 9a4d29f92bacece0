"""Pages of seats: give one to a person of an organisation that takes part, end it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from convergence import rules
from convergence.forms.seat import EndSeatForm, SeatForm
from convergence.models import Participation, Seat
from convergence.services import seats as services
from convergence.views import shown
from convergence.views.alliances import form_page
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.submissions import make_once


@login_required
def give(request: HttpRequest, pk: str) -> HttpResponse:
    rows = Participation.objects.visible_to(request.principal).living()
    stay = get_object_or_404(rows.select_related("actor", "alliance"), pk=pk)
    _must_keep(request, stay)
    form = SeatForm(posted(request), participation=stay)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row, is_new = make_once(
                kind="seat",
                uid=given["uid"],
                body={**given, "participation": stay},
                by=request.principal,
                make=lambda: services.seat_person(participation=stay, by=request.principal, **given),
                model=Seat,
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            if is_new:
                messages.success(request, _("%(who)s tiene asiento en la mesa.") % {"who": row.user.name})
            return redirect("convergence:partners", stay.alliance_id)
    title = _("Asiento de %(actor)s") % {"actor": stay.actor.display_name}
    return form_page(request, stay.alliance, form, title, _("Dar el asiento"), "partners")


@login_required
def end(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks first: of whoever only has seats, the mesa itself ends with it."""
    rows = Seat.objects.visible_to(request.principal).filter(until=None)
    row = get_object_or_404(rows.with_place(), pk=pk)
    stay = row.participation
    _must_keep(request, stay)
    first: dict[str, Any] = {"version": row.version, "on": stay.alliance.today()}
    form = EndSeatForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_seat(seat=row, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            messages.success(request, _("El asiento de %(who)s terminó.") % {"who": row.user.name})
            return redirect("convergence:partners", stay.alliance_id)
    title = _("Terminar el asiento de %(who)s") % {"who": row.user.name}
    context = {
        "title": title,
        "crumbs": shown.crumbs_of(stay.alliance, title),
        "consequences": [
            _("Si solo actúa en las mesas en que tiene asiento, deja de ver esta."),
            _("Los compromisos siguen siendo de %(actor)s.") % {"actor": stay.actor.display_name},
        ],
        "submit": _("Terminar el asiento"),
        "form": form,
        "cancel_url": reverse("convergence:partners", args=[stay.alliance_id]),
        "danger": True,
    }
    return render(request, "convergence/confirm.html", context, status=422 if form.errors else 200)


def _must_keep(request: HttpRequest, stay: Participation) -> None:
    if not rules.can_keep_seats(request.principal, stay):
        raise NotAllowed(_("Los asientos de una organización los asignan ella y la fundación."))
