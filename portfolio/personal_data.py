"""Personal data of portfolio and money: texts that may name people. The ledger is never rewritten."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import ACTS, CONTRACT
from core.registry import Held, Treatment

LEDGER = _(
    "El libro de aportes no se reescribe: sus glosas no llevan nombres de personas, y el formulario lo dice."
)

TREATMENTS = (
    Treatment(
        code="portfolio_texts",
        label=_("Iniciativas"),
        subject=_("Personas nombradas en textos de iniciativas y quienes las actualizan"),
        purpose=_("Contar qué es cada iniciativa y en qué va."),
        basis=CONTRACT,
        retention=_("Mientras exista la iniciativa; los nombres se quitan a petición."),
        held=(
            Held("portfolio.Initiative.name", "asked"),
            Held("portfolio.Initiative.description", "words"),
            Held("portfolio.Initiative.place", "words"),
            Held("portfolio.Initiative.plan", "words"),
            Held("portfolio.Initiative.next_step", "words"),
            Held("portfolio.InitiativeStep.note", "words"),
            Held("portfolio.InitiativeStep.made_by", "keep", ACTS),
        ),
    ),
    Treatment(
        code="ledger",
        label=_("Libro de aportes"),
        subject=_("Quienes registran aportes"),
        purpose=_("Dar cuenta de cada peso."),
        basis=_("Obligación de rendir cuentas e interés legítimo (Ley 21.719, art. 13)"),
        retention=_("Mientras deba rendirse cuenta de los aportes."),
        held=(
            Held("portfolio.Movement.made_by", "keep", ACTS),
            Held("portfolio.Movement.note", "keep", LEDGER),
            Held("portfolio.Pledge.note", "keep", LEDGER),
        ),
    ),
)

HOLDS_NONE = {
    "portfolio.Goal": "reference",
    "portfolio.Phase": "reference",
}
