"""Forms of who keeps the ledger: promise, receive, allocate, spend. Reversal is in ledger.py, beside the movement."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from convergence.models import Alliance
from convergence.views.alliances import get_alliance
from core import files
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.models import File, parse_uid
from core.money import format_clp
from core.submissions import make_once
from portfolio import fund, rules
from portfolio.forms.ledger import FundForm, PledgeForm, ReceiptForm, cycle_words
from portfolio.models import Initiative, Movement, Pledge
from portfolio.services import contributions, ledger
from portfolio.views import movement_shown


def must_keep(request: HttpRequest, alliance: Alliance) -> None:
    if not rules.can_keep_ledger(request.principal, alliance):
        raise NotAllowed(_("El libro de aportes lo lleva la fundación."))


@login_required
def make_pledge(request: HttpRequest, pk: str) -> HttpResponse:
    alliance = get_alliance(request, pk)
    must_keep(request, alliance)
    first = {"contributor": request.principal.on_behalf_of}
    form = PledgeForm(posted(request), request.FILES or None, alliance=alliance, initial=first)

    def act(**told: Any) -> Pledge:
        return contributions.make_pledge(alliance=alliance, amount=form.given_amount(), **told)

    def done(row: Pledge) -> tuple[str, str]:
        return _("Aporte comprometido."), f"{_aportes(alliance)}#compromisos"

    return _keep(request, alliance, form, "pledge_form", Pledge, act, done)


@login_required
def record_receipt(request: HttpRequest, pk: str) -> HttpResponse:
    alliance = get_alliance(request, pk)
    must_keep(request, alliance)
    form = ReceiptForm(
        posted(request), request.FILES or None, alliance=alliance, initial=_wanted(request, alliance)
    )

    def act(**told: Any) -> Movement:
        return contributions.record_receipt(alliance=alliance, amount=form.given_amount(), **told)

    def done(row: Movement) -> tuple[str, str]:
        said = _("Aporte recibido.")
        if row.pledge_id:
            state = movement_shown.state_of(Pledge.objects.with_state().get(pk=row.pledge_id))
            said = _("Aporte recibido. El compromiso queda así: %(state)s.") % {"state": state["label"]}
        return said, reverse("portfolio:movement", args=[row.pk])

    return _keep(request, alliance, form, "receipt_form", Movement, act, done)


def _wanted(request: HttpRequest, alliance: Alliance) -> dict[str, Any]:
    """The pledge named by `?compromiso=`, if it is of this mesa; else for whom the person speaks."""
    pk = parse_uid(request.GET.get("compromiso"))
    asked = Pledge.objects.filter(alliance=alliance, pk=pk).first() if pk else None
    if asked is None:
        return {"contributor": request.principal.on_behalf_of}
    return {"pledge": asked.pk, "contributor": asked.contributor_id}


@login_required
def allocate(request: HttpRequest, pk: str) -> HttpResponse:
    return _fund(request, pk, "allocate", fund.available, ledger.allocate, _("Dinero asignado."))


@login_required
def spend(request: HttpRequest, pk: str) -> HttpResponse:
    return _fund(request, pk, "spend", fund.unspent, ledger.spend, _("Gasto registrado."))


def _fund(
    request: HttpRequest, pk: str, template: str, left_of: Any, service: Callable[..., Movement], said: str
) -> HttpResponse:
    """Says first what there is in each cycle, then asks."""
    seen = Initiative.objects.visible_to(request.principal)
    initiative = get_object_or_404(seen.select_related("alliance"), pk=pk)
    alliance = get_alliance(request, initiative.alliance_id)
    must_keep(request, alliance)
    initiative.alliance = alliance
    left = left_of(initiative)
    form = FundForm(posted(request), request.FILES or None, initiative=initiative, left=left)

    def act(**told: Any) -> Movement:
        return service(initiative=initiative, pesos=form.cleaned_data["amount"], **told)

    def done(row: Movement) -> tuple[str, str]:
        return said, reverse("portfolio:movement", args=[row.pk])

    cycles = [(cycle_words(row), left.get(row.pk, 0)) for row in alliance.cycles.order_by("number")]
    return _keep(
        request, alliance, form, template, Movement, act, done, initiative=initiative,
        left=[{"label": words, "value": format_clp(pesos)} for words, pesos in cycles],
        back=reverse("portfolio:initiative", args=[initiative.pk]),
    )  # fmt: skip


def _keep(
    request: HttpRequest,
    alliance: Alliance,
    form: Any,
    template: str,
    model: type[Any],
    act: Callable[..., Any],
    done: Callable[[Any], tuple[str, str]],
    **context: Any,
) -> HttpResponse:
    """One act of the ledger: made once however often it is sent, or told what to mend with nothing lost."""
    kept: File | None = None
    if request.method == "POST":
        good = form.is_valid()
        kept = _paper(request, form)
        if good and not form.errors:
            by, uid = request.principal, form.cleaned_data["uid"]
            apart = {"uid", "document", "kept_document"}
            body = {name: value for name, value in form.cleaned_data.items() if name not in apart}
            try:
                row, is_new = make_once(
                    kind=f"ledger.{template}",
                    uid=uid,
                    body={**body, "of": request.path, "document": kept.sha256 if kept else ""},
                    by=by,
                    make=lambda: act(**form.terms(), document=kept, uid=uid, by=by),
                    model=model,
                )
            except (ValidationError, DomainError) as error:
                take_errors(form, error)
            else:
                said, address = done(row)
                if is_new:
                    messages.success(request, said)
                else:
                    messages.info(request, _("Esto ya estaba registrado: no se duplicó."))
                return redirect(address)
    told = {
        "form": form,
        "kept": kept,
        "alliance": alliance,
        "has_cycles": alliance.cycles.exists(),
        "crumbs": movement_shown.crumbs(alliance, movement_shown.titles()[template]),
        "title": movement_shown.titles()[template],
        "back": _aportes(alliance),
        **context,
    }
    return render(request, f"portfolio/{template}.html", told, status=422 if form.errors else 200)


def _paper(request: HttpRequest, form: Any) -> File | None:
    """The paper just sent, or the one kept from the try before; a refused one is told beside its field."""
    upload, kept_id = request.FILES.get("document"), form.cleaned_data.get("kept_document")
    seen = File.objects.visible_to(request.principal)  # what she sees no longer comes back by no form
    own = seen.filter(uploaded_by=request.user, audience=File.Audience.RECORD)
    kept = own.filter(pk=kept_id).first() if kept_id else None
    if upload is None:
        return kept
    try:
        file = files.keep_upload(upload, by=request.principal, field="document")
    except DomainError as error:
        take_errors(form, error)
        return kept
    form.data = form.data.copy()
    form.data["kept_document"] = str(file.pk)
    return file


def _aportes(alliance: Alliance) -> str:
    return reverse("portfolio:aportes", args=[alliance.pk])
