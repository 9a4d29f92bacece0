"""One FilterSet for page, API and export."""

from typing import Any

import django_filters as df
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, ActorKind, Comuna, Level, Region, Sector, Suspect, Tag
from actors.vocabulary import Industry, Size, SocialClass
from core import dates
from core.forms_look import KeptSelect, QuickSelect

FOUNDATION_ONLY = ("tag", "duplicate")  # what only its staff see


def _choice(label: Any, *choices: tuple[str, Any], method: str) -> df.ChoiceFilter:
    return df.ChoiceFilter(choices=choices, label=label, method=method, widget=QuickSelect)


class ActorFilter(df.FilterSet):
    q = df.CharFilter(method="search", label=_("Nombre, sigla o RUT"))
    sector = df.ChoiceFilter(field_name="kind__sector", choices=Sector, label=_("Sector"), widget=QuickSelect)
    kind = df.ModelChoiceFilter(
        queryset=ActorKind.objects.all(), label=_("Tipo"), widget=KeptSelect("actor_kinds")
    )
    region = df.ModelChoiceFilter(
        queryset=Region.objects.all(), method="in_region", label=_("Región"), widget=KeptSelect("regions")
    )
    comuna = df.ModelChoiceFilter(
        queryset=Comuna.objects.in_order(),
        method="in_comuna",
        label=_("Comuna"),
        widget=KeptSelect("comunas"),
    )
    level = df.ChoiceFilter(choices=Level, label=_("Nivel"), widget=QuickSelect)
    social_class = df.ChoiceFilter(
        choices=SocialClass, label=_("Clase (cooperación público-privada)"), widget=QuickSelect
    )
    size = df.ChoiceFilter(choices=Size, label=_("Tamaño"), widget=QuickSelect)
    industry = df.ChoiceFilter(choices=Industry, label=_("Rubro"), widget=QuickSelect)
    unit = _choice(
        _("Unidades"), ("no", _("Solo personas jurídicas")), ("si", _("Solo unidades")), method="units"
    )
    has_rut = _choice("RUT", ("si", _("Con RUT")), ("no", _("Sin RUT")), method="with_rut")
    state = _choice(
        _("Situación"), ("vigente", _("Vigente")), ("cerrada", _("Dejó de existir")), method="in_state"
    )
    ending = _choice(
        _("Por vencer"),
        ("60", _("Mandato o personalidad jurídica que termina en 60 días")),
        method="ends_soon",
    )
    tag = df.ModelMultipleChoiceFilter(
        queryset=Tag.objects.in_order(), method="with_tags", label=_("Etiquetas (todas)")
    )
    duplicate = _choice(_("Duplicados"), ("si", _("Con un posible duplicado")), method="with_duplicate")

    class Meta:
        model = Actor
        fields = ("q", "sector", "kind", "region", "comuna", "level", "social_class", "size", "industry", "unit",
                  "has_rut", "state", "ending", "tag", "duplicate")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        principal = getattr(self.request, "principal", None)
        if principal is not None and not principal.is_foundation:
            for name in FOUNDATION_ONLY:
                del self.filters[name]

    def search(self, rows: Any, name: str, value: str) -> QuerySet[Actor]:
        return rows.matching(value)  # type: ignore[no-any-return]

    def in_region(self, rows: Any, name: str, value: Region) -> QuerySet[Actor]:
        return rows.filter(_linked(Actor.comunas.through, comuna__region=value))  # type: ignore[no-any-return]

    def in_comuna(self, rows: Any, name: str, value: Comuna) -> QuerySet[Actor]:
        return rows.filter(_linked(Actor.comunas.through, comuna=value))  # type: ignore[no-any-return]

    def with_tags(self, rows: Any, name: str, value: list[Tag]) -> QuerySet[Actor]:
        for tag in value:
            rows = rows.filter(_linked(Actor.tags.through, tag=tag))
        return rows  # type: ignore[no-any-return]

    def units(self, rows: Any, name: str, value: str) -> QuerySet[Actor]:
        return rows.filter(parent__isnull=value == "no")  # type: ignore[no-any-return]

    def with_rut(self, rows: Any, name: str, value: str) -> QuerySet[Actor]:
        """Its own, or that of the organisation whose unit it is."""
        without = Q(rut="") & (Q(parent=None) | Q(parent__rut=""))
        return rows.filter(~without if value == "si" else without)  # type: ignore[no-any-return]

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[Actor]:
        closed = Q(closed_on__lte=dates.today())
        if value == "cerrada":
            return rows.filter(closed)  # type: ignore[no-any-return]
        return rows.filter(Q(closed_on=None) | ~closed)  # type: ignore[no-any-return]

    def ends_soon(self, rows: Any, name: str, value: str) -> QuerySet[Actor]:
        return rows.with_ending(dates.today(), int(value)).filter(ending_on__isnull=False)  # type: ignore[no-any-return]

    def with_duplicate(self, rows: Any, name: str, value: str) -> QuerySet[Actor]:
        pairs = Suspect.objects.open().filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))
        return rows.filter(Exists(pairs))  # type: ignore[no-any-return]


def _linked(through: Any, **link: Any) -> Exists:
    """Asked of each row: a join would tell an organisation once for each of its comunas."""
    return Exists(through.objects.filter(actor=OuterRef("pk"), **link))


class ComunaFilter(df.FilterSet):
    q = df.CharFilter(method="search", label=_("Nombre"))
    region = df.ModelChoiceFilter(queryset=Region.objects.all(), label=_("Región"))

    class Meta:
        model = Comuna
        fields = ("q", "region")

    def search(self, rows: QuerySet[Comuna], name: str, value: str) -> QuerySet[Comuna]:
        return rows.matching(value)  # type: ignore[attr-defined, no-any-return]
