"""What one may ask the worker for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core import registry
from core.forms import OnceForm


class AskJobForm(OnceForm):
    kind = forms.ChoiceField(label=_("Qué hay que hacer"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (code, known.label)
            for code, known in registry.job_kinds.items()
            if known.offered and known.may_ask(principal)
        ]
