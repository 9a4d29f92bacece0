"""Milestones that are read from the portfolio and the ledger: pure functions of one PortfolioFacts."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolio.facts import PortfolioFacts

if TYPE_CHECKING:
    from convergence.facts import AllianceFacts
    from convergence.stages import Milestone

Answer = tuple[bool, str, str]
BY_PORTFOLIO, BY_PLEDGE = "portfolio", "pledge"


def told_of(facts: "AllianceFacts") -> PortfolioFacts:
    told: PortfolioFacts = facts.more.get("portfolio", PortfolioFacts())
    return told


def entered(facts: "AllianceFacts", milestone: "Milestone") -> Answer:
    return _some(told_of(facts).initiatives, _("La cartera no tiene iniciativas."))


def prioritised(facts: "AllianceFacts", milestone: "Milestone") -> Answer:
    return _some(told_of(facts).prioritised, _("Ninguna iniciativa pasó a la cartera priorizada."))


def prioritised_each(facts: "AllianceFacts", milestone: "Milestone") -> Answer:
    """At least one prioritised initiative in each comuna of the mesa."""
    done, whole = len(facts.comunas & told_of(facts).prioritised_comunas), len(facts.comunas)
    text = _("%(done)d de %(whole)d comunas con iniciativas priorizadas") % {"done": done, "whole": whole}
    return done == whole > 0, text, "" if done == whole > 0 else BY_PORTFOLIO


def definitive(facts: "AllianceFacts", milestone: "Milestone") -> Answer:
    return _some(told_of(facts).definitive, _("Ninguna iniciativa está en la cartera definitiva."))


def submitted(facts: "AllianceFacts", milestone: "Milestone") -> Answer:
    return _some(told_of(facts).submitted, _("Ninguna iniciativa llegó a la postulación a fondos."))


def pledged(facts: "AllianceFacts", milestone: "Milestone") -> Answer:
    told = told_of(facts)
    if told.pledges <= 0:
        return False, _("Todavía no hay aportes comprometidos y firmados."), BY_PLEDGE
    return (
        True,
        ngettext("%(n)d aporte firmado", "%(n)d aportes firmados", told.pledges) % {"n": told.pledges},
        "",
    )


def _some(count: int, missing: str) -> Answer:
    if not count:
        return False, missing, BY_PORTFOLIO
    return True, ngettext("%(n)d iniciativa", "%(n)d iniciativas", count) % {"n": count}, ""


GATES = {
    "portfolio_entered": entered,
    "portfolio_prioritised": prioritised,
    "portfolio_prioritised_each": prioritised_each,
    "portfolio_definitive": definitive,
    "funds_submitted": submitted,
    "pledges_signed": pledged,
}
