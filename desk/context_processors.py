"""What the frame of every page needs: navigation by role, the account's menu, the demonstration mark."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from core.sheets import doors

NAV = (
    ("desk:home", N_("Inicio")),
    ("convergence:board", N_("Mesas")),
    ("actors:list", N_("Actores")),
    ("convergence:commitments", N_("Compromisos")),
    ("portfolio:initiatives", N_("Cartera")),
    ("portfolio:contributors", N_("Aportes")),
    ("evaluation:reports", N_("Informes")),
    ("desk:jobs", N_("Trabajos")),
)


def house(request: HttpRequest) -> dict[str, Any]:
    principal = getattr(request, "principal", None)
    context: dict[str, Any] = {"demo": settings.MODE == "demo"}
    if principal is None or not principal.is_authenticated:
        return context
    here = request.path
    user = principal.user
    context["nav"] = [
        {"label": _(label), "url": url, "active": here.startswith(url)}
        for name, label in NAV
        for url in [reverse(name)]
    ]
    links = [
        # For everybody: who left and who came after reach what went between them here.
        {"label": _("Traspasos"), "url": reverse("handovers:list")},
        {"label": _("Tokens de API"), "url": reverse("accounts:tokens")},
        {"label": _("Cambiar contraseña"), "url": reverse("account_change_password")},
    ]
    if principal.is_foundation:
        links.insert(0, {"label": _("Personas"), "url": reverse("people:list"), "icon": "person"})
    if doors.sheets_of(principal):
        links.insert(0, {"label": _("Planillas"), "url": reverse("sheets:list")})
    if user.is_staff:
        links.append({"label": _("Administración"), "url": reverse("admin:index")})
    context["account"] = {
        "name": user.name,
        "email": user.email,
        "acting_for": [fact.actor_name for fact in principal.memberships],
        "choices": _choices(principal),
        "links": links,
    }
    return context


def _choices(principal: Any) -> list[dict[str, Any]]:
    """For whom the person may speak, where there is something to choose: her organisations, and nobody in
    particular (of the foundation's staff: the foundation)."""
    names = {fact.actor_id: fact.actor_name for fact in principal.memberships}
    if len(names) < (1 if principal.is_foundation else 2):
        return []
    nobody = _("Fundación") if principal.is_foundation else _("Sin indicar")
    chosen = principal.on_behalf_of
    told = [{"id": "", "name": nobody, "is_chosen": chosen is None}]
    return told + [{"id": pk, "name": name, "is_chosen": pk == chosen} for pk, name in names.items()]
