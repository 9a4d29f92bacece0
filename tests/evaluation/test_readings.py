"""What each reading says of given facts: one table a variable, with the decision that each row applies."""

from typing import Any

import pytest

from evaluation.facts import Owed, Seats
from evaluation.readings import read
from tests.evaluation.acts import CHANGE, TELL, codes, facts_of

LOCAL_DECIDES = {"local": Seats(actors=1, deciding=1, principal=1, deciding_entities=1)}
CIVIL_SITS = {"civil": Seats(actors=1, deciding=1, principal=1)}


def values(variable: str, **facts: Any) -> tuple[str, ...]:
    return read(facts_of(**facts))[variable].values


def models(variable: str, **facts: Any) -> set[str]:
    return set(read(facts_of(**facts))[variable].models)


# Formality and rhythm --------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"formality": "convenio"}, ("arreglos_sistematicos_formalizados",)),
        ({"formality": "persona_juridica"}, ("arreglos_sistematicos_formalizados",)),
        ({"agreement_quarters": (1, 0, 0, 0)}, ("acuerdos_puntuales",)),
        ({"agreement_quarters": (9, 9, 0, 0)}, ("acuerdos_puntuales",)),
        ({"agreement_quarters": (1, 0, 1, 1)}, ("acuerdos_sistematicos",)),
        ({"agreement_quarters": (0, 0, 0, 0), "meeting_quarters": (3, 3, 3, 3)}, ()),
    ],
)
def test_a27_formal_is_what_the_alliance_itself_signed_else_the_rhythm_of_agreements(
    facts: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert values("institutionalisation_degree", **facts) == expected


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        ((0, 0, 0, 0), ()),
        ((4, 0, 0, 0), ("puntual",)),
        ((1, 1, 0, 0), ("puntual",)),
        ((1, 1, 0, 1), ("sistematico",)),
    ],
)
def test_meetings_in_three_of_four_quarters_are_systematic(
    quarters: tuple[int, ...], expected: tuple[str, ...]
) -> None:
    assert values("functioning", meeting_quarters=quarters) == expected


# Spaces, agreements ------------------------------------------------------------------
def test_a05_a_space_counts_from_its_second_meeting() -> None:
    assert values("articulation_spaces", signs={"space.agenda": 2, "space.evaluacion_control": 1}) == (
        "agenda",
    )
    assert values("articulation_spaces", signs={"space.agenda": 1, "space.informacion": 1}) == ()


@pytest.mark.parametrize(
    ("natures", "expected"),
    [
        ({TELL: 10, CHANGE: 2}, TELL),  # two of twelve: less than a fifth
        ({TELL: 8, CHANGE: 2}, CHANGE),  # two of ten
        ({TELL: 4, CHANGE: 1}, TELL),  # a fifth, but one
        ({TELL: 3, "cambio_reglas": 2, CHANGE: 5}, "cambio_reglas"),
        ({CHANGE: 200, "cambio_reglas": 1}, CHANGE),
        ({"fortalecimiento_capital_humano": 2, TELL: 5}, "fortalecimiento_capital_humano"),
    ],
)
def test_a05_the_highest_nature_with_two_agreements_and_a_fifth(
    natures: dict[str, int], expected: str
) -> None:
    signs = {f"nature.{code}": count for code, count in natures.items()} | {"agreed": sum(natures.values())}
    assert values("agreement_type", signs={"held": 9, **signs}) == (expected,)


def test_agreements_without_a_nature_that_holds_are_no_data() -> None:
    signs = {"held": 9, "agreed": 2, f"nature.{TELL}": 1, f"nature.{CHANGE}": 1}
    told = read(facts_of(signs=signs))["agreement_type"]
    assert not told.has_data
    assert codes(told.why) == ["scattered_agreements"]


@pytest.mark.parametrize(
    ("meetings", "expected"), [(0, ()), (1, ()), (2, ("no_se_senalan",)), (30, ("no_se_senalan",))]
)
def test_a06_silence_on_agreements_is_an_absence_from_the_second_meeting(
    meetings: int, expected: tuple[str, ...]
) -> None:
    assert values("agreement_type", signs={"held": meetings}) == expected


# Roles -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("regional", "local", "civil", "expected"),
    [
        (2, 1, 0, "concentra_roles_principales"),  # two thirds
        (3, 1, 1, "instancias_conjuntas"),
        (1, 0, 0, "concentra_roles_principales"),
        (1, 1, 0, "instancias_conjuntas"),  # A11: two public bodies are enough
    ],
)
def test_a24_two_thirds_of_the_decision_and_funding_roles_concentrate(
    regional: int, local: int, civil: int, expected: str
) -> None:
    seats = {
        side: Seats(actors=count, principal=count)
        for side, count in (("regional_sectoral", regional), ("local", local), ("civil", civil))
        if count
    }
    assert values("regional_sectoral_role", seats=seats) == (expected,)
    rich = {**seats, "market": Seats(actors=10, principal=20), "articulating": Seats(actors=1, principal=2)}
    assert values("regional_sectoral_role", seats=rich) == (expected,), "companies' money does not count here"


def test_a21_a_level_that_is_absent_or_only_helps_is_data_without_a_vote() -> None:
    told = read(facts_of(seats=LOCAL_DECIDES))
    assert told["regional_sectoral_role"].values == ("ausente",)
    assert told["regional_sectoral_role"].has_data
    assert not told["regional_sectoral_role"].models
    assert told["civil_society_role"].values == ("ausente",)
    helps = {"regional_sectoral": Seats(actors=1, implementing=1), **LOCAL_DECIDES}
    assert values("regional_sectoral_role", seats=helps) == ("solo_apoyo",)
    assert values("local_role", seats={"civil": Seats(actors=1, supporting=1)}) == ("ausente",)


def test_nobody_recorded_is_no_data_for_any_role() -> None:
    told = read(facts_of(seats={"articulating": Seats(actors=1, principal=1)}))
    for variable in ("regional_sectoral_role", "local_role", "civil_society_role"):
        assert not told[variable].has_data, variable


def test_a31_a_role_without_group_says_nothing() -> None:
    only_other = Seats(actors=1)
    told = read(facts_of(seats={"regional_sectoral": only_other, "local": only_other, "civil": only_other}))
    for variable in ("regional_sectoral_role", "local_role", "civil_society_role"):
        assert not told[variable].has_data, variable
        assert "roles_without_group" in codes(told[variable].why)


def test_a21_the_local_level_that_leads_alone_concentrates() -> None:
    assert values("local_role", seats=LOCAL_DECIDES) == ("conduce",)
    assert models("local_role", seats=LOCAL_DECIDES) == {"vertical", "consultativo"}
    company = {**LOCAL_DECIDES, "market": Seats(actors=3, deciding=3, principal=6)}
    assert values("local_role", seats=company) == ("conduce",), (
        "A22: companies are not the others that decide"
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"seats": {**LOCAL_DECIDES, "regional_sectoral": Seats(actors=1, principal=1)}},
        {"seats": {"local": Seats(actors=2, principal=2, deciding_entities=2)}},
        {"seats": {**LOCAL_DECIDES, **CIVIL_SITS}, "signs": {"citizens.decided": 2}},
    ],
    ids=["A11 with the region", "A11 with another municipality", "A12 with civil society on record"],
)
def test_a21_the_local_level_that_decides_with_others_shares_the_instance(facts: dict[str, Any]) -> None:
    assert values("local_role", **facts) == ("instancias_conjuntas",)


def test_two_units_of_one_municipality_decide_alone() -> None:
    assert values("local_role", seats={"local": Seats(actors=2, principal=2, deciding_entities=1)}) == (
        "conduce",
    )


def test_a12_a_seat_alone_does_not_decide() -> None:
    seats = {**LOCAL_DECIDES, **CIVIL_SITS}
    told = read(facts_of(seats=seats, signs={"citizens.decided": 1, "citizens.present": 5}))
    assert told["civil_society_role"].values == ("informacion",)
    assert "seat_without_decisions" in codes(told["civil_society_role"].why)
    assert told["local_role"].values == ("conduce",)
    assert values("civil_society_role", seats=seats, signs={"citizens.decided": 2}) == (
        "instancias_conjuntas",
    )


def test_a21_civil_society_that_decides_without_public_bodies_leads_alone() -> None:
    facts = {"seats": CIVIL_SITS, "signs": {"citizens.decided": 2}}
    assert values("civil_society_role", **facts) == ("conduce",)
    assert models("civil_society_role", **facts) == {"vertical", "consultativo"}


@pytest.mark.parametrize(
    ("civil", "signs", "owed", "expected"),
    [
        (Seats(actors=1, supporting=1), {}, 0, ("apoyo",)),
        (Seats(actors=1, implementing=1), {}, 0, ("implementacion",)),
        (Seats(actors=1), {}, 2, ("implementacion",)),
        (Seats(actors=1, benefiting=1), {}, 1, ("beneficiario",)),
        (Seats(actors=1, benefiting=1), {"citizens.present": 1}, 0, ("beneficiario",)),
        (Seats(actors=1, benefiting=1), {"citizens.present": 2}, 0, ("informacion",)),
        (Seats(actors=1), {"citizens.present": 2, "citizens.agenda": 2}, 0, ("informacion", "agenda")),
    ],
)
def test_a17_what_civil_society_does_is_read_row_by_row(
    civil: Seats, signs: dict[str, int], owed: int, expected: tuple[str, ...]
) -> None:
    facts = {"seats": {**LOCAL_DECIDES, "civil": civil}, "signs": signs, "owed": {"civil": Owed(owed, 1)}}
    assert values("civil_society_role", **facts) == expected


def test_the_local_level_carries_out_what_it_took_on() -> None:
    local = {"local": Seats(actors=1, supporting=1)}
    assert values("local_role", seats=local) == ("apoyo",)
    assert values("local_role", seats=local, owed={"local": Owed(2, 1)}) == ("implementacion", "apoyo")


# Capacities, mechanisms --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ()),
        ({"signs": {"held": 40}}, ()),  # «ninguna» is never read from silence
        ({"owed": {"local": Owed(5, 1)}}, ()),
        ({"owed": {"local": Owed(1, 1)}}, ()),
        ({"owed": {"local": Owed(1, 1), "market": Owed(1, 1)}}, ("operativas",)),
        ({"owed": {"market": Owed(2, 2)}}, ("operativas",)),
        ({"signs": {"together.vision": 2}}, ("visiones_compartidas",)),
        ({"signs": {"together.agreed": 2}}, ("interaccion",)),
        ({"signs": {"heard.bound": 2}}, ("ciudadania_activa",)),
        ({"signs": {"together.managed": 2, "together.evaluated": 1}}, ()),  # A19
        ({"signs": {"together.managed": 2, "together.evaluated": 2}}, ("gestion_integrada",)),
    ],
)
def test_capacities_are_read_from_what_was_done_together(
    facts: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert values("capacities_created", **facts) == expected


def test_a18_proposals_are_shown_and_do_not_vote() -> None:
    told = read(facts_of(signs={"proposed": 2}))["capacities_created"]
    assert told.values == ("propuestas",)
    assert not told.models


def test_a20_interaction_between_public_levels_is_noted() -> None:
    told = read(facts_of(signs={"together.agreed": 2, "together.levels": 2}))["capacities_created"]
    assert "between_public_levels" in codes(told.why)


@pytest.mark.parametrize(
    ("signs", "owed", "expected"),
    [
        ({"held": 1}, 0, ()),
        ({"held": 2}, 0, ("no_se_consignan",)),
        ({"held": 9, "citizens.present": 1}, 0, ()),  # something, but once: neither absence nor a mechanism
        ({"held": 9, "heard": 1}, 0, ()),
        ({"held": 9, "citizens.present": 2}, 0, ("informacion",)),
        ({"held": 9, "heard": 2}, 0, ("consulta_no_vinculante",)),
        ({"held": 9, "heard": 2, "heard.design": 2}, 0, ("consulta_no_vinculante", "instrumentales")),
        ({"held": 9, "heard": 2, "heard.bound": 2}, 0, ("consulta_no_vinculante", "consulta_vinculante")),
        ({"held": 9, "heard": 2, "heard.agenda": 2}, 0, ("consulta_no_vinculante", "agenda")),
        ({"held": 9, "citizens.present": 2, "citizens.manage": 2}, 1, ("informacion",)),
        ({"held": 9, "citizens.present": 2, "citizens.manage": 2}, 2, ("informacion", "gestion_compartida")),
    ],
)
def test_a07_mechanisms_are_read_from_meetings_and_from_who_came(
    signs: dict[str, int], owed: int, expected: tuple[str, ...]
) -> None:
    assert values("participation_mechanisms", signs=signs, owed={"civil": Owed(owed, 1)}) == expected
