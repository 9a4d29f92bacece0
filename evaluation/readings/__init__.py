"""The nine readings: pure functions of one TypologyFacts. Each says which values of the matrix the records hold up,
on what evidence and why. How the readings become a model is typology.py's."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from evaluation.matrix import matrix
from evaluation.readings import doings, roles
from evaluation.readings.shape import NONE, RECORDS, Evidence, Reading, Reason

if TYPE_CHECKING:
    from evaluation.facts import TypologyFacts

READING_VERSION = "2026-11"

READERS: Mapping[str, Callable[["TypologyFacts"], Reading]] = {
    "institutionalisation_degree": doings.institutionalisation,
    "articulation_spaces": doings.spaces,
    "regional_sectoral_role": roles.regional_role,
    "local_role": roles.local_role,
    "civil_society_role": roles.civil_role,
    "functioning": doings.functioning,
    "capacities_created": doings.capacities,
    "agreement_type": doings.agreements,
    "participation_mechanisms": doings.mechanisms,
}


def read(facts: "TypologyFacts") -> dict[str, Reading]:
    """The nine readings by variable, in the order of the matrix."""
    return {code: READERS[code](facts) for code in matrix().variables}


__all__ = ["NONE", "READERS", "READING_VERSION", "RECORDS", "Evidence", "Reading", "Reason", "read"]
