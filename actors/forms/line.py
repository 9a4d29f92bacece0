"""The form of an organisation for the lines of a sheet: every row it may name is read once, not line by line."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.forms.organisation import ActorForm, TagsField
from actors.models import Actor, ActorKind, Comuna, Tag
from core import rut
from core.sheets.values import plain_word


class KnownRow(forms.Field):
    """A row of a small table by its code, read once."""

    def __init__(self, rows: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if value not in self.rows:
            raise ValidationError(
                _("«%(value)s» no está entre las opciones de la lista."), params={"value": value}
            )
        return self.rows[value]


class KnownRows(KnownRow):
    def to_python(self, value: Any) -> list[Any]:
        return [super(KnownRows, self).to_python(one) for one in value or ()]


class RutField(forms.CharField):
    """Any writing of a RUT, in its stored shape."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return rut.normalise(text) if text else ""


class ParentField(forms.Field):
    """The organisation that a unit belongs to: by RUT, by identifier or by its whole name."""

    def __init__(self, principal: Principal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.principal = principal

    @cached_property
    def known(self) -> dict[str, list[Actor]]:
        """Every writing of the organisations one sees that may have units; merged ones only by their identifier."""
        rows = Actor.objects.visible_to(self.principal).filter(parent=None)
        found: dict[str, list[Actor]] = {}
        for row in rows.only("name", "short_name", "rut", "parent", "merged_into"):
            said = [row.name, row.short_name, row.rut] if row.merged_into_id is None else []
            for word in {plain_word(one) for one in (*said, str(row.pk)) if one}:
                found.setdefault(word, []).append(row)
        return found

    def to_python(self, value: Any) -> Actor | None:
        if not value:
            return None
        try:
            word = plain_word(rut.normalise(value))
        except ValidationError:
            word = plain_word(value)
        found = self.known.get(word, [])
        if len(found) == 1:
            return found[0]
        if found:
            sentence = _(
                "Hay %(n)d organizaciones con el nombre «%(value)s»: escriba el RUT o el identificador."
            )
            raise ValidationError(sentence, params={"n": len(found), "value": value[:60]})
        sentence = _(
            "No se encontró «%(value)s» entre las organizaciones principales. Escriba su nombre completo, su RUT "
            "o su identificador; si viene en esta misma planilla, cargue primero su fila."
        )
        raise ValidationError(sentence, params={"value": value[:60]})


class TagNames(TagsField):
    """Tags as the sheet's list of words; a known one keeps the spelling it has."""

    @cached_property
    def known(self) -> dict[str, str]:
        return {plain_word(name): name for name in Tag.objects.values_list("name", flat=True)}

    def clean(self, value: Any) -> list[str]:
        names = [self.known.get(plain_word(one), " ".join(one.split())) for one in value or ()]
        if any("," in name for name in names):
            raise ValidationError(_("Separe las etiquetas con «;»."))
        return super().clean(",".join(names))


class ActorLineForm(ActorForm):
    """The form of an organisation for many lines: rows are found in tables read once, not asked for one by one."""

    def __init__(self, principal: Principal) -> None:
        super().__init__()
        comunas = {comuna.pk: comuna for comuna in Comuna.objects.all()}
        told: dict[str, forms.Field] = {
            "kind": KnownRow({kind.pk: kind for kind in ActorKind.objects.all()}),
            "comunas": KnownRows(comunas, required=False),
            "rut": RutField(max_length=20, required=False),
            "parent": ParentField(principal, required=False),
            "tags": TagNames(),
        }
        self.fields.update(told)
