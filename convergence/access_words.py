"""Words of who sees a mesa and why: one telling for the page, the sheet and the API."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import ApiToken
from convergence import access
from convergence.access import Access, Reason, Viewer

MAY: dict[str, Any] = {
    access.MANAGES: gettext_lazy("Administra la mesa"),
    access.RECORDS: gettext_lazy("Registra reuniones y compromisos"),
    access.ANSWERS: gettext_lazy("Lee, y responde por los compromisos de su organización"),
}


def reason_words(reason: Reason) -> str:
    if reason.code == access.FOUNDATION or reason.actor is None or reason.since is None:
        return _("Es del equipo de la fundación, que ve todas las mesas")
    told = {"actor": reason.actor.display_name, "word": reason.word, "day": f"{reason.since:%d-%m-%Y}"}
    if reason.code == access.SEAT:
        return _("Tiene asiento por %(actor)s desde el %(day)s (%(word)s)") % told
    return _("Actúa por %(actor)s: la ve desde el %(day)s (%(word)s)") % told


def token_words(tokens: list[ApiToken]) -> str:
    """`2 tokens de lectura, 1 de escritura; el último vence el 20-02-2027`."""
    if not tokens:
        return ""
    writes = sum(token.can_write for token in tokens)
    reads = len(tokens) - writes
    told = []
    if reads:
        told.append(ngettext("%(n)d token de lectura", "%(n)d tokens de lectura", reads) % {"n": reads})
    if writes:
        told.append(ngettext("%(n)d token de escritura", "%(n)d tokens de escritura", writes) % {"n": writes})
    last = max(token.expires_at for token in tokens)
    return _("%(tokens)s; el último vence el %(day)s") % {
        "tokens": ", ".join(told),
        "day": f"{last:%d-%m-%Y}",
    }


def invitation_words(row: Any, *, with_address: bool) -> str:
    """Who was invited for which organisation; the address is for the foundation."""
    told = {"actor": row.actor.display_name, "email": row.email}
    if with_address:
        return _("%(email)s, por %(actor)s") % told
    return _("Una persona, por %(actor)s") % told


def columns() -> list[str]:
    return [_("Persona"), _("Por qué ve la mesa"), _("Qué puede hacer"), _("Tokens de API")]


def cells(viewer: Viewer) -> list[str]:
    name = viewer.user.name
    if viewer.user.kind == viewer.user.Kind.SERVICE:
        name = _("%(name)s (cuenta de servicio)") % {"name": name}
    reasons = ". ".join(reason_words(reason) for reason in viewer.reasons)
    return [name, reasons, str(MAY[viewer.may]), token_words(viewer.tokens)]


def count_words(told: Access) -> str:
    n = len(told.viewers)
    return ngettext("%(n)d cuenta ve esta mesa", "%(n)d cuentas ven esta mesa", n) % {"n": n}
