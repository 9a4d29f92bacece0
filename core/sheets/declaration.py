"""What a sheet is: columns, the form and service its rows go through. How it travels is in the engine beside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db import models, transaction

Value = str | int | float | bool | date | list[str] | None
Scope = Mapping[str, Any]
Problems = Mapping[str, Sequence[str]]  # sentences by column key; "" for the whole row


@dataclass(frozen=True)
class Column:
    """`key` is the form's field (or a name of the sheet's own when `read_only`). `kind`: text, code (text that
    looks like a number), number, money, date, choice, choices (several, split by «;»), flag, id.

    `choices(scope)` gives (code, label) pairs; people read and write labels, codes are accepted too. Labels that
    stand twice are told apart by the sheet. A column of the kind choices without `choices` holds words of its own.
    """

    key: str
    label: Any
    kind: str = "text"
    help: Any = ""
    required: bool = False
    width: int = 18
    choices: Callable[[Scope], Sequence[tuple[str, Any]]] | None = None
    read_only: bool = False
    # Further (code, writing) pairs that are read and never written: variants, short names.
    spellings: Callable[[Scope], Sequence[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class Candidate:
    """A row that a new line may already be; `score` 0–100, `why` in words."""

    id: Any
    label: str
    score: int
    why: str = ""


@dataclass(frozen=True)
class Match:
    """Which row a line is: `id` when it is sure (its own id, its key), else the candidates it resembles."""

    id: Any = None
    candidates: tuple[Candidate, ...] = ()
    problems: Problems = field(default_factory=dict)


class LineErrors(Exception):
    """Refusals of a service by position in what was handed over: {index: {column key: [sentence, …]}}."""

    def __init__(self, errors: Mapping[int, Problems]) -> None:
        super().__init__(f"{len(errors)} lines refused")
        self.errors = errors


class Sheet:
    """A subclass per sheet, one instance in `registry.sheets`. `scope` is what the rows belong to ({} or
    {"alliance": id}). Every method takes sets, so that 10,000 rows are no loop of queries. Rows are BaseModel.

    What must be written: code, label, columns, may_read, may_write, rows, cells, form, create, update. The rest
    has a default that is right for a small sheet.
    """

    code: str
    label: Any
    about: Any = ""
    columns: tuple[Column, ...] = ()
    scope_keys: tuple[str, ...] = ()
    # Columns by which a row is known besides its id; a file with one of them needs no other to change rows.
    keys: tuple[str, ...] = ()
    # Models whose rows are worked out from the sheet's own and go with a row when its making is undone.
    derived: tuple[str, ...] = ()

    def may_read(self, principal: Any, scope: Scope) -> bool:
        raise NotImplementedError

    def may_write(self, principal: Any, scope: Scope) -> bool:
        raise NotImplementedError

    def offered(self, principal: Any, scope: Scope) -> tuple[Column, ...]:
        """The columns that the principal has; others are unknown to her."""
        return self.columns

    def rows(self, principal: Any, scope: Scope) -> models.QuerySet[Any]:
        """What the principal sees, in the order of the export, with what `cells` reads fetched ahead. An id that
        is not among them is unknown to her."""
        raise NotImplementedError

    def fetched(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Rows found elsewhere (a filtered list), in their order, with what `cells` reads fetched ahead."""
        return rows

    def cells(self, row: Any) -> dict[str, Value]:
        """Values by column key: codes for choices, a list of codes for several, dates as dates. The id is added
        by the engine."""
        raise NotImplementedError

    def plain(self, cleaned: Mapping[str, Any]) -> dict[str, Value]:
        """Cleaned values in the shape of `cells`, to see what changes: rows by their key, sets as lists."""
        return {key: _plain(value) for key, value in cleaned.items()}

    def form(self, principal: Any, scope: Scope) -> forms.Form:
        """The form that lines are checked by, one instance for all; its fields are the columns that are not read
        only. A field's `clean` depends on nothing but the value (equal cells are cleaned once); rules between
        fields stand in the form's `clean`. Fields of columns that the file lacks are taken out."""
        raise NotImplementedError

    def identify(self, lines: Sequence[Mapping[str, Any]], principal: Any, scope: Scope) -> list[Match]:
        """For each line that brings no id which row it is, or resembles: its cleaned values, with "id" None and "line",
        its number in the file. Only rows that the principal sees; the engine fetches them afterwards."""
        return [Match() for _line in lines]

    def unknown(self, ids: Sequence[Any], principal: Any, scope: Scope) -> Mapping[Any, str]:
        """Sentences for ids that `rows` does not give where there is more to say than that nobody knows them.
        Never tells a row that the principal may not see from one that does not exist."""
        return {}

    def refusals(
        self, pairs: Sequence[tuple[Any, Mapping[str, Any]]], principal: Any, scope: Scope
    ) -> list[Problems]:
        """Why the service would refuse: for each (row or None for a new one, cleaned values that change) the
        sentences. The default asks the service itself and takes everything back."""
        told: list[dict[str, Sequence[str]]] = [{} for _pair in pairs]
        for is_new in (True, False):
            places = [place for place, (row, _values) in enumerate(pairs) if (row is None) == is_new]
            if not places:
                continue
            with transaction.atomic():
                try:
                    self.prepare([pairs[place][1] for place in places], by=principal, scope=scope)
                    if is_new:
                        self.create([pairs[place][1] for place in places], by=principal, scope=scope)
                    else:
                        self.update([pairs[place] for place in places], by=principal, scope=scope)
                except LineErrors as error:
                    for index, problems in error.errors.items():
                        told[places[index]] = dict(problems)
                transaction.set_rollback(True)
        return list(told)

    def prepare(self, lines: Sequence[Mapping[str, Any]], *, by: Any, scope: Scope) -> list[models.Model]:
        """Make the rows of other tables that lines name and that do not exist yet (a new tag). Undoing the import
        removes those that nothing names any more."""
        return []

    def create(self, lines: Sequence[Mapping[str, Any]], *, by: Any, scope: Scope) -> list[models.Model]:
        """Make rows through the service, all in the caller's transaction, in the order of `lines`. Errors:
        LineErrors, with everything that is wrong."""
        raise NotImplementedError

    def update(
        self, pairs: Iterable[tuple[Any, Mapping[str, Any]]], *, by: Any, scope: Scope
    ) -> list[models.Model]:
        """Change rows (read and locked by the caller) through the service: only the columns in each mapping, and
        their version by one. Undoing hands in former values. Errors: LineErrors."""
        raise NotImplementedError

    def remove(self, rows: Sequence[Any], *, by: Any, scope: Scope) -> None:
        """Take back rows that `create` made and that nothing refers to; told as an event where making was one."""
        if rows:
            type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).delete()

    def address(self, scope: Scope) -> str:
        """Where the rows are seen in the product (a path), for the link after applying; "" when there is no page."""
        return ""


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return [_plain(one) for one in value]
    return value
