"""Acts on what is kept about an organisation: contacts, mandates, notes, files. All work without scripts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actors import rules
from actors.forms import ContactForm, EndContactForm, FileForm, MandateForm, NoteForm
from actors.models import Actor, ActorFile, ActorNote, Contact, Mandate
from actors.services import records as services
from actors.views.profile import crumbs_of, get_actor, inner_page
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.submissions import make_once


def _kept(request: HttpRequest, actor: Actor) -> Actor:
    """The organisation that speaks for it, for whoever keeps its page."""
    if not rules.can_edit_actor(request.principal, actor):
        raise NotAllowed(_("No puede editar esta organización."))
    return actor.speaker


def _mine(request: HttpRequest, model: Any, pk: str) -> Any:
    """A record of an organisation whose page the person keeps; 404 when she does not see it."""
    rows = model.objects.visible_to(request.principal).select_related("actor__kind", "actor__parent")
    row = get_object_or_404(rows, pk=pk)
    _kept(request, row.actor)
    return row


def _saved(request: HttpRequest, form: Any, act: Callable[[], Any], told: str) -> bool:
    """Whether the act was done; a refusal stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except NotAllowed:
        raise
    except (ValidationError, DomainError) as error:
        take_errors(form, error, now=form.initial)
        return False
    messages.success(request, told)
    return True


def _once(request: HttpRequest, kind: str, actor: Actor, form: Any, model: type[Model], make: Any) -> Any:
    """What the form makes, once however often it is sent."""
    given = form.cleaned_data
    upload = given.get("file")
    body = {**{name: value for name, value in given.items() if name != "file"}, "actor": actor}
    if upload is not None:
        body["file"] = [upload.name, upload.size]
    row, _is_new = make_once(
        kind=kind, uid=given["uid"], body=body, by=request.principal, make=make, model=model
    )
    return row


def _back(actor: Actor, anchor: str) -> str:
    return f"{reverse('actors:actor', args=[actor.canonical_id])}#{anchor}"


def _form_page(
    request: HttpRequest, actor: Actor, form: Any, title: str, submit: str, anchor: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "kicker": actor.name,
        "submit": submit,
        "crumbs": crumbs_of(actor, title),
        "cancel_url": _back(actor, anchor),
    }
    return render(request, "actors/record_form.html", context, status=422 if form.errors else 200)


def _confirm_page(
    request: HttpRequest,
    actor: Actor,
    title: str,
    submit: str,
    anchor: str,
    consequences: list[str],
    **more: Any,
) -> HttpResponse:
    form = more.get("form")
    context = {
        "title": title,
        "submit": submit,
        "crumbs": crumbs_of(actor, title),
        "cancel_url": _back(actor, anchor),
        "consequences": consequences,
        **more,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "actors/confirm.html", context, status=status)


# Contacts ------------------------------------------------------------------------
@login_required
def add_contact(request: HttpRequest, pk: str) -> HttpResponse:
    actor, by = _kept(request, get_actor(request, pk)), request.principal
    form = ContactForm(posted(request))

    def make() -> Contact:
        uid = form.cleaned_data["uid"]
        return services.add_contact(actor=actor, by=by, uid=uid, **form.record_fields())

    def act() -> Contact:
        return _once(request, "contact", actor, form, Contact, make)

    if _saved(request, form, act, _("Contacto agregado.")):
        return redirect(_back(actor, "contactos"))
    return _form_page(request, actor, form, _("Agregar un contacto"), _("Agregar"), "contactos")


@login_required
def edit_contact(request: HttpRequest, pk: str) -> HttpResponse:
    contact = _mine(request, Contact, pk)
    form = ContactForm(posted(request), instance=contact)

    def act() -> None:
        services.update_contact(
            contact=contact,
            by=request.principal,
            version=form.cleaned_data["version"],
            **form.record_fields(),
        )

    if _saved(request, form, act, _("Cambios guardados.")):
        return redirect(_back(contact.actor, "contactos"))
    title = _("Editar el contacto")
    return _form_page(request, contact.actor, form, title, _("Guardar cambios"), "contactos")


@login_required
def end_contact(request: HttpRequest, pk: str) -> HttpResponse:
    contact = _mine(request, Contact, pk)
    form = EndContactForm(posted(request), initial={"version": contact.version})

    def act() -> None:
        services.end_contact(contact=contact, by=request.principal, **form.cleaned_data)

    if _saved(request, form, act, _("Se anotó que dejó el cargo.")):
        return redirect(_back(contact.actor, "contactos"))
    consequences = [
        _("Deja de mostrarse a quienes comparten una mesa con la organización."),
        _("Queda entre quienes dejaron el cargo, a la vista de la fundación y de la propia organización."),
    ]
    title = _("%(name)s dejó el cargo") % {"name": contact.name}
    return _confirm_page(request, contact.actor, title, _("Anotar"), "contactos", consequences, form=form)


# Mandates ------------------------------------------------------------------------
@login_required
def add_mandate(request: HttpRequest, pk: str) -> HttpResponse:
    actor, by = _kept(request, get_actor(request, pk)), request.principal
    form = MandateForm(posted(request))

    def make() -> Mandate:
        uid = form.cleaned_data["uid"]
        return services.add_mandate(actor=actor, by=by, uid=uid, **form.record_fields())

    def act() -> Mandate:
        return _once(request, "mandate", actor, form, Mandate, make)

    if _saved(request, form, act, _("Mandato agregado.")):
        return redirect(_back(actor, "mandatos"))
    return _form_page(request, actor, form, _("Agregar un mandato"), _("Agregar"), "mandatos")


@login_required
def edit_mandate(request: HttpRequest, pk: str) -> HttpResponse:
    mandate = _mine(request, Mandate, pk)
    form = MandateForm(posted(request), instance=mandate)

    def act() -> None:
        services.update_mandate(
            mandate=mandate,
            by=request.principal,
            version=form.cleaned_data["version"],
            **form.record_fields(),
        )

    if _saved(request, form, act, _("Cambios guardados.")):
        return redirect(_back(mandate.actor, "mandatos"))
    title = _("Editar el mandato")
    return _form_page(request, mandate.actor, form, title, _("Guardar cambios"), "mandatos")


# Notes ---------------------------------------------------------------------------
@login_required
@require_POST
def add_note(request: HttpRequest, pk: str) -> HttpResponse:
    actor, by = get_actor(request, pk).speaker, request.principal
    if not rules.can_keep_notes(by):
        raise NotAllowed(_("Las notas son de la fundación."))
    form = NoteForm(request.POST)

    def make() -> ActorNote:
        given = form.cleaned_data
        return services.add_note(actor=actor, text=given["text"], uid=given["uid"], by=by)

    def act() -> ActorNote:
        return _once(request, "actor_note", actor, form, ActorNote, make)

    if _saved(request, form, act, _("Nota guardada.")):
        return redirect("actors:inner", actor.pk)
    return inner_page(request, actor, form)


@login_required
def withdraw_note(request: HttpRequest, pk: str) -> HttpResponse:
    notes = ActorNote.objects.visible_to(request.principal).standing().select_related("actor")
    note = get_object_or_404(notes, pk=pk)
    if not rules.can_keep_notes(request.principal):
        raise NotAllowed(_("Las notas son de la fundación."))
    if request.method == "POST":
        services.withdraw_note(note=note, by=request.principal)
        messages.success(request, _("Nota retirada."))
        return redirect("actors:inner", note.actor.canonical_id)
    kept = [_("La nota deja de mostrarse. El registro guarda que existió."), note.text]
    back = reverse("actors:inner", args=[note.actor.canonical_id])
    return _confirm_page(request, note.actor, _("Retirar la nota"), _("Retirar"), "", kept, cancel_url=back)


# Files ---------------------------------------------------------------------------
@login_required
def add_file(request: HttpRequest, pk: str) -> HttpResponse:
    actor, by = _kept(request, get_actor(request, pk)), request.principal
    form = FileForm(posted(request), request.FILES or None)

    def make() -> ActorFile:
        given = form.cleaned_data
        return services.add_file(
            actor=actor,
            upload=given["file"],
            kind=given["kind"],
            label=given["label"],
            uid=given["uid"],
            by=by,
        )

    def act() -> ActorFile:
        return _once(request, "actor_file", actor, form, ActorFile, make)

    if _saved(request, form, act, _("Archivo agregado.")):
        return redirect(_back(actor, "archivos"))
    return _form_page(request, actor, form, _("Agregar un archivo"), _("Agregar"), "archivos")


@login_required
def withdraw_file(request: HttpRequest, pk: str) -> HttpResponse:
    seen = ActorFile.objects.visible_to(request.principal).standing().select_related("actor")
    file = get_object_or_404(seen, pk=pk)
    _kept(request, file.actor)
    if request.method == "POST":
        services.withdraw_file(file=file, by=request.principal)
        messages.success(request, _("Archivo retirado."))
        return redirect(_back(file.actor, "archivos"))
    kept = [_("El archivo deja de mostrarse. La fundación lo conserva.")]
    title = _("Retirar «%(title)s»") % {"title": file}
    return _confirm_page(request, file.actor, title, _("Retirar"), "archivos", kept)
