"""Pages of kept views: save the list one sees under a name, rename, share, copy and remove it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import registry
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.lists import saved, shown
from core.models import SavedView


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Nombre de la vista"),
        max_length=80,
        help_text=gettext_lazy("Guarda los filtros, las columnas y el orden de la lista."),
    )
    shared_with = forms.ChoiceField(
        label=gettext_lazy("Quiénes la ven"),
        required=False,
        help_text=gettext_lazy("Cada persona verá en ella solo lo que ya puede ver."),
    )

    def __init__(self, circles: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shared_with"].choices = circles  # type: ignore[attr-defined]


@login_required
def keep(request: HttpRequest) -> HttpResponse:
    """`?pagina=actores&…`: the rest of the address is what is kept."""
    page = registry.list_pages.get(request.GET.get("pagina", ""))
    if page is None:
        raise Http404
    if not request.principal.can_write:
        raise NotAllowed(_("Su rol no permite guardar vistas."))
    code = request.GET["pagina"]
    query, columns = shown.query_of(request.GET)
    form = SavedViewForm(saved.circles(request.principal), posted(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            view = saved.save_view(
                page=code,
                name=told["name"],
                query=query,
                columns=columns,
                shared_with=told["shared_with"],
                by=request.principal,
            )
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Vista guardada."))
            return redirect(saved.address(view))
    back = f"{reverse(page.url_name)}?{request.GET.urlencode()}"
    return _form(request, form, page, title=_("Guardar como vista"), back=back)


@login_required
def change(request: HttpRequest, pk: str) -> HttpResponse:
    """Its name and circle; only the owner comes here."""
    view = _visible(request, pk)
    if view.owner_id != request.principal.user_id:
        raise NotAllowed(_("Solo quien guardó la vista puede cambiarla; usted puede guardar una copia."))
    page = saved.list_page(view.page)
    now = {"name": view.name, "shared_with": view.shared_with}
    form = SavedViewForm(_with_present(request, view), posted(request), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            saved.change_view(view=view, by=request.principal, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Vista cambiada."))
            return redirect(saved.address(view))
    removal = {
        "label": _("Quitar esta vista"),
        "url": reverse("core:remove_view", args=[view.pk]),
        "tone": "danger",
        "method": "post",
    }
    return _form(request, form, page, title=_("Cambiar la vista"), back=saved.address(view), removal=removal)


@login_required
@require_POST
def remove(request: HttpRequest, pk: str) -> HttpResponse:
    view = _visible(request, pk)
    saved.delete_view(view=view, by=request.principal)
    messages.success(request, _("Vista quitada: la lista y sus datos siguen como estaban."))
    return redirect(saved.list_page(view.page).url_name)


@login_required
@require_POST
def copy(request: HttpRequest, pk: str) -> HttpResponse:
    mine = saved.copy_view(view=_visible(request, pk), by=request.principal)
    messages.success(request, _("Copia guardada como «%(name)s».") % {"name": mine.name})
    return redirect(saved.address(mine))


def _visible(request: HttpRequest, pk: str) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.principal), pk=pk)


def _with_present(request: HttpRequest, view: SavedView) -> list[tuple[str, str]]:
    """A circle that she has left stays on the form as what it is, and cannot be chosen again."""
    told = saved.circles(request.principal)
    if view.shared_with and view.shared_with not in dict(told):
        told.append((view.shared_with, _("Un grupo al que ya no pertenece")))
    return told


def _form(
    request: HttpRequest, form: SavedViewForm, page: Any, *, title: str, back: str, removal: Any = None
) -> HttpResponse:
    crumbs = [{"label": page.label, "url": back}, {"label": title}]
    context = {"form": form, "title": title, "crumbs": crumbs, "back": back, "removal": removal}
    return render(request, "core/saved_view.html", context, status=422 if form.errors else 200)
