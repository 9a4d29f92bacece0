"""Pages of milestones and of leaving a stage."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from convergence import facts, gates, rules, stages
from convergence.forms import AdvanceForm, EvidenceForm, WaiveForm, WithdrawForm
from convergence.models import Alliance, MilestoneMark
from convergence.services import milestones as services
from convergence.views import shown
from convergence.views.alliances import get_alliance
from core import files
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.submissions import make_once


def _known(alliance: Alliance, code: str) -> stages.Milestone:
    found = stages.find_milestone(alliance.kind, code)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    alliance: Alliance,
    milestone: stages.Milestone,
    *,
    evidence: Any = None,
    waive_form: Any = None,
) -> HttpResponse:
    """The milestone: how it stands, what was declared, and the forms of whoever may act."""
    told = facts.gather([alliance], alliance.today())[alliance.pk]
    gate = gates.judge(told, milestone)
    marks = (
        alliance.milestone_marks.filter(milestone=milestone.code)
        .select_related("made_by", "withdrawn_by", "comuna")
        .prefetch_related("files__file")
        .order_by("-created_at")
    )
    may_attach = rules.can_attach_evidence(request.principal, alliance)
    may_waive = rules.can_waive_milestone(request.principal, alliance)
    failed = any(form is not None and form.errors for form in (evidence, waive_form))
    context = {
        "alliance": alliance,
        "milestone": milestone,
        "gate": gate,
        "fix": shown.fix_of(gate, alliance, may_record=may_attach, by=request.principal),
        "marks": marks,
        "evidence": (evidence or EvidenceForm(alliance=alliance, milestone=milestone))
        if may_attach
        else None,
        "waive": (waive_form or WaiveForm()) if may_waive and gate.state == gates.MISSING else None,
        "may_withdraw": may_waive,
        "crumbs": shown.crumbs_of(alliance, str(milestone.label)),
    }
    return render(request, "convergence/milestone.html", context, status=422 if failed else 200)


@login_required
def milestone(request: HttpRequest, pk: str, code: str) -> HttpResponse:
    alliance = get_alliance(request, pk)
    known = _known(alliance, code)
    if request.method != "POST":
        return _page(request, alliance, known)
    if not rules.can_attach_evidence(request.principal, alliance):
        raise NotAllowed(_("Su organización no acredita hitos en esta mesa."))
    form = EvidenceForm(request.POST, request.FILES, alliance=alliance, milestone=known)
    if not form.is_valid():
        return _page(request, alliance, known, evidence=form)
    given = form.cleaned_data
    upload, uid = given.pop("file"), given.pop("uid", None)
    told = {**given, "alliance": alliance, "milestone": code, "file": [upload.name, upload.size]}

    def attach() -> MilestoneMark:
        paper = files.keep_upload(upload, by=request.principal, field="file")
        return services.attach_document(
            alliance=alliance, milestone=code, files=[paper], uid=uid, by=request.principal, **given
        )

    try:
        _mark, is_new = make_once(
            kind="evidence", uid=uid, body=told, by=request.principal, make=attach, model=MilestoneMark
        )
    except (ValidationError, DomainError) as error:
        take_errors(form, error)
        return _page(request, alliance, known, evidence=form)
    if not is_new:
        messages.info(request, _("Este documento ya estaba registrado: no se duplicó."))
        return redirect("convergence:milestone", alliance.pk, code)
    messages.success(request, _("Hito acreditado: %(label)s.") % {"label": known.label})
    return redirect("convergence:alliance", alliance.pk)


@login_required
def waive(request: HttpRequest, pk: str, code: str) -> HttpResponse:
    """Override or not applicable, with its reason."""
    alliance = get_alliance(request, pk)
    known = _known(alliance, code)
    if request.method != "POST":
        return redirect("convergence:milestone", alliance.pk, code)
    if not rules.can_waive_milestone(request.principal, alliance):
        raise NotAllowed(_("Solo el equipo de la fundación exime un hito."))
    form = WaiveForm(request.POST)
    if form.is_valid():
        try:
            services.waive_milestone(
                alliance=alliance, milestone=code, by=request.principal, **form.cleaned_data
            )
        except DomainError as error:
            take_errors(form, error)
        else:
            messages.success(
                request, _("Quedó registrado, con su motivo: %(label)s.") % {"label": known.label}
            )
            return redirect("convergence:alliance", alliance.pk)
    return _page(request, alliance, known, waive_form=form)


@login_required
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a declaration back; asks before."""
    seen = Alliance.objects.visible_to(request.principal).values("pk")
    mark = get_object_or_404(MilestoneMark, pk=pk, alliance_id__in=seen, withdrawn_at=None)
    alliance = mark.alliance
    if not rules.can_waive_milestone(request.principal, alliance):
        raise NotAllowed(_("Solo el equipo de la fundación retira una constancia."))
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_mark(mark=mark, by=request.principal, **form.cleaned_data)
        except DomainError as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Constancia retirada. Queda en el historial."))
            return redirect("convergence:milestone", alliance.pk, mark.milestone)
    context = {
        "alliance": alliance,
        "form": form,
        "title": _("Retirar constancia"),
        "submit": _("Retirar constancia"),
        "consequences": [
            _("El hito puede volver a faltar; la etapa no retrocede."),
            _("La constancia y su archivo quedan en el historial con el motivo."),
        ],
        "cancel_url": reverse("convergence:milestone", args=[alliance.pk, mark.milestone]),
        "crumbs": shown.crumbs_of(alliance, _("Retirar constancia")),
    }
    return render(request, "convergence/confirm.html", context, status=422 if form.errors else 200)


@login_required
def advance(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks before the stage is left, showing the very list that the transition enforces."""
    alliance = get_alliance(request, pk)
    if not rules.can_manage_alliance(request.principal, alliance):
        raise NotAllowed(_("La etapa la cambia la coordinación de la fundación."))
    target = stages.next_stage(alliance.kind, alliance.stage)
    told = facts.gather([alliance], alliance.today())[alliance.pk]
    start = {"happened_on": alliance.today(), "version": alliance.version}
    form = AdvanceForm(posted(request), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.advance_stage(alliance=alliance, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            words = {"stage": stages.stage_label(target or "")}
            messages.success(request, _("La mesa pasó a: %(stage)s.") % words)
            return redirect("convergence:alliance", alliance.pk)
    rail = gates.rail(told)
    current = next((stage for stage in rail if stage.state == "current"), None)
    context = {
        "alliance": alliance,
        "form": form,
        "target": stages.stage_label(target) if target else "",
        "closes": target == stages.CLOSED,
        "blocking": gates.blocking(told),
        "checklist": shown.checklist_of(current, alliance, may_record=True, by=request.principal)
        if current
        else [],
        "crumbs": shown.crumbs_of(alliance, _("Pasar de etapa")),
        "cancel_url": reverse("convergence:alliance", args=[alliance.pk]),
    }
    return render(request, "convergence/advance.html", context, status=422 if form.errors else 200)
