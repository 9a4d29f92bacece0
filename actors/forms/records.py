"""Forms of contacts, mandates, notes and files of an organisation. Rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import ActorFile, Contact, Mandate
from actors.services import records
from actors.vocabulary import ContactAudience, Office
from core import dates
from core.forms import DateField, OnceForm, VersionedForm, accepted_files
from core.forms_look import PhotoInput


class _RecordForm(OnceForm, VersionedForm):
    """Adds (`instance` None) or edits a record: the uid of the new one, the version of the other."""

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        if instance is not None:
            told = {name: getattr(instance, name) for name in self.base_fields if hasattr(instance, name)}
            kwargs["initial"] = {**told, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        del self.fields["uid" if instance is not None else "version"]
        if instance is not None:
            self.fields["version"].required = True
            message = _("Cargue la página de nuevo y repita el cambio.")
            self.fields["version"].error_messages["required"] = message


class ContactForm(_RecordForm):
    name = forms.CharField(label=_("Nombre"), max_length=150)
    position = forms.CharField(label=_("Cargo"), max_length=100, required=False)
    email = forms.EmailField(label=_("Correo electrónico"), required=False)
    phone = forms.CharField(
        label=_("Teléfono"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Por ejemplo 9 8765 4321 o 55 226 1234; de otro país, con su código: +54 …"),
    )
    audience = forms.ChoiceField(
        label=_("Quién lo ve"),
        choices=ContactAudience.choices,
        initial=ContactAudience.PRIVATE,
        widget=forms.RadioSelect,
        help_text=_("Es un dato personal: compártalo solo si la persona está de acuerdo."),
    )
    is_main = forms.BooleanField(
        label=_("Es el contacto principal"), required=False, help_text=_("Reemplaza al que hubiera.")
    )

    def __init__(self, *args: Any, instance: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if instance is not None and instance.until is not None:
            del self.fields["is_main"]

    def record_fields(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {name: told[name] for name in records.CONTACT_FIELDS if name in told}


class EndContactForm(VersionedForm):
    until = DateField(label=_("Dejó el cargo el"), initial=dates.today)


class MandateForm(_RecordForm):
    office = forms.ChoiceField(label=_("Cargo"), choices=[("", "---------"), *Office.choices])
    holder = forms.CharField(
        label=_("Quién lo ejerce"),
        max_length=200,
        required=False,
        help_text=_("La persona, o la lista en un Concejo o directorio."),
    )
    since = DateField(label=_("Desde"), required=False)
    until = DateField(
        label=_("Hasta"),
        required=False,
        help_text=_("El último día. Sesenta días antes se avisa a la coordinación de sus mesas."),
    )
    source = forms.CharField(
        label=_("De dónde se sabe"),
        max_length=200,
        required=False,
        help_text=_("Por ejemplo: sentencia de proclamación del TER, certificado del secretario municipal."),
    )

    def __init__(self, *args: Any, instance: Mandate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _("El mandato termina antes de comenzar."))
        return told

    def record_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in records.MANDATE_FIELDS}


class NoteForm(OnceForm):
    text = forms.CharField(
        label=_("Nota"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La lee solo el equipo de la fundación. No se edita: se retira y se escribe otra."),
    )


class FileForm(OnceForm):
    file = forms.FileField(label=_("Documento"), help_text=accepted_files(), widget=PhotoInput)
    kind = forms.ChoiceField(label=_("Qué es"), choices=ActorFile.Kind.choices)
    label = forms.CharField(
        label=_("Título"),
        max_length=150,
        required=False,
        help_text=_("Por ejemplo: Certificado de vigencia, marzo de 2026."),
    )
