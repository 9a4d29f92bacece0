"""What became of an organisation's money: its page, its panel in the directory, the list of those one sees."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.models import Actor
from convergence.models import Alliance
from core import dates
from core.pages import render_fragment
from core.paging import LongPaginator
from portfolio.ledger_querysets import GIVER
from portfolio.models import Entry, Initiative, Pledge
from portfolio.money import GIVER_ID, SUMS, totals_of
from portfolio.paging import OneReadPaginator
from portfolio.views import money_shown, money_tables

PAGE = 25
ROWS = 10  # of each of the four tables of an organisation's page


def _own_only(principal: Principal) -> bool:
    """The person has one organisation, which is no public institution: all it sees is its own page. For whom she
    chose to speak does not count: it never changes what is seen."""
    sectors = {fact.actor_id: fact.sector for fact in principal.memberships}
    return not principal.is_foundation and len(sectors) == 1 and "publico" not in sectors.values()


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Contributors with the sums of the lines that the asker sees."""
    principal = request.principal
    if _own_only(principal):
        return redirect("portfolio:contributor", principal.memberships[0].actor_id)
    lines = Entry.objects.visible_to(principal)
    sums = lines.by(GIVER_ID, *GIVER).order_by("-received", GIVER_ID)
    page = OneReadPaginator(sums, PAGE).get_page(request.GET.get("page"))
    today = dates.today()
    context = {
        "page": page,
        "money": money_shown.bar(lines.totals(), as_of=today, label=_("Dinero de estas organizaciones")),
        "table": money_tables.by_contributor(page.object_list),
        "is_foundation": principal.is_foundation,
    }
    return render(request, "portfolio/contributors.html", context)


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """The organisation's page; under htmx, its panel on the actor's page.

    Whoever sees the organisation and none of its lines reads one sentence, the same whether there are lines or
    not; whoever does not see it gets 404.
    """
    principal = request.principal
    as_panel = request.htmx and not request.htmx.history_restore_request
    named = get_object_or_404(Actor.objects.select_related("canonical__kind"), pk=pk)
    lines = Entry.objects.visible_to(principal).given_by(named)
    is_seen = principal.is_foundation or named.pk in principal.actor_ids or lines.exists()
    if named.merged_into_id is not None and (is_seen or _sees(principal, named)):
        return redirect("portfolio:contributor", named.canonical_id)
    if not is_seen:
        # Page and panel say the same, so that the panel's link leads somewhere without scripts too.
        actor = get_object_or_404(Actor.objects.visible_to(principal), pk=pk)
        context = {"hidden": True, "actor": actor, "title": _title(actor), "crumbs": _crumbs(actor)}
        return render_fragment(request, "portfolio/contributor.html", context, "panel")
    actor = named
    by_mesa = lines.by(GIVER_ID, "alliance_id", figures=SUMS).order_by("-received", "alliance_id")
    groups = [] if as_panel else list(by_mesa)
    totals, today = lines.totals() if as_panel else totals_of(groups), dates.today()
    context = {
        "actor": actor,
        "title": _title(actor),
        "crumbs": _crumbs(actor),
        "money": money_shown.bar(totals, as_of=today, scope="contributor", urls=_urls(actor)),
        "is_empty": totals.is_empty and not (groups or lines.exists()),
        "today": today,
        "some_mesas": not (principal.is_foundation or actor.pk in principal.actor_ids),
    }
    if not as_panel:
        context |= _rows(request, actor, lines, groups)
    return render_fragment(request, "portfolio/contributor.html", context, "panel")


def _sees(principal: Principal, actor: Actor) -> bool:
    return Actor.objects.visible_to(principal).filter(pk=actor.pk).exists()


def _title(actor: Actor) -> str:
    return _("¿En qué se convirtió el aporte de %(who)s?") % {"who": actor.display_name}


def _crumbs(actor: Actor) -> list[dict[str, str]]:
    return [{"label": _("Aportes"), "url": reverse("portfolio:contributors")}, {"label": actor.display_name}]


def _urls(actor: Actor) -> dict[str, str]:
    here = reverse("portfolio:contributor", args=[actor.pk])
    places = {"pledged": "compromisos", "received": "movimientos", "allocated": "iniciativas"}
    places |= {"spent": "iniciativas", "in_kind": "movimientos"}
    return {name: f"{here}#{place}" for name, place in places.items()}


def _rows(request: HttpRequest, actor: Actor, lines: Any, by_mesa: list[dict[str, Any]]) -> dict[str, Any]:
    """The tables of the whole page: by initiative, by mesa, pledges with their state, lines newest first."""
    principal = request.principal
    asked = request.GET.get
    mesas_page = Paginator(by_mesa, ROWS).get_page(asked("mesas"))
    ids = [row["alliance_id"] for row in mesas_page.object_list]
    here = Alliance.objects.visible_to(principal).filter(pk=OuterRef("pk"))
    mesas = Alliance.objects.only("name").annotate(is_seen=Exists(here)).in_bulk(ids)
    went = lines.filter(kind__in=("allocation", "expenditure"))
    went = went.by("initiative_id", figures=("allocated", "spent")).exclude(allocated=0, spent=0)
    ordered = went.order_by("-allocated", "initiative_id")
    works_page = OneReadPaginator(ordered, ROWS).get_page(asked("iniciativas"))
    ids = [row["initiative_id"] for row in works_page.object_list]
    works = Initiative.objects.select_related("alliance", "phase").with_seen(principal)
    columns = ("name", "women", "men", "unspecified", "alliance__name", "phase__name_es", "phase__name_en")
    pledged = Pledge.objects.visible_to(principal).given_by(actor).drawn(who=False)
    pledges = OneReadPaginator(pledged, ROWS).get_page(asked("compromisos"))
    page = OneReadPaginator(lines.drawn(principal, who=False), ROWS).get_page(asked("page"))
    return {
        "by_mesa": money_tables.by_mesa(mesas_page.object_list, mesas),
        "mesas_page": mesas_page,
        "by_initiative": money_tables.by_initiative(
            works_page.object_list, works.only(*columns).in_bulk(ids)
        ),
        "works_page": works_page,
        "people": _people(principal, went, works_page.paginator.count),
        "pledges": money_tables.pledges(pledges.object_list, who=False, mesa=True),
        "pledges_page": pledges,
        "entries": money_tables.entries(page.object_list, who=False, mesa=True),
        "page": page,
    }


def _people(principal: Principal, went: Any, works: int) -> int:
    """Beneficiaries of the initiatives that the asker sees. Of more than a long list counts they are not added: it
    would cost more than the page."""
    if not 0 < works <= LongPaginator.ENOUGH:
        return 0
    seen = Initiative.objects.visible_to(principal).filter(pk__in=went.values("initiative_id"))
    return int(seen.living().people())
