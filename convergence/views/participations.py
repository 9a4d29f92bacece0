"""Pages of who takes part in a mesa, and of its funding cycles."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actors.querysets import managed_actor_ids
from convergence import rules
from convergence.forms import CycleForm, ParticipationForm
from convergence.models import Alliance, Participation, Seat
from convergence.services import alliances as services
from convergence.views.alliances import form_page, frame, get_alliance
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.submissions import make_once


@login_required
def partners(request: HttpRequest, pk: str) -> HttpResponse:
    """Who takes part, by sector, and who left."""
    alliance = get_alliance(request, pk)
    stays = alliance.participations.once().select_related("actor__canonical__kind", "kind")
    rows = list(stays.order_by("sector", "joined_on", "pk"))
    return render(
        request,
        "convergence/partners.html",
        frame(
            request,
            alliance,
            "partners",
            living=[row for row in rows if row.left_on is None],
            gone=[row for row in rows if row.left_on is not None],
            seats=_seats_of(alliance),
            keeps=_keeps(request, rows),
            can_see_access=rules.can_see_access(request.principal, alliance),
            role_words=dict(Participation._meta.get_field("roles").base_field.choices),
        ),
    )


def _seats_of(alliance: Alliance) -> dict[Any, list[Seat]]:
    """{organisation: its living seats}, titulars first; those of merged rows under the one that speaks for them."""
    told: dict[Any, list[Seat]] = {}
    rows = Seat.objects.living(alliance.today()).filter(participation__alliance=alliance)
    for row in rows.select_related("user", "participation__actor").order_by("-kind", "user__name"):
        told.setdefault(row.participation.actor.canonical_id, []).append(row)
    return told


def _keeps(request: HttpRequest, rows: list[Participation]) -> set[Any]:
    """Organisations whose seats the asker gives and ends (rules.can_keep_seats, asked once for all)."""
    if not request.principal.can_write:
        return set()
    if request.principal.is_foundation:
        return {row.actor_id for row in rows}
    return managed_actor_ids(request.principal)


@login_required
def add_partner(request: HttpRequest, pk: str) -> HttpResponse:
    alliance = get_alliance(request, pk)
    if not rules.can_manage_alliance(request.principal, alliance):
        raise NotAllowed(_("Solo la coordinación de la fundación suma actores."))
    form = ParticipationForm(posted(request), alliance=alliance)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _row, is_new = make_once(
                kind="participation",
                uid=given["uid"],
                body={**given, "alliance": alliance},
                by=request.principal,
                make=lambda: services.add_participation(alliance=alliance, by=request.principal, **given),
                model=Participation,
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            if is_new:
                messages.success(request, _("Actor agregado a la mesa."))
            else:
                messages.info(request, _("Esta organización ya estaba sumada: no se duplicó."))
            return redirect("convergence:partners", alliance.pk)
    return form_page(request, alliance, form, _("Sumar un actor"), _("Sumar a la mesa"), "partners")


@login_required
def edit_partner(request: HttpRequest, pk: str) -> HttpResponse:
    row = get_object_or_404(
        Participation.objects.visible_to(request.principal).select_related("actor__canonical", "alliance"),
        pk=pk,
    )
    alliance = row.alliance
    if not rules.can_manage_alliance(request.principal, alliance):
        raise NotAllowed(_("Solo la coordinación de la fundación edita la participación."))
    form = ParticipationForm(posted(request), alliance=alliance, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_participation(participation=row, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error, now=form.initial)
        else:
            messages.success(request, _("Cambios guardados."))
            return redirect("convergence:partners", alliance.pk)
    return form_page(request, alliance, form, row.actor.canonical.name, _("Guardar cambios"), "partners")


@login_required
def add_cycle(request: HttpRequest, pk: str) -> HttpResponse:
    alliance = get_alliance(request, pk)
    if not rules.can_manage_alliance(request.principal, alliance):
        raise NotAllowed(_("Solo la coordinación de la fundación abre ciclos."))
    form = CycleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.open_cycle(alliance=alliance, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Ciclo abierto."))
            return redirect("convergence:alliance", alliance.pk)
    return form_page(request, alliance, form, _("Abrir un ciclo"), _("Abrir ciclo"), "alliance")
