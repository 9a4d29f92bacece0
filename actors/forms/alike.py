"""What was typed so far of an organisation, read leniently: half a RUT is no error here."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actors.models import Actor, Comuna
from core import rut


class AlikeForm(forms.Form):
    name = forms.CharField(max_length=200, min_length=3, required=False)
    short_name = forms.CharField(max_length=60, required=False)
    rut = forms.CharField(max_length=20, required=False)
    parent = forms.CharField(max_length=40, required=False)
    comunas = forms.ModelMultipleChoiceField(queryset=Comuna.objects.all(), required=False)

    def clean_rut(self) -> str:
        try:
            return rut.normalise(self.cleaned_data["rut"]) if self.cleaned_data["rut"] else ""
        except ValidationError:
            return ""

    def clean_parent(self) -> Actor | None:
        try:
            key = uuid.UUID(self.cleaned_data["parent"])
        except ValueError:
            return None
        return Actor.objects.filter(pk=key).first()

    def told(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
