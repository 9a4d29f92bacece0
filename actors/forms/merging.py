"""The form that says two organisations are one: which values the kept one takes, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.comparing import Compared
from actors.models import Actor
from actors.services.merging import SETS, SHORTEST_REASON, has_other_rut

KEPT, MERGED = "kept", "merged"


class MergeForm(forms.Form):
    """A choice `take_<field>` for each field in which the two differ; empty ones of the kept are filled unless told
    otherwise."""

    reason = forms.CharField(
        label=_("Por qué son la misma"),
        max_length=300,
        min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Queda en el historial con su nombre y la fecha."),
        error_messages={"min_length": _("Escriba en una frase por qué son la misma organización.")},
    )
    other_rut = forms.BooleanField(
        label=_("Son la misma aunque tengan distinto RUT"),
        required=False,
        help_text=_("Cada persona jurídica tiene uno solo: confírmelo si uno de los dos está mal escrito."),
    )
    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    merged_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kept: Actor, merged: Actor, compared: list[Compared], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"kept_version": kept.version, "merged_version": merged.version}
        super().__init__(*args, **kwargs)
        self.takeable = [one for one in compared if one.may_take]
        for one in self.takeable:
            self.fields[f"take_{one.name}"] = forms.ChoiceField(
                label=one.label.capitalize(),
                choices=_choices(one),
                widget=forms.RadioSelect,
                required=False,
                initial=KEPT if one.kept and one.name not in SETS else MERGED,
            )
        if not has_other_rut(kept, merged):
            del self.fields["other_rut"]

    def take_fields(self) -> list[Any]:
        return [self[f"take_{one.name}"] for one in self.takeable]

    def taken(self) -> list[str]:
        """Names of the fields that the kept one takes."""
        return [one.name for one in self.takeable if self.cleaned_data.get(f"take_{one.name}") == MERGED]


def _choices(one: Compared) -> list[tuple[str, Any]]:
    nothing = _("(vacío)")
    if one.name in SETS:
        return [(KEPT, one.kept or nothing), (MERGED, _("Sumar las de la otra"))]
    return [(KEPT, one.kept or nothing), (MERGED, one.merged or nothing)]
