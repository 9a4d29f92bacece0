"""The table of the methodology: it names gates that exist, and its order is one line."""

import pytest

from convergence import stages
from convergence.gates import GATES
from convergence.vocabulary import AllianceKind
from core import registry

KINDS = list(AllianceKind.values)
EVERY = [
    (kind, stage, milestone)
    for kind, table in stages.TABLE.items()
    for stage in table
    for milestone in stage.milestones
]


def test_every_kind_of_alliance_has_its_stages() -> None:
    assert set(stages.TABLE) == set(AllianceKind.values)


def test_every_gate_named_in_the_table_exists_and_every_gate_is_used() -> None:
    assert {milestone.gate for _kind, _stage, milestone in EVERY} == {*GATES, *registry.gates}


@pytest.mark.parametrize("kind", KINDS)
def test_no_stage_and_no_milestone_stands_twice_in_one_line(kind: str) -> None:
    codes = [stage.code for stage in stages.stages_of(kind)]
    milestones = [milestone.code for stage in stages.stages_of(kind) for milestone in stage.milestones]
    assert len(codes) == len(set(codes))
    assert len(milestones) == len(set(milestones))
    assert stages.CLOSED not in codes


@pytest.mark.parametrize(("kind", "stage", "milestone"), EVERY, ids=[f"{k}-{m.code}" for k, _s, m in EVERY])
def test_every_milestone_has_a_name_and_an_owner(
    kind: str, stage: stages.Stage, milestone: stages.Milestone
) -> None:
    assert str(stage.label).strip()
    assert str(milestone.label).strip()
    assert str(stages.OWNERS[milestone.owner]).strip()
    assert milestone.hint == "" or str(milestone.hint).strip().endswith(".")
    assert milestone.certificate == milestone.gate.startswith("certificate")
    assert stages.find_milestone(kind, milestone.code) is milestone


@pytest.mark.parametrize("kind", KINDS)
def test_every_stage_can_be_held_up_by_something(kind: str) -> None:
    for stage in stages.stages_of(kind):
        assert any(milestone.required for milestone in stage.milestones), stage.code


@pytest.mark.parametrize("kind", KINDS)
def test_index_next_and_moves_tell_the_same_line(kind: str) -> None:
    line = [*(stage.code for stage in stages.stages_of(kind)), stages.CLOSED]
    assert stages.first_stage(kind) == line[0]
    assert [stages.index_of(kind, code) for code in line] == list(range(len(line)))
    assert [stages.next_stage(kind, code) for code in line] == [*line[1:], None]
    moves = stages.moves_of(kind)
    assert list(moves) == line
    for code in line:
        following = stages.next_stage(kind, code)
        assert moves[code] == (frozenset({following}) if following else frozenset())


@pytest.mark.parametrize("kind", KINDS)
def test_a_stage_of_another_line_has_no_place_here(kind: str) -> None:
    foreign = "nacimiento" if kind.startswith("mesa") else "vinculacion"
    with pytest.raises(ValueError, match=foreign):
        stages.index_of(kind, foreign)
    with pytest.raises(ValueError, match=foreign):
        stages.next_stage(kind, foreign)
    assert stages.find_milestone(kind, "no_existe") is None


def test_every_stage_and_the_closed_one_have_words() -> None:
    labels = dict(stages.stage_codes())
    assert set(labels) == {stage.code for table in stages.TABLE.values() for stage in table} | {stages.CLOSED}
    assert all(str(label).strip() for label in labels.values())
    assert str(stages.stage_label("vinculacion")) == "Vinculación"
    assert stages.stage_label("algo_viejo") == "algo_viejo"


def test_the_mesa_comunal_goes_through_the_milestones_of_the_model_in_order() -> None:
    line = {stage.code: [m.code for m in stage.milestones] for stage in stages.stages_of("mesa_comunal")}
    assert line == {
        "vinculacion": [
            "contacto_inicial",
            "mapeo_actores",
            "aproximacion_territorial",
            "diagnostico",
            "cartera_ampliada",
            "priorizacion_municipal",
            "viabilidad_tecnica",
        ],
        "convergencia": [
            "convocatoria",
            "primer_encuentro",
            "aportes_formalizados",
            "mesa_constituida",
            "cartera_definitiva",
            "presentacion_concejo",
            "presentacion_cosoc",
            "representante_comunidad",
            "sesion_lanzamiento",
        ],
        "desarrollo": [
            "seguimiento_compromisos",
            "diseno_participativo",
            "postulacion_fondos",
            "reporte_comunicacion",
            "traspaso_capacidades",
            "nuevos_socios",
        ],
        "continuidad": ["evaluacion_alianza", "decision_continuidad"],
    }


def test_a_regional_mesa_has_a_regional_plan_instead_of_a_municipal_ranking_and_several_concejos() -> None:
    codes = {m.code: m for stage in stages.stages_of("mesa_regional") for m in stage.milestones}
    assert "plan_regional" in codes
    assert "priorizacion_municipal" not in codes
    assert codes["presentacion_concejo"].gate == "certificate_per_comuna"


def test_attracting_new_partners_never_holds_a_mesa_up() -> None:
    optional = {milestone.code for _kind, _stage, milestone in EVERY if not milestone.required}
    assert optional == {"nuevos_socios"}
