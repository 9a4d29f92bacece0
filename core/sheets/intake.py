"""A file that arrives: kept, recognised when it came before, and handed to the worker. Reading it is staging.py's."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import files, jobs, registry
from core.errors import Conflict, NotAllowed
from core.models import SheetImport
from core.sheets.declaration import Scope, Sheet
from core.sheets.safety import check_size
from core.submissions import make_once

State = SheetImport.State
# States in which a file of the same bytes has been taken, or is about to be.
STANDING = (State.READING, State.PREVIEW, State.APPLYING, State.APPLIED, State.UNDOING)
READ, APPLY, UNDO = "read_sheet", "apply_sheet", "undo_sheet"


def who_acts(by: Any) -> dict[str, str]:
    """What a job keeps of the principal besides the user: whom she speaks for."""
    return {"acting_for": str(by.acting_for)} if by.acting_for else {}


def principal_of_job(job: Any) -> Any:
    acting_for = job.params.get("acting_for")
    make = registry.principals["accounts"]
    return make(job.asked_by, uuid.UUID(acting_for) if acting_for else None)


def must_write(sheet: Sheet, by: Any, scope: Scope) -> None:
    if not sheet.may_write(by, scope):
        raise NotAllowed(_("No puede cargar esta planilla."))


def start_import(
    *,
    sheet: Sheet,
    scope: Mapping[str, Any],
    upload: UploadedFile,
    by: Any,
    uid: uuid.UUID | None = None,
    again: bool = False,
) -> tuple[SheetImport, bool]:
    """(import, is_new): keep the upload and queue its reading. The same `uid` sent twice makes one.

    Errors: NotAllowed; DomainError on `file` for what no reader should open; Conflict `same_file` when the same bytes
    were loaded or wait for review and `again` does not say that this is meant; TooMany.
    """
    must_write(sheet, by, scope)
    name = (upload.name or "planilla").rsplit("/", 1)[-1][:180]
    check_size(upload.size, name=name)
    raw = upload.read()
    digest = hashlib.sha256(raw).hexdigest()
    told_scope = {key: str(value) for key, value in scope.items()}

    def make() -> SheetImport:
        if not again:
            _recognise(sheet, told_scope, digest, by)
        media = upload.content_type or "application/octet-stream"
        file = files.keep_bytes(raw, name=name, media_type=media[:80], by=by)
        extra = {"id": uid} if uid else {}
        row = SheetImport.objects.create(
            sheet=sheet.code,
            scope=told_scope,
            file=file,
            name=name,
            sha256=digest,
            asked_by_id=by.user_id,
            **extra,
        )
        row.job = jobs.queue_job(kind=READ, by=by, params={"import": str(row.pk), **who_acts(by)})
        row.save(update_fields=["job"])
        return row

    body = {"sheet": sheet.code, "scope": told_scope, "sha256": digest}
    with transaction.atomic():
        return make_once(kind="sheet", uid=uid, body=body, by=by, make=make, model=SheetImport)


def _recognise(sheet: Sheet, scope: Mapping[str, str], digest: str, by: Any) -> None:
    """Error: Conflict with the import that the same bytes are already in."""
    same = SheetImport.objects.filter(sheet=sheet.code, scope=scope, sha256=digest, state__in=STANDING)
    before = same.order_by("-created_at").first()
    if before is None:
        return
    mine = SheetImport.objects.visible_to(by).filter(pk=before.pk).exists()
    told = {"day": f"{timezone.localtime(before.created_at):%d-%m-%Y}", "state": before.get_state_display()}
    message = (
        _("Este mismo archivo ya se subió el %(day)s y está %(state)s.")
        if mine
        else _("Otra persona ya subió este mismo archivo el %(day)s y está %(state)s.")
    )
    raise Conflict(
        message % told, "same_file", field="file", extra={"import": str(before.pk)} if mine else {}
    )
