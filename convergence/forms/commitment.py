"""Forms of commitments: make, move, give a new date, answer by signed link."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.models import Actor, Membership
from actors.vocabulary import Reach
from convergence import vocabulary as words
from convergence.models import Agreement, Alliance, Meeting, Participation, Seat
from core.forms import DateField, OnceForm, VersionedForm


def owners_of(alliance: Alliance) -> Any:
    """Organisations that take part now: who may owe something here."""
    here = alliance.participations.living()
    return Actor.objects.filter(pk__in=here.values("actor__canonical_id")).in_order()


def people_of(alliance: Alliance) -> Any:
    """Active users who act here now for an organisation that takes part: whom a commitment may name."""
    here = Participation.objects.living().filter(alliance=alliance)
    acting = Membership.objects.living().filter(
        actor__canonical_id__in=here.values("actor__canonical_id"), reach=Reach.ORGANISATION
    )
    sitting = Seat.objects.living().filter(participation__in=here)
    return User.objects.filter(
        Q(pk__in=acting.values("user_id")) | Q(pk__in=sitting.values("user_id")), is_active=True
    )


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
    agreement = forms.ModelChoiceField(
        label=_("Por el acuerdo"),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=_("Ninguno en particular"),
    )
    logic = forms.ChoiceField(label=_("Lógica"), required=False)

    def __init__(self, *args: Any, alliance: Alliance, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = owners_of(alliance)
        self.fields["owner"].queryset = owners
        self.fields["person"].queryset = people_of(alliance)
        if meeting is None:
            del self.fields["agreement"]
        else:
            self.fields["agreement"].queryset = meeting.agreements.all()
        self.fields["logic"].choices = [("", _("Sin indicar")), *words.CommitmentLogic.choices]


class MoveForm(VersionedForm):
    """A step that asks for no words: start, reopen. Which step is in the button's hidden `to`."""

    to = forms.ChoiceField(choices=words.CommitmentState, widget=forms.HiddenInput)


class CloseForm(MoveForm):
    """Kept: what was done."""

    outcome = forms.CharField(
        label=_("Qué se hizo"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReleaseForm(MoveForm):
    """Released: why. Stands beside CloseForm on one page, so its fields carry ids of their own."""

    outcome = forms.CharField(
        label=_("Por qué se libera"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "release_%s", **kwargs})


STEP_FORMS: dict[str, type[MoveForm]] = {
    words.CommitmentState.CUMPLIDO: CloseForm,
    words.CommitmentState.LIBERADO: ReleaseForm,
}


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
