"""What pages and API share on their way in: which sheet of which scope somebody may touch, and bytes as a download."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from core import registry
from core.models import SheetImport, parse_uid
from core.sheets.declaration import Scope, Sheet


def sheets_of(principal: Any) -> list[Sheet]:
    """Sheets that belong to nothing else, which the principal reads or writes; the others are reached from what they
    belong to."""
    return [
        sheet
        for sheet in registry.sheets.values()
        if not sheet.scope_keys and (sheet.may_read(principal, {}) or sheet.may_write(principal, {}))
    ]


def find_sheet(code: str, told: Mapping[str, str], principal: Any) -> tuple[Sheet, dict[str, str]]:
    """(sheet, scope) from `?alliance=…`. Error: 404 for what does not exist or is not hers to see."""
    sheet = registry.sheets.get(code)
    if sheet is None:
        raise Http404
    scope = {key: str(parse_uid(told.get(key)) or "") for key in sheet.scope_keys}
    if not all(scope.values()) or not (sheet.may_read(principal, scope) or sheet.may_write(principal, scope)):
        raise Http404
    return sheet, scope


def find_import(pk: Any, principal: Any) -> SheetImport:
    """Error: 404, also when its sheet is no longer declared or its scope no longer hers."""
    row = SheetImport.objects.visible_to(principal).select_related("job", "asked_by").filter(pk=pk).first()
    if row is None or registry.sheets.get(row.sheet) is None:
        raise Http404
    sheet = registry.sheets[row.sheet]
    if not (sheet.may_read(principal, row.scope) or sheet.may_write(principal, row.scope)):
        raise Http404
    return row  # type: ignore[no-any-return]


def imports_of(sheet: Sheet, scope: Scope, principal: Any) -> Any:
    rows = SheetImport.objects.visible_to(principal).filter(sheet=sheet.code, scope=dict(scope))
    return rows.select_related("asked_by")


def download(raw: bytes, *, name: str, ending: str, media_type: str) -> HttpResponse:
    """An attachment named after the sheet and the day."""
    day = f"{timezone.localdate():%d-%m-%Y}"
    response = HttpResponse(raw, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}-{day}.{ending}"'
    return response
