"""Pages of the SDG reports: one's own and the form to ask, one report while it is made and afterwards."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from convergence.models import Alliance
from core import dates
from core.errors import DomainError, Gone
from core.forms import posted, take_errors
from core.models import Job
from core.pages import render_fragment
from evaluation import report_words as words
from evaluation import reports_pdf, sdg
from evaluation.models import SdgReport
from evaluation.report_forms import MESAS_OFFERED, ReportForm
from evaluation.report_tables import page_table
from evaluation.services import reports as services

REPORTS_A_PAGE = 25
TONES = {"queued": "neutral", "running": "info", "done": "good", "failed": "lost"}


@login_required
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    """What one asked for, and the form: `?alliance=` chooses the mesa, `?q=` narrows a long list of them."""
    seen = Alliance.objects.visible_to(request.principal)
    text = request.GET.get("q", "")[:100].replace("\0", "")
    form = ReportForm(posted(request), initial=_initial(request), seen=seen, words=text)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            job, _was_told = services.ask_report(
                alliance=told["alliance"], as_of=told["as_of"], by=request.principal, uid=told["uid"]
            )
        except DomainError as error:
            take_errors(form, error)
        else:
            return redirect("evaluation:report", job.pk)
    jobs = Job.objects.visible_to(request.principal).filter(kind=services.KIND)
    page = Paginator(jobs, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    many = len(seen.order_by().values("pk")[: MESAS_OFFERED + 1])
    context = {
        "form": form,
        "page": page,
        "table": _table(list(page.object_list), seen, SdgReport.objects.visible_to(request.principal)),
        "sees_any": many > 0,
        "is_long": many > MESAS_OFFERED,
        "q": text,
    }
    return render(request, "evaluation/reports.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
@never_cache
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """The report of its asker; while there is none, how far its job is. htmx asks again while the job is open."""
    polls = request.htmx and not request.htmx.history_restore_request
    row = SdgReport.objects.visible_to(request.principal).filter(pk=pk).first()
    if row is None:
        jobs = Job.objects.visible_to(request.principal).filter(kind=services.KIND)
        job = get_object_or_404(jobs, pk=pk)
        if job.state == Job.State.DONE:
            raise Gone(_("Este informe reúne datos que usted ya no ve. Puede pedir otro, de lo que ve hoy."))
        if job.is_open or not polls:
            return render_fragment(request, "evaluation/report_progress.html", _waiting(job), "progress")
    elif not polls:
        return render(request, "evaluation/report.html", _shown(row))
    return HttpResponse(headers={"HX-Refresh": "true"})  # the whole page says how it ended


@login_required
@require_safe
def numbers(request: HttpRequest, pk: str) -> HttpResponse:
    """The frozen numbers, in the very bytes whose SHA-256 page and document print."""
    row = get_object_or_404(SdgReport.objects.visible_to(request.principal), pk=pk)
    response = HttpResponse(sdg.canonical(row.numbers), content_type="application/json")
    name = reports_pdf.file_name(row.numbers, "json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _initial(request: HttpRequest) -> dict[str, Any]:
    told = {name: request.GET.get(name, "")[:40].replace("\0", "") for name in ("alliance", "as_of")}
    return {name: value for name, value in told.items() if value}


def _shown(row: SdgReport) -> dict[str, Any]:
    told = words.tell(row.numbers)
    tables = (told.goals, told.phases, told.money, told.contributors, told.shares)
    return {
        "report": row,
        "told": told,
        "stats": [
            {"value": one["value"], "label": one["label"], "definition": one["note"]} for one in told.figures
        ],
        "tables": {
            name: page_table(table)
            for name, table in zip(
                ("goals", "phases", "money", "contributors", "shares"), tables, strict=True
            )
        },
        "pdf_url": reverse("core:file", args=[row.pdf_id]),
        "again": _again(row.alliance_id),
        "facts": [
            {"label": _("Alcance"), "value": told.scope},
            {"label": _("Datos al"), "value": row.as_of},
            {"label": _("Hecho el"), "value": f"{timezone.localtime(row.made_at):%d-%m-%Y, %H:%M}"},
        ],
        "hashes": [
            {"label": _("SHA-256 de los números"), "pieces": _pieces(row.numbers_hash)},
            {"label": _("SHA-256 de las filas de que salen"), "pieces": _pieces(row.inputs_hash)},
        ],
        "crumbs": _crumbs(told.scope),
    }


def _waiting(job: Job) -> dict[str, Any]:
    """A job without a report yet, or that ended without one."""
    same = {name: job.params[name] for name in ("alliance", "as_of") if name in job.params}
    return {
        "job": job,
        "tags": [{"label": job.get_state_display(), "tone": TONES[job.state]}],
        "retry": [
            {
                "label": _("Pedirlo de nuevo"),
                "url": reverse("evaluation:reports"),
                "method": "post",
                "tone": "primary",
                "fields": same,
            }
        ],
        "crumbs": _crumbs(_("Informe ODS")),
    }


def _pieces(digest: str) -> list[str]:
    """Where the page may break a long word."""
    return [digest[place : place + 16] for place in range(0, len(digest), 16)]


def _again(alliance_id: Any) -> str:
    """The form for a newer report of the same."""
    base = reverse("evaluation:reports")
    return f"{base}?alliance={alliance_id}" if alliance_id else base


def _crumbs(here: str) -> list[dict[str, str]]:
    return [{"label": _("Informes"), "url": reverse("evaluation:reports")}, {"label": here}]


def _table(jobs: list[Job], seen: Any, reports: Any) -> dict[str, Any]:
    shown = reports.filter(pk__in=[job.pk for job in jobs])
    made = dict(shown.values_list("pk", "numbers__scope__name"))
    wanted = {job.params.get("alliance") for job in jobs if job.pk not in made} - {None}
    names = {str(pk): name for pk, name in seen.filter(pk__in=wanted).values_list("pk", "name")}
    return {
        "caption": _("Informes pedidos"),
        "columns": [
            {"label": _("De qué")},
            {"label": _("Datos al")},
            {"label": _("Pedido el")},
            {"label": _("Estado")},
        ],
        "rows": [{"cells": _cells(job, made, names)} for job in jobs],
    }


def _cells(job: Job, made: dict[Any, str], names: dict[str, str]) -> list[dict[str, Any]]:
    key = job.params.get("alliance")
    waiting = names.get(key, _("Una mesa")) if key else _("Todo lo que veo")
    asked = timezone.localtime(job.created_at)
    return [
        {"value": made.get(job.pk, waiting), "url": reverse("evaluation:report", args=[job.pk])},
        {"value": f"{dates.date.fromisoformat(job.params['as_of']):%d-%m-%Y}"},
        {"value": f"{asked:%d-%m-%Y, %H:%M}"},
        {"tag": {"label": job.get_state_display(), "tone": TONES[job.state]}},
    ]
