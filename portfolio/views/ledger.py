"""Pages of a mesa's money: its tab «Aportes», one movement, and the acts of who keeps the ledger."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse as address_of
from django.utils.translation import gettext as _

from convergence.models import Alliance
from convergence.views.alliances import frame, get_alliance
from core.errors import DomainError
from core.forms import posted, take_errors
from core.submissions import make_once
from portfolio import rules
from portfolio.forms.ledger import ReverseForm
from portfolio.ledger_querysets import GIVER, sees_whole_ledger
from portfolio.models import Entry, Initiative, Movement, Pledge
from portfolio.money import GIVER_ID, SUMS, regrouped, totals_of
from portfolio.paging import OneReadPaginator
from portfolio.services import ledger as services
from portfolio.views import money_shown, money_tables, movement_shown
from portfolio.views.ledger_acts import allocate, make_pledge, must_keep, record_receipt, spend

__all__ = ["allocate", "detail", "make_pledge", "of_alliance", "record_receipt", "reverse", "spend"]
PAGE = 10  # pledges, and movements


@login_required
def of_alliance(request: HttpRequest, pk: str) -> HttpResponse:
    """How much was promised, came, was given and spent: totals for all, lines for whoever may see them."""
    alliance = get_alliance(request, pk)
    principal, today = request.principal, alliance.today()
    whole, may_keep = sees_whole_ledger(principal, alliance), rules.can_keep_ledger(principal, alliance)
    lines = Entry.objects.filter(alliance=alliance)
    own = lines.visible_to(principal)
    groups = list(lines.by("cycle_id", GIVER_ID, *(GIVER if whole else ()), figures=SUMS))
    totals, involved = totals_of(groups), Initiative.objects.filter(alliance=alliance).living().cost()
    cycles = list(alliance.cycles.order_by("number"))
    sums = regrouped(groups, GIVER_ID) if whole else list(own.by(GIVER_ID, *GIVER))
    sums.sort(key=lambda row: (-row["received"], row[GIVER_ID]))
    pledged = Pledge.objects.filter(alliance=alliance).visible_to(principal).drawn()
    pledges = OneReadPaginator(pledged, PAGE).get_page(request.GET.get("compromisos"))
    kind, rows = _movements(request, alliance, own, whole=whole)
    page = OneReadPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = frame(
        request,
        alliance,
        "aportes",
        money=money_shown.bar(totals, as_of=today, urls=_urls() if whole else None),
        leverage=money_shown.leverage(involved, totals, as_of=today),
        contributors=totals.contributors,
        by_cycle=money_tables.by_cycle(cycles, regrouped(groups, "cycle_id")) if cycles else None,
        by_contributor=money_tables.by_contributor(sums) if sums else None,
        pledges=money_tables.pledges(pledges.object_list, may_keep=may_keep),
        pledges_page=pledges,
        movements=money_tables.movements(page.object_list)
        if whole
        else money_tables.entries(page.object_list, who=len(sums) > 1, mesa=False),
        page=page,
        kinds=movement_shown.kinds(kind),
        kind=kind,
        whole=whole,
        speaks_for_some=bool(principal.memberships),
        may_keep=may_keep,
        has_cycles=bool(cycles),
    )
    return render(request, "portfolio/aportes.html", context)


def _urls() -> dict[str, str]:
    rows = {"received": "receipt", "allocated": "allocation", "spent": "expenditure", "in_kind": "in_kind"}
    return {"pledged": "#compromisos", **{name: f"?tipo={kind}#movimientos" for name, kind in rows.items()}}


def _movements(request: HttpRequest, alliance: Alliance, own: Any, *, whole: bool) -> tuple[str, Any]:
    """(kind asked for, rows newest first): movements of the whole ledger, or the lines one sees of it."""
    principal = request.principal
    rows = Movement.objects.filter(alliance=alliance).visible_to(principal) if whole else own
    kind = request.GET.get("tipo", "")
    if kind == movement_shown.IN_KIND:
        rows = rows.filter(in_kind=True)
    elif kind in movement_shown.KINDS:
        rows = rows.filter(kind=kind)
    else:
        kind = ""
    return kind, rows.drawn() if whole else rows.drawn(principal)


def get_movement(request: HttpRequest, pk: str) -> Movement:
    seen = Movement.objects.visible_to(request.principal)
    return get_object_or_404(seen.with_place().select_related("reverses", "pledge"), pk=pk)


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """Who, what, when, how much, for what; whose money it was, for whoever sees those lines."""
    movement = get_movement(request, pk)
    principal = request.principal
    seen = Alliance.objects.visible_to(principal).filter(pk=movement.alliance_id).exists()
    lines = Entry.objects.visible_to(principal).filter(movement=movement).with_place()
    open_one = movement_shown.may_be_reversed(movement) and rules.can_keep_ledger(principal)
    context = {
        "movement": movement,
        "facts": movement_shown.facts(movement, seen=seen),
        "lines": movement_shown.lines(lines.order_by("-amount", "pk")),
        "reversal": getattr(movement, "reversal", None),
        "crumbs": movement_shown.crumbs(movement.alliance, str(movement), seen=seen),
        "actions": [movement_shown.reverse_action(movement)] if open_one else [],
    }
    return render(request, "portfolio/movement.html", context)


@login_required
def reverse(request: HttpRequest, pk: str) -> HttpResponse:
    """Says what will happen, asks why, and takes the movement back."""
    movement = get_movement(request, pk)
    must_keep(request, movement.alliance)
    here = address_of("portfolio:movement", args=[movement.pk])
    form = ReverseForm(posted(request), movement=movement)
    if request.method != "POST" and not movement_shown.may_be_reversed(movement):
        messages.info(request, _("Este movimiento ya fue revertido o es una reversa."))
        return redirect(here)
    if request.method == "POST" and form.is_valid():
        told, by = form.cleaned_data, request.principal
        try:
            twin, _is_new = make_once(
                kind="ledger.reverse",
                uid=told["uid"],
                body={**told, "of": movement.pk},
                by=by,
                make=lambda: services.reverse_movement(movement=movement, by=by, **told),
                model=Movement,
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Movimiento revertido. Ambos quedan en el libro."))
            return redirect("portfolio:movement", twin.pk)
    context = {
        "form": form,
        "movement": movement,
        "consequences": movement_shown.consequences(movement),
        "crumbs": movement_shown.crumbs(movement.alliance, _("Revertir")),
        "back": here,
    }
    return render(request, "portfolio/reverse.html", context, status=422 if form.errors else 200)
