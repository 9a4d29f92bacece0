"""Lists as CSV or as a workbook, by `Accept` or `?format=csv|xlsx`: what is offered, and its bytes. Which lists, and
of what rows: core/api/views.py."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from core.sheets import exporting
from core.sheets.declaration import Scope, Sheet
from core.sheets.writing import OutColumn, OutPage, write_book, write_csv


class Offered(DefaultContentNegotiation):
    """A format that is not offered here is not acceptable: the address itself does exist."""

    def filter_renderers(self, renderers: Iterable[Any], format: str) -> list[Any]:
        renderers = list(renderers)
        fitting = [renderer for renderer in renderers if renderer.format == format]
        if not fitting:
            raise NotAcceptable(available_renderers=renderers)
        return fitting


class FileRenderer(BaseRenderer):
    """Stands for the type of a file that the view answers with by itself."""

    media_type = "*/*"
    format = "file"

    def render(self, data: Any, *_more: Any, **_named: Any) -> Any:
        return data


class TableRenderer(BaseRenderer):
    """The view hands over bytes: what cannot be written is a problem that it still can tell."""

    charset: ClassVar[Any] = None
    render_style = "binary"

    def render(self, data: Any, *_more: Any, **_named: Any) -> Any:
        return data

    @abstractmethod
    def of_table(self, title: str, columns: Sequence[str], lines: Sequence[Sequence[Any]]) -> bytes: ...

    @abstractmethod
    def of_sheet(self, sheet: Sheet, rows: Any, *, principal: Any, scope: Scope) -> bytes: ...


class CsvRenderer(TableRenderer):
    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def of_table(self, title: str, columns: Sequence[str], lines: Sequence[Sequence[Any]]) -> bytes:
        return write_csv([OutColumn(name) for name in columns], lines)

    def of_sheet(self, sheet: Sheet, rows: Any, *, principal: Any, scope: Scope) -> bytes:
        return exporting.export_csv(sheet, rows, principal=principal, scope=scope)


class BookRenderer(TableRenderer):
    media_type = exporting.XLSX
    format = "xlsx"

    def of_table(self, title: str, columns: Sequence[str], lines: Sequence[Sequence[Any]]) -> bytes:
        return write_book([OutPage(title, [OutColumn(name) for name in columns], lines)])

    def of_sheet(self, sheet: Sheet, rows: Any, *, principal: Any, scope: Scope) -> bytes:
        return exporting.export_book(sheet, rows, principal=principal, scope=scope)


TABLES: tuple[type[TableRenderer], ...] = (CsvRenderer, BookRenderer)
