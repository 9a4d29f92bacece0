"""Pages of the actor map of a mesa: for whoever facilitates it, 404 for everybody else."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from actors.models import Actor
from convergence import map_pdf, rules
from convergence.actor_map_rows import read_map
from convergence.filters import MapFilter
from convergence.forms import MapEntryForm, MapLinkForm, MapRows
from convergence.forms.actor_map import registered, told_apart
from convergence.map_picture import draw
from convergence.models import Alliance, MapEntry
from convergence.services import actor_map as services
from convergence.views import map_shown, shown
from convergence.views.alliances import frame
from core.errors import DomainError, NotAllowed
from core.forms import OnceForm, posted, take_errors
from core.pages import render_fragment
from core.pdf import RenderError
from core.submissions import make_once

OFFERED = 12


def facilitated(request: HttpRequest, pk: Any) -> Alliance:
    """The alliance if the person helps to run it; to who takes part in it otherwise, the map does not exist."""
    return get_object_or_404(Alliance.objects.facilitated_by(request.principal).with_place(), pk=pk)


def _must_keep(request: HttpRequest, alliance: Alliance) -> None:
    if not rules.can_keep_map(request.principal, alliance):
        raise NotAllowed(_("El mapa lo lleva quien facilita la mesa."))


def _entry(request: HttpRequest, pk: Any) -> MapEntry:
    return get_object_or_404(MapEntry.objects.visible_to(request.principal).with_actor(), pk=pk)


@login_required
@require_GET
def actor_map(request: HttpRequest, pk: str) -> HttpResponse:
    """Picture, table and who is missing. `?orden=` sorts the table."""
    alliance = facilitated(request, pk)
    told = read_map(alliance, request.principal)
    found = MapFilter(request.GET, MapEntry.objects.filter(alliance=alliance).standing(), request=request)
    wanted = {name: request.GET[name] for name in found.form.fields if request.GET.get(name)}
    order = request.GET.get("orden", "")
    spots = map_shown.sorted_spots(told.spots, order)
    if wanted:
        keys = set(found.qs.values_list("pk", flat=True))
        spots = [spot for spot in spots if spot.entry.pk in keys]
    may_keep = rules.can_keep_map(request.principal, alliance)
    whole = len(told.spots)
    context = frame(
        request,
        alliance,
        "map",
        filter=found,
        keep={"orden": order} if order else {},
        count=ngettext("%(n)d de %(whole)d actor", "%(n)d de %(whole)d actores", whole)
        % {"n": len(spots), "whole": whole},
        picture=draw(told.spots),
        whole=whole,
        columns=map_shown.columns_of(order, wanted),
        rows=map_shown.table_of(spots),
        missing=map_shown.missing_of(told, alliance, may_keep=may_keep),
        owed=len(told.coverage.owed),
        found_rows=map_shown.found_of(told, alliance),
        found_columns=[
            {"label": _("Quién")},
            *([{"label": _("Comuna")}] if len(alliance.comunas.all()) > 1 else []),
            {"label": _("Está")},
        ],
        count_columns=[
            {"label": _("Tipo")},
            {"label": _("Sector")},
            {"label": _("Cuántos"), "numeric": True},
        ],
        counts=map_shown.counts_of(told),
        absent=[
            {"actor": actor, "act": map_shown.add_act(actor, alliance) if may_keep else None}
            for actor in told.absent
        ],
        may_keep=may_keep,
        sheet_url=f"{reverse('sheets:sheet', args=['actor_map'])}?{urlencode({'alliance': alliance.pk})}",
    )
    return render_fragment(request, "convergence/map.html", context, "results")


@login_required
def enter(request: HttpRequest, pk: str) -> HttpResponse:
    """One line an actor, for a workshop: all the lines or none."""
    alliance = facilitated(request, pk)
    _must_keep(request, alliance)
    form = OnceForm(posted(request))
    rows = MapRows(posted(request), prefix="actores", form_kwargs={"by": request.principal})
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        made = _enter_rows(request, alliance, form, rows)
        if made is not None:
            text = ngettext("%(n)d actor anotado en el mapa.", "%(n)d actores anotados en el mapa.", made)
            messages.success(request, text % {"n": made})
            return redirect("convergence:map_enter" if "more" in request.POST else "convergence:map", pk)
    context = frame(
        request, alliance, "map", form=form, rows=rows, crumbs=_crumbs(alliance, _("Anotar actores")),
        search_url=reverse("convergence:map_search", args=[alliance.pk]),
    )  # fmt: skip
    failed = request.method == "POST"
    return render(request, "convergence/map_enter.html", context, status=422 if failed else 200)


def _enter_rows(request: HttpRequest, alliance: Alliance, form: Any, rows: Any) -> int | None:
    """How many lines stand on the map; None when one was refused, which then says why and takes all back."""
    by, uid = request.principal, form.cleaned_data["uid"]
    row: Any = form
    try:
        with transaction.atomic():
            for place, row in enumerate(rows.filled_forms()):
                told, key = row.told(), rows.row_uid(uid, place)
                make_once(
                    kind="map_entry",
                    uid=key,
                    body={**told, "alliance": alliance},
                    by=by,
                    make=lambda told=told, key=key: services.enter_on_map(  # type: ignore[misc]
                        alliance=alliance, by=by, uid=key, **told
                    ),
                    model=MapEntry,
                )
    except (ValidationError, DomainError) as error:
        if isinstance(error, DomainError) and error.field in {"actor", "name"}:
            error.field = "who"
        take_errors(row, error)
        return None
    return len(rows.filled_forms())


@login_required
@require_GET
def search(request: HttpRequest, pk: str) -> HttpResponse:
    """Names of the registry for the field that is being written in: `q`, or the field's own name."""
    facilitated(request, pk)
    asked = [value for name, value in request.GET.items() if name == "q" or name.endswith("-who")]
    text = asked[0].strip() if asked else ""
    found = registered(text, request.principal)[:OFFERED] if len(text) > 2 else []
    offered = [{"value": actor.name, "label": told_apart(actor)} for actor in found]
    return render(request, "convergence/map_names.html", {"offered": offered})


@login_required
@require_POST
def add(request: HttpRequest, pk: str) -> HttpResponse:
    """A registered organisation with one press; a second press finds it there."""
    alliance = facilitated(request, pk)
    _must_keep(request, alliance)
    seen = Actor.objects.visible_to(request.principal).canonical().select_related("kind")
    key = request.POST.get("actor", "")
    try:
        actor = seen.filter(pk=key).first() if key else None
    except ValidationError:
        actor = None
    if actor is None:
        messages.error(request, _("Esta organización no existe, o usted no puede verla."))
        return redirect("convergence:map", alliance.pk)
    try:
        services.enter_on_map(alliance=alliance, actor=actor, by=request.principal)
    except DomainError as error:
        messages.info(request, str(error.message))
    else:
        text = _("«%(name)s» está en el mapa. Falta valorar su interés e influencia.")
        messages.success(request, text % {"name": actor.name})
    return redirect("convergence:map", alliance.pk)


@login_required
def entry(request: HttpRequest, pk: str) -> HttpResponse:
    """One actor of the map: to read, and to change for who keeps the map."""
    row = _entry(request, pk)
    alliance = facilitated(request, row.alliance_id)
    if row.withdrawn_at is not None:
        messages.info(request, _("«%(name)s» se retiró del mapa.") % {"name": str(row)})
        return redirect("convergence:map", alliance.pk)
    _must_keep(request, alliance)
    form = MapEntryForm(posted(request), alliance=alliance, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_entry(entry=row, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error, now=form.initial)
        else:
            messages.success(request, _("Cambios guardados."))
            return redirect("convergence:map", alliance.pk)
    speaker = row.speaker
    takes_part = speaker is not None and _takes_part(alliance, speaker)
    context = frame(
        request, alliance, "map", form=form, entry=row, speaker=speaker, takes_part=takes_part,
        crumbs=_crumbs(alliance, str(row)),
    )  # fmt: skip
    return render(request, "convergence/map_entry.html", context, status=422 if form.errors else 200)


def _takes_part(alliance: Alliance, actor: Actor) -> bool:
    living = alliance.participations.living()  # type: ignore[attr-defined]
    return bool(living.filter(actor__canonical_id=actor.canonical_id).exists())


@login_required
def link(request: HttpRequest, pk: str) -> HttpResponse:
    """Say which registered organisation a named one is: search by name, choose one."""
    row = _entry(request, pk)
    alliance = facilitated(request, row.alliance_id)
    _must_keep(request, alliance)
    text = request.GET.get("q", row.name)
    start = {"version": row.version}
    form = MapLinkForm(posted(request), by=request.principal, text=text, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.link_entry(entry=row, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Quedó unido al registro."))
            return redirect("convergence:map_entry", row.pk)
    if form.errors:
        form.fields["actor"].queryset = MapLinkForm(by=request.principal, text=text).fields["actor"].queryset
    context = frame(
        request, alliance, "map", form=form, entry=row, text=text,
        some=form.fields["actor"].queryset.exists(),
        crumbs=_crumbs(alliance, str(row)),
    )  # fmt: skip
    return render(request, "convergence/map_link.html", context, status=422 if form.errors else 200)


@login_required
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    """Take an actor off the map; asks before."""
    row = _entry(request, pk)
    alliance = facilitated(request, row.alliance_id)
    _must_keep(request, alliance)
    if request.method == "POST":
        services.withdraw_entry(entry=row, by=request.principal)
        messages.success(request, _("«%(name)s» se retiró del mapa.") % {"name": str(row)})
        return redirect("convergence:map", alliance.pk)
    context = {
        "alliance": alliance,
        "title": _("Retirar a «%(name)s» del mapa") % {"name": str(row)},
        "submit": _("Retirar del mapa"),
        "consequences": [
            _("Deja de contar en el mapa y en el hito del mapeo; la etapa no retrocede."),
            _("Lo anotado queda en la historia. Su participación en la mesa, si la tiene, no cambia."),
        ],
        "cancel_url": reverse("convergence:map_entry", args=[row.pk]),
        "crumbs": _crumbs(alliance, _("Retirar del mapa")),
    }
    return render(request, "convergence/confirm.html", context)


@login_required
@require_GET
def pdf(request: HttpRequest, pk: str) -> HttpResponse:
    """The map as a document, made on the spot."""
    alliance = facilitated(request, pk)
    told, day = read_map(alliance, request.principal), alliance.today()
    try:
        raw = map_pdf.compose(alliance, told, day=day, lang=get_language() or "es")
    except RenderError:
        messages.error(request, _("El documento no se pudo componer. Inténtelo de nuevo."))
        return redirect("convergence:map", alliance.pk)
    name = map_pdf.file_name(alliance, day)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(raw, content_type="application/pdf", headers=headers)


def _crumbs(alliance: Alliance, last: str) -> list[dict[str, str]]:
    here = shown.crumbs_of(alliance, last)
    middle = {"label": _("Mapa"), "url": reverse("convergence:map", args=[alliance.pk])}
    return [*here[:-1], middle, here[-1]]
