"""Sums of the ledger in the API: of an initiative, of a mesa, of one contributor."""

import uuid
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from actors.models import Actor
from convergence.api.alliances import OfAlliance
from convergence.models import Alliance
from core import dates
from core.api.views import Rows
from portfolio.ledger_querysets import EntryQuerySet
from portfolio.models import Entry, Initiative
from portfolio.money import leverage
from portfolio.serializers.money import (
    AllianceMoneySerializer,
    ContributorMoneySerializer,
    MoneySerializer,
)

SOURCE = "Modelo Huella Local (2023)"


def told_of(rows: EntryQuerySet, day: Any) -> dict[str, Any]:
    return {"as_of": day, "totals": rows.totals().as_json()}


class InitiativeMoney(Rows):
    queryset = Initiative.objects.all()
    serializer_class = MoneySerializer
    filter_backends = ()
    pagination_class = None

    @extend_schema(summary="El dinero de una iniciativa, en sumas", responses=MoneySerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        told = told_of(Entry.objects.filter(initiative=row), row.alliance.today())
        # A work is also allocated money of the common fund, which was never received for it.
        told["totals"]["available"] = None
        return self.tell(told)

    def shape_rows(self, rows: Any) -> Any:
        return rows.select_related("alliance")


class AllianceMoney(OfAlliance):
    queryset = Alliance.objects.none()
    serializer_class = AllianceMoneySerializer
    pagination_class = None

    @extend_schema(
        summary="El dinero de una alianza: sumas, ciclos, inversión involucrada y apalancamiento",
        description="Nunca por organización: sus líneas están en `entries/`, para quien puede verlas.",
        responses=AllianceMoneySerializer,
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        alliance = self.alliance
        rows = Entry.objects.filter(alliance=alliance)
        told = told_of(rows, alliance.today())
        involved = Initiative.objects.filter(alliance=alliance).living().sums()["execution_cost"]
        return self.tell(
            {
                **told,
                "cycles": _by_cycle(rows),
                "involved": {
                    "value": involved,
                    "definition": _(
                        "Inversión pública involucrada: costo estimado de ejecución de las iniciativas de la "
                        "cartera que no fueron descartadas."
                    ),
                    "source": SOURCE,
                },
                "leverage": {
                    "value": leverage(involved, told["totals"]["voluntary"]),
                    "definition": _(
                        "Apalancamiento: inversión pública involucrada dividida por el dinero recibido de "
                        "privados por su voluntad, sin reversas y sin aportes en especie."
                    ),
                    "source": SOURCE,
                },
            }
        )


class ContributorMoney(Rows):
    queryset = Actor.objects.all()
    serializer_class = ContributorMoneySerializer
    filter_backends = ()
    pagination_class = None

    @extend_schema(
        summary="El dinero de una organización, por mesa e iniciativa, en las líneas que usted ve",
        description="404 si usted no ve ninguna línea suya y la organización no es la propia.",
        responses=ContributorMoneySerializer,
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        named = get_object_or_404(Actor.objects.select_related("canonical"), pk=self.kwargs["pk"])
        contributor = named.canonical
        rows = Entry.objects.visible_to(self.principal).given_by(contributor)
        if contributor.pk not in self.principal.actor_ids and not rows.exists():
            raise Http404
        return self.tell(
            {
                **told_of(rows, dates.today()),
                "contributor": contributor,
                "alliances": _parts(rows, "alliance"),
                "initiatives": _parts(rows.exclude(initiative=None), "initiative", "alliance"),
            }
        )


def _by_cycle(rows: EntryQuerySet) -> list[dict[str, Any]]:
    columns = ("cycle_id", "cycle__number", "cycle__starts_on", "cycle__ends_on")
    return [
        {
            **told,
            "cycle": {"id": told["cycle_id"], "number": told["cycle__number"]},
            "starts_on": told["cycle__starts_on"],
            "ends_on": told["cycle__ends_on"],
        }
        for told in rows.by(*columns).order_by("cycle__number")
    ]


def _parts(rows: EntryQuerySet, *names: str) -> list[dict[str, Any]]:
    """Sums by the first of `names`; each name becomes {id, name}."""
    columns = [column for name in names for column in (f"{name}_id", f"{name}__name")]

    def named(told: dict[str, Any], name: str) -> dict[str, uuid.UUID | str]:
        return {"id": told[f"{name}_id"], "name": told[f"{name}__name"]}

    return [
        {**told, **{name: named(told, name) for name in names}}
        for told in rows.by(*columns).order_by(f"{names[0]}__name", f"{names[0]}_id")
    ]
