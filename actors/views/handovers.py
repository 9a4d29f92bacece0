"""Pages of the traspaso: choose, see what will go, confirm; then what went and its sheet."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from actors import handover_sheet
from actors.forms.handover import TEAM, ConfirmForm, PeopleForm, WhereForm, actors_offered
from actors.models import Actor, Handover
from actors.services.handover import Group, Plan, hand_over, plan_handover, tell_handover
from core.errors import DomainError, NotAllowed
from core.forms import take_errors
from core.submissions import make_once

PAGE = 25


@login_required
@never_cache
def listing(request: HttpRequest) -> HttpResponse:
    rows = Handover.objects.visible_to(request.principal).select_related(
        "actor", "leaver", "successor", "done_by"
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    labels = (_("Quién deja"), _("Quién recibe"), _("Organización"), _("Fecha"), _("Lo hizo"))
    context = {
        "page": page,
        "columns": [{"label": label} for label in labels],
        "rows": [_row(row) for row in page.object_list],
        "actions": [_new_action()] if _may_start(request) else [],
    }
    return render(request, "actors/handovers.html", context)


def _row(row: Handover) -> dict[str, Any]:
    done_by = row.done_by.name if row.done_by else _("La plataforma")
    return {
        "cells": [
            {"value": row.leaver.name, "url": reverse("handovers:handover", args=[row.pk])},
            {"value": row.successor.name},
            {"value": handover_sheet.about(row)},
            {"value": row.created_at.date()},
            {"value": done_by},
        ]
    }


def _new_action() -> dict[str, str]:
    return {"label": _("Hacer un traspaso"), "url": reverse("handovers:create"), "tone": "primary"}


def _may_start(request: HttpRequest) -> bool:
    by = request.principal
    return by.can_write and (by.is_foundation or actors_offered(by).exists())


@login_required
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """Three steps on one address: the organisation, the two people, what will go. The second is a POST too, since
    an e-mail typed there has no business in an address; what acts is known by its `mark`."""
    by = request.principal
    if not _may_start(request):
        raise NotAllowed(
            _("El traspaso lo hace la fundación o quien administra la ficha de la organización.")
        )
    given = request.POST if request.method == "POST" else request.GET
    offered = list(actors_offered(by)[:2])
    told = given.get("actor") or (str(offered[0].pk) if len(offered) == 1 and not by.is_foundation else "")
    where = WhereForm({"actor": told} if told else None, principal=by)
    if not told or not where.is_valid():
        return _step(request, where)
    actor: Actor | None = where.cleaned_data["actor"]
    asked = {**given.dict(), "actor": told}
    chosen = given.get("successor") or given.get("email")
    people = PeopleForm(
        asked if chosen else None,
        initial=asked,
        principal=by,
        actor=actor,
        is_confirmed=_is_sent(request),
    )
    if not chosen or not people.is_valid():
        return _step(request, people, actor=actor)
    leaver, successor = people.cleaned_data["leaver"], people.cleaned_data["successor"]
    try:
        plan = plan_handover(leaver=leaver, successor=successor, actor=actor, by=by)
    except DomainError as error:
        if isinstance(error, NotAllowed):
            raise
        again = _sent_before(request, told)
        if again is not None:
            return redirect("handovers:handover", again.pk)
        take_errors(people, error)
        return _step(request, people, actor=actor)
    return _confirm(request, actor, leaver, successor, plan)


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and "mark" in request.POST


def _sent_before(request: HttpRequest, told: str) -> Handover | None:
    """The traspaso that this very form made, sent twice."""
    uid = request.POST.get("uid")
    form = ConfirmForm(request.POST, whole=True)
    if not _is_sent(request) or not uid or not form.is_valid():
        return None
    return Handover.objects.visible_to(request.principal).filter(pk=form.cleaned_data["uid"]).first()


def _step(request: HttpRequest, form: Any, *, actor: Actor | None = None) -> HttpResponse:
    """A step that only asks."""
    context = {
        "form": form,
        "title": _("Hacer un traspaso"),
        "crumbs": [*_crumbs(), {"label": _("Hacer un traspaso")}],
        "about": (actor.name if actor else _("Equipo de la fundación"))
        if isinstance(form, PeopleForm)
        else "",
        "invite_url": reverse("actors:invite", args=[actor.pk]) if actor else "",
        "again_url": reverse("handovers:create"),
    }
    return render(request, "actors/handover_step.html", context, status=422 if form.errors else 200)


def _confirm(
    request: HttpRequest, actor: Actor | None, leaver: User, successor: User, plan: Plan
) -> HttpResponse:
    by = request.principal
    hidden = {
        "actor": str(actor.pk) if actor else TEAM,
        "leaver": leaver.pk,
        "successor": successor.pk,
        "mark": plan.mark,
        "close_account": plan.whole and leaver.is_active and leaver.pk != by.user_id,
    }
    form = ConfirmForm(request.POST if _is_sent(request) else None, initial=hidden, whole=plan.whole)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        act = {name: told.get(name, False) for name in ("reason", "close_account", "mark")}
        people = {"leaver": leaver, "successor": successor, "actor": actor}
        try:
            row, _is_new = make_once(
                kind="handover",
                uid=told["uid"],
                body={**people, **act},
                by=by,
                make=lambda: hand_over(**people, **act, by=by, uid=told["uid"]),
                model=Handover,
            )
        except DomainError as error:
            if isinstance(error, NotAllowed):
                raise
            take_errors(form, error)
            form.data = form.data.copy()
            form.data["mark"] = plan.mark  # the list below is the one of now
        else:
            messages.success(
                request, _("Traspaso hecho: todo quedó a nombre de %(name)s.") % {"name": successor.name}
            )
            return redirect("handovers:handover", row.pk)
    context = {
        "form": form,
        "title": _("Traspasar lo de %(leaver)s a %(successor)s")
        % {"leaver": leaver.name, "successor": successor.name},
        "about": actor.name if actor else _("Equipo de la fundación"),
        "crumbs": [*_crumbs(), {"label": _("Hacer un traspaso")}],
        "groups": [_table(group) for group in plan.groups],
        "whole": plan.whole,
        "oneself": leaver.pk == by.user_id,
        "submit": _("Traspasar todo a %(name)s") % {"name": successor.name},
        "leaver": leaver,
        "successor": successor,
        "cancel_url": f"{reverse('handovers:create')}?actor={hidden['actor']}",
    }
    return render(request, "actors/handover_confirm.html", context, status=422 if form.errors else 200)


def _table(group: Group) -> dict[str, Any]:
    """A part of the traspaso as a table; columns that nothing fills are left out."""
    has_detail = any(line.detail for line in group.lines)
    has_due = any(line.due for line in group.lines)
    labels = [_("Qué"), *([_("Detalle")] if has_detail else []), *([_("Fecha")] if has_due else [])]
    rows = []
    for line in group.lines:
        cells: list[dict[str, Any]] = [{"value": line.label, **({"url": line.url} if line.url else {})}]
        cells += [{"value": line.detail}] if has_detail else []
        cells += [{"value": line.due or ""}] if has_due else []
        rows.append({"cells": cells})
    return {
        "title": group.label,
        "count": sum(line.count for line in group.lines),
        "table": {"caption": group.label, "columns": [{"label": label} for label in labels], "rows": rows},
    }


@login_required
@never_cache
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    row = _handover(request, pk)
    title = _("Traspaso de %(leaver)s a %(successor)s")
    names = {"leaver": row.leaver.name, "successor": row.successor.name}
    facts = [
        {"label": _("Organización"), "value": handover_sheet.about(row)},
        {"label": _("Fecha"), "value": row.created_at.date()},
        {"label": _("Lo hizo"), "value": row.done_by.name if row.done_by else _("La plataforma")},
        {"label": _("Motivo"), "value": row.reason},
    ]
    sheet = {
        "label": _("Descargar hoja de traspaso (PDF)"),
        "url": reverse("handovers:sheet", args=[row.pk]),
        "tone": "primary",
    }
    context = {
        "title": title % names,
        "crumbs": [*_crumbs(), {"label": title % names}],
        "facts": [fact for fact in facts if fact["value"]],
        "actions": [sheet],
        "groups": [_table(group) for group in tell_handover(row, request.principal)],
    }
    return render(request, "actors/handover.html", context)


@login_required
@never_cache
def sheet(request: HttpRequest, pk: str) -> HttpResponse:
    return handover_sheet.answer(_handover(request, pk), request.principal, lang=get_language() or "es")


def _handover(request: HttpRequest, pk: str) -> Handover:
    rows = Handover.objects.visible_to(request.principal)
    return get_object_or_404(rows.select_related("actor", "leaver", "successor", "done_by"), pk=pk)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Traspasos"), "url": reverse("handovers:list")}]
