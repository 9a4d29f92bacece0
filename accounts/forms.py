"""Forms of the account pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Para qué es"), max_length=80, help_text=_("Por ejemplo: planilla de seguimiento.")
    )
    can_write = forms.BooleanField(
        label=_("Puede escribir"), required=False, help_text=_("Sin marcar, el token solo lee.")
    )
    days = forms.TypedChoiceField(
        label=_("Vence en"),
        coerce=int,
        choices=[(30, _("30 días")), (90, _("90 días")), (365, _("un año"))],
        initial=90,
    )
