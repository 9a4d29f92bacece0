"""One FilterSet for page, API and export."""

from typing import Any

import django_filters as df
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Comuna, Region
from convergence import stages
from convergence import vocabulary as words
from convergence.models import Agreement, Alliance, Commitment, Meeting, Participation
from convergence.pulse import DUE_SOON_DAYS
from core import dates
from core.forms_look import KeptSelect, QuickSelect

DUE = (
    ("late", _("Vencidos")),
    ("week", _("Vencen en 7 días")),
    ("open", _("Todos los abiertos")),
    ("closed", _("Cerrados")),
)


def _visible(model: type[Any]) -> Any:
    """Choices of a relation are what the asker sees; without a request (schema, worker) all of them."""

    def rows(request: Any) -> QuerySet[Any]:
        found = model.objects.all()
        return found.visible_to(request.principal) if request is not None else found

    return rows


class AllianceFilter(df.FilterSet):
    q = df.CharFilter(method="search", label=_("Nombre o comuna"))
    kind = df.ChoiceFilter(choices=words.AllianceKind, label=_("Tipo"), widget=QuickSelect)
    stage = df.ChoiceFilter(choices=stages.stage_codes, label=_("Etapa"), widget=QuickSelect)
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
        model = Alliance
        fields = ("q", "kind", "stage", "region", "comuna")

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)

    def in_region(self, rows: Any, name: str, value: Region) -> Any:
        return rows.filter(
            pk__in=Alliance.comunas.through.objects.filter(comuna__region=value).values("alliance_id")
        )


class MeetingFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(queryset=_visible(Alliance), label=_("Mesa"))
    kind = df.ChoiceFilter(choices=words.MeetingKind, label=_("Tipo"))
    held_from = df.DateFilter(field_name="held_on", lookup_expr="gte", label=_("Desde"))
    held_to = df.DateFilter(field_name="held_on", lookup_expr="lte", label=_("Hasta"))

    class Meta:
        model = Meeting
        fields = ("alliance", "kind", "held_from", "held_to")


class CommitmentFilter(df.FilterSet):
    """`alliance` and `owner` are set by a link from their own page: a select would offer thousands of each."""

    q = df.CharFilter(field_name="what", lookup_expr="icontains", label=_("Qué se hará"))
    alliance = df.ModelChoiceFilter(queryset=_visible(Alliance), label=_("Mesa"), widget=forms.HiddenInput)
    owner = df.ModelChoiceFilter(queryset=_visible(Actor), label=_("Responsable"), widget=forms.HiddenInput)
    due = df.ChoiceFilter(choices=DUE, method="by_due", label=_("Plazo"), widget=QuickSelect)
    state = df.ChoiceFilter(choices=words.CommitmentState, label=_("Estado"), widget=QuickSelect)
    mine = df.BooleanFilter(
        method="owned", widget=forms.HiddenInput, label=_("Los míos y de mi organización")
    )

    class Meta:
        model = Commitment
        fields = ("q", "alliance", "owner", "due", "state", "mine")

    def owned(self, rows: Any, name: str, value: bool) -> Any:
        """Whose they are is the asker's; the worker has no request and narrows its rows itself."""
        return rows.owned_by(self.request.principal) if value and self.request is not None else rows

    def by_due(self, rows: Any, name: str, value: str) -> Any:
        today = dates.today()
        if value == "late":
            return rows.late(today)
        if value == "week":
            return rows.open().filter(due_on__range=(today, dates.add_days(today, DUE_SOON_DAYS)))
        return rows.open() if value == "open" else rows.exclude(state__in=words.OPEN_STATES)


class ParticipationFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(queryset=_visible(Alliance), label=_("Mesa"))
    actor = df.ModelChoiceFilter(queryset=_visible(Actor), label=_("Actor"))

    class Meta:
        model = Participation
        fields = ("alliance", "actor", "sector")


class AgreementFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(
        queryset=_visible(Alliance), field_name="meeting__alliance", label=_("Mesa")
    )
    meeting = df.ModelChoiceFilter(queryset=_visible(Meeting), label=_("Reunión"))
    nature = df.ChoiceFilter(choices=words.AgreementNature, label=_("Naturaleza"))

    class Meta:
        model = Agreement
        fields = ("alliance", "meeting", "nature")
