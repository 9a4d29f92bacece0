"""The account's own pages beside allauth's: API tokens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import TokenForm
from accounts.models import ApiToken
from core.errors import DomainError
from core.forms import posted, take_errors


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
