"""What the tests of this floor do over and over: settle a stage, fill the 90-second form, read what was left."""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from accounts.principal import SYSTEM, Principal
from convergence import facts, gates
from convergence.models import Agreement, Alliance, Commitment, Meeting, StageChange
from convergence.services.milestones import advance_stage, waive_milestone
from core import dates, files
from core.models import Event, File, new_uid

REASON = "Acordado con la municipalidad por escrito."


# Stages ------------------------------------------------------------------------
def told(mesa: Alliance) -> facts.AllianceFacts:
    """The facts of one alliance, as its page reads them."""
    mesa.refresh_from_db()
    return facts.gather([mesa], mesa.today())[mesa.pk]


def settle_stage(mesa: Alliance, *, but: str = "", by: Principal = SYSTEM) -> None:
    """Every milestone that keeps the mesa in its stage is overridden, except `but`."""
    for gate in gates.blocking(told(mesa)):
        if gate.code != but:
            waive_milestone(alliance=mesa, milestone=gate.code, kind="overridden", reason=REASON, by=by)


def leave_stage(mesa: Alliance, **fields: Any) -> StageChange:
    settle_stage(mesa)
    fields.setdefault("by", SYSTEM)
    change = advance_stage(alliance=mesa, **fields)
    mesa.refresh_from_db()
    return change


def walk_to(mesa: Alliance, stage: str) -> None:
    while mesa.stage != stage:
        leave_stage(mesa)


# What was left -------------------------------------------------------------------
def events(kind: str, subject: Any = None) -> list[Event]:
    found = Event.objects.filter(kind=kind).order_by("id")
    return list(found.filter(subject_id=subject.pk) if subject is not None else found)


def only_event(kind: str, subject: Any = None) -> Event:
    (event,) = events(kind, subject)
    return event


def labels_of(row: Any) -> list[str]:
    """What django-pghistory kept of a row: insert, update…, the oldest first."""
    kept = row._meta.model._meta.get_field("events").related_model.objects
    return list(kept.filter(pgh_obj_id=row.pk).order_by("pgh_id").values_list("pgh_label", flat=True))


def nothing_was_recorded() -> bool:
    made = Meeting.objects.exists() or Agreement.objects.exists() or Commitment.objects.exists()
    return not made and not events("meeting.recorded")


# Files ----------------------------------------------------------------------------
def picture(name: str = "lista.png", colour: str = "white") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")


def paper(by: Principal = SYSTEM, name: str = "acta.pdf") -> File:
    raw = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"
    return files.keep_bytes(
        raw, name=name, media_type="application/pdf", by=by, audience=File.Audience.RECORD
    )


# Pages -----------------------------------------------------------------------------
def address(name: str, *args: Any) -> str:
    return reverse(f"convergence:{name}", args=args)


def send(client: Client, url: str, data: Mapping[str, Any], status: int = 302) -> HttpResponse:
    """POST as a browser without scripts would; the status must be `status`."""
    response = client.post(url, data)
    assert response.status_code == status, f"{url}: {response.status_code}\n{errors_in(response)}"
    return response


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def errors_in(response: HttpResponse) -> dict[str, Any]:
    """Every error that the answered page shows, by form and field; rows by their number."""
    context = response.context or {}
    found: dict[str, Any] = {}
    for name in ("form", "evidence", "waive", "closing", "releasing", "refused", "dating"):
        if name in context and getattr(context[name], "errors", None):
            found.update({field: list(said) for field, said in context[name].errors.items()})
    for name in ("agreements", "commitments"):
        formset = context.get(name) if hasattr(context, "get") else None
        for number, row in enumerate(getattr(formset, "forms", ()), start=1):
            if row.errors:
                found[f"{name}-{number}"] = {field: list(said) for field, said in row.errors.items()}
        if getattr(formset, "is_bound", False) and formset.non_form_errors():
            found[name] = list(formset.non_form_errors())
    return found


def shows(response: HttpResponse, words: str) -> bool:
    """Whether a person reads `words` on the page (they may be escaped in its source)."""
    source = text_of(response)
    return words in source or str(escape(words)) in source


def meeting_data(**changes: Any) -> dict[str, Any]:
    """The 90-second form as it is sent: a session of a week ago with twelve people and nothing else."""
    data: dict[str, Any] = {
        "uid": new_uid(),
        "held_on": (dates.today() - timedelta(days=7)).isoformat(),
        "kind": "sesion",
        "women": "6",
        "men": "5",
        "others": "1",
        "kept_photo": "",
    }
    for prefix in ("acuerdos", "compromisos"):
        data |= {f"{prefix}-TOTAL_FORMS": "3", f"{prefix}-INITIAL_FORMS": "0"}
    return {key: value for key, value in (data | changes).items() if value is not None}


def row(prefix: str, number: int, **cells: Any) -> dict[str, Any]:
    """One row of a formset, `number` from 1."""
    return {f"{prefix}-{number - 1}-{name}": value for name, value in cells.items()}
