"""Pages of commitments: what is due, one commitment with its dates, and its acts."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from actors.models import Actor
from convergence import rules
from convergence.filters import CommitmentFilter
from convergence.forms import (
    STEP_FORMS,
    CloseForm,
    CommitmentForm,
    MoveForm,
    ReleaseForm,
    RescheduleForm,
)
from convergence.models import Alliance, Commitment
from convergence.services import commitments as services
from convergence.views import shown
from convergence.views.alliances import frame, get_alliance
from convergence.vocabulary import CommitmentState
from core import dates
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.forms_look import QuickSelect
from core.models import parse_uid
from core.pages import render_fragment
from core.paging import LongPaginator
from core.submissions import make_once

PAGE = 25
REOPENS_TO: dict[str, str] = {
    CommitmentState.CUMPLIDO: CommitmentState.EN_CURSO,
    CommitmentState.LIBERADO: CommitmentState.ABIERTO,
}


def _listed(
    request: HttpRequest, rows: Any, *, today: date, alliance: Alliance | None = None
) -> dict[str, Any]:
    """Filter, page and drawn rows; without a filter the open ones, the oldest date first. Of one mesa, the filter
    offers who has taken part in it."""
    narrowed = any(request.GET.get(name) for name in CommitmentFilter.base_filters if name != "mine")
    asked = request.GET if narrowed else {"due": "open", "mine": request.GET.get("mine", "")}
    found = CommitmentFilter(asked, rows, request=request)
    if alliance is not None:
        del found.form.fields["alliance"]
        owner = found.form.fields["owner"]
        owner.widget = QuickSelect()
        here = alliance.participations.values("actor__canonical_id")
        owner.queryset = Actor.objects.filter(pk__in=here).in_order()
    page = LongPaginator(found.qs.order_by("due_on", "pk"), PAGE).get_page(request.GET.get("page"))
    return {
        "filter": found,
        "page": page,
        "commitments": [
            shown.commitment_of(row, today, mesa=alliance is None) for row in page.object_list.drawn()
        ],
        "count": _count(page.paginator),
        "filtered": asked is request.GET,
        "chosen": _chosen(request, found.form),
        "export_filter": asked,
    }


def _chosen(request: HttpRequest, form: Any) -> list[dict[str, str]]:
    """What a link chose and no control shows, each with the address of the list without it."""
    told = []
    for name in ("alliance", "owner", "person"):
        if name in form.fields and form[name].is_hidden and request.GET.get(name):
            chosen = form.cleaned_data.get(name) or _("no existe o no la ve")
            rest = request.GET.copy()
            del rest[name]
            rest.pop("page", None)
            told.append(
                {"label": f"{form[name].label}: {chosen}", "url": f"{request.path}?{rest.urlencode()}"}
            )
    return told


def _count(told: LongPaginator) -> str:
    if told.has_more:
        return _("más de %(n)s compromisos") % {"n": told.most}
    return ngettext("%(n)d compromiso", "%(n)d compromisos", told.count) % {"n": told.count}


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All commitments one sees; `?mine=1` only one's own."""
    listed = _listed(request, Commitment.objects.visible_to(request.principal), today=dates.today())
    context = {**listed, "mine": listed["filter"].form.cleaned_data.get("mine")}
    return render_fragment(request, "convergence/commitments.html", context, "results")


@login_required
def of_alliance(request: HttpRequest, pk: str) -> HttpResponse:
    alliance = get_alliance(request, pk)
    listed = _listed(request, alliance.commitments.all(), today=alliance.today(), alliance=alliance)
    context = frame(request, alliance, "alliance_commitments", **listed)
    return render(request, "convergence/alliance_commitments.html", context)


@login_required
def create(request: HttpRequest, pk: str) -> HttpResponse:
    """A commitment outside a meeting's form, or of a meeting already recorded (`?reunion=`)."""
    alliance = get_alliance(request, pk)
    if not rules.can_record_meeting(request.principal, alliance):
        raise NotAllowed(_("Su organización no registra compromisos en esta mesa."))
    asked = request.GET.get("reunion")
    meeting = get_object_or_404(alliance.meetings, pk=parse_uid(asked)) if asked else None
    first = {"owner": request.principal.on_behalf_of}
    form = CommitmentForm(posted(request), alliance=alliance, meeting=meeting, initial=first)
    back = reverse("convergence:alliance_commitments", args=[alliance.pk])
    if meeting:
        back = reverse("convergence:meeting", args=[meeting.pk])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _row, is_new = make_once(
                kind="commitment",
                uid=given["uid"],
                body={**given, "alliance": alliance, "meeting": meeting},
                by=request.principal,
                make=lambda: services.make_commitment(
                    alliance=alliance, meeting=meeting, by=request.principal, **given
                ),
                model=Commitment,
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            if is_new:
                messages.success(request, _("Compromiso registrado."))
            else:
                messages.info(request, _("Este compromiso ya estaba registrado: no se duplicó."))
            return redirect(back)
    context = {
        "form": form,
        "title": _("Registrar compromiso"),
        "submit": _("Registrar compromiso"),
        "crumbs": shown.crumbs_of(alliance, _("Registrar compromiso")),
        "cancel_url": back,
    }
    return render(request, "convergence/form.html", context, status=422 if form.errors else 200)


def get_commitment(request: HttpRequest, pk: str) -> Commitment:
    return get_object_or_404(
        Commitment.objects.visible_to(request.principal).with_place().select_related("agreement"), pk=pk
    )


def _page(
    request: HttpRequest, row: Commitment, *, step: Any = None, dating: Any = None, address: str = ""
) -> HttpResponse:
    """One commitment: its dates, and the acts open to this person. `step` is a refused form of STEP_FORMS or a
    refused step without words; it is drawn again in its own place, never as another."""
    alliance = get_alliance(request, row.alliance_id)
    may_move = rules.can_move_commitment(request.principal, row)
    may_release = rules.can_release_commitment(request.principal, row)
    start = {"version": row.version}
    refused = {type(step): step}
    closing = refused.get(CloseForm) or CloseForm(initial={**start, "to": CommitmentState.CUMPLIDO})
    releasing = refused.get(ReleaseForm) or ReleaseForm(initial={**start, "to": CommitmentState.LIBERADO})
    failed = any(form is not None and form.errors for form in (step, dating))
    context = {
        "alliance": alliance,
        "commitment": row,
        "drawn": shown.commitment_of(row, alliance.today(), mesa=True),
        "due_dates": row.due_dates.select_related("set_by"),
        "refused": refused.get(MoveForm),
        "closing": closing if row.is_open and may_move else None,
        "releasing": releasing if row.is_open and may_release else None,
        "dating": (dating or RescheduleForm(initial=start)) if row.is_open and may_move else None,
        "may_start": row.state == CommitmentState.ABIERTO and may_move,
        "reopens_to": REOPENS_TO.get(row.state) if may_release else None,
        "may_share": row.is_open and rules.can_share_commitment(request.principal, row),
        "address": address,
        "crumbs": [
            *shown.crumbs_of(alliance, "x")[:-1],
            {
                "label": _("Compromisos"),
                "url": reverse("convergence:alliance_commitments", args=[alliance.pk]),
            },
            {"label": row.what[:60]},
        ],
    }
    return render(request, "convergence/commitment.html", context, status=422 if failed else 200)


@login_required
@never_cache
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    return _page(request, get_commitment(request, pk))


@login_required
def move(request: HttpRequest, pk: str) -> HttpResponse:
    row = get_commitment(request, pk)
    if request.method != "POST":
        return redirect("convergence:commitment", row.pk)
    form = STEP_FORMS.get(request.POST.get("to", ""), MoveForm)(request.POST)
    if form.is_valid():
        try:
            services.move_commitment(commitment=row, by=request.principal, **form.cleaned_data)
        except NotAllowed:
            raise
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
            row = get_commitment(request, pk)
        else:
            messages.success(request, _("Compromiso actualizado."))
            return redirect("convergence:commitment", row.pk)
    return _page(request, row, step=form)


@login_required
def reschedule(request: HttpRequest, pk: str) -> HttpResponse:
    row = get_commitment(request, pk)
    if request.method != "POST":
        return redirect("convergence:commitment", row.pk)
    form = RescheduleForm(request.POST)
    if form.is_valid():
        try:
            services.reschedule_commitment(commitment=row, by=request.principal, **form.cleaned_data)
        except NotAllowed:
            raise
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Fecha cambiada. Las anteriores quedan a la vista."))
            return redirect("convergence:commitment", row.pk)
    return _page(request, row, dating=form)


@login_required
@never_cache
def share(request: HttpRequest, pk: str) -> HttpResponse:
    """Makes a signed link for whoever answers without an account; shown in this one answer."""
    row = get_commitment(request, pk)
    if request.method != "POST":
        return redirect("convergence:commitment", row.pk)
    address = services.share_commitment(commitment=row, by=request.principal)
    return _page(request, row, address=address)
