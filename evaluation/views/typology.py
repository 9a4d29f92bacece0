"""Page of a mesa that answers how it is really articulated, with the evidence of each variable."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from convergence.models import Alliance
from convergence.views.alliances import frame, get_alliance
from core.models import Job, new_uid
from core.pages import render_fragment
from evaluation import evidence, words
from evaluation.models import TypologyResult
from evaluation.views import shown

ROWS = 25


@login_required
@require_safe
@never_cache
def of_alliance(request: HttpRequest, pk: str) -> HttpResponse:
    """The result in force, its trajectory, and with `?ver=<rows>` every row behind one count. While the asker's own
    job is open, its progress stands on top."""
    alliance = get_alliance(request, pk)
    results = TypologyResult.objects.visible_to(request.principal).filter(alliance=alliance).newest_first()
    result = results.first()
    job = _last_job(request, alliance)
    context = frame(
        request,
        alliance,
        "typology",
        result=shown.verdict(result) if result else None,
        ladder=shown.ladder(result, request.principal, request.path) if result else None,
        trajectory=shown.trajectory(results.only("model", "as_of", "seen_on")),
        rows=_rows(request, result),
        job=job if job and job.is_open else None,
        failed=job.error if job and job.state == Job.State.FAILED and _is_news(job, result) else "",
    )
    # Who records meetings asks for readings: the frame asked that rule already.
    context["act"] = _act(alliance, again=result is not None) if context["can_record"] else None
    response = render_fragment(request, "evaluation/typology.html", context, "progress")
    if request.htmx and context["job"] is None:
        response["HX-Refresh"] = "true"  # it ended: the whole page says what came out
    return response


def _act(alliance: Alliance, *, again: bool) -> dict[str, Any]:
    return {
        "label": _("Calcular ahora"),
        "url": reverse("desk:ask_job"),
        "method": "post",
        "tone": "secondary" if again else "primary",
        "fields": {"kind": "typology", "param_alliance": str(alliance.pk), "uid": new_uid()},
    }


def _last_job(request: HttpRequest, alliance: Alliance) -> Job | None:
    mine = Job.objects.visible_to(request.principal).filter(
        kind="typology", params__alliance=str(alliance.pk)
    )
    return mine.order_by("-created_at").first()


def _is_news(job: Job, result: TypologyResult | None) -> bool:
    return result is None or job.created_at > result.created_at


def _rows(request: HttpRequest, result: TypologyResult | None) -> dict[str, Any] | None:
    """The rows that a count of the result counted, run again for whoever looks."""
    code = request.GET.get("ver", "")
    if not code:
        return None
    if result is None or not evidence.known(code):
        raise Http404
    found = evidence.find(code, result.alliance_id, result.seen_on).visible_to(request.principal)
    page = Paginator(shown.listed(found), ROWS).get_page(request.GET.get("page"))
    return {
        "title": words.counted(code, page.paginator.count),
        "page": page,
        "rows": shown.rows(page.object_list),
    }
