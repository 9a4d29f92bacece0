"""What a signed link of this floor opens: the answer to a commitment by someone without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.principal import SYSTEM
from convergence import rules
from convergence.forms import AnswerForm
from convergence.models import Commitment
from convergence.services.commitments import answer_commitment
from core.errors import DomainError, NotAllowed
from core.models import SignedLink
from core.registry import LinkPurpose
from core.signed_links import DeadLink


def _commitment(link: SignedLink) -> Commitment:
    row = get_object_or_404(Commitment.objects.visible_to(SYSTEM).with_place(), pk=link.subject_id)
    if not row.is_open:
        raise DeadLink(_("Este compromiso ya está cerrado."))
    return row


def show(request: HttpRequest, link: SignedLink, form: Any = None, status: int = 200) -> HttpResponse:
    context = {"commitment": _commitment(link), "form": form or AnswerForm()}
    return render(request, "convergence/answer.html", context, status=status)


def act(request: HttpRequest, link: SignedLink) -> HttpResponse:
    commitment = _commitment(link)
    # Signed in, one answers as oneself: a link is no way round the rule.
    if request.principal.is_authenticated and not rules.can_move_commitment(request.principal, commitment):
        raise NotAllowed(_("Este enlace es para quien responde por el compromiso. Usted no puede cerrarlo."))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, link, form, 422)
    try:
        answer_commitment(commitment=commitment, link=link, outcome=form.cleaned_data["outcome"])
    except DeadLink:
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return show(request, link, form, 422)
    return render(request, "convergence/answered.html", {"commitment": commitment})


COMMITMENT_ANSWER = LinkPurpose(show=show, act=act, days=30)
