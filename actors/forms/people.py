"""Forms of people: invite, accept, change what somebody is for an organisation, end it. Rules are in the services."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from actors.models import Membership
from actors.services.invitations import MOST_DAYS
from actors.vocabulary import Reach
from core import dates
from core.forms import DateField, OnceForm, VersionedForm

TITLE_HINT = _("Como la nombra su organización: directora de obras, dirigenta, encargado de sostenibilidad.")
REACH_HINT = _("Con asientos ve y actúa solo en las mesas que se le indiquen.")


class InvitationForm(OnceForm):
    email = forms.EmailField(label=_("Correo electrónico"), help_text=_("A este correo llega el enlace."))
    name = forms.CharField(label=_("Nombre"), max_length=150, required=False)
    title = forms.CharField(label=_("Cargo"), max_length=100, required=False, help_text=TITLE_HINT)
    role = forms.ChoiceField(label=_("Qué hará"), choices=Membership.Role, initial=Membership.Role.MEMBER)
    reach = forms.ChoiceField(
        label=_("Qué verá"), choices=Reach, initial=Reach.ORGANISATION, help_text=REACH_HINT
    )
    alliances = forms.MultipleChoiceField(
        label=_("Mesas en que tendrá asiento"), required=False, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("Días para responder"), min_value=1, max_value=MOST_DAYS, help_text=_("De 1 a 30.")
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].initial = settings.INVITATION_DAYS
        self.fields["alliances"].choices = places
        if not places:
            del self.fields["alliances"], self.fields["reach"]


class AcceptForm(forms.Form):
    """Of somebody new: her name and the password that she chooses."""

    name = forms.CharField(
        label=_("Su nombre"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1 = forms.CharField(
        label=_("Contraseña"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Diez caracteres o más, que no sean solo números ni una palabra común."),
    )
    password2 = forms.CharField(
        label=_("La misma contraseña otra vez"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password2(self) -> str:
        told: str = self.cleaned_data["password2"]
        if self.cleaned_data.get("password1") not in (None, told):
            raise forms.ValidationError(_("Las dos contraseñas no son iguales."))
        return told


class MembershipForm(VersionedForm):
    title = forms.CharField(label=_("Cargo"), max_length=100, required=False, help_text=TITLE_HINT)
    role = forms.ChoiceField(label=_("Qué hace"), choices=Membership.Role)
    reach = forms.ChoiceField(label=_("Qué ve"), choices=Reach, help_text=REACH_HINT)


class EndForm(VersionedForm):
    on = DateField(label=_("Sin acceso desde"), initial=dates.today)
