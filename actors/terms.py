"""Spans that end: mandates and legal personalities. Pure: what is said of one on a given day."""

from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actors.record_querysets import WARN_DAYS


class Term(StrEnum):
    TO_COME = "to_come"
    IN_FORCE = "in_force"
    ENDING = "ending"
    ENDED = "ended"


LABELS = {
    Term.TO_COME: gettext_lazy("Por comenzar"),
    Term.IN_FORCE: gettext_lazy("Vigente"),
    Term.ENDING: gettext_lazy("Por vencer"),
    Term.ENDED: gettext_lazy("Vencido"),
}
TONES = {Term.TO_COME: "info", Term.IN_FORCE: "good", Term.ENDING: "attention", Term.ENDED: "lost"}


def term_of(since: date | None, until: date | None, day: date, *, warn_days: int = WARN_DAYS) -> Term:
    """Both ends belong to the term; it is ending from `warn_days` before its last day on."""
    if until is not None and until < day:
        return Term.ENDED
    if since is not None and since > day:
        return Term.TO_COME
    if until is not None and until <= day + timedelta(days=warn_days):
        return Term.ENDING
    return Term.IN_FORCE


def tag_of(term: Term) -> dict[str, str]:
    """For the tag component."""
    return {"label": str(LABELS[term]), "tone": TONES[term]}


def left_words(until: date, day: date) -> str:
    """How long is left, counting in days: today is the last one."""
    days = (until - day).days
    if days <= 0:
        return _("termina hoy")
    return ngettext("queda %(n)d día", "quedan %(n)d días", days) % {"n": days}
