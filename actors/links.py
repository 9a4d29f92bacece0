"""What a signed link of this floor opens: an invitation to act for an organisation."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.forms.people import AcceptForm
from actors.models import Invitation
from actors.services import invitations as services
from core.errors import DomainError, NotAllowed
from core.forms import take_errors
from core.models import SignedLink
from core.registry import LinkPurpose
from core.signed_links import DeadLink


def _invitation(link: SignedLink) -> Invitation:
    rows = Invitation.objects.select_related("actor__merged_into", "invited_by")
    return services.must_be_open(get_object_or_404(rows, pk=link.subject_id))


def show(request: HttpRequest, link: SignedLink, form: Any = None, status: int = 200) -> HttpResponse:
    """What is offered, and by whom it can be accepted: somebody new, oneself, or nobody who is signed in now."""
    row = _invitation(link)
    account = services.account_of(row)
    if account is not None:
        services.must_be_usable(account)
    who = request.principal.user
    context = {
        "invitation": row,
        "places": [name for key, name in services.named_places(row)],
        "is_new": account is None and who is None,
        "is_self": account is not None and who is not None and who.pk == account.pk,
        "other": who if who is not None and (account is None or who.pk != account.pk) else None,
        "form": form or AcceptForm(initial={"name": row.name}),
        "here": request.path,
    }
    return render(request, "actors/invitation.html", context, status=status)


def act(request: HttpRequest, link: SignedLink) -> HttpResponse:
    row = _invitation(link)
    given: dict[str, str] = {}
    form = None
    if services.account_of(row) is None:
        if request.principal.is_authenticated:
            raise NotAllowed(
                _("Está en la sesión de otra persona: ciérrela y abra de nuevo el enlace del correo.")
            )
        form = AcceptForm(request.POST)
        if not form.is_valid():
            return show(request, link, form, 422)
        given = {"name": form.cleaned_data["name"], "password": form.cleaned_data["password1"]}
    try:
        user, _row = services.accept_invitation(invitation=row, link=link, by=request.principal, **given)
    except DeadLink:
        raise
    except (ValidationError, DomainError) as error:
        if form is None:
            raise
        take_errors(form, error)
        return show(request, link, form, 422)
    if (
        form is not None
    ):  # the mail proved the address and she has just chosen the password: that is signing in
        get_adapter().login(request, user)
    messages.success(request, _("Listo: ya actúa por %(who)s.") % {"who": row.actor.display_name})
    return redirect("desk:home")


INVITATION = LinkPurpose(
    show=show,
    act=act,
    days=services.MOST_DAYS,
    used=gettext_lazy("Esta invitación ya se aceptó: ingrese con su correo y su contraseña."),
    dead=gettext_lazy(
        "Esta invitación venció, se retiró o se le envió otra más nueva: revise su correo, o pida otra a quien lo "
        "invitó."
    ),
)
