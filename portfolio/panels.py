"""What the pages of lower floors show of this one, by address; and the words of its events."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EVENT_WORDS = {
    "initiative.entered": gettext_lazy("Entró una iniciativa a la cartera"),
    "initiative.changed": gettext_lazy("Se editó una iniciativa"),
    "initiative.moved": gettext_lazy("Una iniciativa cambió de cartera o de fase"),
    "pledge.made": gettext_lazy("Se comprometió un aporte"),
    "receipt.recorded": gettext_lazy("Se recibió un aporte"),
    "allocation.made": gettext_lazy("Se asignó dinero del fondo a una iniciativa"),
    "expenditure.recorded": gettext_lazy("Se registró un gasto"),
    "movement.reversed": gettext_lazy("Se revirtió un movimiento de dinero"),
}


def money_of_alliance(alliance: Any) -> dict[str, str]:
    return {"title": _("Cartera y dinero"), "url": reverse("portfolio:alliance_summary", args=[alliance.pk])}


def initiatives_of_meeting(meeting: Any) -> dict[str, str]:
    title = _("Iniciativas que se decidieron aquí")
    return {"title": title, "url": reverse("portfolio:of_meeting", args=[meeting.pk])}


def contributions_of(actor: Any) -> dict[str, str]:
    return {"title": _("Aportes"), "url": reverse("portfolio:contributor", args=[actor.pk])}
