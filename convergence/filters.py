"""One FilterSet for page, API and export."""

from typing import Any

import django_filters as df
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.models import Actor, Comuna, Region
from actors.spoken import OfActor
from actors.vocabulary import Sector
from convergence import actor_map, stages
from convergence import vocabulary as words
from convergence.models import Agreement, Alliance, Commitment, MapEntry, Meeting, Participation, Seat
from convergence.pulse import DUE_SOON_DAYS
from core import dates
from core.forms_look import KeptSelect, QuickSelect

DUE = (
    ("late", _("Vencidos")),
    ("week", _("Vencen en 7 días")),
    ("open", _("Todos los abiertos")),
    ("closed", _("Cerrados")),
    ("on_time", _("Cumplidos a tiempo")),
    ("kept_late", _("Cumplidos con atraso")),
)


def _visible(model: type[Any]) -> Any:
    """Choices of a relation are what the asker sees; without a request (schema, worker) all of them."""

    def rows(request: Any) -> QuerySet[Any]:
        found = model.objects.all()
        return found.visible_to(request.principal) if request is not None else found

    return rows


def _named_people(request: Any) -> QuerySet[User]:
    """Those whom a commitment names that the asker sees."""
    seen: QuerySet[Commitment] = Commitment.objects.all()
    if request is not None:
        seen = seen.visible_to(request.principal)
    return User.objects.filter(pk__in=seen.exclude(person=None).values("person_id"))


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


class MapFilter(df.FilterSet):
    q = df.CharFilter(method="search", label=_("Nombre"))
    sector = df.ChoiceFilter(choices=Sector, label=_("Sector"), widget=QuickSelect)
    position = df.ChoiceFilter(choices=words.MapPosition, label=_("Posición"), widget=QuickSelect)
    quadrant = df.ChoiceFilter(
        choices=actor_map.QUADRANTS, method="in_quadrant", label=_("Cuadrante"), widget=QuickSelect
    )

    class Meta:
        model = MapEntry
        fields = ("q", "sector", "position", "quadrant")

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)

    def in_quadrant(self, rows: Any, name: str, value: str) -> Any:
        return rows.in_quadrant(value)


class CommitmentFilter(df.FilterSet):
    """`alliance`, `owner` and `person` are set by a link from their own page: a select would offer thousands."""

    q = df.CharFilter(field_name="what", lookup_expr="icontains", label=_("Qué se hará"))
    alliance = df.ModelChoiceFilter(queryset=_visible(Alliance), label=_("Mesa"), widget=forms.HiddenInput)
    owner = OfActor(queryset=_visible(Actor), label=_("Responsable"), widget=forms.HiddenInput)
    person = df.ModelChoiceFilter(queryset=_named_people, label=_("Persona"), widget=forms.HiddenInput)
    due = df.ChoiceFilter(choices=DUE, method="by_due", label=_("Plazo"), widget=QuickSelect)
    state = df.ChoiceFilter(choices=words.CommitmentState, label=_("Estado"), widget=QuickSelect)
    mine = df.BooleanFilter(
        method="owned", widget=forms.HiddenInput, label=_("Los míos y de mi organización")
    )

    class Meta:
        model = Commitment
        fields = ("q", "alliance", "owner", "person", "due", "state", "mine")

    def owned(self, rows: Any, name: str, value: bool) -> Any:
        """Whose they are is the asker's; the worker has no request and narrows its rows itself."""
        return rows.owned_by(self.request.principal) if value and self.request is not None else rows

    def by_due(self, rows: Any, name: str, value: str) -> Any:
        today = dates.today()
        if value == "late":
            return rows.late(today)
        if value == "week":
            return rows.open().filter(due_on__range=(today, dates.add_days(today, DUE_SOON_DAYS)))
        if value in ("on_time", "kept_late"):
            return rows.kept_on_time() if value == "on_time" else rows.kept_late()
        return rows.open() if value == "open" else rows.exclude(state__in=words.OPEN_STATES)


class ParticipationFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(queryset=_visible(Alliance), label=_("Mesa"))
    actor = OfActor(queryset=_visible(Actor), label=_("Actor"))

    class Meta:
        model = Participation
        fields = ("alliance", "actor", "sector")


class SeatFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(
        queryset=_visible(Alliance), field_name="participation__alliance", label=_("Mesa")
    )
    actor = df.ModelChoiceFilter(
        queryset=_visible(Actor), field_name="participation__actor", label=_("Actor")
    )
    living = df.BooleanFilter(method="by_living", label=_("Vigentes"))

    class Meta:
        model = Seat
        fields = ("alliance", "actor", "living")

    def by_living(self, rows: Any, name: str, value: bool) -> Any:
        living = Seat.objects.living()
        return rows.filter(pk__in=living) if value else rows.exclude(pk__in=living)


class AgreementFilter(df.FilterSet):
    alliance = df.ModelChoiceFilter(
        queryset=_visible(Alliance), field_name="meeting__alliance", label=_("Mesa")
    )
    meeting = df.ModelChoiceFilter(queryset=_visible(Meeting), label=_("Reunión"))
    nature = df.ChoiceFilter(choices=words.AgreementNature, label=_("Naturaleza"))

    class Meta:
        model = Agreement
        fields = ("alliance", "meeting", "nature")
