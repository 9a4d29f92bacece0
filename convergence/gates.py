"""Whether a milestone is met: pure functions of one AllianceFacts. The page shows this very list, and
advance_stage enforces it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as say
from django.utils.translation import ngettext as say_many

from convergence.stages import OWNERS, Milestone, Stage, index_of, stages_of
from core import registry

if TYPE_CHECKING:
    from convergence.facts import AllianceFacts, MarkFact

MET, MISSING, OVERRIDDEN, NOT_APPLICABLE = "met", "missing", "overridden", "not_applicable"
# Where a milestone is fixed, as a code that pages and API turn into an address of their own.
BY_DOCUMENT, BY_MEETING, BY_PARTICIPATION, BY_COMMITMENT, BY_MAP = (
    "document",
    "meeting",
    "participation",
    "commitment",
    "actor_map",
)


@dataclass(frozen=True)
class GateResult:
    """`where_to_fix` is a code (document, meeting, participation, commitment, actor_map, or a place of the registry),
    "" when nothing is owed."""

    code: str
    label: str
    state: str
    required: bool
    owner: str
    detail: str = ""
    where_to_fix: str = ""
    certificate: bool = False
    hint: str = ""
    mark_ids: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        return self.required and self.state == MISSING

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Words:
    """A text that is translated and filled only when somebody reads it: a board asks 25 mesas for states alone."""

    __slots__ = ("how", "values")

    def __init__(self, how: tuple[Any, ...], values: dict[str, Any] | None = None) -> None:
        self.how, self.values = how, values

    def __mod__(self, values: dict[str, Any]) -> "Words":
        return Words(self.how, values)

    def __str__(self) -> str:
        translate, *texts = self.how
        told = str(translate(*texts))
        return told % self.values if self.values else told


def _(text: str) -> Words:
    return Words((say, text))


def ngettext(one: str, many: str, number: int) -> Words:
    return Words((say_many, one, many, number))


# (met, words, where to fix); upper floors answer with plain text.
Answer = tuple[bool, str | Words, str]
Gate = Callable[["AllianceFacts", "Milestone"], Answer]


def _declared(facts: "AllianceFacts", milestone: Milestone) -> tuple["MarkFact", ...]:
    told = facts.marks.get(milestone.code, ())
    return tuple(mark for mark in told if mark.kind in {"document", "certificate"})


def document(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    told = _declared(facts, milestone)
    if not told:
        return False, _("Falta un documento que lo acredite."), BY_DOCUMENT
    return True, ngettext("%(n)d documento", "%(n)d documentos", len(told)) % {"n": len(told)}, ""


def certificate(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    told = [mark for mark in _declared(facts, milestone) if mark.kind == "certificate"]
    if not told:
        return False, _("Falta el certificado de la sesión."), BY_DOCUMENT
    when = told[-1].happened_on
    return True, _("Sesión del %(date)s") % {"date": f"{when:%d-%m-%Y}" if when else "—"}, ""


def certificate_per_comuna(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    told = {mark.comuna for mark in _declared(facts, milestone) if mark.kind == "certificate"}
    done, whole = len(facts.comunas & told), len(facts.comunas)
    text = _("%(done)d de %(whole)d comunas con certificado") % {"done": done, "whole": whole}
    return done == whole > 0, text, "" if done == whole > 0 else BY_DOCUMENT


def _meetings(kinds: tuple[str, ...]) -> Gate:
    def gate(facts: "AllianceFacts", milestone: Milestone) -> Answer:
        held = sum(facts.meetings_by_kind.get(kind, 0) for kind in kinds)
        if held:
            return (
                True,
                ngettext("%(n)d reunión registrada", "%(n)d reuniones registradas", held) % {"n": held},
                "",
            )
        return False, _("No hay una reunión de este tipo."), BY_MEETING

    return gate


def any_meeting(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    held = facts.meetings
    if held:
        return (
            True,
            ngettext("%(n)d reunión registrada", "%(n)d reuniones registradas", held) % {"n": held},
            "",
        )
    return False, _("Todavía no hay reuniones."), BY_MEETING


def actor_map(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    """Each of the three sectors is on the map with interest and influence, or takes part already: who sits at the
    mesa was found before, so that mesas older than the map lose nothing and an entry never undoes what was met."""
    words = {"publico": _("público"), "sociedad_civil": _("sociedad civil"), "mercado": _("mercado")}
    open_ones = [
        sector
        for sector in words
        if not facts.partners_by_sector.get(sector) and not facts.assessed_by_sector.get(sector)
    ]
    absent = [str(words[sector]) for sector in open_ones if not facts.mapped_by_sector.get(sector)]
    unassessed = [str(words[sector]) for sector in open_ones if facts.mapped_by_sector.get(sector)]
    if absent:
        return False, _("Faltan actores de: %(sectors)s.") % {"sectors": ", ".join(absent)}, BY_MAP
    if unassessed:
        text = _("En el mapa falta valorar interés e influencia de: %(sectors)s.")
        return False, text % {"sectors": ", ".join(unassessed)}, BY_MAP
    mapped = sum(facts.mapped_by_sector.values())
    if mapped:
        return (
            True,
            ngettext("%(n)d actor en el mapa", "%(n)d actores en el mapa", mapped) % {"n": mapped},
            "",
        )
    whole = sum(facts.partners_by_sector.values())
    return True, ngettext("%(n)d actor", "%(n)d actores", whole) % {"n": whole}, ""


def partners(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    whole = sum(facts.partners_by_sector.values())
    text = ngettext("%(n)d socio", "%(n)d socios", whole) % {"n": whole}
    return whole >= 2, text, "" if whole >= 2 else BY_PARTICIPATION


def community_seat(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    if facts.community_seats:
        text = ngettext(
            "%(n)d organización con asiento", "%(n)d organizaciones con asiento", facts.community_seats
        )
        return True, text % {"n": facts.community_seats}, ""
    return False, _("Ninguna organización de la comunidad tiene asiento."), BY_PARTICIPATION


def commitments_followed(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    if facts.commitments_late:
        text = ngettext("%(n)d compromiso vencido", "%(n)d compromisos vencidos", facts.commitments_late)
        return False, text % {"n": facts.commitments_late}, BY_COMMITMENT
    if not facts.commitments_kept:
        return False, _("Todavía no hay compromisos cumplidos."), BY_COMMITMENT
    text = ngettext("%(n)d compromiso cumplido", "%(n)d compromisos cumplidos", facts.commitments_kept)
    return True, text % {"n": facts.commitments_kept}, ""


def first_agreement(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    if facts.agreements:
        return (
            True,
            ngettext("%(n)d acuerdo", "%(n)d acuerdos", facts.agreements) % {"n": facts.agreements},
            "",
        )
    return False, _("Todavía no hay acuerdos."), BY_MEETING


def any_commitment(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    if facts.commitments:
        text = ngettext("%(n)d compromiso", "%(n)d compromisos", facts.commitments)
        return True, text % {"n": facts.commitments}, ""
    return False, _("Todavía no hay compromisos."), BY_COMMITMENT


def new_partners(facts: "AllianceFacts", milestone: Milestone) -> Answer:
    joined, constituted = facts.last_joined_on, facts.constituted_on
    if joined and constituted and joined > constituted:
        return True, _("Último ingreso: %(date)s") % {"date": f"{joined:%d-%m-%Y}"}, ""
    return False, _("Nadie se ha sumado desde la constitución."), BY_PARTICIPATION


GATES: dict[str, Gate] = {
    "document": document,
    "certificate": certificate,
    "certificate_per_comuna": certificate_per_comuna,
    "contact_meeting": any_meeting,
    "field_meetings": _meetings(("encuentro_dirigentes", "taller_participativo")),
    "first_meeting": _meetings(("primer_encuentro",)),
    "constitution_meeting": _meetings(("constitucion",)),
    "launch_meeting": _meetings(("lanzamiento",)),
    "design_workshop": _meetings(("taller_participativo",)),
    "training_meeting": _meetings(("ciclo_formativo",)),
    "actor_map": actor_map,
    "partners": partners,
    "community_seat": community_seat,
    "commitments_followed": commitments_followed,
    "first_agreement": first_agreement,
    "any_commitment": any_commitment,
    "new_partners": new_partners,
}


def gate_of(code: str) -> Gate:
    """The rule of a gate: this floor's, or one that an upper floor filled in."""
    return GATES[code] if code in GATES else registry.gates[code]


def _answer(facts: "AllianceFacts", milestone: Milestone) -> tuple[str, str | Words, str]:
    """(state, words, where to fix). Records first; a document stands in for records that are missing; then what
    the foundation declared."""
    met, detail, fix = gate_of(milestone.gate)(facts, milestone)
    stands_in = milestone.gate not in {"certificate", "certificate_per_comuna"}
    if not met and stands_in and _declared(facts, milestone):
        met, detail, fix = document(facts, milestone)
    if met:
        return MET, detail, fix
    marks = facts.marks.get(milestone.code, ())
    waived = next((mark for mark in reversed(marks) if mark.kind in {OVERRIDDEN, NOT_APPLICABLE}), None)
    return (waived.kind, waived.reason, "") if waived else (MISSING, detail, fix)


def judge(facts: "AllianceFacts", milestone: Milestone) -> GateResult:
    """A milestone with all that is said of it."""
    state, detail, fix = _answer(facts, milestone)
    return GateResult(
        code=milestone.code,
        label=str(milestone.label),
        state=state,
        required=milestone.required,
        owner=str(OWNERS[milestone.owner]),
        detail=str(detail),
        where_to_fix=fix,
        certificate=milestone.certificate,
        hint=str(milestone.hint),
        mark_ids=tuple(str(mark.id) for mark in facts.marks.get(milestone.code, ())),
    )


def judge_stage(facts: "AllianceFacts", stage: Stage) -> list[GateResult]:
    return [judge(facts, milestone) for milestone in stage.milestones]


def outline(facts: "AllianceFacts") -> tuple[tuple[str, ...], ...]:
    """The state of each milestone of each stage, without words: what a row of a list draws."""
    return tuple(
        tuple(_answer(facts, milestone)[0] for milestone in stage.milestones)
        for stage in stages_of(facts.kind)
    )


@dataclass(frozen=True)
class StageView:
    """A stage of the rail: `state` is done, current or next."""

    code: str
    label: str
    state: str
    gates: tuple[GateResult, ...]

    @property
    def missing(self) -> tuple[GateResult, ...]:
        return tuple(gate for gate in self.gates if gate.blocks)


def rail(facts: "AllianceFacts") -> list[StageView]:
    """Every stage of the alliance with its gates. A milestone lost later shows as missing in a done stage."""
    here = index_of(facts.kind, facts.stage)
    return [
        StageView(
            code=stage.code,
            label=str(stage.label),
            state="done" if place < here else "current" if place == here else "next",
            gates=tuple(judge_stage(facts, stage)),
        )
        for place, stage in enumerate(stages_of(facts.kind))
    ]


def owed(facts: "AllianceFacts") -> list[Milestone]:
    """The required milestones that keep the alliance in its present stage."""
    stages = stages_of(facts.kind)
    here = index_of(facts.kind, facts.stage)
    now = stages[here].milestones if here < len(stages) else ()
    return [one for one in now if one.required and _answer(facts, one)[0] == MISSING]


def blocking(facts: "AllianceFacts") -> list[GateResult]:
    """The same, with all that is said of each."""
    return [judge(facts, milestone) for milestone in owed(facts)]
