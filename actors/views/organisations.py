"""The form that registers or edits an organisation (its page: profile.py; the list: directory.py)."""

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

from actors import rules, services
from actors.forms import ActorForm
from actors.models import Actor
from actors.services import duplicates
from actors.views.profile import crumbs_of
from core import rut
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.submissions import remember


@login_required
def create(request: HttpRequest) -> HttpResponse:
    if not rules.can_create_actor(request.principal):
        raise NotAllowed(_("Solo el equipo de la fundación registra actores."))
    form = ActorForm(posted(request))
    if request.method == "POST" and form.is_valid() and not _asks_first(request, form):
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
        "crumbs": crumbs_of(None, title),
        "cancel_url": reverse("actors:list"),
    }
    return _form(request, form, context)


def _asks_first(request: HttpRequest, form: ActorForm) -> bool:
    """Whether the form shows registered ones that this may be, instead of going on; not when it was sent before."""
    told = form.cleaned_data
    if told["is_another"] or (told["uid"] and Actor.objects.filter(pk=told["uid"]).exists()):
        return False
    try:
        number = rut.normalise(told["rut"]) if told["rut"] else ""
    except ValidationError:
        return False  # the service says so beside it
    if number and Actor.objects.canonical().filter(rut=number).exists():
        return False  # no question: the RUT is taken, and the service says so beside it
    asked = {name: told[name] for name in ("name", "short_name", "comunas", "parent")}
    near = duplicates.near(rut=number, by=request.principal, **asked)
    if near:
        form.ask_about(near)
    return bool(near)


@transaction.atomic
def _register(request: HttpRequest, data: Mapping[str, Any]) -> tuple[Actor, bool]:
    """(actor, is_new): the same form sent twice registers once. Error: Conflict when its content changed."""
    fields = {name: value for name, value in data.items() if name not in {"uid", "is_another"}}
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
    if actor.merged_into_id is not None:
        return redirect("actors:edit", actor.canonical_id)
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
    context = {
        "title": _("Editar la organización"),
        "submit": _("Guardar cambios"),
        "crumbs": crumbs_of(actor, _("Editar")),
        "cancel_url": reverse("actors:actor", args=[actor.pk]),
    }
    return _form(request, form, context)


def _form(request: HttpRequest, form: ActorForm, context: Mapping[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "actors/form.html", {"form": form, **context}, status=status)
