"""One FilterSet for page, API and export."""

import django_filters as df
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, ActorKind, Comuna, Level, Region, Sector
from core.forms_look import KeptSelect, QuickSelect


class ActorFilter(df.FilterSet):
    q = df.CharFilter(method="search", label=_("Nombre o RUT"))
    sector = df.ChoiceFilter(field_name="kind__sector", choices=Sector, label=_("Sector"), widget=QuickSelect)
    kind = df.ModelChoiceFilter(
        queryset=ActorKind.objects.all(), label=_("Tipo"), widget=KeptSelect("actor_kinds")
    )
    level = df.ChoiceFilter(choices=Level, label=_("Nivel"), widget=QuickSelect)
    region = df.ModelChoiceFilter(
        queryset=Region.objects.all(), method="in_region", label=_("Región"), widget=KeptSelect("regions")
    )
    comuna = df.ModelChoiceFilter(
        queryset=Comuna.objects.in_order(),
        field_name="comunas",
        label=_("Comuna"),
        widget=KeptSelect("comunas"),
    )

    class Meta:
        model = Actor
        fields = ("q", "sector", "kind", "level", "region", "comuna")

    def search(self, rows: QuerySet[Actor], name: str, value: str) -> QuerySet[Actor]:
        return rows.matching(value)  # type: ignore[attr-defined, no-any-return]

    def in_region(self, rows: QuerySet[Actor], name: str, value: Region) -> QuerySet[Actor]:
        return rows.filter(comunas__region=value).distinct()


class ComunaFilter(df.FilterSet):
    q = df.CharFilter(method="search", label=_("Nombre"))
    region = df.ModelChoiceFilter(queryset=Region.objects.all(), label=_("Región"))

    class Meta:
        model = Comuna
        fields = ("q", "region")

    def search(self, rows: QuerySet[Comuna], name: str, value: str) -> QuerySet[Comuna]:
        return rows.matching(value)  # type: ignore[attr-defined, no-any-return]
