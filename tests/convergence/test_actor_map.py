"""The actor map as it is read: quadrants, who is expected and who is missing. No database."""

from dataclasses import replace
from typing import Any

import pytest

from actors.vocabulary import Sector
from convergence import actor_map
from convergence.actor_map import Coverage, Present, cover, quadrant
from convergence.vocabulary import AllianceKind

TOWN, SOCIAL = "municipio_o_asociacion_municipios", "organizacion_social_territorial_o_funcional"
MEJILLONES, MARIA_ELENA = "02102", "02302"


def somebody(name: str, kind: str, *comunas: str, **more: Any) -> Present:
    return Present(
        more.pop("key", name), name, more.pop("sector", Sector.PUBLICO), kind, frozenset(comunas), **more
    )


def covered(
    *present: Present, kind: str = "mesa_comunal", at: tuple[str, ...] = (MEJILLONES,), **more: Any
) -> Coverage:
    return cover(kind, at, present, more.get("registered", ()))


def missing(coverage: Coverage) -> list[tuple[str, str]]:
    return [(line.expected.code, line.comuna) for line in coverage.missing]


@pytest.mark.parametrize(
    ("interest", "influence", "where"),
    [
        (5, 5, "close"), (3, 3, "close"), (2, 3, "satisfied"), (1, 5, "satisfied"), (3, 2, "informed"),
        (5, 1, "informed"), (2, 2, "watched"), (1, 1, "watched"), (None, 5, "unplaced"), (5, None, "unplaced"),
        (None, None, "unplaced"),
    ],
)  # fmt: skip
def test_a_quadrant_is_high_from_three_on(interest: int | None, influence: int | None, where: str) -> None:
    assert quadrant(interest, influence) == where


def test_every_kind_of_alliance_expects_somebody_of_each_of_the_three_sectors() -> None:
    assert set(actor_map.EXPECTED) == set(AllianceKind.values)
    for kind, table in actor_map.EXPECTED.items():
        needed = {one.sector for one in table if one.required}
        assert needed == {Sector.PUBLICO, Sector.SOCIEDAD_CIVIL, Sector.MERCADO}, kind
        assert len({one.code for one in table}) == len(table)
        assert all(str(one.why) and one.source for one in table)


def test_an_empty_map_misses_everybody_and_owes_what_the_model_needs() -> None:
    told = covered()
    assert len(told.missing) == len(actor_map.EXPECTED["mesa_comunal"])
    assert [line.expected.code for line in told.owed] == [
        "municipalidad", "cosoc", "organizaciones", "empresas",
    ]  # fmt: skip


def test_a_municipality_answers_for_its_own_comuna_and_no_other() -> None:
    own = somebody("Municipalidad de Mejillones", TOWN, MEJILLONES)
    both = {"kind": "mesa_intercomunal", "at": (MEJILLONES, MARIA_ELENA)}
    told = covered(own, **both)
    assert ("municipalidad", MEJILLONES) not in missing(told)
    assert ("municipalidad", MARIA_ELENA) in missing(told)
    assert ("municipalidad", MEJILLONES) in missing(covered(replace(own, comunas=frozenset({MARIA_ELENA}))))


def test_without_a_known_comuna_one_answers_only_where_the_mesa_has_no_other() -> None:
    nowhere = somebody("La municipalidad", TOWN)
    assert ("municipalidad", MEJILLONES) not in missing(covered(nowhere))
    both = covered(nowhere, kind="mesa_intercomunal", at=(MEJILLONES, MARIA_ELENA))
    assert {("municipalidad", MEJILLONES), ("municipalidad", MARIA_ELENA)} <= set(missing(both))


def test_a_concejo_is_no_municipality_and_a_municipality_no_concejo() -> None:
    told = covered(somebody("Concejo Municipal de Mejillones", TOWN, MEJILLONES))
    assert ("concejo", MEJILLONES) not in missing(told)
    assert ("municipalidad", MEJILLONES) in missing(told)


@pytest.mark.parametrize(
    ("name", "kind", "answers"),
    [
        ("Unión Comunal de Juntas de Vecinos", SOCIAL, {"cosoc"}),
        ("Consejo de la sociedad civil", "cosoc", {"cosoc"}),
        ("Junta de vecinos Las Gaviotas", SOCIAL, {"organizaciones"}),
        ("Fundación del Norte", "fundacion_o_corporacion", set()),
    ],
)
def test_a_union_comunal_stands_in_for_the_cosoc_and_a_junta_does_not(
    name: str, kind: str, answers: set[str]
) -> None:
    told = covered(somebody(name, kind, MEJILLONES, sector=Sector.SOCIEDAD_CIVIL))
    assert {line.expected.code for line in told.lines if line.found} == answers


def test_only_a_regional_mesa_needs_its_regional_government() -> None:
    assert "gobierno_regional" in {line.expected.code for line in covered(kind="mesa_regional").owed}
    assert "gobierno_regional" not in {line.expected.code for line in covered().owed}


def test_another_alliance_needs_the_three_sectors_only() -> None:
    told = covered(somebody("Colegio", "escuela_o_liceo"), kind="tripartita")
    assert missing(told) == [("socio_privado", ""), ("socio_civil", "")]


def test_candidates_fit_are_near_and_stand_nowhere_yet() -> None:
    here = somebody("Municipalidad de Mejillones", TOWN, MEJILLONES, key=1)
    unit = replace(here, key=2, name="Aseo y ornato", is_unit=True)
    far = replace(here, key=3, comunas=frozenset({MARIA_ELENA}))
    region = somebody("GORE", "gobierno_regional", "02101", key=4)
    company = somebody("Naviera", "empresa", "02101", key=5)
    told = {line.expected.code: line for line in covered(registered=[unit, here, far, region, company]).lines}
    assert [one.key for one in told["municipalidad"].candidates] == [1, 2]
    assert [one.key for one in told["gobierno_regional"].candidates] == [4], "a region's, wherever it sits"
    assert told["empresas"].candidates == (), "a company has to be in the comuna"
    found = {line.expected.code: line for line in covered(here, registered=[unit, here]).lines}
    assert found["municipalidad"].candidates == ()


def test_at_most_five_candidates_are_offered() -> None:
    many = [somebody(f"Empresa {n}", "empresa", MEJILLONES) for n in range(9)]
    told = {line.expected.code: line for line in covered(registered=many).lines}
    assert [one.name for one in told["empresas"].candidates] == [f"Empresa {n}" for n in range(5)]


def test_who_is_on_the_map_and_at_the_mesa_counts_once() -> None:
    on_map = somebody("Naviera", "empresa", key=7, sector=Sector.MERCADO, on_map=True)
    told = covered(
        on_map, replace(on_map, on_map=False, takes_part=True), somebody("Colegio", "escuela_o_liceo")
    )
    assert told.counts == (("publico", "escuela_o_liceo", 1), ("mercado", "empresa", 1))
