"""What became of an organisation's money: its page, its panel in the directory, the list of those one sees."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.pages import render_fragment
from portfolio.models import Entry, Initiative, Pledge
from portfolio.views import money_shown, money_tables
from portfolio.views.ledger import opened

PAGE = 25


def _own_only(principal: Principal) -> bool:
    """The person speaks for one organisation, which is no public institution: all it sees is its own page."""
    return principal.on_behalf_of is not None and all(
        fact.sector != "publico" for fact in principal.memberships
    )


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Contributors with the sums of the lines that the asker sees."""
    principal = request.principal
    if _own_only(principal):
        return redirect("portfolio:contributor", principal.on_behalf_of)
    lines = Entry.objects.visible_to(principal)
    sums = lines.by("contributor_id").order_by("-received", "contributor_id")
    page = Paginator(sums, PAGE).get_page(request.GET.get("page"))
    ids = [row["contributor_id"] for row in page.object_list]
    actors = {row.pk: row for row in Actor.objects.filter(pk__in=ids).select_related("kind")}
    today = dates.today()
    context = {
        "page": page,
        "money": money_shown.bar(lines.totals(), as_of=today, label=_("Dinero de estas organizaciones")),
        "table": money_tables.by_contributor(page.object_list, actors),
        "is_foundation": principal.is_foundation,
    }
    return render(request, "portfolio/contributors.html", context)


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """The organisation's page; under htmx, its panel on the actor's page.

    Whoever sees none of its lines and does not belong to it gets 404. The panel says the same sentence to
    everybody who sees the organisation and none of its lines, whether there are lines or not.
    """
    principal = request.principal
    lines = Entry.objects.visible_to(principal).filter(contributor_id=pk)
    if not (principal.is_foundation or pk in principal.actor_ids or lines.exists()):
        as_panel = request.htmx and not request.htmx.history_restore_request
        if not as_panel or not Actor.objects.visible_to(principal).filter(pk=pk).exists():
            raise Http404
        return render_fragment(request, "portfolio/contributor.html", {"hidden": True}, "panel")
    actor = get_object_or_404(Actor.objects.select_related("kind"), pk=pk)
    totals, today = lines.totals(), dates.today()
    context = {
        "actor": actor,
        "title": _("¿En qué se convirtió el aporte de %(who)s?") % {"who": actor.display_name},
        "crumbs": [
            {"label": _("Aportes"), "url": reverse("portfolio:contributors")},
            {"label": actor.display_name},
        ],
        "money": money_shown.bar(totals, as_of=today, scope="contributor", urls=_urls(actor)),
        "is_empty": totals.is_empty and not lines.exists(),
        "today": today,
        "some_mesas": not (principal.is_foundation or actor.pk in principal.actor_ids),
    }
    if not (request.htmx and not request.htmx.history_restore_request):
        context |= _rows(request, actor, lines)
    return render_fragment(request, "portfolio/contributor.html", context, "panel")


def _urls(actor: Actor) -> dict[str, str]:
    here = reverse("portfolio:contributor", args=[actor.pk])
    places = {"pledged": "compromisos", "received": "movimientos", "allocated": "iniciativas"}
    places |= {"spent": "iniciativas", "in_kind": "movimientos"}
    return {name: f"{here}#{place}" for name, place in places.items()}


def _rows(request: HttpRequest, actor: Actor, lines: Any) -> dict[str, Any]:
    """The tables of the whole page: by mesa, by initiative, pledges with their state, lines newest first."""
    principal = request.principal
    by_mesa = list(lines.by("alliance_id").order_by("alliance__name", "alliance_id"))
    names = dict(
        Alliance.objects.filter(pk__in=[row["alliance_id"] for row in by_mesa]).values_list("pk", "name")
    )
    seen_mesas = Alliance.objects.visible_to(principal).filter(pk__in=names).values_list("pk", flat=True)
    went = lines.filter(kind__in=("allocation", "expenditure")).by("initiative_id")
    went = list(went.exclude(allocated=0, spent=0).order_by("-allocated", "initiative_id"))
    ids = [row["initiative_id"] for row in went]
    works = {row.pk: row for row in Initiative.objects.filter(pk__in=ids).select_related("alliance", "phase")}
    seen = Initiative.objects.visible_to(principal).filter(pk__in=ids)
    open_ones = set(seen.values_list("pk", flat=True))
    pledged = Pledge.objects.visible_to(principal).filter(contributor=actor).with_state().with_place()
    pledges = Paginator(pledged, PAGE).get_page(request.GET.get("compromisos"))
    ordered = lines.with_place().order_by("-happened_on", "-pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    return {
        "by_mesa": money_tables.by_mesa(by_mesa, names, seen_mesas),
        "by_initiative": money_tables.by_initiative(went, works, open_ones),
        "people": seen.sums()["beneficiaries"],
        "pledges": money_tables.pledges(pledges.object_list, who=False, mesa=True),
        "pledges_page": pledges,
        "entries": money_tables.entries(
            page.object_list, opened(principal, page.object_list), who=False, mesa=True
        ),
        "page": page,
    }
