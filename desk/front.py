"""What the public front page shows: figures over published alliances, where they are, and which they are."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from actors.models import Comuna, Region
from convergence import facts, gates
from convergence.models import Agreement, Alliance, Commitment, Meeting, Participation
from convergence.views import shown
from convergence.views.public import public_rail
from core.money import format_millions
from desk.demo.figures import Figure
from desk.demo.figures import published as published_figures
from desk.demo.shapes import demo_uid
from portfolio.models import Initiative


def figures() -> list[dict[str, Any]]:
    """Eight queries. Every figure counts published alliances only and says what it counts."""
    published = Alliance.objects.published()
    kinds = published.aggregate(
        mesas=Count("pk", filter=Q(pk__in=published.mesas().values("pk"))), all=Count("pk")
    )
    own = Q(alliance__in=published)
    comunas = Comuna.objects.filter(alliances__in=published).distinct().count()
    actors = (
        Participation.objects.living()
        .filter(own)
        .aggregate(n=Count("actor__canonical_id", distinct=True))["n"]
    )
    held = Meeting.objects.filter(own).aggregate(
        n=Count("pk"), people=Sum(F("women") + F("men") + F("others"))
    )
    agreed = Agreement.objects.filter(meeting__alliance__in=published).count()
    promised = Commitment.objects.filter(own).aggregate(
        all=Count("pk"),
        kept=Count("pk", filter=Q(state="cumplido")),
        owed=Count("pk", filter=~Q(state="liberado")),
    )
    share = round(100 * promised["kept"] / promised["owed"]) if promised["owed"] else None
    return [
        _stat(kinds["mesas"], _("mesas de convergencia"), _(
            "Mesas comunales, intercomunales y regionales publicadas, en cualquier etapa. Otras alianzas: %(n)d."
        ) % {"n": kinds["all"] - kinds["mesas"]}),
        _stat(comunas, _("comunas"), _("Comunas distintas donde hay una mesa o alianza publicada.")),
        _stat(actors, _("organizaciones"), _(
            "Organizaciones que hoy participan en alguna mesa o alianza publicada; cada una se cuenta una vez."
        )),
        _stat(held["n"], _("reuniones"), _("Reuniones realizadas y registradas.")),
        _stat(held["people"] or 0, _("asistencias"), _(
            "Personas que asistieron, sumadas por reunión: una persona puede repetirse."
        )),
        _stat(agreed, _("acuerdos"), _("Acuerdos tomados en las reuniones registradas.")),
        _stat(promised["all"], _("compromisos"), _("Compromisos tomados, en cualquier estado, también los liberados.")),
        _stat("—" if share is None else f"{share} %", _("de los compromisos, cumplidos"), _(
            "Cumplidos, sobre los %(n)d compromisos tomados que no fueron liberados."
        ) % {"n": promised["owed"]}),
        *_works(published),
    ]  # fmt: skip


def _works(published: QuerySet[Alliance]) -> list[dict[str, Any]]:
    """Sums of initiatives; whose money it is, is never public."""
    rows = Initiative.objects.filter(alliance__in=published)
    told = rows.summary()
    return [
        _stat(rows.living().count(), _("iniciativas"), _(
            "Iniciativas en cualquiera de las listas de una mesa o alianza publicada; no las descartadas."
        )),
        _stat(told["delivered"], _("iniciativas entregadas"), _(
            "Entregadas a la comunidad, o en operación o evaluación después de la entrega."
        )),
        _stat(told["in_progress"], _("iniciativas en desarrollo"), _(
            "Comenzadas y sin entregar, desde el perfil hasta la recepción; ni las que son idea ni las suspendidas."
        )),
        _stat(format_millions(told["involved"]), _("inversión pública involucrada"), _(
            "En millones de pesos: costo estimado de ejecutar esas iniciativas, con o sin financiamiento todavía. No "
            "es dinero aportado por empresas."
        )),
    ]  # fmt: skip


def reproduced() -> list[dict[str, Any]]:
    """What was published of the mesas for which the demonstration invents rows, with source and date. One query,
    none in production."""
    if settings.MODE == "production":
        return []
    by_mesa: dict[UUID, list[Figure]] = {}
    for figure in published_figures():
        if figure.alliance:
            by_mesa.setdefault(demo_uid(figure.alliance), []).append(figure)
    rows = Alliance.objects.published().filter(is_demo=True, pk__in=by_mesa).order_by("name")
    return [_reproduced(row, by_mesa[row.pk]) for row in rows]


def _reproduced(row: Alliance, told: list[Figure]) -> dict[str, Any]:
    words = {"equal": "%s", "near": _("cerca de %s"), "over": _("más de %s")}
    cells = [(f.name, words[f.relation] % f.shown, f"{f.as_of:%d-%m-%Y}") for f in told]
    return {
        "name": row.name,
        "table": {
            "caption": _("Cifras publicadas de %(mesa)s") % {"mesa": row.name},
            "columns": [
                {"label": _("Cifra")},
                {"label": _("Publicado"), "numeric": True},
                {"label": _("Al")},
            ],
            "rows": [{"cells": [{"value": value} for value in line]} for line in cells],
        },
        "sources": list(dict.fromkeys(f.source.text for f in told)),
    }


def _stat(value: Any, label: str, definition: str) -> dict[str, Any]:
    return {"value": value, "label": label, "definition": definition}


def places() -> tuple[list[dict[str, Any]], list[str]]:
    """Regions north to south with their published alliances, and the comunas that have one. Two queries."""
    pairs = list(
        Alliance.comunas.through.objects.filter(alliance__in=Alliance.objects.published())
        .values_list("alliance_id", "comuna_id", "comuna__region_id", "comuna__name")
        .order_by("comuna__name")
    )
    regions = Region.objects.filter(pk__in={region for _pk, _comuna, region, _name in pairs})
    told = []
    for region in regions:
        here = [pair for pair in pairs if pair[2] == region.pk]
        told.append(
            {
                "name": region.name,
                "url": f"{reverse('desk:front')}?region={region.pk}#mesas",
                "count": len({pair[0] for pair in here}),
                "comunas": sorted({pair[3] for pair in here}),
                "code": region.pk,
            }
        )
    return told, [pair[1] for pair in pairs]


def cards(rows: Iterable[Alliance], today: date) -> list[dict[str, Any]]:
    """Cards of published alliances (with_place): seven queries for any number of them."""
    alliances = list(rows)
    told = facts.gather(alliances, today)
    return [_card(row, told[row.pk]) for row in alliances]


def _card(row: Alliance, told: facts.AllianceFacts) -> dict[str, Any]:
    tags = [] if row.is_mesa else [{"label": row.get_kind_display(), "tone": "neutral"}]
    if row.is_demo:
        tags.append({"label": _("Demostración"), "tone": "attention"})
    return {
        "name": row.name,
        "url": reverse("convergence:public_mesa", args=[row.pk]),
        "place": shown.place_of(row),
        "stage_label": row.stage_label,
        "stages": public_rail(gates.rail(told)),
        "sponsor": row.sponsor.display_name if row.sponsor else "",
        "tags": tags,
        "facts": [
            {"label": _("Reuniones"), "value": told.meetings},
            {"label": _("Acuerdos"), "value": told.agreements},
        ],
    }
