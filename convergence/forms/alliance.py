"""Forms of the alliance itself: its facts, its partners, its cycles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.models import Actor, Comuna, Sector
from convergence import vocabulary as words
from convergence.models import Alliance, Participation
from core.forms import DateField, OnceForm, VersionedForm


class AllianceForm(OnceForm, VersionedForm):
    """Opens or edits an alliance; the kind is chosen once."""

    kind = forms.ChoiceField(label=_("Tipo"), choices=words.AllianceKind)
    name = forms.CharField(label=_("Nombre"), max_length=200, help_text=_("Por ejemplo: Mesa de Mejillones."))
    comunas = forms.ModelMultipleChoiceField(
        label=_("Comunas"),
        queryset=Comuna.objects.none(),
        help_text=_("Una para la mesa comunal; dos o más para la intercomunal."),
    )
    purpose = forms.CharField(
        label=_("Propósito"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    started_on = DateField(label=_("Comienzo"))
    ended_on = DateField(label=_("Término"), required=False)
    theme = forms.ChoiceField(label=_("Área temática"), required=False)
    areas = forms.MultipleChoiceField(
        label=_("Áreas de aplicación"),
        choices=words.ApplicationArea,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    scale = forms.ChoiceField(label=_("Escala"), required=False)
    origin = forms.ChoiceField(label=_("Origen"), required=False)
    base = forms.ChoiceField(label=_("Base"), required=False)
    formality = forms.ChoiceField(label=_("Formalidad"), choices=words.Formality)
    structure = forms.ChoiceField(label=_("Estructura"), required=False)
    started_by = forms.ModelChoiceField(
        label=_("Quién la inició"), queryset=Actor.objects.none(), required=False
    )
    sponsor = forms.ModelChoiceField(
        label=_("Empresa patrocinante"),
        queryset=Actor.objects.none(),
        required=False,
        help_text=_("Paga la instalación de la mesa, aparte del fondo común."),
    )
    coordinator = forms.ModelChoiceField(
        label=_("Coordinación"), queryset=User.objects.none(), required=False
    )
    is_public = forms.BooleanField(label=_("Mostrar su página al público"), required=False)

    def __init__(self, *args: Any, instance: Alliance | None = None, **kwargs: Any) -> None:
        if instance is not None:
            told = {name: getattr(instance, name) for name in self.base_fields if hasattr(instance, name)}
            told["comunas"] = list(instance.comunas.all())
            told |= {name: told[name].speaker for name in ("started_by", "sponsor") if told[name]}
            kwargs["initial"] = {**told, **kwargs.get("initial", {})}
        else:
            kwargs["initial"] = {"is_public": True, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("theme", words.ThemeArea),
            ("scale", words.Scale),
            ("origin", words.Origin),
            ("base", words.Base),
            ("structure", words.Structure),
        ):
            self.fields[name].choices = [("", _("Sin indicar")), *choices.choices]
        self.fields["comunas"].queryset = Comuna.objects.in_order()
        self.fields["started_by"].queryset = Actor.objects.canonical().in_order()
        self.fields["sponsor"].queryset = (
            Actor.objects.canonical().filter(kind__sector=Sector.MERCADO).in_order()
        )
        self.fields["coordinator"].queryset = User.objects.filter(is_foundation_staff=True, is_active=True)
        if instance is not None:
            del self.fields["kind"], self.fields["uid"]
        else:
            del self.fields["version"], self.fields["ended_on"]


class ParticipationForm(OnceForm, VersionedForm):
    actor = forms.ModelChoiceField(label=_("Organización"), queryset=Actor.objects.none())
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=words.ParticipationRole, widget=forms.CheckboxSelectMultiple
    )
    contributions = forms.MultipleChoiceField(
        label=_("Tipos de aporte"),
        choices=words.ContributionKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    has_seat = forms.BooleanField(label=_("Tiene asiento en la mesa"), required=False)
    representative = forms.CharField(
        label=_("Quién la representa"),
        max_length=150,
        required=False,
        help_text=_("Solo lo ve quien participa en la mesa."),
    )
    is_strategic = forms.BooleanField(label=_("Aliado estratégico"), required=False)
    strategic_reason = forms.CharField(label=_("Por qué es estratégico"), max_length=200, required=False)
    joined_on = DateField(label=_("Participa desde"))
    left_on = DateField(label=_("Dejó de participar el"), required=False)

    def __init__(self, *args: Any, alliance: Alliance, instance: Participation | None = None, **kwargs: Any):
        if instance is not None:
            told = {name: getattr(instance, name) for name in self.base_fields if hasattr(instance, name)}
            kwargs["initial"] = told
        else:
            kwargs["initial"] = {"has_seat": True, "joined_on": alliance.today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if instance is not None:
            del self.fields["actor"], self.fields["uid"]
        else:
            # Offered are those without a seat; who is sent with one gets the service's sentence.
            seated = alliance.participations.living().values("actor__canonical_id")
            offered = Actor.objects.canonical()
            offered = offered if self.is_bound else offered.exclude(pk__in=seated)
            self.fields["actor"].queryset = offered.in_order()
            del self.fields["version"], self.fields["left_on"]


class CycleForm(forms.Form):
    starts_on = DateField(label=_("Comienza"))
    ends_on = DateField(label=_("Termina"))
