"""Filters of the ledger. A choice is what the asker sees, and so is the row: naming another's is an empty list."""

from typing import Any

import django_filters as df
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from actors.spoken import OfActor
from convergence.models import Alliance
from portfolio import vocabulary as words
from portfolio.models import Entry, Initiative, Movement, Pledge

ON_MONEY = ("alliance", "contributor", "initiative", "kind", "happened_from", "happened_to")


def _visible(model: type[Any]) -> Any:
    def rows(request: Any) -> QuerySet[Any]:
        found = model.objects.all()
        return found.visible_to(request.principal) if request is not None else found

    return rows


class PledgeFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(queryset=_visible(Alliance), label=_("Mesa"))
    contributor = OfActor(queryset=_visible(Actor), label=_("Organización que aporta"))
    initiative = df.ModelChoiceFilter(queryset=_visible(Initiative), label=_("Iniciativa"))
    year = df.NumberFilter(label=_("Año"), min_value=2000, max_value=2100)

    class Meta:
        model = Pledge
        fields = ("alliance", "contributor", "initiative", "year")


class OfMoney(df.FilterSet):
    alliance = df.ModelChoiceFilter(queryset=_visible(Alliance), label=_("Mesa"))
    contributor = OfActor(queryset=_visible(Actor), label=_("Organización que aporta"))
    initiative = df.ModelChoiceFilter(queryset=_visible(Initiative), label=_("Iniciativa"))
    kind = df.ChoiceFilter(choices=words.MovementKind, label=_("Movimiento"))
    happened_from = df.DateFilter(field_name="happened_on", lookup_expr="gte", label=_("Desde"))
    happened_to = df.DateFilter(field_name="happened_on", lookup_expr="lte", label=_("Hasta"))


class EntryFilter(OfMoney):
    class Meta:
        model = Entry
        fields = ON_MONEY


class MovementFilter(OfMoney):
    """`contributor` also finds the allocations and expenditures that hold a line of it."""

    contributor = df.ModelChoiceFilter(
        queryset=_visible(Actor), method="with_line_of", label=_("Organización que aporta")
    )

    class Meta:
        model = Movement
        fields = ON_MONEY

    def with_line_of(self, rows: Any, name: str, value: Actor) -> Any:
        return rows.filter(pk__in=Entry.objects.given_by(value).values("movement_id"))
