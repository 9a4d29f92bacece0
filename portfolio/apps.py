from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    name = "portfolio"
    verbose_name = _("Cartera y aportes")

    def ready(self) -> None:
        from core import registry
        from portfolio import facts, gates, ledger_querysets, panels, personal_data, reference_load, rules

        registry.reference_loads.fill("portfolio", reference_load.load)
        registry.file_visibility.fill("portfolio", ledger_querysets.files_of_ledger)
        registry.gate_facts.fill("portfolio", facts.gather)
        for code, gate in gates.GATES.items():
            registry.gates.fill(code, gate)
        places = {
            gates.BY_PORTFOLIO: registry.Place(
                _("Ver cartera"), "portfolio:cartera", lambda by, alliance: True
            ),
            gates.BY_PLEDGE: registry.Place(
                _("Registrar aporte"), "portfolio:make_pledge", rules.can_keep_ledger
            ),
        }
        for code, place in places.items():
            registry.gate_places.fill(code, place)
        registry.alliance_tabs.fill("cartera", registry.Tab(_("Cartera"), "portfolio:cartera", 50))
        registry.alliance_tabs.fill("aportes", registry.Tab(_("Aportes"), "portfolio:aportes", 60))
        registry.alliance_panels.fill("portfolio", panels.money_of_alliance)
        registry.meeting_panels.fill("portfolio", panels.initiatives_of_meeting)
        registry.actor_panels.fill("contributions", panels.contributions_of)
        for kind, words in panels.EVENT_WORDS.items():
            registry.event_words.fill(kind, words)
        registry.event_scopes.fill("ledger", ledger_querysets.ledger_scopes)
        registry.event_pages.fill("initiative", "portfolio:initiative")
        registry.personal_data.fill("portfolio", personal_data.TREATMENTS)
