"""Filters of suspected pairs, for page and API."""

from typing import Any

import django_filters as df
from django.utils.translation import gettext_lazy as _

from actors.models import Comuna, Region, Suspect
from core.forms_look import KeptSelect, QuickSelect

STATES = (("dismissed", _("Son distintas")), ("merged", _("Reunidas")))


class SuspectFilter(df.FilterSet):
    """Without `state` the pairs to be looked at."""

    q = df.CharFilter(method="search", label=_("Nombre o RUT"))
    reason = df.ChoiceFilter(choices=Suspect.Reason, label=_("Motivo"), widget=QuickSelect)
    region = df.ModelChoiceFilter(
        queryset=Region.objects.all(), method="in_region", label=_("Región"), widget=KeptSelect("regions")
    )
    comuna = df.ModelChoiceFilter(
        queryset=Comuna.objects.in_order(),
        method="in_comuna",
        label=_("Comuna"),
        widget=KeptSelect("comunas"),
    )
    state = df.ChoiceFilter(
        choices=STATES, method="in_state", label=_("Estado"), widget=QuickSelect, empty_label=_("Por revisar")
    )

    class Meta:
        model = Suspect
        fields = ("q", "reason", "region", "comuna", "state")

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.open()

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)

    def in_region(self, rows: Any, name: str, value: Region) -> Any:
        return rows.in_comunas(region=value)

    def in_comuna(self, rows: Any, name: str, value: Comuna) -> Any:
        return rows.in_comunas(code=value.pk)

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(state=value)
