"""Forms of milestones and of leaving a stage."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import Comuna
from convergence.models import Alliance
from convergence.stages import Milestone
from core.forms import DateField, OnceForm, VersionedForm, accepted_files
from core.forms_look import PhotoInput


class EvidenceForm(OnceForm):
    """A document; for Concejo and COSOC sessions also number, acuerdo and, when there are several, comuna."""

    happened_on = DateField(label=_("Fecha"))
    session_number = forms.CharField(label=_("Número de la sesión"), max_length=40)
    agreement_number = forms.CharField(label=_("Número del acuerdo"), max_length=40, required=False)
    comuna = forms.ModelChoiceField(label=_("Comuna"), queryset=Comuna.objects.none())
    reason = forms.CharField(label=_("Descripción"), max_length=1000, required=False)
    file = forms.FileField(
        label=_("Documento o fotografía"),
        help_text=accepted_files(),
        widget=PhotoInput,
    )

    def __init__(self, *args: Any, alliance: Alliance, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not milestone.certificate:
            del self.fields["session_number"], self.fields["agreement_number"]
        if milestone.gate == "certificate_per_comuna":
            self.fields["comuna"].queryset = alliance.comunas.in_order()
        else:
            del self.fields["comuna"]


class WaiveForm(forms.Form):
    """Stands beside EvidenceForm on one page, so its fields carry ids of their own."""

    kind = forms.ChoiceField(
        label=_("Qué se declara"),
        choices=[
            ("overridden", _("Se exime: se sigue sin este hito")),
            ("not_applicable", _("No aplica a esta mesa")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Queda en el historial con su nombre y la fecha."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "waive_%s", **kwargs})


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Por qué se retira"), max_length=1000)


class AdvanceForm(VersionedForm):
    happened_on = DateField(label=_("Fecha del cambio"))
    note = forms.CharField(
        label=_("Comentario"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
