"""Pages of the directory: list, one organisation, and the form that registers or edits it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors import rules, services
from actors.filters import ActorFilter
from actors.forms import ActorForm
from actors.models import Actor, Sector
from core import registry, rut
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.pages import render_fragment
from core.paging import LongPaginator
from core.submissions import remember

PAGE = 50


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """The organisations one sees, with one filter; htmx asks for the rows alone."""
    seen = Actor.objects.visible_to(request.principal)
    found = ActorFilter(request.GET, seen.with_place(), request=request)
    page = LongPaginator(found.qs.in_order(), PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "columns": [{"label": label} for label in (_("Organización"), _("Tipo"), _("Comunas"), "RUT")],
        "rows": [_row(actor) for actor in page.object_list],
        "count": _count(page.paginator),
        "filtered": any(request.GET.get(name) for name in found.form.fields),
        "actions": [_new_action()] if rules.can_create_actor(request.principal) else [],
    }
    return render_fragment(request, "actors/list.html", context, "rows")


def _count(told: LongPaginator) -> str:
    if told.has_more:
        return _("más de %(n)s organizaciones") % {"n": told.most}
    return ngettext("%(n)d organización", "%(n)d organizaciones", told.count) % {"n": told.count}


def _new_action() -> dict[str, str]:
    address = reverse("actors:create")
    return {"label": _("Registrar una organización"), "url": address, "tone": "primary", "icon": "plus"}


def _row(actor: Actor) -> dict[str, Any]:
    name = {"value": actor.name, "url": reverse("actors:actor", args=[actor.pk]), "sector": actor.sector}
    return {"cells": [name, {"value": actor.kind}, {"value": _places(actor)}, {"value": _rut(actor)}]}


def _places(actor: Actor) -> str:
    """Up to three comunas by name, then how many more."""
    names = [comuna.name for comuna in actor.comunas.all()]
    more = len(names) - 3
    shown = ", ".join(names[:3])
    return shown + (" " + ngettext("y %(n)d más", "y %(n)d más", more) % {"n": more} if more > 0 else "")


def _rut(actor: Actor) -> str:
    return rut.display(actor.legal_rut) if actor.legal_rut else ""


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """Who they are; what upper floors know of them comes by the addresses of `registry.actor_panels`."""
    actor = get_object_or_404(Actor.objects.visible_to(request.principal).with_place(), pk=pk)
    edit_url = reverse("actors:edit", args=[actor.pk])
    context = {
        "actor": actor,
        "crumbs": [*_crumbs(), {"label": actor.display_name}],
        "tags": _tags(actor),
        "actions": [{"label": _("Editar"), "url": edit_url}]
        if rules.can_edit_actor(request.principal, actor)
        else [],
        "facts": _facts(actor),
        "units": actor.units.visible_to(request.principal).select_related("kind").in_order(),
        "people": _people(actor) if request.principal.is_foundation else None,
        "panels": [panel(actor) for panel in registry.actor_panels.values()],
    }
    return render(request, "actors/actor.html", context)


def _tags(actor: Actor) -> list[dict[str, Any]]:
    tags: list[dict[str, Any]] = [{"label": Sector(actor.sector).label, "icon": ""}]
    if actor.is_demo:
        tags.append({"label": _("Organización de demostración"), "tone": "attention"})
    return tags


def _facts(actor: Actor) -> list[dict[str, Any]]:
    """What is known, as label and value."""
    parent = actor.parent
    told: list[dict[str, Any]] = [
        {"label": _("Tipo"), "value": str(actor.kind)},
        {"label": _("Nivel"), "value": actor.get_level_display()},
        {"label": "RUT", "value": _rut(actor)},
        {"label": _("Nombre corto"), "value": actor.short_name},
        {
            "label": _("Unidad de"),
            "value": parent.name if parent else "",
            "url": reverse("actors:actor", args=[parent.pk]) if parent else "",
        },
        {"label": _("Sitio web"), "value": actor.website, "url": actor.website},
    ]
    return [fact for fact in told if fact["value"]]


def _people(actor: Actor) -> dict[str, Any]:
    """Who acts for it now, as a table; only the foundation is shown this."""
    rows = actor.memberships.living().select_related("user").order_by("user__name")
    labels = (_("Persona"), _("Correo"), _("Cargo"), _("Rol"), _("Desde"))
    return {
        "caption": _("Personas que actúan por la organización"),
        "columns": [{"label": label} for label in labels],
        "rows": [
            {
                "cells": [
                    {"value": row.user.name},
                    {"value": row.user.email},
                    {"value": row.title},
                    {"value": row.get_role_display()},
                    {"value": row.since},
                ]
            }
            for row in rows
        ],
        "empty": {
            "title": _("Nadie tiene acceso por esta organización"),
            "text": _("Su gente verá las mesas en que participa cuando la fundación le dé acceso."),
            "icon": "person",
        },
    }


@login_required
def create(request: HttpRequest) -> HttpResponse:
    if not rules.can_create_actor(request.principal):
        raise NotAllowed(_("Solo el equipo de la fundación registra actores."))
    form = ActorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actor, is_new = _register(request, form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            if is_new:
                messages.success(request, _("Organización registrada."))
            return redirect("actors:actor", actor.pk)
    title = _("Registrar una organización")
    context = {
        "title": title,
        "submit": _("Registrar"),
        "crumbs": [*_crumbs(), {"label": title}],
        "cancel_url": reverse("actors:list"),
    }
    return _form(request, form, context)


@transaction.atomic
def _register(request: HttpRequest, data: Mapping[str, Any]) -> tuple[Actor, bool]:
    """(actor, is_new): the same form sent twice registers once. Error: Conflict when its content changed."""
    fields = {name: value for name, value in data.items() if name != "uid"}
    uid = data["uid"]
    if uid is None:
        return services.create_actor(by=request.principal, **fields), True
    body = {**fields, "comunas": sorted(comuna.pk for comuna in fields["comunas"])}
    memory, is_new = remember(key=f"actor:{uid}", body=body, user_id=request.user.pk)
    if not is_new and memory.subject_id:
        return Actor.objects.get(pk=memory.subject_id), False
    actor = services.create_actor(by=request.principal, uid=uid, **fields)
    memory.subject_id = actor.pk
    memory.save(update_fields=["subject_id"])
    return actor, True


@login_required
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    actor = get_object_or_404(Actor.objects.visible_to(request.principal).with_place(), pk=pk)
    if not rules.can_edit_actor(request.principal, actor):
        raise NotAllowed(_("No puede editar esta organización."))
    form = ActorForm(posted(request), instance=actor, by_foundation=request.principal.is_foundation)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_actor(actor=actor, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error, now=form.initial)
        else:
            messages.success(request, _("Cambios guardados."))
            return redirect("actors:actor", actor.pk)
    address = reverse("actors:actor", args=[actor.pk])
    context = {
        "title": _("Editar la organización"),
        "submit": _("Guardar cambios"),
        "crumbs": [*_crumbs(), {"label": actor.display_name, "url": address}, {"label": _("Editar")}],
        "cancel_url": address,
    }
    return _form(request, form, context)


def _form(request: HttpRequest, form: ActorForm, context: Mapping[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "actors/form.html", {"form": form, **context}, status=status)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Actores"), "url": reverse("actors:list")}]
