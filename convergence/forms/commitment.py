"""Forms of commitments: make, move, give a new date, answer by signed link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.models import Actor
from convergence import vocabulary as words
from convergence.models import Alliance
from core.forms import DateField, OnceForm, VersionedForm


def owners_of(alliance: Alliance) -> Any:
    """Organisations that take part now: who may owe something here."""
    return Actor.objects.filter(
        participations__alliance=alliance, participations__left_on=None
    ).in_order()  # unique by participation_open_once


class CommitmentForm(OnceForm):
    what = forms.CharField(label=_("Qué se hará"), max_length=500)
    owner = forms.ModelChoiceField(label=_("Organización responsable"), queryset=Actor.objects.none())
    person = forms.ModelChoiceField(
        label=_("Persona"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Quien recibirá los avisos, si tiene cuenta."),
    )
    due_on = DateField(label=_("Fecha"))
    logic = forms.ChoiceField(label=_("Lógica"), required=False)

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = owners_of(alliance)
        self.fields["owner"].queryset = owners
        self.fields["person"].queryset = User.objects.filter(
            is_active=True, memberships__actor__in=owners, memberships__until=None
        ).distinct()
        self.fields["logic"].choices = [("", _("Sin indicar")), *words.CommitmentLogic.choices]


class MoveForm(VersionedForm):
    to = forms.ChoiceField(choices=words.CommitmentState, widget=forms.HiddenInput)
    outcome = forms.CharField(
        label=_("Qué se hizo"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RescheduleForm(VersionedForm):
    """Stands beside MoveForm on one page, so its fields carry ids of their own."""

    due_on = DateField(label=_("Fecha nueva"))
    reason = forms.CharField(label=_("Por qué cambia"), max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "date_%s", **kwargs})


class AnswerForm(forms.Form):
    outcome = forms.CharField(
        label=_("Qué se hizo"),
        max_length=2000,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"min_length": _("Cuente en una frase qué se hizo.")},
    )
