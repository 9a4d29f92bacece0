"""Forms of initiatives: enter or edit one, move it to another list or phase. Rules are the services'."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Comuna
from convergence.forms.commitment import owners_of
from convergence.models import Agreement, Alliance
from core.forms import DateField, OnceForm, VersionedForm
from core.forms_look import CountInput, KeptSelect, QuickSelect
from portfolio import vocabulary as words
from portfolio.forms.amounts import PesosField
from portfolio.models import Goal, Initiative, Phase
from portfolio.services.books import MOST_PESOS
from portfolio.services.initiatives import FIELDS, GoalWeight, default_weights

MOST_PEOPLE = 20_000_000  # more than live in the country: a slip of the keyboard
AGREEMENTS = 60  # the latest ones: older ones are reached from their meeting
_PAIR = re.compile(r"^\(?\s*([+\-−]?\d+\.\d+)\s*[,;]\s*([+\-−]?\d+\.\d+)\s*\)?$")
_DEGREES = re.compile(r"^[+\-]?\d{1,3}(?:\.\d{1,20})?$", re.ASCII)
_HUNDRED_THOUSANDTH = Decimal("0.00001")


class DegreesField(forms.CharField):
    """Degrees with point or comma, to five decimals (a metre); `least` and `most` enclose Chile."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})
        self.widget.attrs.update({"inputmode": "text", "autocomplete": "off"})
        self.least, self.most = least, most

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value).replace("−", "-").replace(",", ".")
        if not text:
            return None
        if not _DEGREES.match(text):
            raise ValidationError(_("Escriba grados con decimales, como -23,10047."))
        degrees = Decimal(text).quantize(_HUNDRED_THOUSANDTH, ROUND_HALF_UP)
        if not self.least <= degrees <= self.most:
            told = {"least": str(self.least).replace("-", "−"), "most": str(self.most).replace("-", "−")}
            message = _(
                "El punto queda fuera de Chile: escriba entre %(least)s y %(most)s, con el signo menos."
            )
            raise ValidationError(message % told)
        return degrees


def _people(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_PEOPLE, required=False, widget=CountInput
    )


class InitiativeForm(OnceForm, VersionedForm):
    """Enters (`instance` None) or edits an initiative. Goal 1 is the main one; weights all or none."""

    name = forms.CharField(label=_("Nombre"), max_length=200)
    description = forms.CharField(
        label=_("En qué consiste"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    works_class = forms.ChoiceField(label=_("Clase de obra"), choices=words.WorksClass, widget=QuickSelect)
    comuna = forms.ModelChoiceField(label=_("Comuna"), queryset=Comuna.objects.none())
    place = forms.CharField(label=_("Lugar"), max_length=200, required=False)
    lat = DegreesField(label=_("Latitud"), least=-90, most=-17)
    lng = DegreesField(label=_("Longitud"), least=-110, most=-53)
    agreement = forms.ModelChoiceField(
        label=_("Acuerdo en que se decidió"),
        queryset=Agreement.objects.none(),
        required=False,
        help_text=_("Los últimos de esta mesa, con la fecha de su reunión."),
    )
    plan = forms.CharField(
        label=_("Plan del que viene"),
        max_length=200,
        required=False,
        help_text=_("Por ejemplo: PLADECO 2022–2026. Basta el acuerdo o el plan."),
    )
    women = _people(_("Mujeres"))
    men = _people(_("Hombres"))
    unspecified = _people(_("Sin desagregar"))
    how_counted = forms.ChoiceField(
        label=_("Cómo se contó"), choices=[("", _("Sin indicar")), *words.HowCounted.choices], required=False
    )
    design_cost = PesosField(label=_("Costo de diseño"), required=False)
    execution_cost = PesosField(label=_("Costo de ejecución"), required=False)
    next_step = forms.CharField(label=_("Próximo paso"), max_length=300, required=False)
    next_step_by = DateField(label=_("Para cuándo"), required=False)
    ball = forms.ModelChoiceField(
        label=_("Quién tiene la pelota"),
        queryset=Actor.objects.none(),
        required=False,
        empty_label=_("Nadie en particular"),
        help_text=_("La organización de la mesa que debe dar el próximo paso."),
    )
    portfolio = forms.ChoiceField(label=_("Cartera"), choices=words.Portfolio)
    phase = forms.ModelChoiceField(label=_("Fase"), queryset=Phase.objects.all(), empty_label=None)
    entered_on = DateField(label=_("Desde"))

    def __init__(
        self,
        *args: Any,
        alliance: Alliance,
        instance: Initiative | None = None,
        agreement: Agreement | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = _initial(alliance, instance, agreement) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._add_goals()
        fields: Any = self.fields
        fields["works_class"].choices = [("", _("Elija una clase")), *words.WorksClass.choices]
        fields["comuna"].queryset = comunas = alliance.comunas.in_order()  # type: ignore[attr-defined]
        if instance is None and len(comunas) == 1:
            self.initial.setdefault("comuna", comunas[0].pk)
        partners = owners_of(alliance)
        if instance is not None and instance.ball_id:
            held = instance.ball.canonical_id
            partners = Actor.objects.filter(pk__in=[held, *partners.values_list("pk", flat=True)])
        fields["ball"].queryset = partners.in_order()  # type: ignore[attr-defined]
        fields["ball"].label_from_instance = lambda actor: actor.display_name
        self._offer_agreements(alliance)
        if self.is_bound:
            self.data = _split_pair(self.data, self.add_prefix("lat"), self.add_prefix("lng"))
        self.fields["version"].required = instance is not None
        for name in ("version",) if instance is None else ("uid", "portfolio", "phase", "entered_on"):
            del fields[name]

    def _add_goals(self) -> None:
        for number in range(1, words.MOST_GOALS + 1):
            label = _("Objetivo principal") if number == 1 else _("Objetivo secundario")
            self.fields[f"goal_{number}"] = forms.ModelChoiceField(
                label=label,
                queryset=Goal.objects.all(),
                required=False,
                empty_label=_("Ninguno"),
                widget=KeptSelect("goals_or_none"),
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label=_("Peso (%)"), min_value=1, max_value=100, required=False, widget=CountInput
            )

    def _offer_agreements(self, alliance: Alliance) -> None:
        """Any agreement of the mesa is taken; offered are the latest and the one already chosen."""
        field: Any = self.fields["agreement"]
        every = Agreement.objects.filter(meeting__alliance=alliance).select_related("meeting")
        offered = list(every.order_by("-meeting__held_on", "-meeting_id", "number")[:AGREEMENTS])
        chosen = self["agreement"].value()
        if chosen and str(chosen) not in {str(row.pk) for row in offered}:
            offered = [*_found(every, chosen), *offered]
        field.queryset = every
        field.choices = [("", _("Ninguno: viene de un plan")), *((r.pk, agreement_words(r)) for r in offered)]

    def goal_fields(self) -> list[tuple[Any, Any]]:
        """(goal, weight) bound fields for the page."""
        return [(self[f"goal_{n}"], self[f"weight_{n}"]) for n in range(1, words.MOST_GOALS + 1)]

    def clean_design_cost(self) -> int | None:
        return self._pesos("design_cost")

    def clean_execution_cost(self) -> int | None:
        return self._pesos("execution_cost")

    def _pesos(self, name: str) -> int | None:
        pesos: int | None = self.cleaned_data[name]
        if pesos is not None and pesos >= MOST_PESOS:
            raise ValidationError(_("El monto es demasiado grande: revise los ceros."))
        return pesos

    def clean(self) -> dict[str, Any]:
        """What the table also refuses, told here beside the field that can mend it."""
        told = super().clean() or {}
        if (
            not told.get("agreement")
            and not told.get("plan")
            and not {"agreement", "plan"} & set(self.errors)
        ):
            self.add_error("agreement", _("Indique el acuerdo en que se decidió o el plan del que viene."))
        for name, other in (("lat", "lng"), ("lng", "lat")):
            if told.get(name) is None and told.get(other) is not None and name not in self.errors:
                self.add_error(name, _("Un punto necesita latitud y longitud."))
        counted = any(told.get(name) is not None for name in ("women", "men", "unspecified"))
        if counted and not told.get("how_counted") and "how_counted" not in self.errors:
            self.add_error("how_counted", _("Indique cómo se contaron los beneficiarios."))
        self._clean_goals(told)
        return told

    def _clean_goals(self, told: dict[str, Any]) -> None:
        for number in range(1, words.MOST_GOALS + 1):
            alone = told.get(f"weight_{number}") is not None and not told.get(f"goal_{number}")
            if alone and f"goal_{number}" not in self.errors:
                self.add_error(
                    f"goal_{number}", _("Elija el objetivo de este peso, o deje el peso en blanco.")
                )
        if any(name.startswith(("goal_", "weight_")) for name in self.errors):
            return
        try:
            default_weights(self.goals())
        except ValidationError as error:
            about = "goal_1" if not told.get("goal_1") else "weight_1"
            repeated = [told[f"goal_{n}"] for n in range(1, words.MOST_GOALS + 1) if told.get(f"goal_{n}")]
            if len(set(repeated)) < len(repeated):
                about = "goal_1"
            self.add_error(about, error.message_dict["goals"])

    def goals(self) -> list[GoalWeight]:
        told = self.cleaned_data
        return [
            GoalWeight(told[f"goal_{number}"], told.get(f"weight_{number}"), is_main=number == 1)
            for number in range(1, words.MOST_GOALS + 1)
            if told.get(f"goal_{number}")
        ]

    def initiative_fields(self) -> dict[str, Any]:
        """What the services take, with the goals."""
        entry = ("portfolio", "phase", "entered_on")
        told = {name: self.cleaned_data[name] for name in (*FIELDS, *entry) if name in self.cleaned_data}
        return {**told, "goals": self.goals()}


def agreement_words(row: Agreement) -> str:
    """Needs its meeting."""
    told = {"day": f"{row.meeting.held_on:%d-%m-%Y}", "number": row.number}
    # Outside the f-string: a text inside one is not found for the catalogue.
    where = gettext("%(day)s · acuerdo %(number)d") % told
    return f"{where}: {Truncator(row.text).chars(90)}"


def _found(rows: Any, key: Any) -> list[Agreement]:
    try:
        return list(rows.filter(pk=getattr(key, "pk", key)))
    except (ValidationError, ValueError):
        return []


def _initial(alliance: Alliance, instance: Initiative | None, agreement: Agreement | None) -> dict[str, Any]:
    if instance is None:
        first = {"portfolio": words.Portfolio.AMPLIADA, "phase": words.FIRST_PHASE}
        chosen = {"agreement": agreement.pk} if agreement is not None else {}
        return {**first, **chosen, "entered_on": alliance.today()}
    told = {name: getattr(instance, name) for name in (*FIELDS, "version")}
    told["ball"] = instance.ball.speaker if instance.ball else None
    for number, row in enumerate(instance.goals.all(), start=1):
        told |= {f"goal_{number}": row.goal, f"weight_{number}": row.weight}
    return told


def _split_pair(data: Any, lat: str, lng: str) -> Any:
    """Maps copy a point as one text, `-23.10047, -70.44947`: pasted whole in the latitude it fills both."""
    pair = _PAIR.match(str(data.get(lat) or "").strip())
    if pair is None or str(data.get(lng) or "").strip():
        return data
    data = data.copy()
    data[lat], data[lng] = pair[1], pair[2]
    return data


class MoveInitiativeForm(VersionedForm):
    """To another list or phase since a day. Offered are the lists one step away."""

    portfolio = forms.ChoiceField(label=_("Cartera"))
    phase = forms.ModelChoiceField(label=_("Fase"), queryset=Phase.objects.all(), empty_label=None)
    happened_on = DateField(label=_("Desde"))
    note = forms.CharField(
        label=_("Comentario"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Qué lo permitió o lo detuvo. Queda en la historia de la iniciativa."),
    )

    def __init__(self, *args: Any, instance: Initiative, **kwargs: Any) -> None:
        start = {"portfolio": instance.portfolio, "phase": instance.phase, "version": instance.version}
        kwargs["initial"] = {"happened_on": instance.alliance.today(), **start}
        super().__init__(*args, **kwargs)
        near = {instance.portfolio, *words.PORTFOLIO_MOVES[instance.portfolio]}
        field: Any = self.fields["portfolio"]
        field.choices = [(code, label) for code, label in words.Portfolio.choices if code in near]
