"""Whether a milestone is met: pure functions of one AllianceFacts. The page shows this very list, and
advance_stage enforces it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convergence.stages import OWNERS, Milestone, Stage, index_of, stages_of

if TYPE_CHECKING:
    from convergence.facts import AllianceFacts, MarkFact

MET, MISSING, OVERRIDDEN, NOT_APPLICABLE = "met", "missing", "overridden", "not_applicable"
# Where a milestone is fixed, as a code that pages and API turn into an address of their own.
BY_DOCUMENT, BY_MEETING, BY_PARTICIPATION, BY_COMMITMENT = (
    "document",
    "meeting",
    "participation",
    "commitment",
)


@dataclass(frozen=True)
class GateResult:
    """`where_to_fix` is a code (document, meeting, participation, commitment), "" when nothing is owed."""

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


Answer = tuple[bool, str, str]
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
    words = {"publico": _("público"), "sociedad_civil": _("sociedad civil"), "mercado": _("mercado")}
    absent = [words[sector] for sector in words if not facts.partners_by_sector.get(sector)]
    whole = sum(facts.partners_by_sector.values())
    if absent:
        return False, _("Faltan actores de: %(sectors)s.") % {"sectors": ", ".join(absent)}, BY_PARTICIPATION
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


def judge(facts: "AllianceFacts", milestone: Milestone) -> GateResult:
    """Records first; a document stands in for records that are missing; then what the foundation declared."""
    marks = facts.marks.get(milestone.code, ())
    met, detail, fix = GATES[milestone.gate](facts, milestone)
    state = MET if met else MISSING
    if (
        not met
        and milestone.gate not in {"certificate", "certificate_per_comuna"}
        and _declared(facts, milestone)
    ):
        state, (_met, detail, fix) = MET, document(facts, milestone)
    if state == MISSING:
        waived = next((mark for mark in reversed(marks) if mark.kind in {OVERRIDDEN, NOT_APPLICABLE}), None)
        if waived:
            state, detail, fix = waived.kind, waived.reason, ""
    return GateResult(
        code=milestone.code,
        label=str(milestone.label),
        state=state,
        required=milestone.required,
        owner=str(OWNERS[milestone.owner]),
        detail=detail,
        where_to_fix=fix,
        certificate=milestone.certificate,
        hint=str(milestone.hint),
        mark_ids=tuple(str(mark.id) for mark in marks),
    )


def judge_stage(facts: "AllianceFacts", stage: Stage) -> list[GateResult]:
    return [judge(facts, milestone) for milestone in stage.milestones]


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


def blocking(facts: "AllianceFacts") -> list[GateResult]:
    """The required milestones that keep the alliance in its present stage."""
    stages = stages_of(facts.kind)
    here = index_of(facts.kind, facts.stage)
    return [gate for gate in judge_stage(facts, stages[here]) if gate.blocks] if here < len(stages) else []
