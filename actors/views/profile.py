"""The profile of an organisation: who they are, what they do at the mesas, and what the foundation keeps on them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from actors import history, rules, terms
from actors.forms import NoteForm
from actors.models import Actor, ActorFile, ActorNote, Contact, Mandate, Sector
from actors.views import records_shown
from core import dates, registry, rut


def get_actor(request: HttpRequest, pk: Any) -> Actor:
    """With what its head shows; 404 for whoever does not see it."""
    seen = Actor.objects.visible_to(request.principal).with_place()
    return get_object_or_404(seen.select_related("parent__kind", "merged_into"), pk=pk)


def moved(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """To the page of the organisation that speaks for a merged one, with a notice; None when it speaks for itself."""
    if actor.merged_into is None:
        return None
    told = {"name": actor.name, "speaker": actor.merged_into.name}
    messages.info(
        request, _("«%(name)s» es la misma organización que «%(speaker)s»: esta es su ficha.") % told
    )
    return redirect("actors:actor", actor.canonical_id)


def crumbs_of(actor: Actor | None = None, *more: str) -> list[dict[str, str]]:
    told = [{"label": _("Actores"), "url": reverse("actors:list")}]
    if actor is not None:
        told.append({"label": actor.display_name, "url": reverse("actors:actor", args=[actor.pk])})
    return [*told, *({"label": label} for label in more)]


def frame(request: HttpRequest, actor: Actor, active: str, **more: Any) -> dict[str, Any]:
    """Context of the profile's head and tabs."""
    may_edit = rules.can_edit_actor(request.principal, actor)
    return {
        "actor": actor,
        "crumbs": [*crumbs_of(), {"label": actor.display_name}],
        "tags": _tags(request, actor),
        "actions": _actions(request, actor, may_edit),
        "facts": _facts(actor),
        "tabs": _tabs(request, actor, active),
        "may_edit": may_edit,
        **more,
    }


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """Who they are, legally and in the territory, and whom to call."""
    actor, principal, today = get_actor(request, pk), request.principal, dates.today()
    if (there := moved(request, actor)) is not None:
        return there
    is_own = principal.is_foundation or actor.pk in principal.actor_ids
    mandates = list(Mandate.objects.of_actor(actor).visible_to(principal))
    context = frame(
        request,
        actor,
        "actor",
        notices=_notices(actor, mandates, today) if is_own else [],
        legal=_legal(actor, today),
        known=_known(actor),
        units=_units(actor).visible_to(principal),
        mandates=records_shown.mandates(mandates, today),
        is_own=is_own,
        **records_shown.contacts(Contact.objects.of_actor(actor).visible_to(principal), today),
    )
    if is_own:
        papers = (
            ActorFile.objects.of_actor(actor)
            .visible_to(principal)
            .standing()
            .select_related("file", "added_by")
        )
        context["papers"] = records_shown.papers(papers)
    return render(request, "actors/actor.html", context)


def _units(actor: Actor) -> Any:
    """Its units, and those of the organisations that were merged into it."""
    rows = Actor.objects.canonical().filter(parent__canonical_id=actor.pk)  # type: ignore[attr-defined]
    return rows.select_related("kind").in_order()


@login_required
def work(request: HttpRequest, pk: str) -> HttpResponse:
    """What upper floors know of them, by the addresses of `registry.actor_panels`."""
    actor = get_actor(request, pk)
    if (there := moved(request, actor)) is not None:
        return there
    panels = [panel(actor) for panel in registry.actor_panels.values()]
    return render(request, "actors/work.html", frame(request, actor, "work", panels=panels))


@login_required
def inner(request: HttpRequest, pk: str) -> HttpResponse:
    actor = get_actor(request, pk)
    return moved(request, actor) or inner_page(request, actor)


def inner_page(request: HttpRequest, actor: Actor, form: NoteForm | None = None) -> HttpResponse:
    """Notes and history; `form` is a refused note. 404 for all but the foundation: to others there is no such page."""
    if not request.principal.is_foundation:
        raise Http404
    notes = (
        ActorNote.objects.of_actor(actor)
        .visible_to(request.principal)
        .standing()
        .select_related("written_by")
    )
    may_write = rules.can_keep_notes(request.principal)
    context = frame(
        request,
        actor,
        "inner",
        notes=list(notes),
        form=(form or NoteForm()) if may_write else None,
        entries=history.entries_of(actor),
    )
    return render(request, "actors/inner.html", context, status=422 if form and form.errors else 200)


def _actions(request: HttpRequest, actor: Actor, may_edit: bool) -> list[dict[str, str]]:
    told = []
    if may_edit:
        told.append({"label": _("Editar"), "url": reverse("actors:edit", args=[actor.pk])})
    if rules.can_merge_actors(request.principal):
        address = reverse("actors:choose_merge", args=[actor.pk])
        told.append({"label": _("Reunir con otra"), "url": address, "tone": "plain"})
    return told


def _tabs(request: HttpRequest, actor: Actor, active: str) -> list[dict[str, Any]]:
    told = [("actor", _("Ficha")), ("work", _("En las mesas"))]
    if rules.can_see_people(request.principal, actor):
        told.append(("people", _("Personas")))
    if request.principal.is_foundation:
        told.append(("inner", _("Notas e historia")))
    return [
        {"label": label, "url": reverse(f"actors:{name}", args=[actor.pk]), "active": name == active}
        for name, label in told
    ]


def _tags(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    tags: list[dict[str, Any]] = [{"label": Sector(actor.sector).label, "icon": ""}]
    if actor.social_class:
        tags.append({"label": actor.get_social_class_display(), "icon": ""})
    if rules.can_see_tags(request.principal):
        tags += [{"label": f"#{tag.name}", "icon": ""} for tag in actor.tags.in_order()]
    if actor.closed_on:
        tags.append(
            {"label": _("Dejó de existir el %(day)s") % {"day": _day(actor.closed_on)}, "tone": "lost"}
        )
    if actor.is_demo:
        tags.append({"label": _("Organización de demostración"), "tone": "attention"})
    return tags


def _facts(actor: Actor) -> list[dict[str, Any]]:
    parent = actor.parent.speaker if actor.parent else None
    return _said(
        (_("Tipo"), str(actor.kind), ""),
        (_("Nivel"), actor.get_level_display(), ""),
        ("RUT", _rut(actor), ""),
        (_("Nombre corto"), actor.short_name, ""),
        (
            _("Unidad de"),
            parent.name if parent else "",
            reverse("actors:actor", args=[parent.pk]) if parent else "",
        ),
    )


def _rut(actor: Actor) -> str:
    if not actor.legal_rut:
        return ""
    shown = rut.display(actor.legal_rut)
    return _("%(rut)s, el de su organización") % {"rut": shown} if actor.parent else shown


def _known(actor: Actor) -> list[dict[str, Any]]:
    return _said(
        (_("Tamaño"), actor.get_size_display(), ""),
        (_("Rubro"), actor.get_industry_display(), ""),
        (_("Sitio web"), actor.website, actor.website),
    )


def _legal(actor: Actor, today: date) -> dict[str, Any]:
    """The legal person's papers: a unit shows its organisation's, and says so."""
    legal = actor.legal_person
    since, until = legal.personality_since, legal.personality_until
    told = _said(
        (_("Inscripción"), legal.registry_number, ""),
        (_("Personalidad jurídica desde"), since, ""),
        (_("Vigente hasta"), until, ""),
    )
    state = terms.tag_of(terms.term_of(since, until, today)) if until else None
    return {"facts": told, "state": state, "of": actor.parent if told else None}


def _said(*rows: tuple[str, Any, str]) -> list[dict[str, Any]]:
    return [{"label": label, "value": value, "url": url} for label, value, url in rows if value]


def _notices(actor: Actor, mandates: list[Any], today: date) -> list[str]:
    """What ends soon, or the personality that already ended; nothing of an organisation that closed."""
    if actor.closed_on:
        return []
    told = []
    until = actor.personality_until
    term = terms.term_of(actor.personality_since, until, today)
    if until and term == terms.Term.ENDING:
        text = _("La personalidad jurídica vence el %(day)s: %(left)s.")
        told.append(text % {"day": _day(until), "left": terms.left_words(until, today)})
    elif until and term == terms.Term.ENDED:
        told.append(_("La personalidad jurídica venció el %(day)s.") % {"day": _day(until)})
    for row in mandates:
        if row.until and terms.term_of(row.since, row.until, today) == terms.Term.ENDING:
            text = _("%(office)s: el mandato termina el %(day)s, %(left)s.")
            left = terms.left_words(row.until, today)
            told.append(text % {"office": row.get_office_display(), "day": _day(row.until), "left": left})
    return told


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
