"""Widgets that ask the browser for the right keyboard and picker. What a value means stays in the forms."""

from typing import Any

from django import forms


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
