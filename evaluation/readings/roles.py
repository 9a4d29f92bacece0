"""Readings of who decides, funds, carries out and helps: the regional or sectoral level, the local levels, civil
society. The foundation that articulates the mesa is none of them (A12), nor are companies (A22)."""

from typing import TYPE_CHECKING

from evaluation.readings.shape import (
    OCCURRENCES,
    Evidence,
    Reading,
    Reason,
    holds,
    of_owed,
    of_seats,
    of_sign,
    say,
    silent,
    some_of,
)
from evaluation.sides import CIVIL, LOCAL, REGIONAL

if TYPE_CHECKING:
    from evaluation.facts import TypologyFacts

# A12: decisions on portfolio or money with voice and vote of civil society.
DECISIONS_OF_CIVIL_SOCIETY = 2
# A24: share of the decision and funding roles of public bodies and civil society, as numerator and denominator.
CONCENTRATES = (2, 3)
# A21: the local level, or civil society, that leads alone concentrates.
LEADS_ALONE = frozenset({"vertical", "consultativo"})


def decided_with_citizens(facts: "TypologyFacts") -> bool:
    """A12: a seat proves nothing; at least two substantive agreements taken with one who has seat and decision do."""
    return facts.sign("citizens.decided").count >= DECISIONS_OF_CIVIL_SOCIETY


def regional_role(facts: "TypologyFacts") -> Reading:
    """A24: two thirds of the decision and funding roles concentrate, companies' money aside; A13: to decide or to
    fund is enough; A21: those who only help, or are not there, are data without a vote."""
    variable, own = "regional_sectoral_role", facts.seated(REGIONAL)
    if not facts.takes_part:
        return silent(variable, Reason("nobody_takes_part"))
    told = some_of(of_seats(facts, REGIONAL))
    if not own.actors:
        return say(variable, ("ausente",), why=(Reason("nobody_of_side", "A21"),))
    if not own.principal:
        if not own.implementing + own.supporting + own.benefiting:
            return silent(variable, Reason("roles_without_group", "A31"))
        return say(variable, ("solo_apoyo",), evidence=told, why=(Reason("only_helps", "A21"),))
    whole = sum(facts.seated(side).principal for side in (REGIONAL, LOCAL, CIVIL))
    share = Reason("share_of_roles", "A24", {"own": own.principal, "whole": whole})
    part, of = CONCENTRATES
    value = "concentra_roles_principales" if own.principal * of >= whole * part else "instancias_conjuntas"
    return say(variable, (value,), evidence=told, why=(share,))


def local_role(facts: "TypologyFacts") -> Reading:
    """A21: the local level that decides with others shares an instance; alone it concentrates, which supports the two
    vertical models. Others are: another local institution, the regional or sectoral level (A11: an instance between
    public bodies is enough), or civil society when its decisions are on record (A12)."""
    variable, own = "local_role", facts.seated(LOCAL)
    if not facts.takes_part:
        return silent(variable, Reason("nobody_takes_part"))
    if not own.actors:
        return say(variable, ("ausente",), why=(Reason("nobody_of_side", "A21"),))
    told = some_of(of_seats(facts, LOCAL))
    if own.principal:
        others = own.deciding_entities > 1 or bool(facts.seated(REGIONAL).principal)
        if others:
            return say(
                variable, ("instancias_conjuntas",), evidence=told, why=(Reason("public_instance", "A11"),)
            )
        if decided_with_citizens(facts):
            joint = (*told, of_sign(facts, "citizens.decided"))
            return say(
                variable, ("instancias_conjuntas",), evidence=joint, why=(Reason("leads_with_others", "A21"),)
            )
        return say(
            variable, ("conduce",), evidence=told, why=(Reason("leads_alone", "A21"),), models=LEADS_ALONE
        )
    return _helpers(variable, facts, LOCAL, told)


def _helpers(
    variable: str, facts: "TypologyFacts", side: str, told: tuple[Evidence, ...], *more: str
) -> Reading:
    """Implementation and support of a side without part in the decision, with whatever else was read (`more`)."""
    own, owed = facts.seated(side), facts.owing(side)
    values = list(more)
    if own.implementing or owed.count >= OCCURRENCES:
        values.append("implementacion")
    if own.supporting:
        values.append("apoyo")
    if not values:
        return silent(variable, Reason("roles_without_group", "A31"))
    carried = some_of(of_owed(facts, side)) if owed.count >= OCCURRENCES else ()
    return say(variable, tuple(values), evidence=(*told, *carried), why=(Reason("roles_and_tasks", "A05"),))


def civil_role(facts: "TypologyFacts") -> Reading:
    """A12: decides only with recorded decisions; A17: bringing information and building agenda are read apart;
    A21: beneficiary and absent are data without a vote."""
    variable, own = "civil_society_role", facts.seated(CIVIL)
    if not facts.takes_part:
        return silent(variable, Reason("nobody_takes_part"))
    if not own.actors:
        return say(variable, ("ausente",), why=(Reason("nobody_of_side", "A21"),))
    told = some_of(of_seats(facts, CIVIL))
    if decided_with_citizens(facts):
        count = facts.sign("citizens.decided").count
        proof = (*told, of_sign(facts, "citizens.decided"))
        if facts.seated(REGIONAL).principal or facts.seated(LOCAL).principal:
            why = Reason("decided_with_vote", "A12", {"count": count})
            return say(variable, ("instancias_conjuntas",), evidence=proof, why=(why,))
        return say(
            variable, ("conduce",), evidence=proof, why=(Reason("leads_alone", "A21"),), models=LEADS_ALONE
        )
    more = [
        (code, sign)
        for code, sign in (("informacion", "citizens.present"), ("agenda", "citizens.agenda"))
        if holds(facts, sign)
    ]
    shown = (*told, *(of_sign(facts, sign) for _code, sign in more))
    found = _helpers(variable, facts, CIVIL, shown, *(code for code, _sign in more))
    seat = (Reason("seat_without_decisions", "A12"),) if own.deciding else ()
    if found.has_data:
        return Reading(
            found.variable, found.values, found.models, found.source, found.evidence, (*found.why, *seat)
        )
    if own.benefiting:
        return say(variable, ("beneficiario",), evidence=told, why=(Reason("only_beneficiary", "A21"), *seat))
    return Reading(variable, why=(*found.why, *seat))
