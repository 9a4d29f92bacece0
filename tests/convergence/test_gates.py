"""Each gate met and missing, from facts made by hand; what a declaration changes and what it does not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from convergence import gates, stages
from convergence.facts import AllianceFacts, MarkFact
from convergence.stages import Milestone
from core import registry
from core.ids import uuid7
from portfolio.facts import PortfolioFacts
from tests.convergence.test_stages import EVERY

COMUNAS = frozenset({"02102", "02101"})
IDS = [f"{kind}-{milestone.code}" for kind, _stage, milestone in EVERY]


def mark(kind: str, *, reason: str = "", comuna: str | None = None, day: date | None = None) -> MarkFact:
    return MarkFact(id=uuid7(), kind=kind, reason=reason, happened_on=day, comuna=comuna)


def facts_of(**changes: Any) -> AllianceFacts:
    """A mesa of two comunas that has done nothing yet."""
    empty = AllianceFacts(
        alliance_id=uuid7(),
        kind="mesa_comunal",
        stage="vinculacion",
        today=date(2026, 6, 1),
        started_on=date(2025, 6, 1),
        stage_since=date(2025, 6, 1),
        comunas=COMUNAS,
    )
    return replace(empty, **changes)


def judge(gate: str, facts: AllianceFacts) -> gates.GateResult:
    milestone = Milestone("hito", "Hito", gate, certificate=gate.startswith("certificate"))
    return gates.judge(facts, milestone)


def held(**kinds: int) -> AllianceFacts:
    return facts_of(meetings_by_kind=kinds)


def kept(**told: Any) -> AllianceFacts:
    """What the portfolio's floor tells."""
    return facts_of(more={"portfolio": PortfolioFacts(**told)})


ALL_SECTORS = {"publico": 1, "sociedad_civil": 2, "mercado": 3}
DOCUMENT = {"hito": (mark("document"),)}
CERTIFICATE = {"hito": (mark("certificate", day=date(2026, 4, 2)),)}
BOTH_CONCEJOS = {"hito": tuple(mark("certificate", comuna=code) for code in sorted(COMUNAS))}

# gate: facts that meet it, facts that nearly do, and where the second is fixed.
CASES: dict[str, tuple[AllianceFacts, AllianceFacts, str]] = {
    "document": (facts_of(marks=DOCUMENT), facts_of(), "document"),
    "certificate": (facts_of(marks=CERTIFICATE), facts_of(marks=DOCUMENT), "document"),
    "certificate_per_comuna": (
        facts_of(marks=BOTH_CONCEJOS),
        facts_of(marks={"hito": BOTH_CONCEJOS["hito"][:1]}),
        "document",
    ),
    "contact_meeting": (held(sesion=1), held(), "meeting"),
    "field_meetings": (held(encuentro_dirigentes=1), held(sesion=4), "meeting"),
    "first_meeting": (held(primer_encuentro=1), held(sesion=4), "meeting"),
    "constitution_meeting": (held(constitucion=1), held(primer_encuentro=1), "meeting"),
    "launch_meeting": (held(lanzamiento=1), held(constitucion=1), "meeting"),
    "design_workshop": (held(taller_participativo=1), held(encuentro_dirigentes=1), "meeting"),
    "training_meeting": (held(ciclo_formativo=2), held(taller_participativo=1), "meeting"),
    "actor_map": (
        facts_of(mapped_by_sector=ALL_SECTORS, assessed_by_sector=ALL_SECTORS),
        facts_of(partners_by_sector={"publico": 5, "mercado": 5}, mapped_by_sector={"sociedad_civil": 3}),
        "actor_map",
    ),
    "partners": (
        facts_of(partners_by_sector={"publico": 2}),
        facts_of(partners_by_sector={"publico": 1}),
        "participation",
    ),
    "community_seat": (
        facts_of(community_seats=1),
        facts_of(partners_by_sector=ALL_SECTORS),
        "participation",
    ),
    "commitments_followed": (
        facts_of(commitments=3, commitments_kept=1),
        facts_of(commitments=3, commitments_kept=2, commitments_late=1),
        "commitment",
    ),
    "first_agreement": (facts_of(agreements=1), held(sesion=3), "meeting"),
    "any_commitment": (facts_of(commitments=1), facts_of(agreements=2), "commitment"),
    "new_partners": (
        facts_of(constituted_on=date(2026, 1, 10), last_joined_on=date(2026, 1, 11)),
        facts_of(constituted_on=date(2026, 1, 10), last_joined_on=date(2026, 1, 10)),
        "participation",
    ),
    "portfolio_entered": (kept(initiatives=1), facts_of(), "portfolio"),
    "portfolio_prioritised": (kept(prioritised=1), kept(initiatives=5), "portfolio"),
    "portfolio_prioritised_each": (
        kept(prioritised=2, prioritised_comunas=COMUNAS),
        kept(prioritised=2, prioritised_comunas=frozenset({"02102"})),
        "portfolio",
    ),
    "portfolio_definitive": (kept(definitive=1), kept(prioritised=5), "portfolio"),
    "funds_submitted": (kept(submitted=1), kept(definitive=3), "portfolio"),
    "pledges_signed": (kept(pledges=2), kept(initiatives=7), "pledge"),
}


def test_every_gate_is_tried_here() -> None:
    assert set(CASES) == {*gates.GATES, *registry.gates}


def test_no_upper_gate_hides_one_of_this_floor() -> None:
    assert not set(gates.GATES) & set(registry.gates)


def test_every_place_a_gate_sends_to_is_known() -> None:
    own = {
        gates.BY_DOCUMENT, gates.BY_MEETING, gates.BY_PARTICIPATION, gates.BY_COMMITMENT, gates.BY_MAP,
    }  # fmt: skip
    assert {where for _met, _nearly, where in CASES.values()} <= own | set(registry.gate_places)


@pytest.mark.parametrize("gate", CASES)
def test_a_gate_is_met_by_its_records(gate: str) -> None:
    result = judge(gate, CASES[gate][0])
    assert result.state == gates.MET
    assert result.detail
    assert result.where_to_fix == ""
    assert not result.blocks


@pytest.mark.parametrize("gate", CASES)
def test_a_gate_is_missing_without_them_and_says_what_and_where(gate: str) -> None:
    result = judge(gate, CASES[gate][1])
    assert result.state == gates.MISSING
    assert result.detail
    assert result.where_to_fix == CASES[gate][2]
    assert result.blocks


@pytest.mark.parametrize("gate", CASES)
def test_nothing_is_met_by_a_mesa_that_has_done_nothing(gate: str) -> None:
    assert judge(gate, facts_of()).state == gates.MISSING


# What each gate asks, where "met" alone would not show it ---------------------------
def test_the_actor_map_names_the_sectors_that_are_absent() -> None:
    told = judge("actor_map", facts_of(partners_by_sector={"publico": 1, "red_mixta": 4}))
    assert told.detail == "Faltan actores de: sociedad civil, mercado."


def test_a_sector_of_the_map_counts_once_somebody_of_it_has_interest_and_influence() -> None:
    mapped = {"publico": 2, "sociedad_civil": 1, "mercado": 1}
    told = judge("actor_map", facts_of(mapped_by_sector=mapped, assessed_by_sector={"publico": 1}))
    assert (told.state, told.where_to_fix) == (gates.MISSING, "actor_map")
    assert told.detail == "En el mapa falta valorar interés e influencia de: sociedad civil, mercado."
    told = judge("actor_map", facts_of(mapped_by_sector=mapped, assessed_by_sector=dict.fromkeys(mapped, 1)))
    assert (told.state, told.detail) == (gates.MET, "4 actores en el mapa")


def test_who_takes_part_was_found_before_the_map_and_an_entry_undoes_nothing() -> None:
    seated = facts_of(partners_by_sector=ALL_SECTORS)
    assert judge("actor_map", seated).detail == "6 actores"
    begun = replace(seated, mapped_by_sector={"mercado": 1})
    assert (judge("actor_map", begun).state, judge("actor_map", begun).detail) == (
        gates.MET,
        "1 actor en el mapa",
    )


def test_map_and_participations_complete_each_other() -> None:
    told = facts_of(
        partners_by_sector={"publico": 1},
        mapped_by_sector=ALL_SECTORS,
        assessed_by_sector={"sociedad_civil": 1},
    )
    assert judge("actor_map", told).detail == "En el mapa falta valorar interés e influencia de: mercado."
    whole = replace(told, assessed_by_sector={"sociedad_civil": 1, "mercado": 1})
    assert judge("actor_map", whole).state == gates.MET


def test_one_late_commitment_is_enough_to_hold_the_mesa_up_however_many_are_kept() -> None:
    assert judge("commitments_followed", facts_of(commitments_kept=9, commitments_late=1)).detail == (
        "1 compromiso vencido"
    )
    assert judge("commitments_followed", facts_of(commitments=2)).detail == (
        "Todavía no hay compromisos cumplidos."
    )


def test_a_workshop_counts_as_approaching_the_territory_too() -> None:
    assert judge("field_meetings", held(taller_participativo=1)).state == gates.MET


def test_certificates_of_a_foreign_comuna_do_not_fill_the_count() -> None:
    marks = {"hito": (mark("certificate", comuna="02102"), mark("certificate", comuna="08311"))}
    told = judge("certificate_per_comuna", facts_of(marks=marks))
    assert told.state == gates.MISSING
    assert told.detail == "1 de 2 comunas con certificado"


def test_an_alliance_without_comunas_has_no_certificate_per_comuna() -> None:
    assert judge("certificate_per_comuna", facts_of(comunas=frozenset())).state == gates.MISSING


def test_a_certificate_shows_the_day_of_its_session() -> None:
    assert judge("certificate", CASES["certificate"][0]).detail == "Sesión del 02-04-2026"


def test_nobody_is_a_new_partner_before_the_mesa_is_constituted() -> None:
    assert judge("new_partners", facts_of(last_joined_on=date(2026, 5, 1))).state == gates.MISSING


# Declarations -------------------------------------------------------------------------
BY_RECORDS = sorted(set(CASES) - {"document", "certificate", "certificate_per_comuna"})


@pytest.mark.parametrize("gate", BY_RECORDS)
def test_a_document_stands_in_for_missing_records(gate: str) -> None:
    result = judge(gate, replace(CASES[gate][1], marks=DOCUMENT))
    assert (result.state, result.detail, result.where_to_fix) == (gates.MET, "1 documento", "")


@pytest.mark.parametrize("gate", ["certificate", "certificate_per_comuna"])
def test_a_plain_document_does_not_stand_in_for_a_certificate(gate: str) -> None:
    assert judge(gate, facts_of(marks=DOCUMENT)).state == gates.MISSING


@pytest.mark.parametrize("gate", CASES)
@pytest.mark.parametrize("kind", [gates.OVERRIDDEN, gates.NOT_APPLICABLE])
def test_a_waiver_speaks_only_when_the_milestone_is_missing_and_carries_its_reason(
    gate: str, kind: str
) -> None:
    waiver = mark(kind, reason="La municipalidad no sesiona este año.")
    met, nearly, _where = CASES[gate]
    missing = replace(nearly, marks={"hito": (*nearly.marks.get("hito", ()), waiver)})
    result = judge(gate, missing)
    assert (result.state, result.detail) == (kind, "La municipalidad no sesiona este año.")
    assert result.where_to_fix == ""
    assert not result.blocks
    fulfilled = replace(met, marks={"hito": (waiver, *met.marks.get("hito", ()))})
    assert judge(gate, fulfilled).state == gates.MET


def test_the_last_waiver_is_the_one_that_speaks() -> None:
    marks = {"hito": (mark("overridden", reason="Primero."), mark("not_applicable", reason="Después."))}
    told = judge("launch_meeting", facts_of(marks=marks))
    assert (told.state, told.detail) == (gates.NOT_APPLICABLE, "Después.")


def test_a_mark_of_another_milestone_changes_nothing() -> None:
    marks = {"otro": (mark("document"), mark("overridden", reason="De otro hito."))}
    assert judge("launch_meeting", facts_of(marks=marks)).state == gates.MISSING


def test_an_optional_milestone_is_shown_missing_and_does_not_block() -> None:
    told = gates.judge(facts_of(), stages.NUEVOS_SOCIOS)
    assert told.state == gates.MISSING
    assert not told.blocks


# Every milestone of every kind of alliance -----------------------------------------------
def complete(kind: str, milestone: Milestone) -> AllianceFacts:
    """An alliance for which every gate is met; the milestone's own papers are attached."""
    papers = {
        "certificate": CERTIFICATE["hito"],
        "certificate_per_comuna": BOTH_CONCEJOS["hito"],
        "document": DOCUMENT["hito"],
    }.get(milestone.gate, ())
    meetings = dict.fromkeys(
        (
            "sesion",
            "encuentro_dirigentes",
            "taller_participativo",
            "primer_encuentro",
            "constitucion",
            "lanzamiento",
            "ciclo_formativo",
        ),
        1,
    )
    return facts_of(
        kind=kind,
        stage=stages.first_stage(kind),
        partners_by_sector=ALL_SECTORS,
        community_seats=1,
        last_joined_on=date(2026, 5, 1),
        constituted_on=date(2026, 1, 1),
        meetings_by_kind=meetings,
        agreements=2,
        commitments=2,
        commitments_kept=1,
        more={
            "portfolio": PortfolioFacts(
                initiatives=3,
                prioritised=2,
                definitive=1,
                submitted=1,
                prioritised_comunas=COMUNAS,
                pledges=1,
            )
        },
        marks={milestone.code: papers} if papers else {},
    )


@pytest.mark.parametrize("state", [gates.MET, gates.MISSING, gates.OVERRIDDEN, gates.NOT_APPLICABLE])
@pytest.mark.parametrize(("kind", "stage", "milestone"), EVERY, ids=IDS)
def test_every_milestone_can_be_met_missing_overridden_or_not_applicable(
    kind: str, stage: stages.Stage, milestone: Milestone, state: str
) -> None:
    nothing = facts_of(kind=kind, stage=stages.first_stage(kind))
    facts = complete(kind, milestone) if state == gates.MET else nothing
    if state in {gates.OVERRIDDEN, gates.NOT_APPLICABLE}:
        facts = replace(facts, marks={milestone.code: (mark(state, reason="Con su motivo."),)})
    result = gates.judge(facts, milestone)
    assert result.state == state
    assert result.code == milestone.code
    assert result.label == str(milestone.label)
    assert result.owner == str(stages.OWNERS[milestone.owner])
    assert result.detail
    assert bool(result.where_to_fix) == (state == gates.MISSING)
    assert result.blocks == (state == gates.MISSING and milestone.required)
    assert result.as_json()["state"] == state


# The rail ------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", list(stages.TABLE))
def test_the_rail_says_what_is_done_what_is_now_and_what_comes(kind: str) -> None:
    line = [stage.code for stage in stages.stages_of(kind)]
    for here, code in enumerate(line):
        views = gates.rail(facts_of(kind=kind, stage=code))
        assert [view.state for view in views] == ["done"] * here + ["current"] + ["next"] * (
            len(line) - here - 1
        )
        assert list(views[here].missing) == gates.blocking(facts_of(kind=kind, stage=code))
    closed = facts_of(kind=kind, stage=stages.CLOSED)
    assert {view.state for view in gates.rail(closed)} == {"done"}
    assert gates.blocking(closed) == []


@pytest.mark.parametrize("state", [gates.MET, gates.MISSING, gates.OVERRIDDEN])
@pytest.mark.parametrize(("kind", "stage", "milestone"), EVERY, ids=IDS)
def test_the_outline_and_the_debts_say_what_the_rail_says(
    kind: str, stage: stages.Stage, milestone: Milestone, state: str
) -> None:
    facts = replace(complete(kind, milestone), stage=stage.code)
    if state != gates.MET:
        facts = facts_of(kind=kind, stage=stage.code)
    if state == gates.OVERRIDDEN:
        facts = replace(facts, marks={milestone.code: (mark(state, reason="Con su motivo."),)})
    rail = gates.rail(facts)
    assert gates.outline(facts) == tuple(tuple(gate.state for gate in view.gates) for view in rail)
    current = next(view for view in rail if view.state == "current")
    assert [owed.code for owed in gates.owed(facts)] == [gate.code for gate in current.missing]
