"""Form pieces without a domain word: the row's version and uid in hidden fields, service errors on fields."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import new_uid


class DateInput(forms.DateInput):
    """The browser's own calendar; the value travels in ISO 8601."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    widget = DateInput
    default_error_messages = {"invalid": _("Escriba la fecha como 20-11-2026.")}  # noqa: RUF012


class OnceForm(forms.Form):
    """A form that carries the uid of what it will make, so that sending it twice makes one."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("uid", new_uid())


class VersionedForm(forms.Form):
    """A form that carries the version of the row it shows, so that an older one is noticed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def take_errors(form: forms.Form, error: ValidationError | DomainError) -> None:
    """Put a service's refusal beside the field that caused it, or on top when it has none on this form."""
    if isinstance(error, DomainError):
        told = {error.field or NON_FIELD_ERRORS: [str(error.message)]}
    elif hasattr(error, "error_dict"):
        told = {name: list(messages) for name, messages in error.message_dict.items()}
    else:
        told = {NON_FIELD_ERRORS: list(error.messages)}
    for name, messages in told.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)
