"""The form of an organisation. What must hold between its fields is in the model and the service."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, ActorKind, Comuna, Level, Sector, Tag
from actors.services import FOUNDATION_ONLY
from actors.vocabulary import Industry, Size, SocialClass
from core.forms import DateField, OnceForm, VersionedForm

NOT_KNOWN = ("", _("No se sabe"))
MOST_TAGS, TAGS_OFFERED = 12, 12
OF_NON_STATE = ("size", "industry")  # what a public institution does not have


class ComunaChoices(forms.ModelMultipleChoiceField):
    """Each comuna with its region, since several names sound alike."""

    default_error_messages = {  # noqa: RUF012
        "invalid_choice": _("«%(value)s» no es el código de una comuna. Elija de la lista."),
        "invalid_pk_value": _("«%(pk)s» no es el código de una comuna. Elija de la lista."),
    }

    def label_from_instance(self, obj: Comuna) -> str:
        return f"{obj.name} ({obj.region.name})"


class TagsField(forms.CharField):
    """Names of tags between commas → the list of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 600, **kwargs})
        self.widget.attrs["autocomplete"] = "off"

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        names = list(
            dict.fromkeys(name for name in (" ".join(one.split()) for one in text.split(",")) if name)
        )
        longest = Tag._meta.get_field("name").max_length or 0
        for name in names:
            if len(name) > longest:
                message = _("«%(name)s» es demasiado largo: hasta %(n)s letras. Sepárelas con comas.")
                raise ValidationError(message, params={"name": name, "n": longest})
        if len(names) > MOST_TAGS:
            raise ValidationError(_("Escriba a lo más %(n)s etiquetas."), params={"n": MOST_TAGS})
        return names


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
    level = forms.ChoiceField(label=_("Nivel"), choices=[NOT_KNOWN, *Level.choices], required=False)
    social_class = forms.ChoiceField(
        label=_("Clase en la cooperación público-privada"),
        choices=[("", _("Sin clasificar")), *SocialClass.choices],
        required=False,
        help_text=_("De los actores privados y públicos no estatales; una institución pública no la lleva."),
    )
    size = forms.ChoiceField(
        label=_("Tamaño"),
        choices=[NOT_KNOWN, *Size.choices],
        required=False,
        help_text=_("De empresas y de otras organizaciones que venden, por sus ventas del año."),
    )
    industry = forms.ChoiceField(
        label=_("Rubro"),
        choices=[NOT_KNOWN, *Industry.choices],
        required=False,
        help_text=_("Sección del CIIU. Una institución pública no lo lleva."),
    )
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
    registry_number = forms.CharField(
        label=_("Inscripción"),
        max_length=60,
        required=False,
        help_text=_("Su número en el registro que le dio personalidad jurídica."),
    )
    personality_since = DateField(label=_("Vigente desde"), required=False)
    personality_until = DateField(label=_("Vigente hasta"), required=False)
    closed_on = DateField(
        label=_("Dejó de existir el"),
        required=False,
        help_text=_("Queda en el registro con su historia y deja de avisarse de sus plazos."),
    )
    tags = TagsField(label=_("Etiquetas"))
    website = forms.URLField(label=_("Sitio web"), required=False, assume_scheme="https")
    about = forms.CharField(
        label=_("Quiénes son"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_another = forms.BooleanField(
        label=_("Es otra organización: registrarla de todos modos"), required=False
    )
    near: Any = ()  # registered ones that it may be (services.duplicates.Near), once they were asked about

    def __init__(
        self, *args: Any, instance: Actor | None = None, by_foundation: bool = True, **kwargs: Any
    ) -> None:
        if instance is not None:
            told = {name: getattr(instance, name) for name in self.base_fields if hasattr(instance, name)}
            told["comunas"] = [comuna.pk for comuna in instance.comunas.all()]
            told["parent"] = instance.parent.speaker if instance.parent else None
            if by_foundation:
                told["tags"] = [tag.name for tag in instance.tags.in_order()]
            kwargs["initial"] = told
        super().__init__(*args, **kwargs)
        parents = Actor.objects.canonical().filter(parent=None).in_order()
        self.fields["kind"].queryset = ActorKind.objects.all()
        self.fields["parent"].queryset = parents.exclude(pk=instance.pk) if instance else parents
        self.fields["comunas"].queryset = Comuna.objects.select_related("region").in_order()
        if by_foundation:
            self._suggest_tags()
        else:
            public = instance is not None and instance.sector == Sector.PUBLICO
            for name in (*FOUNDATION_ONLY, "tags", *(OF_NON_STATE if public else ())):
                del self.fields[name]
        if instance is not None:
            del self.fields["uid"], self.fields["is_another"]
            self.fields["version"].required = True
            self.fields["version"].error_messages["required"] = _(
                "Cargue la página de nuevo y repita el cambio."
            )
        else:
            del self.fields["version"]

    def ask_about(self, near: Any) -> None:
        """Refuse until somebody says that it is none of these."""
        self.near = near
        message = _("Se parece a una ya registrada. Si es otra, confírmelo para registrarla.")
        self.add_error("is_another", message)

    def _suggest_tags(self) -> None:
        known = ", ".join(Tag.objects.most_used().values_list("name", flat=True)[:TAGS_OFFERED])
        hint = _("Palabras de la fundación, separadas por comas. Nadie más las ve.")
        self.fields["tags"].help_text = format_lazy("{} {}", hint, _used(known)) if known else hint

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("personality_since"), told.get("personality_until")
        if since and until and until < since:
            self.add_error("personality_until", _("La personalidad jurídica termina antes de comenzar."))
        return told


def _used(known: str) -> Any:
    return format_lazy(_("Ya se usan: {known}."), known=known)
