"""What one tells to ask for an SDG report: one mesa or everything, and the day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from convergence.models import Alliance
from core import dates
from core.forms import DateField, OnceForm
from evaluation.services.reports import FIRST_DAY

# More mesas than these are found by their name first: a list of thousands helps nobody.
MESAS_OFFERED = 40


class ReportForm(OnceForm):
    """`seen` are the mesas of the asker; `words` narrow those that are offered, not those that are accepted."""

    alliance = forms.ModelChoiceField(
        label=_("De qué"), queryset=Alliance.objects.none(), required=False, empty_label=_("Todo lo que veo")
    )
    as_of = DateField(label=_("Datos al"), help_text=_("Nada fechado después entra en el informe."))

    def __init__(self, *args: Any, seen: Any, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mesas: Any = self.fields["alliance"]
        mesas.queryset = seen
        offered = list(seen.matching(words).in_order().values_list("pk", "name")[:MESAS_OFFERED])
        chosen = str(self["alliance"].value() or "")
        if chosen and chosen not in {str(pk) for pk, _name in offered}:
            offered += self._chosen(seen, chosen)
        empty = ("", mesas.empty_label)
        mesas.widget.choices = [empty, *offered]
        self.fields["as_of"].widget.attrs |= {
            "min": FIRST_DAY.isoformat(),
            "max": dates.today().isoformat(),
        }
        if not self.is_bound:
            self.initial.setdefault("as_of", dates.today())

    def _chosen(self, seen: Any, key: str) -> list[Any]:
        """What a link or a refused form names, though the search does not find it."""
        try:
            return list(seen.filter(pk=key).values_list("pk", "name"))
        except (forms.ValidationError, ValueError):
            return []
