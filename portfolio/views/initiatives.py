"""Pages of initiatives: all one sees, a mesa's lists, one initiative, its forms and its panels on lower floors."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from convergence.models import Agreement, Alliance, Meeting
from convergence.views.alliances import frame, get_alliance
from convergence.views.shown import crumbs_of
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.models import parse_uid
from core.pages import render_fragment
from core.search import SpanishOrder
from core.submissions import make_once
from portfolio import rules
from portfolio.filters import InitiativeFilter
from portfolio.forms.initiative import InitiativeForm, MoveInitiativeForm
from portfolio.models import Entry, Initiative
from portfolio.paging import KeyPaginator
from portfolio.services import initiatives as services
from portfolio.views import money_shown, shown
from portfolio.vocabulary import Portfolio

PAGE = 25
FIRST = 10  # of each list of a mesa; the rest is in the list of initiatives
BY_LINK = ("alliance", "ball")
SORTS: dict[str, tuple[Any, ...]] = {
    shown.BY_NAME: (SpanishOrder("name"), "pk"),
    f"-{shown.BY_NAME}": (SpanishOrder("name").desc(), "-pk"),
    shown.BY_COST: (F("execution_cost").asc(nulls_last=True), "pk"),
    f"-{shown.BY_COST}": (F("execution_cost").desc(nulls_last=True), "pk"),
    shown.BY_PHASE: ("phase__order", "phase_since", "pk"),
    f"-{shown.BY_PHASE}": ("-phase__order", "phase_since", "pk"),
}


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All initiatives one sees, with the sums of what is filtered; more than the paginator counts are not added."""
    found = InitiativeFilter(request.GET, Initiative.objects.visible_to(request.principal), request=request)
    asked = request.GET.get("orden", "")
    order = asked if asked in SORTS else shown.BY_NAME
    page = KeyPaginator(found.qs.order_by(*SORTS[order]), PAGE).get_page(request.GET.get("page"))
    many, counted = page.paginator.has_more, Initiative.objects.filter(pk__in=page.paginator.keys)
    context = {
        "filter": found,
        "chosen": shown.chosen_of(request, found.form, BY_LINK),
        "filtered": any(request.GET.get(name) for name in found.form.fields),
        "keep": {"orden": order} if asked else {},
        "page": page,
        "most": page.paginator.most if many else "",
        "sums": "" if many else shown.sums_words(counted.sums()),
        "table": shown.table_of(
            Initiative.objects.drawn_of(page.object_list),
            caption=_("Iniciativas"),
            mesa=not found.form.cleaned_data.get("alliance"),
            request=request,
            order=order,
        ),
    }
    return render_fragment(request, "portfolio/initiatives.html", context, "results")


@login_required
def of_alliance(request: HttpRequest, pk: str) -> HttpResponse:
    """Cartera: the three lists of a mesa, each with its sums and its first rows."""
    alliance = get_alliance(request, pk)
    rows = Initiative.objects.filter(alliance=alliance)
    sums = rows.sums_by("portfolio")
    drawn = _first_of_each(rows, alliance) if sums else []
    lists = []
    for code, label in reversed(Portfolio.choices):
        own = [row for row in drawn if row.portfolio == code]
        told = sums.get(code)
        lists.append(
            {
                "code": code,
                "title": label,
                "count": told["initiatives"] if told else 0,
                "sums": shown.sums_words(told) if told else "",
                "table": shown.table_of(own, caption=str(label), mesa=False, portfolio=False),
                "more_url": shown.list_url(alliance=alliance.pk, portfolio=code),
                "has_more": bool(told) and told["initiatives"] > len(own),
            }
        )
    context = frame(request, alliance, "cartera", lists=lists, is_empty=not sums)
    # Who records meetings manages initiatives: the frame asked that rule already.
    context["may_manage"] = context["can_record"]
    return render(request, "portfolio/cartera.html", context)


def _first_of_each(rows: Any, alliance: Alliance) -> list[Initiative]:
    """The first rows of each list in one query for which and one for what."""
    parts = [
        rows.filter(portfolio=code).in_order().values_list("pk", flat=True)[:FIRST]
        for code in Portfolio.values
    ]
    ids = parts[0].union(*parts[1:], all=True)
    return list(Initiative.objects.filter(pk__in=list(ids)).in_order().shown())


def get_initiative(request: HttpRequest, pk: Any) -> tuple[Initiative, Alliance]:
    """The initiative if the principal sees it, with its mesa; else 404."""
    rows = Initiative.objects.visible_to(request.principal).with_place()
    row = get_object_or_404(rows.select_related("agreement__meeting").with_goals(), pk=pk)
    row.alliance = get_alliance(request, row.alliance_id)
    return row, row.alliance


def crumbs(alliance: Alliance, row: Initiative | None = None, last: str = "") -> list[dict[str, str]]:
    told = crumbs_of(alliance, "x")[:-1]
    told.append({"label": _("Cartera"), "url": reverse("portfolio:cartera", args=[alliance.pk])})
    if row is not None:
        told.append({"label": row.name, "url": shown.url_of(row)})
    return [*told, {"label": last}] if last else told


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """Where it was decided, where it is, what follows, whom it serves, what it costs and with what money."""
    row, alliance = get_initiative(request, pk)
    principal = request.principal
    totals = Entry.objects.filter(initiative=row).totals()
    steps = row.steps.select_related("phase", "made_by")
    context = {
        "initiative": row,
        "alliance": alliance,
        "crumbs": crumbs(alliance, row),
        "head_tags": shown.tags_of(row),
        "head_actions": _manage_actions(row) if rules.can_manage_initiative(principal, alliance) else [],
        "money_actions": _money_actions(row) if rules.can_keep_ledger(principal, alliance) else [],
        "state": shown.state_of(row),
        "next_step": shown.next_step_of(row),
        "is_late": row.next_step_by is not None and row.next_step_by < alliance.today(),
        "steps": list(reversed(shown.steps_of(steps))),
        "goals": shown.goals_of(row),
        "beneficiaries": shown.beneficiaries_of(row),
        "costs": shown.costs_of(row),
        "facts": shown.place_of(row),
        "money": money_shown.bar(totals, as_of=alliance.today(), scope="initiative"),
    }
    return render(request, "portfolio/initiative.html", context)


def _manage_actions(row: Initiative) -> list[dict[str, str]]:
    return [
        {"label": _("Mover"), "url": _to("move", row), "tone": "primary", "icon": "arrow-right"},
        {"label": _("Editar"), "url": _to("edit", row), "icon": "edit"},
    ]


def _money_actions(row: Initiative) -> list[dict[str, str]]:
    return [
        {"label": _("Asignar dinero"), "url": _to("allocate", row), "icon": "money"},
        {"label": _("Registrar gasto"), "url": _to("spend", row), "icon": "money"},
    ]


def _to(name: str, row: Initiative) -> str:
    return reverse(f"portfolio:{name}", args=[row.pk])


@login_required
def create(request: HttpRequest, pk: str) -> HttpResponse:
    """A new initiative; `?acuerdo=` comes from the meeting in which it was decided."""
    alliance = get_alliance(request, pk)
    if not rules.can_manage_initiative(request.principal, alliance):
        raise NotAllowed(_("Su organización no agrega iniciativas a la cartera de esta mesa."))
    asked = request.GET.get("acuerdo")
    own = Agreement.objects.filter(meeting__alliance=alliance)
    agreement = get_object_or_404(own, pk=parse_uid(asked)) if asked else None
    form = InitiativeForm(posted(request), alliance=alliance, agreement=agreement)
    if request.method == "POST" and form.is_valid():
        try:
            row, is_new = make_once(
                kind="initiative",
                uid=form.cleaned_data["uid"],
                body={**form.cleaned_data, "alliance": alliance},
                by=request.principal,
                make=lambda: services.enter_initiative(
                    alliance=alliance,
                    by=request.principal,
                    uid=form.cleaned_data["uid"],
                    **form.initiative_fields(),
                ),
                model=Initiative,
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            if is_new:
                messages.success(request, _("Iniciativa agregada a la cartera."))
            else:
                messages.info(request, _("Esta iniciativa ya estaba registrada: no se duplicó."))
            return redirect("portfolio:initiative", row.pk)
    back = reverse("portfolio:cartera", args=[alliance.pk])
    if agreement is not None:
        back = reverse("convergence:meeting", args=[agreement.meeting_id])
    context = {"title": _("¿Qué se va a hacer y dónde?"), "submit": _("Agregar iniciativa")}
    last = _("Agregar iniciativa")
    return _form_page(
        request, form, **context, crumbs=crumbs(alliance, last=last), alliance=alliance, back=back
    )


@login_required
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    row, alliance = get_initiative(request, pk)
    if not rules.can_manage_initiative(request.principal, alliance):
        raise NotAllowed(_("Su organización no edita las iniciativas de esta mesa."))
    form = InitiativeForm(posted(request), alliance=alliance, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_initiative(
                initiative=row,
                by=request.principal,
                version=form.cleaned_data["version"],
                **form.initiative_fields(),
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error, now=form.initial)
        else:
            messages.success(request, _("Cambios guardados."))
            return redirect("portfolio:initiative", row.pk)
    context = {"title": _("Editar la iniciativa"), "submit": _("Guardar cambios"), "back": shown.url_of(row)}
    return _form_page(request, form, **context, crumbs=crumbs(alliance, row, _("Editar")), alliance=alliance)


def _form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "portfolio/initiative_form.html", {"form": form, **context}, status=status)


@login_required
def move(request: HttpRequest, pk: str) -> HttpResponse:
    """To another list or phase, with its day."""
    row, alliance = get_initiative(request, pk)
    if not rules.can_manage_initiative(request.principal, alliance):
        raise NotAllowed(_("Su organización no mueve las iniciativas de esta mesa."))
    form = MoveInitiativeForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_initiative(initiative=row, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error, now=form.initial)
        else:
            messages.success(request, _("Iniciativa actualizada. El paso queda en su historia."))
            return redirect("portfolio:initiative", row.pk)
    context = {"initiative": row, "form": form, "crumbs": crumbs(alliance, row, _("Mover"))}
    return render(request, "portfolio/move.html", context, status=422 if form.errors else 200)


@login_required
def alliance_summary(request: HttpRequest, pk: str) -> HttpResponse:
    """Panel of a mesa's Resumen: what its portfolio holds and how its money goes."""
    alliance = get_alliance(request, pk)
    rows = Initiative.objects.filter(alliance=alliance)
    told, totals = rows.summary(), Entry.objects.filter(alliance=alliance).totals()
    context = frame(
        request,
        alliance,
        "cartera",
        stats=shown.summary_of(alliance, told),
        involved=[shown.involved_of(told)],
        money=money_shown.bar(totals, as_of=alliance.today()),
    )
    return render_fragment(request, "portfolio/summary.html", context, "panel")


@login_required
def of_meeting(request: HttpRequest, pk: str) -> HttpResponse:
    """Panel of a meeting: each agreement with the initiatives that came from it."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.principal), pk=pk)
    alliance = get_alliance(request, meeting.alliance_id)
    may_manage = rules.can_manage_initiative(request.principal, alliance)
    agreements = list(meeting.agreements.order_by("number"))
    rows = Initiative.objects.filter(agreement__in=agreements).select_related("phase").in_order()
    context = {
        "meeting": meeting,
        "alliance": alliance,
        "crumbs": [
            *crumbs_of(alliance, "x")[:-1],
            {"label": str(meeting), "url": reverse("convergence:meeting", args=[meeting.pk])},
            {"label": _("Iniciativas")},
        ],
        "agreements": shown.decided_of(agreements, rows, alliance if may_manage else None),
    }
    return render_fragment(request, "portfolio/of_meeting.html", context, "panel")
