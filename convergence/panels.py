"""What an actor's page shows of this floor, by address: the actors floor never imports it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _


def mesas_of(actor: Any) -> dict[str, str]:
    return {"title": _("Mesas y roles"), "url": reverse("convergence:mesas_of_actor", args=[actor.pk])}


def promises_of(actor: Any) -> dict[str, str]:
    return {"title": _("Cómo cumple"), "url": reverse("convergence:promises_of_actor", args=[actor.pk])}


def open_commitments(actor: Any) -> dict[str, str]:
    """The list of commitments, filtered to what the actor owes."""
    query = urlencode({"owner": actor.pk, "due": "open"})
    return {"title": _("Compromisos abiertos"), "url": f"{reverse('convergence:commitments')}?{query}"}
