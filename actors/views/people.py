"""Pages of the people of an organisation: who acts for it, what each may see, how it changes and ends."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from actors import people_shown as shown
from actors import rules
from actors.forms.people import EndForm, InvitationForm, MembershipForm
from actors.models import Actor, Invitation, Membership
from actors.services import invitations, people
from actors.views.profile import crumbs_of, frame, get_actor
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.submissions import make_once


@login_required
@never_cache
def of_actor(request: HttpRequest, pk: str) -> HttpResponse:
    """Members now and before, invitations that wait; for the foundation and whoever keeps the page."""
    actor = _actor(request, pk)
    rows = Membership.objects.of_actor(actor).select_related("user")
    living = list(rows.living().order_by("user__name", "pk"))
    gone = rows.exclude(pk__in=[row.pk for row in living]).order_by("-until", "user__name")
    waiting = Invitation.objects.open().filter(actor__canonical_id=actor.canonical_id)
    may_keep = rules.can_keep_people(request.principal, actor)
    places = invitations.places_of(request.principal, actor)
    context = frame(
        request,
        actor,
        "people",
        living=shown.members(living, actor, request.principal),
        gone=shown.members(list(gone[:100]), actor, None),
        invitations=shown.invitations(list(waiting.select_related("invited_by")), places),
        may_keep=may_keep,
    )
    if may_keep:
        context["actions"] = [_invite_action(actor), *context["actions"]]
    return render(request, "actors/people.html", context)


@login_required
def invite(request: HttpRequest, pk: str) -> HttpResponse:
    actor = _actor(request, pk, to_write=True)
    by = request.principal
    form = InvitationForm(posted(request), places=invitations.places_of(by, actor))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row, is_new = make_once(
                kind="invitation",
                uid=given["uid"],
                body={**given, "actor": actor},
                by=by,
                make=lambda: invitations.invite_person(actor=actor, by=by, **given),
                model=Invitation,
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            if is_new:
                messages.success(
                    request, _("Invitación a %(email)s: el correo va en camino.") % {"email": row.email}
                )
            return redirect("actors:people", actor.pk)
    title = _("Invitar a una persona")
    return _form(request, form, actor, title, _("Enviar la invitación"))


@login_required
def resend(request: HttpRequest, pk: str) -> HttpResponse:
    """POST sends again; GET, of a script-less reload, goes back to the list."""
    row = _invitation(request, pk)
    if request.method == "POST":
        invitations.resend_invitation(invitation=row, by=request.principal)
        told = _("Se envía otro correo a %(email)s: el enlace anterior ya no sirve.")
        messages.success(request, told % {"email": row.email})
    return redirect("actors:people", row.actor_id)


@login_required
def revoke(request: HttpRequest, pk: str) -> HttpResponse:
    row = _invitation(request, pk)
    if request.method == "POST":
        invitations.revoke_invitation(invitation=row, by=request.principal)
        messages.success(request, _("Invitación retirada: su enlace ya no sirve."))
    return redirect("actors:people", row.actor_id)


@login_required
def change(request: HttpRequest, pk: str) -> HttpResponse:
    """Role, title and reach of somebody who acts for the organisation."""
    row = _membership(request, pk)
    told = {name: getattr(row, name) for name in ("title", "role", "reach", "version")}
    form = MembershipForm(posted(request), initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            people.change_membership(membership=row, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error, now=form.initial)
        else:
            messages.success(request, _("Cambios guardados."))
            return redirect("actors:people", row.actor_id)
    return _form(request, form, row.actor, row.user.name, _("Guardar cambios"))


@login_required
def end(request: HttpRequest, pk: str) -> HttpResponse:
    """Asks first: what ends, and what stays with the organisation."""
    row = _membership(request, pk)
    form = EndForm(posted(request), initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            people.end_membership(membership=row, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            told = {"who": row.user.name, "actor": row.actor.display_name}
            messages.success(request, _("%(who)s ya no actúa por %(actor)s.") % told)
            if row.user_id == request.user.pk and not request.principal.is_foundation:
                return redirect("desk:home")
            return redirect("actors:people", row.actor_id)
    group = Actor.objects.filter(canonical_id=row.actor.canonical_id).values_list("pk", flat=True)
    context = {
        "crumbs": _crumbs(row.actor, row.user.name),
        "title": _("¿%(who)s deja de actuar por %(actor)s?")
        % {"who": row.user.name, "actor": row.actor.display_name},
        "consequences": [
            _("Deja de ver las mesas de esta organización, salvo que participe por otra."),
            _("Terminan sus asientos, las invitaciones que envió y los enlaces que compartió por ella."),
        ],
        "ties": shown.ties(row.user, list(group)),
        "submit": _("Terminar"),
        "form": form,
        "cancel_url": reverse("actors:people", args=[row.actor_id]),
    }
    return render(request, "actors/leave.html", context, status=422 if form.errors else 200)


def _actor(request: HttpRequest, pk: str, *, to_write: bool = False) -> Actor:
    """The organisation whose people the asker may see (or keep); 404 when she does not see it at all."""
    actor = get_actor(request, pk)
    may = rules.can_keep_people if to_write else rules.can_see_people
    if not may(request.principal, actor):
        raise NotAllowed(_("A las personas de una organización las administran ella y la fundación."))
    return actor


def _invitation(request: HttpRequest, pk: str) -> Invitation:
    rows = Invitation.objects.visible_to(request.principal).select_related("actor")
    return get_object_or_404(rows, pk=pk)


def _membership(request: HttpRequest, pk: str) -> Membership:
    """Hers to keep. One's own is seen too, but changed only by whoever keeps the page."""
    rows = Membership.objects.visible_to(request.principal).select_related("actor", "user")
    row = get_object_or_404(rows, pk=pk)
    if not rules.can_keep_people(request.principal, row.actor):
        raise NotAllowed(_("A las personas de una organización las administran ella y la fundación."))
    return row


def _form(request: HttpRequest, form: Any, actor: Actor, title: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "crumbs": _crumbs(actor, title),
        "cancel_url": reverse("actors:people", args=[actor.pk]),
    }
    return render(request, "actors/person_form.html", context, status=422 if form.errors else 200)


def _invite_action(actor: Actor) -> dict[str, str]:
    address = reverse("actors:invite", args=[actor.pk])
    return {"label": _("Invitar a una persona"), "url": address, "tone": "primary", "icon": "plus"}


def _crumbs(actor: Actor, here: str) -> list[dict[str, str]]:
    people_crumb = {"label": _("Personas"), "url": reverse("actors:people", args=[actor.pk])}
    return [*crumbs_of(actor), people_crumb, {"label": here}]
