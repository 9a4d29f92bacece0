"""Amounts as people type them in Chile: points in thousands, a comma before decimals. Pure reading."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms_look import PesosInput
from core.money import parse_clp

_COMMA = re.compile(r"^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?$")

LONGEST = 25


def _typed(value: Any) -> str:
    text = "" if value is None else str(value).strip()
    if len(text) > LONGEST:
        raise ValidationError(_("El número es demasiado grande."))
    return text


class PesosField(forms.Field):
    """Whole pesos: `1.234.567`, `$1.234.567` or `1234567` → int; empty → None."""

    widget = PesosInput

    def to_python(self, value: Any) -> Any:
        text = _typed(value)
        if not text:
            return None
        try:
            return parse_clp(text)
        except ValueError:
            raise ValidationError(_("Escriba el monto en pesos enteros, como 1.234.567.")) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class CommaField(forms.Field):
    """A number with a decimal comma (`120,5`, `1.200,5`) → Decimal; empty → None.

    `120.5` is refused: read as Chile writes, the point would make it another number.
    """

    widget = PesosInput

    def __init__(self, *, digits: int, places: int, example: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "decimal"
        self.digits, self.places, self.example = digits, places, example

    def to_python(self, value: Any) -> Any:
        text = _typed(value)
        if not text:
            return None
        match = _COMMA.match(text)
        if match is None:
            raise ValidationError(_("Escriba el número con coma decimal, como %s.") % self.example)
        whole, decimals = match[1].replace(".", ""), match[2] or ""
        if len(whole.lstrip("0")) > self.digits:
            raise ValidationError(_("El número es demasiado grande."))
        if len(decimals) > self.places:
            raise ValidationError(_("Use hasta %d decimales.") % self.places)
        return Decimal(f"{whole}.{decimals or 0}")
