"""Widgets that ask the browser for the right keyboard and picker. What a value means stays in the forms."""

import time
from typing import Any, ClassVar

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

KEEP_SECONDS = 300


class DayInput(forms.DateInput):
    """A date picker. The browser wants ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class CountInput(forms.NumberInput):
    """A whole number from 0, with the digits' keyboard and, where scripts run, buttons − and +."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"inputmode": "numeric", "min": 0, "step": 1, "data-stepper": "", **(attrs or {})}
        )


class PesosInput(forms.TextInput):
    """Pesos as people type them (`1.234.567`): text, since a number input refuses the points."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class PhotoInput(forms.ClearableFileInput):
    """A picture or scan; a phone offers its camera first and still lets a file be chosen."""

    template_name = "django/forms/widgets/file.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"accept": "image/*,application/pdf", **(attrs or {})})


class QuickSelect(forms.Select):
    """The select that Django draws, without a template an option: for lists and their filters. No groups."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = dict(self.drawn())
        for key in self.format_value(value):
            if key in options:
                options[key] = options[key].replace('">', '" selected>', 1)
        shown = flatatt(self.build_attrs(self.attrs, attrs))
        inside = mark_safe("".join(options.values()))  # noqa: S308  (each was escaped by format_html)
        return format_html('<select name="{}"{}>{}</select>', name, shown, inside)

    def drawn(self) -> dict[str, str]:
        """Each choice by its value, drawn in the language of the page."""
        keyed = (("" if value is None else str(value), label) for value, label in self.choices)
        return {key: format_html('<option value="{}">{}</option>', key, label) for key, label in keyed}


class KeptSelect(QuickSelect):
    """A select over reference rows that are the same for everybody: read once in KEEP_SECONDS, process and language.

    `kept_as` names the rows; two fields with the same name must offer the same ones.
    """

    _kept: ClassVar[dict[tuple[str, str | None], tuple[float, dict[str, str]]]] = {}

    def __init__(self, kept_as: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kept_as = kept_as

    def drawn(self) -> dict[str, str]:
        key, now = (self.kept_as, get_language()), time.monotonic()
        until, options = self._kept.get(key, (0.0, {}))
        if now >= until:
            options = super().drawn()
            self._kept[key] = (now + KEEP_SECONDS, options)
        return options
