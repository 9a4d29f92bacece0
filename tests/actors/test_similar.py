"""Which names are one organisation's and which are two, and how fast a registry is compared."""

import time

import pytest

from actors.naming import shapes_of
from actors.similar import SAME_RUT, SIMILAR_NAME, THRESHOLD, Named, likeness, resembling

HERE = frozenset({"02102"})


def _score(one: str, other: str, **told: str) -> int:
    found = likeness(Named(1, one, comunas=HERE, **told), Named(2, other, comunas=HERE))
    return found.score if found else 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ilustre Municipalidad de Maullín", "I. Municipalidad de Maullin"),
        ("Municipalidad de Maullín", "MUNICIPIO DE MAULLIN"),
        ("Junta de vecinos N° 5", "JJ.VV. Nº 05"),
        ("Junta de vecinos N° 5 Los Alerces", "Junta de Vecinos Nro. 5"),
        ("Transportes Los Andes Ltda.", "Transportes Los Andes Limitada"),
        ("Comercial Sur S.A.", "Comercial del Sur SpA"),
        ("SEREMI de Salud", "Secretaría Regional Ministerial de Salud, Región de Antofagasta"),
        ("Comité APR Los Boldos", "Comité de Agua Potable Rural Los Boldos"),
        ("Sindicato de pescadores Caleta Quillaipe", "Sindicato pescadores caleta Quillape"),
        ("Compañía Minera Doña Inés de Collahuasi SCM", "Minera Collahuasi"),
        ("Corporación Nacional Forestal (CONAF)", "CONAF"),
        ("Escuela D-45 Los Alerces", "Escuela Los Alerces"),
    ],
)
def test_the_same_organisation_written_in_two_ways_is_found(one: str, other: str) -> None:
    assert _score(one, other) >= THRESHOLD
    assert _score(other, one) == _score(one, other), "whichever was there first"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Junta de vecinos N° 4", "Junta de vecinos N° 5"),
        ("Junta de vecinos N° 4 Los Alerces", "Junta de vecinos N° 5 Los Alerces"),
        ("SEREMI de Salud", "SEREMI de Obras Públicas"),
        ("Escuela A", "Escuela B"),
        ("Escuela Los Alerces", "Junta de vecinos Los Alerces"),
        ("Municipalidad de Maullín", "Dirección de Obras, Municipalidad de Maullín"),
        ("Fundación Minera Escondida", "Minera Escondida"),
        ("Sindicato Minera Escondida", "Minera Escondida"),
        ("Sindicato de pescadores Caleta Norte Grande", "Sindicato de pescadores Caleta Sur Grande"),
        ("Junta de vecinos Villa Oriente", "Junta de vecinos Villa Poniente"),
        ("Junta de vecinos Los Alerces", "Junta de vecinos Los Alerces Norte"),
        ("Liceo Industrial", "Liceo Comercial"),
        ("San Fernando SpA", "San Bernardo SpA"),
        ("S.A.", "SpA"),
        ("Naviera Bahía Serena (ficticia)", "Junta de vecinos Las Gaviotas (ficticia)"),
    ],
)
def test_two_organisations_with_names_alike_are_told_apart(one: str, other: str) -> None:
    assert _score(one, other) == 0


def test_the_same_rut_is_the_same_legal_person_unless_one_is_its_unit() -> None:
    whole = Named(1, "Minera del Norte", rut="76000001-1", comunas=HERE)
    again = Named(2, "Otra cosa", rut="76000001-1")
    unit = Named(3, "Minera del Norte, faena", comunas=HERE, parent=1)
    found = likeness(whole, again)
    assert found is not None
    assert (found.score, found.why) == (100, SAME_RUT)
    assert likeness(whole, unit) is None
    assert likeness(unit, whole) is None


def test_units_of_two_organisations_are_never_one() -> None:
    one = Named(1, "Departamento de Personas", parent="a", comunas=HERE)
    assert likeness(one, Named(2, "Departamento de Personas", parent="b", comunas=HERE)) is None
    assert likeness(one, Named(3, "Departamento Personas", parent="a", comunas=HERE)) is not None


def test_another_rut_leaves_only_a_name_that_is_the_same_to_the_letter() -> None:
    one = Named(1, "Pesquera Aurora Ltda.", rut="76000001-1", comunas=HERE)
    same = likeness(one, Named(2, "Pesquera Aurora SpA", rut="76000002-2", comunas=HERE))
    assert same is not None
    assert same.score < 90
    assert likeness(one, Named(3, "Pesquera Auroras", rut="76000002-2", comunas=HERE)) is None


def test_namesakes_of_two_comunas_are_two_and_one_without_comuna_may_be_either() -> None:
    one = Named(1, "Escuela Los Alerces", comunas=HERE)
    assert likeness(one, Named(2, "Escuela Los Alerces", comunas=frozenset({"10108"}))) is None
    assert likeness(one, Named(3, "Escuela Los Alerces")) is not None
    assert likeness(one, Named(4, "Escuela Los Alerses")) is None, "elsewhere only to the letter"
    assert (
        likeness(Named(5, "Junta de vecinos N° 5", comunas=HERE), Named(6, "Junta de vecinos N° 5")) is None
    )
    assert likeness(Named(7, "CONAF"), Named(8, "Corporación Nacional Forestal (CONAF)")) is not None


def test_a_name_that_says_nothing_resembles_nothing() -> None:
    assert shapes_of("S.A.") == ()
    assert _score("Los de la", "El de las") == 0


def test_the_set_wise_search_finds_what_comparing_every_pair_finds() -> None:
    words = ["alerces", "alerses", "boldos", "norte", "sur", "andes", "andino", "costa"]
    forms = [
        "Escuela",
        "Junta de vecinos N° 4",
        "Junta de vecinos N° 5",
        "Sindicato",
        "Minera",
        "Comité de agua potable rural",
    ]
    names = [f"{form} {one} {other}" for form in forms for one in words for other in words if one < other]
    rows = [Named(key, name, comunas=HERE if key % 3 else frozenset()) for key, name in enumerate(names)]
    every = {(a.key, b.key) for a in rows for b in rows if likeness(a, b)}
    many = {key for key in {a for a, _b in every} if sum(1 for a, _b in every if a == key) > 5}
    found = {(key, like.key) for key, likes in resembling(rows, rows).items() for like in likes}
    assert {pair for pair in every if pair[0] not in many} == {pair for pair in found if pair[0] not in many}
    assert found <= every
    assert len(every) > 50


def test_the_most_alike_come_first_and_no_more_than_five() -> None:
    known = [Named(key, "Escuela Los Alerces", comunas=HERE) for key in range(9)]
    known.append(Named("far", "Escuela Los Alerces D-45", comunas=HERE))
    found = resembling([Named("new", "Escuela Alerces", comunas=HERE)], known)["new"]
    assert [like.score for like in found] == [100] * 5
    assert {like.why for like in found} == {SIMILAR_NAME}


def test_ten_thousand_names_meet_a_registry_of_thirty_thousand_in_seconds() -> None:
    """Not a benchmark: that nothing is compared with everything."""
    forms = ["Junta de vecinos N° {n}", "Escuela", "Sindicato", "Club deportivo", "Comercial", "Fundación"]
    places, letters = [f"{number:05d}" for number in range(300)], "bcdfglmnprst"

    def named(start: int, count: int) -> list[Named]:
        told = []
        for number in range(start, start + count):
            form = forms[number % 6].format(n=number % 97)
            first, second, third = letters[number % 12], letters[number // 12 % 12], "rlsn"[number // 144 % 4]
            word = f"{first}a{second}o{third}ia{number % 89}x"
            told.append(
                Named(number, f"{form} {word} {number % 53}", comunas=frozenset({places[number % 300]}))
            )
        return told

    started = time.perf_counter()
    resembling(named(30_000, 10_000), named(0, 30_000))
    assert time.perf_counter() - started < 30
