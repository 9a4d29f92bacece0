"""Readings of what the alliance does: its formality and rhythm, what it meets for, agrees, leaves behind, and how
people take part. Thresholds stand beside their rule with the decision that set them (`A05` …)."""

from typing import TYPE_CHECKING

from evaluation.readings.shape import (
    OCCURRENCES,
    Evidence,
    Reading,
    Reason,
    holds,
    of_owed,
    of_sign,
    say,
    silent,
)
from evaluation.sides import CIVIL, SIDES
from evaluation.signs import NATURES, SPACES

if TYPE_CHECKING:
    from evaluation.facts import TypologyFacts

# A05, kinds of agreement: one change of rules among two hundred agreements decides nothing.
NATURE_SHARE = 5  # one in five
# A06, A07: silence is an absence only where somebody wrote down what happened at least twice.
MEETINGS_FOR_ABSENCE = 2
# Rhythm: meetings in three of the four quarters before the day are a system, fewer are occasions.
SYSTEMATIC_QUARTERS = 3


# Institutionalisation and rhythm -------------------------------------------------
def institutionalisation(facts: "TypologyFacts") -> Reading:
    """A27: a written agreement or legal person of the alliance itself; else the rhythm of its agreements."""
    variable = "institutionalisation_degree"
    if facts.formality in {"convenio", "persona_juridica"}:
        why = Reason("formal", "A27", {"formality": facts.formality})
        return say(variable, ("arreglos_sistematicos_formalizados",), why=(why,))
    quarters = sum(1 for count in facts.agreement_quarters if count)
    if not quarters:
        return silent(variable, Reason("informal_without_agreements", "A27"))
    value = "acuerdos_sistematicos" if quarters >= SYSTEMATIC_QUARTERS else "acuerdos_puntuales"
    why = Reason("agreements_by_quarter", "A08", {"quarters": quarters})
    return say(variable, (value,), evidence=(of_sign(facts, "agreed"),), why=(why,))


def functioning(facts: "TypologyFacts") -> Reading:
    variable = "functioning"
    quarters = sum(1 for count in facts.meeting_quarters if count)
    if not quarters:
        return silent(variable, Reason("no_meetings"))
    value = "sistematico" if quarters >= SYSTEMATIC_QUARTERS else "puntual"
    why = Reason("meetings_by_quarter", "A02", {"quarters": quarters})
    return say(variable, (value,), evidence=(of_sign(facts, "held"),), why=(why,))


# What they meet for and agree ------------------------------------------------------
def spaces(facts: "TypologyFacts") -> Reading:
    """A05: purposes that came up at least twice. A16: design and formulation are one value."""
    variable = "articulation_spaces"
    values = tuple(code for code in SPACES if holds(facts, f"space.{code}"))
    if not values:
        return silent(variable, Reason("no_space_twice", "A05"))
    told = tuple(of_sign(facts, f"space.{code}") for code in values)
    return say(variable, values, evidence=told, why=(Reason("held_twice", "A05"),))


def agreements(facts: "TypologyFacts") -> Reading:
    """A05: the highest nature with at least two agreements and a fifth of them; A06: no agreement at recorded
    meetings is an absence, no record is no data; A15: one nature is enough."""
    variable = "agreement_type"
    whole, meetings = facts.sign("agreed").count, facts.sign("held").count
    if not whole:
        if meetings < MEETINGS_FOR_ABSENCE:
            return silent(variable, Reason("too_few_meetings", "A06", {"meetings": meetings}))
        why = Reason("no_agreements", "A06", {"meetings": meetings})
        return say(variable, ("no_se_senalan",), evidence=(of_sign(facts, "held"),), why=(why,))
    for nature in reversed(NATURES):
        count = facts.sign(f"nature.{nature}").count
        if count >= OCCURRENCES and count * NATURE_SHARE >= whole:
            why = Reason("highest_nature", "A05", {"count": count, "whole": whole})
            return say(variable, (nature,), evidence=(of_sign(facts, f"nature.{nature}"),), why=(why,))
    return silent(variable, Reason("scattered_agreements", "A05", {"whole": whole}))


# What it leaves ------------------------------------------------------------------------
def capacities(facts: "TypologyFacts") -> Reading:
    """The gradient's attributes that records show; «ninguna» is never read from silence. A18: proposals are shown and
    do not vote; A19: operating is sharing out tasks, integrated management is managing and evaluating together;
    A20: interaction of any sides, with a note when it is between public levels; A26: shared visions support both."""
    variable = "capacities_created"
    values, told, why = [], [], [Reason("held_twice", "A05")]
    owners = sum(facts.owing(side).owners for side in SIDES)
    owed = sum(facts.owing(side).count for side in SIDES)
    if owners >= 2 and owed >= OCCURRENCES:
        values.append("operativas")
        told.append(Evidence("owed", owed, _newest_owed(facts)))
    for code, signs in (
        ("visiones_compartidas", ("together.vision",)),
        ("interaccion", ("together.agreed",)),
        ("ciudadania_activa", ("heard.bound",)),
        ("gestion_integrada", ("together.managed", "together.evaluated")),
        ("propuestas", ("proposed",)),
    ):
        if all(holds(facts, sign) for sign in signs):
            values.append(code)
            told += [of_sign(facts, sign) for sign in signs]
    if not values:
        return silent(variable, Reason("no_capacity_shown", "A06"))
    if "interaccion" in values and holds(facts, "together.levels"):
        why.append(Reason("between_public_levels", "A20"))
    if "propuestas" in values:
        why.append(Reason("proposals_do_not_vote", "A18"))
    return say(variable, tuple(values), evidence=tuple(told), why=tuple(why))


def _newest_owed(facts: "TypologyFacts") -> tuple[str, ...]:
    """First rows of every side, the largest id first: UUIDv7 ids sort by when they were written."""
    some = sorted((pk for side in SIDES for pk in facts.owing(side).ids), reverse=True)
    return tuple(str(pk) for pk in some[:5])


def mechanisms(facts: "TypologyFacts") -> Reading:
    """From kinds of meeting, spaces and who came (recorded mechanism codes come with the acta). A07: meetings with
    neither civil society nor a participatory kind are an absence; to inform is data. A34: one value is enough."""
    variable = "participation_mechanisms"
    meetings = facts.sign("held").count
    if not facts.sign("citizens.present").count and not facts.sign("heard").count:
        if meetings < MEETINGS_FOR_ABSENCE:
            return silent(variable, Reason("too_few_meetings", "A07", {"meetings": meetings}))
        why = Reason("no_participation", "A07", {"meetings": meetings})
        return say(variable, ("no_se_consignan",), evidence=(of_sign(facts, "held"),), why=(why,))
    values, told = [], []
    for code, sign in (
        ("informacion", "citizens.present"),
        ("consulta_no_vinculante", "heard"),
        ("instrumentales", "heard.design"),
        ("consulta_vinculante", "heard.bound"),
        ("agenda", "heard.agenda"),
    ):
        if holds(facts, sign):
            values.append(code)
            told.append(of_sign(facts, sign))
    if holds(facts, "citizens.manage") and facts.owing(CIVIL).count >= OCCURRENCES:
        values.append("gestion_compartida")
        told += [of_sign(facts, "citizens.manage"), of_owed(facts, CIVIL)]
    if not values:
        return silent(variable, Reason("no_mechanism_twice", "A05"))
    return say(variable, tuple(values), evidence=tuple(told), why=(Reason("held_twice", "A05"),))
