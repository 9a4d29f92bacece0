"""Pages of meetings: a mesa's timeline, the 90-second form, the meeting itself, its correction."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from convergence import rules
from convergence.filters import MeetingFilter
from convergence.forms import AgreementRows, AmendMeetingForm, CommitmentRows, MeetingForm
from convergence.forms.commitment import owners_of
from convergence.models import Meeting, MeetingFile
from convergence.services import meetings as services
from convergence.services.meetings import MOST_AGREEMENTS, MeetingLines, NewAgreement, NewCommitment
from convergence.views import shown
from convergence.views.alliances import frame, get_alliance
from core import files, registry
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.models import File

PAGE = 30


@login_required
def of_alliance(request: HttpRequest, pk: str) -> HttpResponse:
    alliance = get_alliance(request, pk)
    found = MeetingFilter(request.GET, alliance.meetings.all(), request=request)
    del found.form.fields["alliance"]
    page = Paginator(found.qs.with_counts().order_by("-held_on", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    rows = [shown.meeting_of(row) for row in page.object_list]
    context = frame(request, alliance, "meetings", filter=found, page=page, meetings=rows)
    return render(request, "convergence/meetings.html", context)


@login_required
def record(request: HttpRequest, pk: str) -> HttpResponse:
    """The 90-second form. One POST keeps everything or tells what to mend; nothing typed is lost."""
    alliance = get_alliance(request, pk)
    if not rules.can_record_meeting(request.principal, alliance):
        raise NotAllowed(_("Su organización no registra reuniones en esta mesa."))
    owners = owners_of(alliance)
    bound = request.method == "POST"
    data, uploads = (request.POST, request.FILES) if bound else (None, None)
    form = MeetingForm(data, uploads, alliance=alliance)
    agreements = AgreementRows(data, prefix="acuerdos")
    commitments = CommitmentRows(data, prefix="compromisos", form_kwargs={"owners": owners})
    kept: File | None = None
    if bound:
        all_good = all([form.is_valid(), agreements.is_valid(), commitments.is_valid()])
        kept = _photo(request, form)
        if all_good and form.is_valid():
            try:
                meeting, is_new = services.record_meeting(
                    alliance=alliance,
                    by=request.principal,
                    uid=form.cleaned_data["uid"],
                    lines=_lines(form, agreements, commitments, kept),
                    **form.meeting_fields(),
                )
            except (ValidationError, DomainError) as error:
                _take_errors(error, form, agreements=agreements, commitments=commitments)
            else:
                if is_new:
                    messages.success(request, _("Reunión registrada."))
                else:
                    messages.info(request, _("Esta reunión ya estaba registrada: no se duplicó."))
                return redirect("convergence:meeting", meeting.pk)
    context = frame(
        request,
        alliance,
        "meetings",
        form=form,
        agreements=agreements,
        commitments=commitments,
        kept=kept,
        crumbs=shown.crumbs_of(alliance, _("Registrar reunión")),
    )
    failed = bound and (form.errors or agreements.total_error_count() or commitments.total_error_count())
    return render(request, "convergence/record.html", context, status=422 if failed else 200)


def _take_errors(error: ValidationError | DomainError, form: MeetingForm, **rows: Any) -> None:
    """Errors of a line (`commitments.0.due_on`, counted among the filled ones) beside it; the rest on the form."""
    if hasattr(error, "error_dict"):
        for path in list(error.error_dict):
            name, _dot, rest = path.partition(".")
            place, _dot, field = rest.partition(".")
            if name in rows and place.isdigit():
                line = rows[name].filled_forms()[int(place)]
                line.add_error(field if field in line.fields else None, error.error_dict.pop(path))
        if not error.error_dict:
            return
    take_errors(form, error)


def _photo(request: HttpRequest, form: MeetingForm) -> File | None:
    """The photo just sent, or the one kept from the try before; a refused one is told beside its field.

    A good photo is kept even when another field fails, so that it need not be chosen again.
    """
    upload = request.FILES.get("photo")
    kept_id = form.cleaned_data.get("kept_photo")
    seen = File.objects.visible_to(request.principal)  # what she sees no longer comes back by no form
    own = seen.filter(uploaded_by=request.user, audience=File.Audience.RECORD)
    kept = own.filter(pk=kept_id).first() if kept_id else None
    if upload is None:
        return kept
    try:
        file = files.keep_upload(upload, by=request.principal, field="photo")
    except DomainError as error:
        take_errors(form, error)
        return kept
    form.data = form.data.copy()
    form.data["kept_photo"] = str(file.pk)
    return file


def _lines(form: MeetingForm, agreements: Any, commitments: Any, photo: File | None) -> MeetingLines:
    """Rows that say something. A commitment names its agreement by the row it stands in; empty rows between
    do not count, and with one agreement only the commitments follow from it."""
    rows = agreements.filled_forms()
    place = {agreements.forms.index(row) + 1: number for number, row in enumerate(rows, start=1)}
    alone = 1 if len(rows) == 1 else None
    return MeetingLines(
        attendances=form.attendances(),
        agreements=[NewAgreement(row.cleaned_data["text"], row.cleaned_data["nature"]) for row in rows],
        commitments=[
            NewCommitment(
                told["what"],
                told["owner"],
                told["due_on"],
                # A row that was left empty is told as a place beyond the last: the service refuses it.
                agreement=place.get(told["agreement"], MOST_AGREEMENTS + 1) if told["agreement"] else alone,
            )
            for told in commitments.filled()
        ],
        files=[(photo, MeetingFile.Kind.SIGNED_LIST)] if photo else [],
    )


def get_meeting(request: HttpRequest, pk: str | uuid.UUID) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.principal).with_lines(), pk=pk)


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """What was decided, who was there, who owes what."""
    meeting = get_meeting(request, pk)
    alliance = get_alliance(request, meeting.alliance_id)
    today = alliance.today()
    rows = list(meeting.commitments.all())
    for row in rows:
        row.alliance, row.meeting = alliance, meeting
    drawn = {row.pk: shown.commitment_of(row, today, decided=False) for row in rows}
    agreements = [
        {
            "number": agreement.number,
            "text": agreement.text,
            "nature": agreement.get_nature_display(),
            "commitments": [drawn[row.pk] for row in rows if row.agreement_id == agreement.pk],
        }
        for agreement in meeting.agreements.all()
    ]
    context = frame(
        request,
        alliance,
        "meetings",
        meeting=meeting,
        headcount=shown.headcount_of(meeting),
        agreements=agreements,
        loose=[drawn[row.pk] for row in rows if row.agreement_id is None],
        head_actions=_actions(request, meeting),
        spaces=[label for code, label in _spaces() if code in meeting.spaces],
        panels=[panel(meeting) for panel in registry.meeting_panels.values()],
        crumbs=[
            *shown.crumbs_of(alliance, _("Reuniones"))[:-1],
            {"label": _("Reuniones"), "url": reverse("convergence:meetings", args=[alliance.pk])},
            {"label": str(meeting)},
        ],
    )
    return render(request, "convergence/meeting.html", context)


@login_required
def amend(request: HttpRequest, pk: str) -> HttpResponse:
    meeting = get_meeting(request, pk)
    alliance = get_alliance(request, meeting.alliance_id)
    if not rules.can_record_meeting(request.principal, alliance):
        raise NotAllowed(_("Su organización no corrige reuniones en esta mesa."))
    form = AmendMeetingForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_meeting(
                meeting=meeting,
                by=request.principal,
                version=form.cleaned_data["version"],
                attendances=form.attendances(),
                **form.meeting_fields(),
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error, now=form.initial)
        else:
            messages.success(request, _("Reunión corregida."))
            return redirect("convergence:meeting", meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "crumbs": shown.crumbs_of(alliance, _("Corregir reunión")),
        "cancel_url": reverse("convergence:meeting", args=[meeting.pk]),
    }
    return render(request, "convergence/amend.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def attach(request: HttpRequest, pk: str) -> HttpResponse:
    """One more photo or document of the meeting."""
    meeting = get_meeting(request, pk)
    if not rules.can_record_meeting(request.principal, meeting.alliance):
        raise NotAllowed(_("Su organización no agrega archivos a esta reunión."))
    upload, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if upload is None or kind not in MeetingFile.Kind.values:
        messages.error(request, _("Elija un archivo y de qué es."))
        return redirect("convergence:meeting", meeting.pk)
    try:
        file = files.keep_upload(upload, by=request.principal, field="file")
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        services.attach_file(meeting=meeting, file=file, kind=kind, by=request.principal)
        messages.success(request, _("Archivo agregado."))
    return redirect("convergence:meeting", meeting.pk)


def _actions(request: HttpRequest, meeting: Meeting) -> list[dict[str, str]]:
    if not rules.can_record_meeting(request.principal, meeting.alliance):
        return []
    return [{"label": _("Corregir"), "url": reverse("convergence:amend", args=[meeting.pk]), "icon": "edit"}]


def _spaces() -> list[tuple[str, Any]]:
    return list(Meeting._meta.get_field("spaces").base_field.choices)
