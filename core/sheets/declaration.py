"""What a sheet is: columns, the form and service its rows go through. How it travels is in the engine beside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.db import models

Value = str | int | float | bool | date | None


@dataclass(frozen=True)
class Column:
    """`key` is the form's field (or a name of the sheet's own when `read_only`). `kind`: text, code (text that
    looks like a number), number, money, date, choice, choices (several, split by «;»), flag, id.

    `choices(scope)` gives (code, label) pairs; people read and write labels, codes are accepted too.
    """

    key: str
    label: Any
    kind: str = "text"
    help: Any = ""
    required: bool = False
    width: int = 18
    choices: Callable[[Mapping[str, Any]], Sequence[tuple[str, str]]] | None = None
    read_only: bool = False


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
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Sheet:
    """A subclass per sheet, one instance in `registry.sheets`. `scope` is what the rows belong to ({} or
    {"alliance": id}). Every method takes sets, so that 10,000 rows are no loop of queries."""

    code: str
    label: Any
    about: Any = ""
    columns: tuple[Column, ...] = ()
    scope_keys: tuple[str, ...] = ()

    def may_read(self, principal: Any, scope: Mapping[str, Any]) -> bool:
        raise NotImplementedError

    def may_write(self, principal: Any, scope: Mapping[str, Any]) -> bool:
        raise NotImplementedError

    def rows(self, principal: Any, scope: Mapping[str, Any]) -> models.QuerySet[Any]:
        """What the principal sees, in the order of the export, with what `cells` reads fetched ahead."""
        raise NotImplementedError

    def cells(self, row: Any) -> dict[str, Value]:
        """Values by column key: codes for choices, a list of codes for several, dates as dates."""
        raise NotImplementedError

    def form(self, principal: Any, scope: Mapping[str, Any]) -> forms.Form:
        """The form that one line is checked by; its fields are the columns that are not read only."""
        raise NotImplementedError

    def identify(
        self, lines: Sequence[Mapping[str, Any]], principal: Any, scope: Mapping[str, Any]
    ) -> list[Match]:
        """For each line (cleaned values and "id") which row it is."""
        raise NotImplementedError

    def create(
        self, lines: Sequence[Mapping[str, Any]], *, by: Any, scope: Mapping[str, Any]
    ) -> list[models.Model]:
        """Make rows through the service, all in the caller's transaction. Errors: LineErrors."""
        raise NotImplementedError

    def update(
        self, pairs: Iterable[tuple[models.Model, Mapping[str, Any]]], *, by: Any, scope: Mapping[str, Any]
    ) -> list[models.Model]:
        """Change rows through the service: only the columns in each mapping. Errors: LineErrors."""
        raise NotImplementedError


class LineErrors(Exception):
    """Refusals of a service by position in what was handed over: {index: {column key: [sentence, …]}}."""

    def __init__(self, errors: Mapping[int, Mapping[str, Sequence[str]]]) -> None:
        super().__init__(f"{len(errors)} lines refused")
        self.errors = errors
