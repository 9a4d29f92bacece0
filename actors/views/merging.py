"""Pages that make two organisations one, and take that back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from actors import comparing, rules
from actors.forms.merging import MergeForm
from actors.models import Actor, Mandate, Merge
from actors.services import merging as services
from actors.views.profile import crumbs_of
from core.errors import DomainError, NotAllowed, Stale
from core.forms import posted, take_errors
from core.paging import LongPaginator

PAGE, FOUND = 25, 20


def _must_merge(request: HttpRequest) -> None:
    if not rules.can_merge_actors(request.principal):
        raise NotAllowed(_("Solo el equipo de la fundación reúne organizaciones."))


def _get(request: HttpRequest, pk: Any) -> Actor:
    rows = Actor.objects.visible_to(request.principal).with_place()
    return get_object_or_404(rows.select_related("merged_into"), pk=pk)


@login_required
def choose(request: HttpRequest, pk: str) -> HttpResponse:
    """With which other one: searched by name."""
    actor = _get(request, pk)
    _must_merge(request)
    text = request.GET.get("q", "").strip()
    found = Actor.objects.visible_to(request.principal).canonical().exclude(pk=actor.pk).with_place()
    rows = [
        {
            "cells": [
                {
                    "value": row.name,
                    "url": reverse("actors:merge", args=[actor.pk, row.pk]),
                    "sector": row.sector,
                },
                {"value": str(row.kind)},
                {"value": comparing.said(row, "comunas")},
                {"value": comparing.said(row, "rut")},
            ]
        }
        for row in (found.matching(text)[:FOUND] if text else [])
    ]
    labels = (_("Organización"), _("Tipo"), _("Comunas"), "RUT")
    title = _("¿Con cuál se reúne?")
    context = {
        "actor": actor,
        "title": title,
        "crumbs": crumbs_of(actor, _("Reunir")),
        "q": text,
        "table": {"caption": title, "columns": [{"label": label} for label in labels], "rows": rows},
    }
    return render(request, "actors/merge_choose.html", context)


@login_required
def merge(request: HttpRequest, pk: str, other: str) -> HttpResponse:
    """Both sides beside each other; the first is kept."""
    kept, merged = _get(request, pk), _get(request, other)
    _must_merge(request)
    obstacle = services.obstacle(kept, merged)
    compared = comparing.fields_of(kept, merged)
    form = MergeForm(posted(request), kept=kept, merged=merged, compared=compared)
    status = 200
    if request.method == "POST" and obstacle:
        status = 422
    elif request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            services.merge_actors(
                kept=kept,
                merged=merged,
                reason=told["reason"],
                take=form.taken(),
                other_rut=told.get("other_rut", False),
                versions=(told["kept_version"], told["merged_version"]),
                by=request.principal,
            )
        except (ValidationError, DomainError) as error:
            _take(form, error, kept, merged)
        else:
            text = _("«%(merged)s» quedó reunida en «%(kept)s». Puede deshacerlo en la lista de fusiones.")
            messages.success(request, text % {"kept": kept.name, "merged": merged.name})
            return redirect("actors:actor", kept.pk)
    context = {
        "kept": kept,
        "merged": merged,
        "form": form,
        "obstacle": obstacle,
        "fields": _beside(kept, merged, compared),
        "counts": _counts(kept, merged),
        "consequences": comparing.consequences(kept, merged),
        "crumbs": crumbs_of(kept, _("Reunir")),
        "swap_url": reverse("actors:merge", args=[merged.pk, kept.pk]),
        "back": reverse("actors:duplicates"),
    }
    return render(request, "actors/merge.html", context, status=422 if form.errors else status)


def _take(form: MergeForm, error: ValidationError | DomainError, kept: Actor, merged: Actor) -> None:
    """A value that cannot be taken is told beside its choice; of what changed meanwhile the form takes note."""
    if isinstance(error, Stale):
        form.add_error(None, str(error.message))
        form.data = form.data.copy()
        for name, row in (("kept_version", kept), ("merged_version", merged)):
            form.data[name] = str(Actor.objects.values_list("version", flat=True).get(pk=row.pk))
        return
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, texts in error.message_dict.items():
            for text in texts:
                form.add_error(f"take_{name}" if f"take_{name}" in form.fields else None, text)
        return
    take_errors(form, error)


def _beside(kept: Actor, merged: Actor, compared: list[comparing.Compared]) -> list[dict[str, Any]]:
    """Rows of the comparison: fields, then who is to be called and who governs."""
    told = [
        {
            "label": one.label.capitalize(),
            "kept": one.kept,
            "merged": one.merged,
            "differs": one.kept != one.merged,
        }
        for one in compared
    ]
    people = (
        (_("Contactos"), lambda row: [str(one) for one in row.contacts.in_office()]),
        (_("Mandatos"), lambda row: [_mandate(one) for one in row.mandates.all()]),
    )
    for label, read in people:
        mine, its = ("; ".join(read(row)) for row in (kept, merged))
        if mine or its:
            told.append({"label": label, "kept": mine, "merged": its, "differs": False})
    return told


def _counts(kept: Actor, merged: Actor) -> dict[str, Any]:
    rows = [
        {"cells": [{"value": row["label"]}, {"value": str(row["kept"])}, {"value": str(row["merged"])}]}
        for row in comparing.counts_of(kept, merged)
    ]
    heads = ((_("Qué"), False), (_("De la que queda"), True), (_("De la que se reúne"), True))
    return {
        "caption": _("Cuánto nombra a cada una"),
        "columns": [{"label": label, "numeric": numeric} for label, numeric in heads],
        "rows": rows,
    }


def _mandate(row: Mandate) -> str:
    return f"{row.get_office_display()}: {row.holder}" if row.holder else str(row.get_office_display())


@login_required
def merges(request: HttpRequest) -> HttpResponse:
    """What was merged, the newest first, with its undoing."""
    _must_merge(request)
    rows = Merge.objects.visible_to(request.principal).with_sides().order_by("-created_at", "-pk")
    page = LongPaginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "crumbs": crumbs_of(None, _("Fusiones"))}
    return render(request, "actors/merges.html", context)


@login_required
def undo(request: HttpRequest, pk: str) -> HttpResponse:
    """Says what will happen, and takes the merge back."""
    row = get_object_or_404(Merge.objects.visible_to(request.principal).with_sides(), pk=pk)
    _must_merge(request)
    if row.undone_at is not None:
        messages.info(request, _("Esta fusión ya se deshizo."))
        return redirect("actors:merges")
    names = {"kept": row.kept.name, "merged": row.merged.name}
    error = ""
    if request.method == "POST":
        try:
            services.undo_merge(merge=row, by=request.principal)
        except DomainError as problem:
            error = str(problem.message)
        else:
            messages.success(request, _("«%(merged)s» vuelve a hablar por sí misma.") % names)
            return redirect("actors:actor", row.merged_id)
    consequences = [_("Lo que nombra a «%(merged)s» vuelve a leerse como suyo.") % names]
    if row.taken:
        fields = ", ".join(str(Actor._meta.get_field(name).verbose_name) for name in row.taken)
        text = _("«%(kept)s» devuelve lo que tomó y no se cambió desde entonces: %(fields)s.")
        consequences.append(text % {**names, "fields": fields})
    context = {
        "title": _("¿Separar «%(merged)s» de «%(kept)s»?") % names,
        "consequences": consequences,
        "error": error,
        "crumbs": crumbs_of(None, _("Fusiones"), _("Deshacer")),
        "back": reverse("actors:merges"),
    }
    return render(request, "actors/merge_undo.html", context, status=422 if error else 200)
