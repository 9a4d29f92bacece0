"""Lines through the form of their sheet: texts become what the service takes, or sentences. Writes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.sheets.declaration import Column, Scope, Sheet
from core.sheets.headers import options_of
from core.sheets.values import Options, Unreadable, as_flag, as_number, in_words, split, told

Problems = dict[str, list[str]]


class Checker:
    """One form for all lines of a file. A cell that was read once is not read again: names differ, but ten thousand
    rows share twenty kinds, and the field's answer depends on the text alone (see Sheet.form)."""

    def __init__(self, sheet: Sheet, principal: Any, scope: Scope, columns: Sequence[str]) -> None:
        self.sheet, self.principal, self.scope = sheet, principal, scope
        self.form = sheet.form(principal, scope)
        self.form.is_bound, self.form.data = True, {}
        offered = sheet.offered(principal, scope)
        self.missing = [c for c in offered if c.required and not c.read_only and c.key not in columns]
        self.columns = [
            c for c in offered if c.key in columns and not c.read_only and c.key in self.form.fields
        ]
        for name in set(self.form.fields) - {column.key for column in self.columns}:
            del self.form.fields[name]
        self._read: dict[str, dict[str, tuple[Any, list[str]]]] = {c.key: {} for c in self.columns}
        self._has_rules = type(self.form).clean is not forms.Form.clean
        self._own = [c.key for c in self.columns if hasattr(self.form, f"clean_{c.key}")]

    @cached_property
    def options(self) -> dict[str, Options]:
        """Of every column of the sheet that has a list, also those that the file lacks."""
        return {c.key: options_of(c, self.scope) for c in self.sheet.columns if c.choices is not None}

    def clean(self, values: Mapping[str, str]) -> tuple[dict[str, Any], Problems]:
        """(cleaned values, sentences by column key; "" for the whole row) of one line."""
        cleaned: dict[str, Any] = {}
        problems: Problems = {}
        for column in self.columns:
            text = values.get(column.key, "")
            known = self._read[column.key].get(text)
            if known is None:
                known = self._read[column.key][text] = self._cell(column, text)
            value, sentences = known
            if sentences:
                problems[column.key] = sentences
            else:
                cleaned[column.key] = value
        if self._own or self._has_rules:
            cleaned = self._rules(cleaned, problems)
        return cleaned, problems

    def words(self, key: str, value: Any) -> str:
        """A value of `cells` as the sheet says it."""
        return in_words(self._kind[key], value, self.options.get(key))

    @cached_property
    def _kind(self) -> dict[str, str]:
        return {column.key: column.kind for column in self.sheet.columns}

    def _cell(self, column: Column, text: str) -> tuple[Any, list[str]]:
        try:
            return self.form.fields[column.key].clean(self._given(column, text)), []
        except Unreadable as error:
            return None, [str(error)]
        except ValidationError as error:
            return None, list(error.messages)

    def _given(self, column: Column, text: str) -> Any:
        """What the field takes: codes instead of labels, a list for several, digits for numbers."""
        options = self.options.get(column.key)
        if column.kind == "choices":
            return options.several(text) if options else split(text)
        if options is not None:
            return options.code(text) if text else ""
        if column.kind in {"number", "money"}:
            return as_number(text)
        if column.kind == "flag":
            return as_flag(text)
        return text

    def _rules(self, cleaned: dict[str, Any], problems: Problems) -> dict[str, Any]:
        """The form's own rules: `clean_<field>` and `clean`, as Django runs them."""
        form: Any = self.form
        form._errors, form.cleaned_data = forms.utils.ErrorDict(), cleaned
        for key in self._own:
            if key in cleaned:
                try:
                    cleaned[key] = getattr(form, f"clean_{key}")()
                except ValidationError as error:
                    form.add_error(key, error)
        form._clean_form()
        for key, sentences in form._errors.items():
            place = "" if key == NON_FIELD_ERRORS else key
            problems[place] = [*problems.get(place, []), *map(str, sentences)]
        return dict(form.cleaned_data)


def absent(checker: Checker) -> Problems:
    """Why a new row cannot be made from a file without a required column; {} when none is missing."""
    sentence = _("La planilla no trae la columna «%(label)s», necesaria para una fila nueva.")
    return told({c.key: [sentence % {"label": c.label}] for c in checker.missing})
