"""What counts as what: each sign says which meetings, or which agreements of which meetings, are counted for a
reading. One definition, two uses: facts.py counts by it, evidence.py finds its rows again. No threshold here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evaluation.sides import CIVIL, LOCAL, REGIONAL

MEETING, AGREEMENT = "meeting", "agreement"

# Natures that change something (the brief of A12: portfolio or money); information and training do not.
SUBSTANTIVE = ("modificacion_situacion_inicial", "cambios_organizacionales", "cambio_reglas")
# Meetings whose purpose is to hear those who are not institutions.
PARTICIPATORY = ("taller_participativo", "encuentro_dirigentes")
NATURES = ("informacion_difusion", "fortalecimiento_capital_humano", *SUBSTANTIVE)
SPACES = ("informacion", "agenda", "formulacion_politicas", "gestion_conjunta", "evaluacion_control")


@dataclass(frozen=True)
class Sign:
    """Meetings that pass every given condition; with `of` agreement, their agreements of `natures` (any, if none).

    `kinds`, `spaces`: one of them; `sides`: each was present; `plural`: two sides were present, whoever articulates
    aside; `decider`: a civil-society organisation with a seat and the role «decisión» was present (A12).
    """

    of: str = MEETING
    kinds: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    plural: bool = False
    decider: bool = False


SIGNS: Mapping[str, Sign] = MappingProxyType(
    {
        "held": Sign(),
        "agreed": Sign(AGREEMENT),
        **{f"space.{code}": Sign(spaces=(code,)) for code in SPACES},
        **{f"nature.{code}": Sign(AGREEMENT, natures=(code,)) for code in NATURES},
        "citizens.present": Sign(sides=(CIVIL,)),
        "citizens.agenda": Sign(sides=(CIVIL,), spaces=("agenda", "formulacion_politicas")),
        "citizens.decided": Sign(AGREEMENT, natures=SUBSTANTIVE, decider=True),
        "citizens.manage": Sign(spaces=("gestion_conjunta",), decider=True),
        "heard": Sign(kinds=PARTICIPATORY),
        "heard.design": Sign(kinds=PARTICIPATORY, spaces=("formulacion_politicas",)),
        "heard.agenda": Sign(kinds=PARTICIPATORY, spaces=("agenda",)),
        "heard.bound": Sign(AGREEMENT, kinds=PARTICIPATORY, sides=(CIVIL,), natures=SUBSTANTIVE),
        "together.agreed": Sign(AGREEMENT, plural=True),
        "together.levels": Sign(AGREEMENT, sides=(REGIONAL, LOCAL)),
        "together.vision": Sign(
            AGREEMENT, natures=SUBSTANTIVE, spaces=("agenda", "formulacion_politicas"), plural=True
        ),
        "together.managed": Sign(spaces=("gestion_conjunta",), plural=True),
        "together.evaluated": Sign(spaces=("evaluacion_control",), plural=True),
        "proposed": Sign(AGREEMENT, natures=SUBSTANTIVE, spaces=("formulacion_politicas",)),
    }
)
