"""The form of an organisation. What must hold between its fields is in the model and the service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, ActorKind, Comuna, Level
from actors.services import FOUNDATION_ONLY
from core.forms import OnceForm, VersionedForm


class ComunaChoices(forms.ModelMultipleChoiceField):
    """Each comuna with its region, since several names sound alike."""

    default_error_messages = {  # noqa: RUF012
        "invalid_choice": _("«%(value)s» no es el código de una comuna. Elija de la lista."),
        "invalid_pk_value": _("«%(pk)s» no es el código de una comuna. Elija de la lista."),
    }

    def label_from_instance(self, obj: Comuna) -> str:
        return f"{obj.name} ({obj.region.name})"


class ActorForm(OnceForm, VersionedForm):
    """Registers or edits an organisation."""

    name = forms.CharField(label=_("Nombre"), max_length=200)
    short_name = forms.CharField(
        label=_("Nombre corto o sigla"),
        max_length=60,
        required=False,
        help_text=_("Con el que se la nombra en listas y compromisos."),
    )
    kind = forms.ModelChoiceField(label=_("Tipo"), queryset=ActorKind.objects.none())
    level = forms.ChoiceField(label=_("Nivel"), choices=[("", "---------"), *Level.choices])
    rut = forms.CharField(
        label="RUT",
        max_length=20,
        required=False,
        help_text=_("Por ejemplo 76.543.210-3. Una unidad lo deja vacío: comparte el de su organización."),
    )
    parent = forms.ModelChoiceField(
        label=_("Unidad de"),
        queryset=Actor.objects.none(),
        required=False,
        help_text=_("Solo para una SEREMI, dirección, faena u otra unidad."),
    )
    comunas = ComunaChoices(
        label=_("Comunas donde está presente"),
        queryset=Comuna.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Ctrl o Cmd para elegir varias."),
    )
    website = forms.URLField(label=_("Sitio web"), required=False, assume_scheme="https")
    about = forms.CharField(
        label=_("Quiénes son"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, instance: Actor | None = None, by_foundation: bool = True, **kwargs: Any
    ) -> None:
        if instance is not None:
            told = {name: getattr(instance, name) for name in self.base_fields if hasattr(instance, name)}
            kwargs["initial"] = {**told, "comunas": [comuna.pk for comuna in instance.comunas.all()]}
        super().__init__(*args, **kwargs)
        parents = Actor.objects.filter(parent=None).in_order()
        self.fields["kind"].queryset = ActorKind.objects.all()
        self.fields["parent"].queryset = parents.exclude(pk=instance.pk) if instance else parents
        self.fields["comunas"].queryset = Comuna.objects.select_related("region").in_order()
        if not by_foundation:
            for name in FOUNDATION_ONLY:
                del self.fields[name]
        if instance is not None:
            del self.fields["uid"]
            self.fields["version"].required = True
            self.fields["version"].error_messages["required"] = _(
                "Cargue la página de nuevo y repita el cambio."
            )
        else:
            del self.fields["version"]
