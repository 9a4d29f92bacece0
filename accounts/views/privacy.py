"""Pages of personal data: the public register, what is kept about oneself, and the act that erases a person."""

from email.utils import parseaddr
from itertools import groupby
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import rules
from accounts.erasing import own_rows, treatments
from accounts.models import User
from accounts.services.anonymising import (
    anonymise,
    has_namesake,
    names_that_carry,
    subject_of_contacts,
    subject_of_user,
    what_would_go,
)
from accounts.subject import Subject
from accounts.telling import told_about
from core import dates
from core.errors import DomainError
from core.forms import posted, take_errors


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=300,
        help_text=gettext_lazy("Por ejemplo: lo pidió por carta el 20-11-2026. No repita aquí sus datos."),
    )
    by_name = forms.BooleanField(
        label=gettext_lazy("Quitar también su nombre completo de los textos de otros"),
        required=False,
        help_text=gettext_lazy("Sin esto salen de ellos solo su correo y su teléfono."),
    )
    names = forms.MultipleChoiceField(
        label=gettext_lazy("Nombres de cosas que coinciden con el suyo"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Marque solo los que hablan de ella; lo demás queda como está."),
    )

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        """A namesake is told, and then names stay in texts unless somebody says otherwise."""
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = names_that_carry(subject)
        if not self.fields["names"].choices:
            del self.fields["names"]
        self.fields["by_name"].initial = not has_namesake(subject)
        if not self.fields["by_name"].initial:
            self.fields["by_name"].help_text = _(
                "Otra persona registrada se llama igual: revise antes los textos."
            )


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing, for anybody: whose data, what for, on what basis and for how long."""
    lines = sorted(treatments(), key=lambda one: str(one.subject))
    context = {
        "groups": [
            (subject, list(ones)) for subject, ones in groupby(lines, key=lambda one: str(one.subject))
        ],
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    return render(request, "accounts/register.html", context)


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What is kept about the person who asks."""
    told = told_about(subject_of_user(request.user))
    return render(
        request, "accounts/mine.html", {"lines": [one for one in told if one["records"] or one["acts"]]}
    )


@login_required
@never_cache
@require_safe
def mine_file(request: HttpRequest) -> HttpResponse:
    """The same as a file to take along."""
    body = {"as_of": dates.today().isoformat(), "treatments": told_about(subject_of_user(request.user))}
    answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="mis-datos-{dates.today():%Y-%m-%d}.json"'
    return answer


@login_required
@never_cache
def erase_account(request: HttpRequest, pk: str) -> HttpResponse:
    if not rules.can_erase(request.principal):
        raise Http404
    user = get_object_or_404(User, pk=pk)
    return _erase(request, subject_of_user(user), str(user))


@login_required
@never_cache
def erase_contact(request: HttpRequest, pk: str) -> HttpResponse:
    if not rules.can_erase(request.principal):
        raise Http404
    asked = Subject(contact_ids=frozenset({pk}))
    own = [row for _treatment, _model, rows in own_rows(asked) for row in rows]
    if not own:
        raise Http404
    return _erase(request, subject_of_contacts(asked.contact_ids), str(own[0]))


def _erase(request: HttpRequest, subject: Subject, name: str) -> HttpResponse:
    form = EraseForm(posted(request), subject=subject)
    if request.method == "POST" and form.is_valid():
        try:
            anonymise(subject=subject, by=request.principal, **form.cleaned_data)
        except DomainError as error:
            take_errors(form, error)
        else:
            messages.success(
                request, _("Los datos de la persona se borraron. Queda constancia del acto, sin ellos.")
            )
            return redirect("privacy:register")
    title = _("Borrar los datos de %(name)s") % {"name": name}
    context = {
        "title": title,
        "form": form,
        "consequences": _consequences(subject),
        "kept": _(
            "No se puede deshacer. Los archivos subidos no se revisan: si uno la nombra, retírelo aparte."
        ),
        "submit": _("Borrar sus datos"),
        "crumbs": [{"label": _("Datos personales"), "url": reverse("privacy:register")}, {"label": title}],
        "cancel_url": reverse("privacy:register"),
    }
    return render(request, "accounts/erase.html", context, status=422 if form.errors else 200)


def _consequences(subject: Subject) -> list[str]:
    """What will be lost, in words: her own rows by kind, then texts of others by column."""
    going = what_would_go(subject)
    told = [_("La cuenta no vuelve a entrar.")] if subject.user_id else []
    for label, count in sorted(going["rows"].items()):
        what = apps.get_model(label)._meta.verbose_name_plural
        told.append(
            ngettext("%(n)d registro de %(what)s.", "%(n)d registros de %(what)s.", count)
            % {"n": count, "what": what}
        )
    told += [_said(column, count) for column, count in sorted(going["texts"].items())]
    if former := going["history"].total():
        told.append(
            ngettext(
                "Lo mismo en %(n)d versión anterior del historial.",
                "Lo mismo en %(n)d versiones anteriores del historial.",
                former,
            )
            % {"n": former}
        )
    return told


def _said(column: str, count: int) -> str:
    label, name = column.rsplit(".", 1)
    model = apps.get_model(label)
    told: dict[str, Any] = {
        "n": count,
        "what": model._meta.verbose_name_plural,
        "column": getattr(model._meta.get_field(name), "verbose_name", name),
    }
    return (
        ngettext(
            "Su nombre, correo o teléfono sale de %(n)d texto (%(what)s: %(column)s).",
            "Su nombre, correo o teléfono sale de %(n)d textos (%(what)s: %(column)s).",
            count,
        )
        % told
    )


def printed_register() -> list[dict[str, Any]]:
    """The register as data, for the command and whoever audits it."""
    return [
        {
            "code": one.code,
            "label": str(one.label),
            "subject": str(one.subject),
            "purpose": str(one.purpose),
            "basis": str(one.basis),
            "retention": str(one.retention),
            "days": one.days,
            "columns": [
                {"column": held.column, "erase": held.erase, "why": str(held.why)} for held in one.held
            ],
        }
        for one in treatments()
    ]
