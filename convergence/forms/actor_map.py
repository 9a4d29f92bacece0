"""Forms of the actor map: a line an actor for a workshop, one whole entry, and the link to the registry."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from actors.models import Actor, ActorKind, Comuna
from actors.vocabulary import Sector
from convergence import vocabulary as words
from convergence.forms.meeting import RowsFormSet
from convergence.models import Alliance, MapEntry
from core.forms import VersionedForm
from core.text import unaccented

STEPS = [(str(n), str(n)) for n in range(1, 6)]
ROWS, MOST_ROWS = 5, 30
MOST_ALIKE = 6
ANOTHER = "another"


def _scale(label: Any, **more: Any) -> forms.TypedChoiceField:
    blank = [("", _("—"))]
    return forms.TypedChoiceField(
        label=label, choices=[*blank, *STEPS], coerce=int, empty_value=None, required=False, **more
    )


def registered(text: str, by: Principal) -> Any:
    """Visible, living organisations whose name has every word of `text`."""
    seen = Actor.objects.visible_to(by).canonical().filter(closed_on=None)
    return seen.matching(text).with_place().in_order()


def told_apart(actor: Actor) -> str:
    """The name with what tells it from another of the same name."""
    places = ", ".join(comuna.name for comuna in list(actor.comunas.all())[:2])
    return " · ".join(part for part in (actor.name, places) if part)


class MapRow(forms.Form):
    """One actor in one line. A name that the registry knows once is that organisation; where the registry has
    similar ones, the line asks which it is, once."""

    who = forms.CharField(label=_("Actor"), max_length=200, required=False)
    sector = forms.ChoiceField(label=_("Sector, si no está registrado"), required=False)
    interest = _scale(_("Interés"))
    influence = _scale(_("Influencia"))
    position = forms.ChoiceField(label=_("Posición"), choices=words.MapPosition, required=False)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    choice = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, by: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor: Actor | None = None
        self.fields["sector"].choices = [("", _("Según el registro")), *Sector.choices]
        self.initial.setdefault("position", words.MapPosition.UNKNOWN)
        self.fields["who"].widget.attrs.update({"list": "map-names", "autocomplete": "off"})
        self.alike: list[Actor] = []
        who = self._raw("who") if self.is_bound else ""
        if len(who) > 2:
            self._look_up(who, by)

    def _raw(self, name: str) -> str:
        return " ".join(str(self.data.get(self.add_prefix(name), "")).split())[:200]

    def _look_up(self, who: str, by: Principal) -> None:
        plain = unaccented(who)
        found = list(registered(who, by)[: MOST_ALIKE + 1])
        same = [actor for actor in found if plain in {unaccented(actor.name), unaccented(actor.short_name)}]
        choice = self._raw("choice") if self._raw("asked") == who else ""
        if len(same) == 1:
            self.actor = same[0]
        elif choice and choice != ANOTHER:
            self.actor = next((actor for actor in found if str(actor.pk) == choice), None)
        if self.actor is None and found and choice != ANOTHER:
            self.alike = found[:MOST_ALIKE]
            told = [(str(actor.pk), told_apart(actor)) for actor in self.alike]
            self.fields["choice"] = forms.ChoiceField(
                label=_("¿Es una de estas?"),
                choices=[*told, (ANOTHER, _("No, es otra"))],
                widget=forms.RadioSelect,
                required=False,
            )
            self.data = self.data.copy()
            self.data[self.add_prefix("asked")] = who

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        who = " ".join((data.get("who") or "").split())
        if not who:
            if any(data.get(name) for name in ("sector", "interest", "influence")):
                self.add_error("who", _("Escriba quién es."))
        elif self.alike:
            self.add_error("choice", _("El registro tiene nombres parecidos: elija uno o diga que es otra."))
        elif self.actor is None and not data.get("sector") and "sector" not in self.errors:
            self.add_error("sector", _("Elija el sector: no está en el registro."))
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("who"))

    def told(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        fields = {name: given[name] for name in ("interest", "influence")}
        fields["position"] = given["position"] or words.MapPosition.UNKNOWN
        if self.actor is not None:
            return {**fields, "actor": self.actor}
        return {**fields, "name": given["who"], "sector": given["sector"]}


class _MapRows(RowsFormSet):
    def clean(self) -> None:
        if not any(self.errors) and not self.filled_forms():
            raise forms.ValidationError(_("Escriba al menos un actor."))

    @staticmethod
    def row_uid(sent: uuid.UUID | None, place: int) -> uuid.UUID | None:
        """The id of a line of a submission: the same form sent twice makes each line once."""
        return uuid.uuid5(sent, f"map-row:{place}") if sent else None


MapRows = forms.formset_factory(
    MapRow, formset=_MapRows, extra=ROWS, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS
)


class MapEntryForm(VersionedForm):
    """One entry, whole; of a registered organisation, without what the registry says."""

    name = forms.CharField(label=_("Nombre"), max_length=200)
    sector = forms.ChoiceField(label=_("Sector"), choices=Sector)
    kind = forms.ModelChoiceField(
        label=_("Tipo"), queryset=ActorKind.objects.all(), required=False, empty_label=_("Sin indicar")
    )
    comuna = forms.ModelChoiceField(
        label=_("Comuna"), queryset=Comuna.objects.none(), required=False, empty_label=_("Sin indicar")
    )
    interest = _scale(_("Interés"), help_text=_("De 1, casi no le importa, a 5, le importa mucho."))
    influence = _scale(
        _("Influencia"), help_text=_("De 1, casi no decide, a 5, puede sacar la mesa adelante.")
    )
    position = forms.ChoiceField(label=_("Posición ante la mesa"), choices=words.MapPosition)
    expectation = forms.CharField(
        label=_("Qué espera"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    approach = forms.CharField(
        label=_("Cómo acercarse"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, alliance: Alliance, instance: MapEntry | None = None, **kwargs: Any
    ) -> None:
        if instance is not None:
            told = {name: getattr(instance, name) for name in self.base_fields}
            kwargs["initial"] = {**told, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        here = alliance.comunas.all()
        extra = Comuna.objects.filter(pk=instance.comuna_id) if instance and instance.comuna_id else here
        self.fields["comuna"].queryset = (Comuna.objects.filter(pk__in=here.values("pk")) | extra).distinct()
        if instance is not None and instance.actor_id:
            for name in ("name", "sector", "kind"):
                del self.fields[name]


class MapLinkForm(VersionedForm):
    """Which registered organisation a named one is: one of those that were found."""

    actor = forms.ModelChoiceField(
        label=_("Organización registrada"),
        queryset=Actor.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Elija una.")},
    )

    def __init__(self, *args: Any, by: Principal, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["actor"]
        if self.is_bound:
            field.queryset = Actor.objects.visible_to(by).canonical()
        elif text:
            keys = [actor.pk for actor in registered(text, by)[:MOST_ROWS]]
            field.queryset = Actor.objects.filter(pk__in=keys).with_place().in_order()
        field.label_from_instance = told_apart
