"""From nine readings to a model. Pure and deterministic; a higher value never gives a lower model.

The order of decision (docs/typology.md tells it to a coordinator; each step names its ambiguity in the matrix):

1. A28  Fewer than five variables with data: indeterminado.
2. A28  Neither public role (regional, local) with data: indeterminado.
3. A01  The family, vertical or governance, goes by majority of the variables whose support lies in one family.
   A02  Institutionalisation and functioning do not vote here.
   A33  Where citizens have no role, and mechanisms are absent or only inform, the vertical family has a vote more.
4. A28  No vote at all: indeterminado. On a tie A09 (fewer than six actors, or not) and A25 (territory, or sector)
        break it towards consultativo or colaborativo; both silent or against each other: indeterminado.
5. A03  In the vertical family five rows separate: consultativo when at least one goes beyond the vertical cell and
        they are not fewer than those that stand in the vertical cell alone; else vertical.
6. A04  In governance civil society decides: territorializado when it sits in the joint instance, else colaborativo.
        Where its role has no data and another row speaks for territorializado only, that is a tie: A25 breaks it
        (territory, and some mechanism of civil society: A33), an unknown base leaves it indeterminado (A28).
7. A25  A sectoral base blocks territorializado: colaborativo.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluation.matrix import matrix
from evaluation.readings.shape import Reading, Reason

VERTICAL, CONSULTATIVO, COLABORATIVO, TERRITORIALIZADO = (
    "vertical",
    "consultativo",
    "colaborativo",
    "territorializado",
)
INDETERMINADO = "indeterminado"
LOW, HIGH = frozenset({VERTICAL, CONSULTATIVO}), frozenset({COLABORATIVO, TERRITORIALIZADO})

FEWEST_VARIABLES = 5  # A28
FEW_ACTORS = 6  # A09: fewer than these
# A02: they vote neither here nor there; institutionalisation only adds to the margin within governance.
WITHOUT_VOTE = frozenset({"institutionalisation_degree", "functioning"})
# A03: the only rows in which the vertical and the consultative model differ.
SEPARATING = (
    "articulation_spaces",
    "civil_society_role",
    "capacities_created",
    "agreement_type",
    "participation_mechanisms",
)
# Variables with data, variables that vote, margin: for a middling and for a high confidence.
ENOUGH = ((6, 3, 1), (8, 5, 2))
PUBLIC_ROLES = ("regional_sectoral_role", "local_role")
DECISIVE = "civil_society_role"  # A04
CITIZEN_ROWS = (DECISIVE, "participation_mechanisms")


@dataclass(frozen=True)
class Context:
    """What the decision reads beside the nine variables. `actors` as A10 counts them; None and "" when unknown."""

    base: str = ""
    actors: int | None = None
    is_young: bool = False
    started_by_civil: bool = False
    is_subcomunal: bool = False
    market_decides: int = 0


@dataclass(frozen=True)
class Verdict:
    """`counts`: how many of the nine conditions fit each model (A01). `margin`: by how many variables the closer of
    the two decisions (family, then model) was taken. `axes`: the two readings of A33, multilevel and citizen, each a
    family, "mixta" or "sin_dato". `blocked`: models that a decision kept out, by ambiguity."""

    model: str
    counts: Mapping[str, int]
    margin: int
    confidence: str
    reasons: tuple[Reason, ...]
    notices: tuple[Reason, ...] = ()
    blocked: Mapping[str, str] = field(default_factory=dict)
    axes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Step:
    model: str
    margin: int
    reasons: tuple[Reason, ...]
    blocked: str = ""


def classify(readings: Mapping[str, Reading], context: Context) -> Verdict:
    """The model of one alliance from its readings, by the order of the module's docstring."""
    ordered = {code: readings[code] for code in matrix().variables}
    step = _decide(ordered, context)
    return Verdict(
        model=step.model,
        counts={model: sum(model in told.models for told in ordered.values()) for model in matrix().models},
        margin=step.margin,
        confidence=_confidence(step, ordered, context),
        reasons=step.reasons,
        notices=_notices(ordered, context, step),
        blocked={TERRITORIALIZADO: step.blocked} if step.blocked else {},
        axes={"multinivel": _axis(ordered, PUBLIC_ROLES), "ciudadana": _axis(ordered, CITIZEN_ROWS)},
    )


def _decide(readings: Mapping[str, Reading], context: Context) -> _Step:
    with_data = sum(reading.has_data for reading in readings.values())
    if with_data < FEWEST_VARIABLES:
        return _unknown(Reason("few_variables", "A28", {"count": with_data, "needed": FEWEST_VARIABLES}))
    if not any(readings[code].has_data for code in PUBLIC_ROLES):
        return _unknown(Reason("public_roles_unknown", "A28"))
    voting = [told.models for code, told in readings.items() if code not in WITHOUT_VOTE and told.models]
    low, high = sum(models <= LOW for models in voting), sum(models <= HIGH for models in voting)
    closed = _closed_to_citizens(readings)
    votes: tuple[Reason, ...] = (Reason("family_votes", "A01", {"vertical": low, "governance": high}),)
    if closed and low + high:
        low, votes = low + 1, (*votes, Reason("closed_to_citizens", "A33"))
    if not low + high:
        return _unknown(Reason("nothing_votes", "A28"))
    if low == high:
        return _break(votes, context)
    inner = _within_vertical(readings) if low > high else _within_governance(readings, context)
    margin = min(abs(low - high), inner.margin)
    return _Step(inner.model, margin, (*votes, *inner.reasons), inner.blocked)


def _unknown(*reasons: Reason) -> _Step:
    return _Step(INDETERMINADO, 0, reasons)


def _break(votes: tuple[Reason, ...], context: Context) -> _Step:
    """A tie between the families is one between the two middle models: A09 and A25 speak, or nobody does."""
    told: list[Reason] = []
    sides = set()
    if context.actors is not None:
        few = context.actors < FEW_ACTORS
        sides.add(CONSULTATIVO if few else COLABORATIVO)
        told.append(
            Reason("few_actors_break" if few else "many_actors_break", "A09", {"actors": context.actors})
        )
    if context.base:
        sectoral = context.base == "sector"
        sides.add(CONSULTATIVO if sectoral else COLABORATIVO)
        told.append(Reason("sector_breaks" if sectoral else "territory_breaks", "A25"))
    if len(sides) != 1:
        return _unknown(*votes, *told, Reason("tie_of_families", "A28"))
    return _Step(sides.pop(), 0, (*votes, *told))


def _within_vertical(readings: Mapping[str, Reading]) -> _Step:
    """A03. `beyond` are rows whose lowest model lies above the vertical one, whatever their family."""
    told = [readings[code].models for code in SEPARATING if readings[code].models]
    beyond = sum(VERTICAL not in models for models in told)
    only = sum(models == frozenset({VERTICAL}) for models in told)
    why = Reason("separating_rows", "A03", {"beyond": beyond, "vertical": only})
    if beyond >= max(1, only):
        return _Step(CONSULTATIVO, beyond - only, (why,))
    return _Step(VERTICAL, only - beyond, (why,))


def _within_governance(readings: Mapping[str, Reading], context: Context) -> _Step:
    decisive = readings[DECISIVE]
    alone = frozenset({TERRITORIALIZADO})
    rest = [told.models for code, told in readings.items() if code not in {DECISIVE, "functioning"}]
    # A02: institutionalisation weighs weakly: it widens a margin and decides nothing.
    spoken = sum(
        told.models == alone for code, told in readings.items() if code not in {DECISIVE, *WITHOUT_VOTE}
    )
    if decisive.models == alone:
        strengthened = sum(models == alone for models in rest)
        why = Reason("citizens_decide", "A04", {"strengthened": strengthened})
        if context.base == "sector":
            return _Step(COLABORATIVO, 1, (why, Reason("sector_blocks", "A25")), blocked="A25")
        return _Step(TERRITORIALIZADO, 1 + strengthened, (why,))
    if decisive.has_data:
        weakened = sum(models == frozenset({COLABORATIVO}) for models in rest)
        return _Step(COLABORATIVO, 1 + weakened, (Reason("citizens_do_not_decide", "A04"),))
    silence = Reason("decisive_unknown", "A04", {"strengthened": spoken})
    if not spoken:
        return _Step(COLABORATIVO, 0, (silence,))
    if context.base == "sector":
        return _Step(COLABORATIVO, 0, (silence, Reason("sector_blocks", "A25")), blocked="A25")
    if not _has_mechanism(readings):
        return _Step(COLABORATIVO, 0, (silence, Reason("no_citizens", "A33")), blocked="A33")
    if context.base == "territorio":
        return _Step(TERRITORIALIZADO, 0, (silence, Reason("territory_breaks", "A25")))
    return _unknown(silence, Reason("tie_of_decisive", "A28"))


def _has_mechanism(readings: Mapping[str, Reading]) -> bool:
    """Some mechanism that goes beyond informing."""
    told = readings["participation_mechanisms"].values
    return bool(set(told) - {"no_se_consignan", "informacion"})


def _closed_to_citizens(readings: Mapping[str, Reading]) -> bool:
    """A33: no role with a vote, and mechanisms known to be absent or only to inform."""
    known = readings["participation_mechanisms"].has_data and not _has_mechanism(readings)
    return known and not readings[DECISIVE].models


def _axis(readings: Mapping[str, Reading], codes: tuple[str, ...]) -> str:
    told = [readings[code].models for code in codes if readings[code].models]
    if not told:
        return "sin_dato"
    if all(models <= LOW for models in told):
        return "vertical"
    return "gobernanza" if all(models <= HIGH for models in told) else "mixta"


def _confidence(step: _Step, readings: Mapping[str, Reading], context: Context) -> str:
    """alta: eight variables with data, five of the seven that vote voting, and a margin of two; media: six, three and
    one; a tie that was broken leaves no margin, so it is baja; A35: a young alliance is one lower."""
    with_data = sum(told.has_data for told in readings.values())
    voting = sum(bool(told.models) for code, told in readings.items() if code not in WITHOUT_VOTE)
    told = (with_data, voting, step.margin)
    level = sum(all(have >= need for have, need in zip(told, needed, strict=True)) for needed in ENOUGH)
    return ("baja", "media", "alta")[max(0, level - context.is_young)]


def _notices(readings: Mapping[str, Reading], context: Context, step: _Step) -> tuple[Reason, ...]:
    """What a person should know beside the model. None of them changes it."""
    told: list[Reason] = []
    if context.actors is not None and context.actors < FEW_ACTORS:
        told.append(Reason("few_actors", "A09", {"actors": context.actors}))
    if context.base == "sector":
        told.append(Reason("sectoral_base", "A25"))
    if context.started_by_civil or context.is_subcomunal:
        told.append(Reason("hard_to_classify", "A29"))
    if context.is_young:
        told.append(Reason("young", "A35"))
    if context.market_decides:
        told.append(Reason("market_decides", "A22", {"count": context.market_decides}))
    if "propuestas" in readings["capacities_created"].values:
        told.append(Reason("proposes", "A18"))
    if step.model in HIGH and not readings[DECISIVE].models and not _has_mechanism(readings):
        told.append(Reason("state_only", "A33"))
    return tuple(told)
