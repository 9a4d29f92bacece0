"""The account's own pages beside allauth's: API tokens, and for which organisation one speaks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import TokenForm
from accounts.middleware import ACTING_FOR
from accounts.models import ApiToken
from core.errors import DomainError, NotAllowed
from core.forms import posted, take_errors
from core.models import parse_uid


@login_required
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List, and on POST a new token whose secret is shown in this one answer only."""
    form, secret, status = TokenForm(posted(request)), "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                _token, secret = services.create_token(**form.cleaned_data, by=request.principal)
            except DomainError as error:
                take_errors(form, error)
            else:
                form = TokenForm()
        status = 422 if form.errors else 200
    rows = ApiToken.objects.visible_to(request.principal)
    return render(
        request, "accounts/tokens.html", {"form": form, "secret": secret, "tokens": rows}, status=status
    )


@login_required
@require_POST
def revoke(request: HttpRequest, pk: str) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.principal), pk=pk)
    services.revoke_token(token=token, by=request.principal)
    messages.success(request, _("Token revocado: %(name)s.") % {"name": token.name})
    return redirect("accounts:tokens")


@login_required
@require_POST
def on_behalf(request: HttpRequest) -> HttpResponse:
    """Keep in the session for whom the person speaks: one of her organisations, or none (the foundation's own).
    It is written beside what she does and offered in forms; it changes nothing of what she sees."""
    told = request.POST.get("actor", "")
    wanted = parse_uid(told)
    fact = next((fact for fact in request.principal.memberships if wanted in fact.ids), None)
    if told and fact is None:
        raise NotAllowed(_("Usted no actúa por esa organización."))
    if fact is None:
        request.session.pop(ACTING_FOR, None)
        messages.success(request, _("Lo que haga quedará solo a su nombre."))
    else:
        request.session[ACTING_FOR] = str(fact.actor_id)
        messages.success(
            request, _("Lo que haga quedará en representación de %(who)s.") % {"who": fact.actor_name}
        )
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if safe else reverse("desk:home"))
