"""One FilterSet of initiatives for page, API and export."""

from typing import Any

import django_filters as df
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Comuna, Region
from actors.spoken import OfActor
from convergence.models import Alliance
from core.forms_look import KeptSelect, QuickSelect
from portfolio import vocabulary as words
from portfolio.models import Goal, Initiative, InitiativeGoal, Phase

STATES = (
    ("todo", _("Por hacer")),
    ("in_progress", _("En desarrollo")),
    ("delivered", _("Entregadas")),
    ("stopped", _("Detenidas")),
)


def _visible(model: type[Any], name: str) -> Any:
    """Choices of a relation are what the asker sees, none while nobody asks for one by `name`; without a request
    (schema, worker) all of them."""

    def rows(request: Any) -> QuerySet[Any]:
        if request is None:
            return model.objects.all()
        asked = request.GET.get(name)
        return model.objects.visible_to(request.principal) if asked else model.objects.none()

    return rows


class InitiativeFilter(df.FilterSet):
    """Mesa, agreement and actor come with a link, not from a list of thousands; so their inputs are hidden."""

    q = df.CharFilter(method="search", label=_("Nombre o lugar"))
    alliance = df.ModelChoiceFilter(
        queryset=_visible(Alliance, "alliance"), label=_("Mesa"), widget=forms.HiddenInput
    )
    region = df.ModelChoiceFilter(
        queryset=Region.objects.all(),
        field_name="comuna__region",
        label=_("Región"),
        widget=KeptSelect("regions"),
    )
    comuna = df.ModelChoiceFilter(
        queryset=Comuna.objects.in_order(), label=_("Comuna"), widget=KeptSelect("comunas")
    )
    works_class = df.ChoiceFilter(choices=words.WorksClass, label=_("Clase de obra"), widget=QuickSelect)
    portfolio = df.ChoiceFilter(choices=words.Portfolio, label=_("Cartera"), widget=QuickSelect)
    phase = df.ModelChoiceFilter(queryset=Phase.objects.all(), label=_("Fase"), widget=KeptSelect("phases"))
    state = df.ChoiceFilter(choices=STATES, method="in_state", label=_("Estado"), widget=QuickSelect)
    goal = df.ModelChoiceFilter(
        queryset=Goal.objects.all(), method="for_goal", label=_("ODS"), widget=KeptSelect("goals")
    )
    ball = OfActor(
        queryset=_visible(Actor, "ball"), label=_("Quién tiene la pelota"), widget=forms.HiddenInput
    )

    class Meta:
        model = Initiative
        fields = (
            "q",
            "alliance",
            "region",
            "comuna",
            "works_class",
            "portfolio",
            "phase",
            "state",
            "goal",
            "ball",
        )

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return getattr(rows, value)()

    def for_goal(self, rows: Any, name: str, value: Goal) -> Any:
        """By a set of ids, not a join: sums of the filtered rows must count each once."""
        return rows.filter(pk__in=InitiativeGoal.objects.filter(goal=value).values("initiative_id"))
