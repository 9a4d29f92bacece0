"""Pages of the mesa itself: board, summary, partners, history, and the forms that open and edit it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convergence import facts, feed, gates, rules
from convergence.filters import AllianceFilter
from convergence.forms import AllianceForm
from convergence.models import Alliance
from convergence.pulse import SILENT_AFTER_DAYS
from convergence.services import alliances as services
from convergence.stages import CLOSED, stage_codes
from convergence.views import shown
from core import dates, registry
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.pages import render_fragment
from core.submissions import make_once

PAGE = 25


def get_alliance(request: HttpRequest, pk: Any) -> Alliance:
    """The alliance if the principal sees it, with what every page of it shows; else 404."""
    return get_object_or_404(Alliance.objects.visible_to(request.principal).with_place(), pk=pk)


def frame(request: HttpRequest, alliance: Alliance, active: str, **context: Any) -> dict[str, Any]:
    """What every tab of a mesa needs."""
    by = request.principal
    can_record = rules.can_record_meeting(by, alliance)
    actions = []
    if can_record and active == "alliance":
        actions.append(
            {
                "label": _("Registrar reunión"),
                "url": reverse("convergence:record", args=[alliance.pk]),
                "tone": "primary",
                "icon": "plus",
            }
        )
    if alliance.is_public:
        address = reverse("convergence:public_mesa", args=[alliance.pk])
        actions.append({"label": _("Página pública"), "url": address, "tone": "plain"})
    tags = [{"label": alliance.stage_label, "tone": "info", "icon": "table"}]
    if alliance.is_demo:
        tags.append({"label": _("Mesa de demostración"), "tone": "attention"})
    return {
        "alliance": alliance,
        "head_actions": actions,
        "head_tags": tags,
        "crumbs": shown.crumbs_of(alliance),
        # Whoever records meetings sees the map: asked once.
        "tabs": shown.tabs_of(alliance, active, with_map=can_record or rules.can_see_map(by, alliance)),
        "place": shown.place_of(alliance),
        "can_record": can_record,
        "can_manage": rules.can_manage_alliance(request.principal, alliance),
        **context,
    }


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """All mesas one sees: by stage (default) or as a table (`?vista=tabla`), with one filter."""
    today = dates.today()
    seen = Alliance.objects.visible_to(request.principal)
    found = AllianceFilter(request.GET, seen, request=request)
    as_table = request.GET.get("vista") == "tabla"
    ordered = found.qs.in_order() if as_table else found.qs.by_stage()
    whole = dict(found.qs.order_by().values_list("stage").annotate(n=Count("pk")))
    paginator = Paginator(ordered, PAGE)
    paginator.count = count = sum(whole.values())  # known already: not asked again
    page = paginator.get_page(request.GET.get("page"))
    ids = [row.pk for row in page.object_list]
    rows = list(seen.filter(pk__in=ids).with_place().with_pulse(today))
    rows.sort(key=lambda row: ids.index(row.pk))
    told = facts.gather(rows, today)
    cards = [_card(row, told[row.pk]) for row in rows]
    columns = [
        {
            "code": code,
            "label": label,
            "count": whole.get(code, 0),
            "cards": [card for card in cards if card["stage"] == code],
        }
        for code, label in stage_codes()
    ]
    context = {
        "filter": found,
        "page": page,
        "cards": cards,
        "columns": [column for column in columns if column["cards"]],
        "as_table": as_table,
        "keep": {"vista": "tabla"} if as_table else {},
        "count": ngettext("%(n)d mesa", "%(n)d mesas", count) % {"n": count},
        "actions": [_open_action()] if rules.can_manage_alliance(request.principal) else [],
        "filtered": any(request.GET.get(name) for name in found.form.fields),
    }
    return render_fragment(request, "convergence/board.html", context, "results")


def _open_action() -> dict[str, str]:
    address = reverse("convergence:create")
    return {"label": _("Abrir una mesa"), "url": address, "tone": "primary", "icon": "plus"}


def _card(row: Alliance, told: facts.AllianceFacts) -> dict[str, Any]:
    missing = gates.owed(told)
    silent = told.silent_days
    return {
        "name": row.name,
        "url": reverse("convergence:alliance", args=[row.pk]),
        "kind": row.get_kind_display(),
        "stage": row.stage,
        "stage_label": row.stage_label,
        "place": shown.place_of(row),
        "dots": shown.dots_of(row.kind, gates.outline(told)),
        "silent_days": silent if silent > SILENT_AFTER_DAYS and row.stage != CLOSED else None,
        "coordinator": row.coordinator,
        "last_meeting_on": row.last_meeting_on,
        "missing": len(missing),
        "first_missing": str(missing[0].label) if missing else "",
        "open": row.open_commitments,
        "late": row.late_commitments,
        "partners": row.partners,
        "is_demo": row.is_demo,
    }


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """Resumen: the rail, what is missing, last meetings, commitments due."""
    alliance = get_alliance(request, pk)
    today = alliance.today()
    told = facts.gather([alliance], today)[alliance.pk]
    rail = gates.rail(told)
    wanted = request.GET.get("etapa")
    current = next((stage for stage in rail if stage.state == "current"), rail[-1])
    looked = next((stage for stage in rail if stage.code == wanted), current)
    due = alliance.commitments.all().with_place().open().order_by("due_on", "pk")[:6]
    recent = alliance.meetings.all().with_counts().order_by("-held_on", "-pk")[:4]
    context = frame(
        request,
        alliance,
        "alliance",
        facts=told,
        rail=shown.rail_of(rail, alliance),
        looked=looked,
        is_current=looked is current and not shown.is_closed(alliance),
        blocking=gates.blocking(told),
        closed=shown.is_closed(alliance),
        meetings=[shown.meeting_of(row) for row in recent],
        commitments=[shown.commitment_of(row, today) for row in due],
        sheet=_sheet(alliance, today),
    )
    context["checklist"] = shown.checklist_of(
        looked, alliance, may_record=context["can_record"], by=request.principal
    )
    context["panels"] = [panel(alliance) for panel in registry.alliance_panels.values()]
    return render(request, "convergence/alliance.html", context)


def _sheet(alliance: Alliance, today: date) -> list[dict[str, Any]]:
    """The facts of the mesa that have a value, as label and value."""
    cycle = alliance.cycles.filter(starts_on__lte=today, ends_on__gte=today).first()
    told = [
        (_("Coordinación"), alliance.coordinator and alliance.coordinator.name),
        (_("Comienzo"), alliance.started_on),
        (_("Término"), alliance.ended_on),
        (_("Empresa patrocinante"), alliance.sponsor and alliance.sponsor.canonical.name),
        (_("Área temática"), alliance.get_theme_display()),
        (_("Escala"), alliance.get_scale_display()),
        (_("Origen"), alliance.get_origin_display()),
        (_("Formalidad"), alliance.get_formality_display()),
        (
            _("Ciclo de financiamiento"),
            cycle and f"{cycle.number} · {cycle.starts_on:%d-%m-%Y} – {cycle.ends_on:%d-%m-%Y}",
        ),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


@login_required
def create(request: HttpRequest) -> HttpResponse:
    if not rules.can_manage_alliance(request.principal):
        raise NotAllowed(_("Solo la coordinación de la fundación abre mesas."))
    form = AllianceForm(posted(request), initial={"coordinator": request.user.pk})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            alliance, is_new = make_once(
                kind="alliance",
                uid=given["uid"],
                body={**given, "comunas": sorted(comuna.pk for comuna in given["comunas"])},
                by=request.principal,
                make=lambda: services.open_alliance(by=request.principal, **given),
                model=Alliance,
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            if is_new:
                messages.success(request, _("Mesa abierta. Siga con los actores que participan."))
            return redirect("convergence:partners", alliance.pk)
    context = {
        "form": form,
        "title": _("Abrir una mesa"),
        "submit": _("Abrir mesa"),
        "crumbs": [
            {"label": _("Mesas"), "url": reverse("convergence:board")},
            {"label": _("Abrir una mesa")},
        ],
        "cancel_url": reverse("convergence:board"),
    }
    return render(request, "convergence/form.html", context, status=422 if form.errors else 200)


@login_required
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    alliance = get_alliance(request, pk)
    if not rules.can_manage_alliance(request.principal, alliance):
        raise NotAllowed(_("Solo la coordinación de la fundación edita la mesa."))
    form = AllianceForm(posted(request), instance=alliance)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_alliance(alliance=alliance, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error, now=form.initial)
        else:
            messages.success(request, _("Cambios guardados."))
            return redirect("convergence:alliance", alliance.pk)
    return form_page(request, alliance, form, _("Editar la mesa"), _("Guardar cambios"), "alliance")


@login_required
def history(request: HttpRequest, pk: str) -> HttpResponse:
    """Stage changes with the gates as they stood, and the feed of what happened."""
    alliance = get_alliance(request, pk)
    page = Paginator(feed.events_of(alliance, request.principal), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "convergence/history.html",
        frame(
            request,
            alliance,
            "history",
            page=page,
            entries=feed.entries(page.object_list, alliance.kind),
            changes=alliance.stage_changes.select_related("made_by").order_by("-created_at"),
        ),
    )


def form_page(
    request: HttpRequest, alliance: Alliance, form: Any, title: str, submit: str, back: str
) -> HttpResponse:
    """One form on a page of the mesa; 422 when it has errors."""
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "crumbs": shown.crumbs_of(alliance, title),
        "cancel_url": reverse(f"convergence:{back}", args=[alliance.pk]),
    }
    return render(request, "convergence/form.html", context, status=422 if form.errors else 200)
