"""The page of who sees a mesa, and why; and the same as a sheet."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from convergence import access_words as words
from convergence import rules
from convergence.access import who_sees
from convergence.models import Alliance
from convergence.views.alliances import frame, get_alliance
from core.errors import NotAllowed
from core.sheets.writing import OutColumn, write_csv


@login_required
@never_cache
def who(request: HttpRequest, pk: str) -> HttpResponse:
    alliance = _alliance(request, pk)
    told = who_sees(alliance)
    public = reverse("convergence:public_mesa", args=[alliance.pk])
    doors = [[door.what, door.shared_by, door.expires_at.date()] for door in told.doors]
    invited = [
        [words.invitation_words(row, with_address=request.principal.is_foundation), row.expires_at.date()]
        for row in told.invitations
    ]
    context = frame(
        request,
        alliance,
        "partners",
        count=words.count_words(told),
        people=_table(_("Quién ve esta mesa"), words.columns(), [words.cells(one) for one in told.viewers]),
        doors=_table(_("Enlaces firmados vigentes"), [_("Compromiso"), _("Lo compartió"), _("Vence")], doors),
        invitations=_table(_("Invitaciones abiertas"), [_("Invitación"), _("Vence")], invited),
        public_url=public if told.is_public else "",
    )
    context["head_actions"] = [
        {
            "label": _("Descargar planilla (CSV)"),
            "url": reverse("convergence:access_sheet", args=[alliance.pk]),
        }
    ]
    return render(request, "convergence/access.html", context)


def _table(caption: str, columns: list[str], rows: list[list[object]] | list[list[str]]) -> dict[str, object]:
    return {
        "caption": caption,
        "columns": [{"label": label} for label in columns],
        "rows": [{"cells": [{"value": value} for value in row]} for row in rows],
    }


@login_required
@never_cache
def sheet(request: HttpRequest, pk: str) -> HttpResponse:
    """A line a person and reason, so that a spreadsheet can be filtered by either."""
    alliance = _alliance(request, pk)
    columns = [OutColumn(label) for label in words.columns()]
    rows = [
        [name, words.reason_words(reason), may, tokens]
        for viewer in who_sees(alliance).viewers
        for name, _reasons, may, tokens in [words.cells(viewer)]
        for reason in viewer.reasons
    ]
    name = f"quien-ve-{slugify(alliance.name)[:60]}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write_csv(columns, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _alliance(request: HttpRequest, pk: str) -> Alliance:
    alliance = get_alliance(request, pk)
    if not rules.can_see_access(request.principal, alliance):
        raise NotAllowed(
            _("Quién ve la mesa lo consultan la fundación y las instituciones públicas que participan.")
        )
    return alliance
