"""Forms of seats: who sits for an organisation, and until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from convergence import vocabulary as words
from convergence.models import Participation
from convergence.people import may_be_seated
from core.forms import DateField, OnceForm, VersionedForm


class SeatForm(OnceForm):
    user = forms.ModelChoiceField(
        label=_("Persona"),
        queryset=User.objects.none(),
        help_text=_("Quienes actúan por la organización. A otra persona se la invita antes."),
    )
    kind = forms.ChoiceField(label=_("Calidad"), choices=words.SeatKind, initial=words.SeatKind.TITULAR)
    since = DateField(label=_("Desde"))

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = may_be_seated(participation)
        self.initial.setdefault("since", participation.alliance.today())


class EndSeatForm(VersionedForm):
    on = DateField(label=_("Sin asiento desde"))
