"""What these tests do over and over: facts and readings by hand, and rows through the services."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from accounts.principal import SYSTEM
from actors.models import Actor
from convergence.models import Alliance, Meeting
from convergence.services.meetings import MeetingLines, NewAgreement, NewCommitment, record_meeting
from core import dates
from evaluation.facts import Found, Owed, Seats, TypologyFacts
from evaluation.facts import gather as gather_facts
from evaluation.matrix import matrix
from evaluation.readings import Reading, read
from evaluation.readings.shape import say
from evaluation.typology import Context, Verdict, classify

CHANGE = "modificacion_situacion_inicial"
TELL = "informacion_difusion"
DAY = date(2026, 6, 30)


# Without a database ----------------------------------------------------------------
def facts_of(
    signs: Mapping[str, int] | None = None,
    seats: Mapping[str, Seats] | None = None,
    owed: Mapping[str, Owed] | None = None,
    **more: Any,
) -> TypologyFacts:
    """Facts with the given counts; an informal alliance of two years by default."""
    told: dict[str, Any] = {"formality": "informal", "started_on": date(2024, 6, 30), "as_of": DAY, **more}
    found = {name: Found(count) for name, count in (signs or {}).items() if count}
    return TypologyFacts(uuid.UUID(int=1), signs=found, seats=seats or {}, owed=owed or {}, **told)


def readings_of(**values: str | Sequence[str] | None) -> dict[str, Reading]:
    """The nine readings with the given values; None or left out is no data."""
    told = {}
    for code in matrix().variables:
        given = values.pop(code, None)
        if given is None:
            told[code] = Reading(code)
        else:
            told[code] = say(code, (given,) if isinstance(given, str) else tuple(given))
    assert not values, values
    return told


# A quiet alliance that reads vertical in every row; tests change one thing.
VERTICAL = {
    "institutionalisation_degree": "acuerdos_puntuales",
    "articulation_spaces": "informacion",
    "regional_sectoral_role": "concentra_roles_principales",
    "local_role": "implementacion",
    "civil_society_role": "apoyo",
    "functioning": "puntual",
    "capacities_created": None,
    "agreement_type": "no_se_senalan",
    "participation_mechanisms": "no_se_consignan",
}
CONSULTATIVE = {
    **VERTICAL,
    "articulation_spaces": "agenda",
    "civil_society_role": "informacion",
    "capacities_created": "operativas",
    "agreement_type": "informacion_difusion",
    "participation_mechanisms": "consulta_no_vinculante",
}
COLLABORATIVE = {
    "institutionalisation_degree": "acuerdos_sistematicos",
    "articulation_spaces": "gestion_conjunta",
    "regional_sectoral_role": "instancias_conjuntas",
    "local_role": "instancias_conjuntas",
    "civil_society_role": "agenda",
    "functioning": "sistematico",
    "capacities_created": "interaccion",
    "agreement_type": CHANGE,
    "participation_mechanisms": "consulta_vinculante",
}
TERRITORIAL = {
    **COLLABORATIVE,
    "institutionalisation_degree": "arreglos_sistematicos_formalizados",
    "civil_society_role": "instancias_conjuntas",
    "participation_mechanisms": "gestion_compartida",
}


def judge(told: Mapping[str, Any], **context: Any) -> Verdict:
    return classify(readings_of(**told), Context(**context))


def by(verdict: Verdict) -> list[str]:
    """The ambiguities whose decisions decided, in order."""
    return [reason.by for reason in verdict.reasons]


def codes(reasons: Any) -> list[str]:
    return [reason.code for reason in reasons]


# With one -----------------------------------------------------------------------------
def gather(mesa: Alliance, as_of: date | None = None) -> TypologyFacts:
    mesa.refresh_from_db()
    return gather_facts([mesa.pk], as_of or dates.today())[mesa.pk]


def reading(mesa: Alliance, variable: str) -> Reading:
    return read(gather(mesa))[variable]


def meet(
    mesa: Alliance,
    *present: Actor,
    days_ago: int = 7,
    natures: Sequence[str] = (),
    promises: Sequence[Actor] = (),
    **fields: Any,
) -> Meeting:
    """A meeting with those present, an agreement of each nature, and a promise of each owner."""
    held_on = dates.today() - timedelta(days=days_ago)
    lines = MeetingLines(
        attendances=dict.fromkeys(present, 1),
        agreements=[NewAgreement(f"Acuerdo {number}.", nature) for number, nature in enumerate(natures)],
        commitments=[NewCommitment("Hacer algo", owner, held_on + timedelta(days=30)) for owner in promises],
    )
    told = {"kind": "sesion", "women": 10, "men": 10, "others": 0, **fields}
    return record_meeting(alliance=mesa, lines=lines, by=SYSTEM, held_on=held_on, **told)[0]
