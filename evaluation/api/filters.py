"""Filters of what the evaluation found."""

from typing import Any

import django_filters as df
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from convergence.models import Alliance
from evaluation.models import SdgReport, TypologyResult
from evaluation.vocabulary import Model

YES_OR_NO = (("true", _("Sí")), ("false", _("No")))


def _alliances(request: Any) -> QuerySet[Any]:
    rows = Alliance.objects.all()
    return rows.visible_to(request.principal) if request is not None else rows


class TypologyFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(queryset=_alliances, label=_("Mesa"))
    model = df.ChoiceFilter(choices=Model, label=_("Modelo"))
    latest = df.ChoiceFilter(choices=YES_OR_NO, method="in_force", label=_("Solo la vigente de cada mesa"))

    class Meta:
        model = TypologyResult
        fields = ("alliance", "model", "latest")

    def in_force(self, rows: Any, name: str, value: str) -> Any:
        """By a set of ids: the one in force is so before any other filter."""
        latest = TypologyResult.objects.latest().values("pk")
        return rows.filter(pk__in=latest) if value == "true" else rows


class SdgReportFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(queryset=_alliances, label=_("Mesa"))
    scope_kind = df.ChoiceFilter(choices=SdgReport.ScopeKind, label=_("Alcance"))

    class Meta:
        model = SdgReport
        fields = ("alliance", "scope_kind")
