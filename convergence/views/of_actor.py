"""What an organisation does at the mesas that one sees: its roles over time and how it keeps its word."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from actors.models import Actor
from convergence.models import Commitment, Participation
from core import dates
from core.pages import render_fragment


def _actor(request: HttpRequest, pk: str) -> Actor:
    return get_object_or_404(Actor.objects.visible_to(request.principal), pk=pk)


def _crumbs(actor: Actor, label: str) -> list[dict[str, str]]:
    return [
        {"label": _("Actores"), "url": reverse("actors:list")},
        {"label": actor.display_name, "url": reverse("actors:work", args=[actor.pk])},
        {"label": label},
    ]


@login_required
def mesas(request: HttpRequest, pk: str) -> HttpResponse:
    """Participations, those of today first; under htmx, the panel of the organisation's page."""
    actor = _actor(request, pk)
    rows = (
        Participation.objects.visible_to(request.principal).once().of_actor(actor).select_related("alliance")
    )
    found = sorted(rows, key=lambda row: row.joined_on, reverse=True)
    found.sort(key=lambda row: row.left_on is not None)
    title = _("Mesas y roles")
    context = {"actor": actor, "title": title, "crumbs": _crumbs(actor, title), "table": _table(found)}
    return render_fragment(request, "convergence/mesas_of_actor.html", context, "panel")


def _table(rows: list[Participation]) -> dict[str, Any]:
    roles = dict(Participation._meta.get_field("roles").base_field.choices)
    labels = (_("Mesa"), _("Roles"), _("Asiento"), _("Desde"), _("Hasta"))
    return {
        "caption": _("Mesas en que participa o participó"),
        "columns": [{"label": label} for label in labels],
        "rows": [
            {
                "cells": [
                    {
                        "value": row.alliance.name,
                        "url": reverse("convergence:alliance", args=[row.alliance_id]),
                    },
                    {"value": ", ".join(str(roles[code]) for code in row.roles)},
                    {"value": _("con asiento") if row.has_seat else _("sin asiento")},
                    {"value": row.joined_on},
                    {"value": row.left_on or _("sigue")},
                ]
            }
            for row in rows
        ],
    }


@login_required
def promises(request: HttpRequest, pk: str) -> HttpResponse:
    """How its commitments ended, counted over the mesas that the asker sees; each count opens to its rows."""
    actor, today = _actor(request, pk), dates.today()
    owned = Commitment.objects.visible_to(request.principal).filter(owner__canonical_id=actor.canonical_id)
    told = owned.fates(today)
    where = reverse("convergence:commitments")

    def link(**narrow: str) -> str:
        return f"{where}?{urlencode({'owner': str(actor.pk), **narrow})}"

    stats = [
        {"value": told["on_time"], "label": _("cumplidos a tiempo"), "url": link(due="on_time"),
         "definition": _("Cerrados a más tardar en la última fecha que tuvieron.")},
        {"value": told["kept_late"], "label": _("cumplidos con atraso"), "url": link(due="kept_late"),
         "definition": _("Cerrados después de la última fecha que tuvieron.")},
        {"value": told["late"], "label": _("vencidos"), "url": link(due="late"),
         "definition": _("Siguen abiertos y su fecha ya pasó.")},
        {"value": told["open"], "label": _("abiertos en total"), "url": link(due="open"),
         "definition": _("Con los vencidos.")},
    ]  # fmt: skip
    title = _("Cómo cumple")
    total = told["on_time"] + told["kept_late"] + told["open"] + told["released"]
    context = {
        "actor": actor,
        "title": title,
        "crumbs": _crumbs(actor, title),
        "stats": stats if total else [],
        "released": told["released"],
        "released_url": link(state="liberado"),
        "as_of": today,
    }
    return render_fragment(request, "convergence/promises_of_actor.html", context, "panel")
