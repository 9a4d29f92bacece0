"""Form pieces without a domain word: the row's version and uid in hidden fields, service errors on fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, Stale
from core.forms_look import DayInput
from core.models import new_uid


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the body of a POST, even an empty one; None otherwise."""
    return request.POST if request.method == "POST" else None


def accepted_files() -> Any:
    """Hint of a file field: the formats files.keep_upload takes and the limit of the settings."""
    limit = settings.FILE_MAX_BYTES // 1048576
    return format_lazy(_("PDF, JPG, PNG, WebP o HEIC de hasta {limit} MB."), limit=limit)


class DateField(forms.DateField):
    widget = DayInput
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


def take_errors(
    form: forms.Form, error: ValidationError | DomainError, *, now: Mapping[str, Any] | None = None
) -> None:
    """Put a service's refusal beside the field that caused it, or on top when it has none on this form.

    For a Stale row the form takes the present version, so that saving again means “I have seen it”, and
    each field whose present value (`now`) differs from what was typed says so beside it.
    """
    if isinstance(error, Stale):
        form.add_error(None, str(error.message))
        for name, value in (now or {}).items():
            typed = form.cleaned_data.get(name)
            if name in form.fields and name != "version" and _plain(typed) != _plain(value):
                form.add_error(name, _("Ahora dice: %(value)s") % {"value": _said(form.fields[name], value)})
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(error.extra["version"])
        return
    if isinstance(error, DomainError):
        told = {error.field or NON_FIELD_ERRORS: [str(error.message)]}
    elif hasattr(error, "error_dict"):
        told = {name: list(messages) for name, messages in error.message_dict.items()}
    else:
        told = {NON_FIELD_ERRORS: list(error.messages)}
    for name, messages in told.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)


def _plain(value: Any) -> Any:
    """Values compared as sets of keys or as text, so that a queryset, a list and a model meet."""
    if isinstance(value, (list, tuple, QuerySet)):
        return sorted(str(getattr(one, "pk", one)) for one in value)
    return "" if value is None else str(getattr(value, "pk", value))


def _said(field: forms.Field, value: Any) -> str:
    """The value in words."""
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, bool):
        return str(_("sí") if value else _("no"))
    words = {str(key): str(label) for key, label in getattr(field, "_choices", None) or ()}
    many = value if isinstance(value, (list, tuple, QuerySet)) else [value]
    told = ", ".join(words.get(str(one), str(one)) for one in many if one not in (None, ""))
    return told or str(_("(vacío)"))
