"""Pages of the desk: front, Inicio, jobs, statements. What they show is worked out in the modules beside this one."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from actors.models import Region
from convergence.filters import CommitmentFilter
from convergence.models import Alliance
from core import dates
from core.errors import DomainError
from core.forms import take_errors
from core.jobs import ask_job as queue_job
from core.models import Job
from core.pages import render_fragment
from desk import front as facade
from desk import home as today_of
from desk import jobs_shown, style_samples, tiles
from desk.forms import AskJobForm

MESAS_A_PAGE, JOBS_A_PAGE = 24, 25


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The public face; whoever is signed in goes to Inicio. Nothing unpublished is counted or named."""
    if request.principal.is_authenticated:
        return redirect("desk:home")
    today = dates.today()
    regions, comunas = facade.places()
    rows = Alliance.objects.published().with_place().in_order()
    region = Region.objects.filter(pk=request.GET.get("region", "")[:5].replace("\0", "")).first()
    if region:
        rows = rows.filter(
            pk__in=Alliance.comunas.through.objects.filter(comuna__region=region).values("alliance_id")
        )
    page = Paginator(rows, MESAS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "stats": facade.figures(),
        "today": today,
        "regions": regions,
        "map": tiles.draw(comunas) if comunas else None,
        "region": region,
        "page": page,
        "mesas": facade.cards(page.object_list, today),
        "published": facade.reproduced(),
    }
    return render(request, "desk/front.html", context)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/home.html", today_of.board(request.principal, dates.today()))


@login_required
@require_safe
@never_cache
def jobs(request: HttpRequest) -> HttpResponse:
    rows = Job.objects.visible_to(request.principal).with_result(request.principal)
    page = Paginator(rows, JOBS_A_PAGE).get_page(request.GET.get("page"))
    ask = {"label": _("Pedir un trabajo"), "url": reverse("desk:ask_job"), "tone": "primary"}
    context = {"page": page, "table": jobs_shown.table(page.object_list), "actions": [ask]}
    return render(request, "desk/jobs.html", context)


@login_required
def ask_job(request: HttpRequest) -> HttpResponse:
    """Asks for a job; `filter_…` fields narrow an export. The same uid, or the same thing still waiting, is one job."""
    sent = request.POST if request.method == "POST" else None
    initial = {"kind": request.GET.get("kind")}
    form = AskJobForm(sent, initial=initial, principal=request.principal)
    if request.method == "POST" and form.is_valid():
        try:
            told, uid = form.cleaned_data, form.cleaned_data["uid"]
            job, was_told = queue_job(
                kind=told["kind"],
                params=_params(request.POST),
                uid=str(uid) if uid else None,
                by=request.principal,
            )
        except DomainError as error:
            take_errors(form, error)
        else:
            if job.is_open and not was_told:
                messages.warning(
                    request,
                    _(
                        "El trabajo quedó guardado y espera: el trabajador lo tomará cuando vuelva la conexión."
                    ),
                )
            return redirect(jobs_shown.address(job))
    context = {
        "form": form,
        "crumbs": [{"label": _("Trabajos"), "url": reverse("desk:jobs")}, {"label": _("Pedir un trabajo")}],
    }
    return render(request, "desk/ask_job.html", context, status=422 if form.errors else 200)


def _params(posted: QueryDict) -> dict[str, Any]:
    """`param_<name>` fields and the filter that a list's button sends along (`filter_<name>`); whether they can be
    read is the job kind's to say."""
    told: dict[str, Any] = {
        name[6:]: value for name, value in posted.items() if name.startswith("param_") and value
    }
    narrowed = {name: posted.get(f"filter_{name}", "") for name in CommitmentFilter.base_filters}
    narrowed = {name: value for name, value in narrowed.items() if value}
    return {**told, "filter": narrowed} if narrowed else told


@login_required
@require_safe
@never_cache
def job(request: HttpRequest, pk: str) -> HttpResponse:
    """One job, for whoever asked for it. `?format=json` for programs; htmx asks again while it is open."""
    row = get_object_or_404(Job.objects.visible_to(request.principal).with_result(request.principal), pk=pk)
    if request.GET.get("format") == "json":
        return JsonResponse(jobs_shown.as_json(row))
    response = render_fragment(request, "desk/job.html", jobs_shown.page(row), "progress")
    if request.htmx and not row.is_open:
        response["HX-Refresh"] = "true"  # the whole page says how it ended, in its title too
    return response


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every piece of the look with made-up data; not for production."""
    if settings.MODE == "production":
        raise Http404
    return render(request, "desk/style.html", style_samples.samples())


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/privacy.html", {"contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/accessibility.html", {"contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]})
