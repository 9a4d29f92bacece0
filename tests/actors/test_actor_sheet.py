"""The sheet of organisations: what a line becomes, and what is left in the registry."""

import random
from datetime import date

import pytest

from accounts.models import User
from accounts.principal import Principal, principal_of
from actors.models import Actor, Tag
from core.models import Event, SheetLine
from tests import factories as f
from tests.sheet_steps import (
    ID,
    KIND,
    NAME,
    PLACES,
    RUT,
    apply,
    book,
    exported,
    line,
    load,
    new_row,
    table,
    upload,
)

pytestmark = pytest.mark.django_db
Outcome = SheetLine.Outcome


@pytest.fixture
def by(coordinadora: User) -> Principal:
    return principal_of(coordinadora)


def outcomes(row: object) -> list[str]:
    return list(row.lines.values_list("outcome", flat=True))  # type: ignore[attr-defined]


def test_new_organisations_are_registered_with_everything_the_sheet_says(
    by: Principal, municipalidad: Actor
) -> None:
    told = {
        NAME: "SEREMI de Ejemplo",
        "Nivel": "REGIONAL",
        "Unidad de": municipalidad.rut,
        PLACES: "mejillones; Antofagasta; 02201",
        "Personalidad jurídica desde": date(2020, 1, 31),
        "Personalidad jurídica vigente hasta": "31-12-2030",
        "Etiquetas": "Agua; costa",
        "Quiénes son": "=no es una fórmula\nsegunda línea",
    }
    told[KIND] = str(municipalidad.kind).upper()
    row = load([told], by=by)
    assert line(row, 2).problems == {}
    assert (row.state, row.counts) == ("preview", {"new": 1})
    assert Actor.objects.filter(name="SEREMI de Ejemplo").count() == 0, "la vista previa no escribe"
    apply(row, by=by)
    made = Actor.objects.get(name="SEREMI de Ejemplo")
    assert made.parent == municipalidad
    assert sorted(made.comunas.values_list("pk", flat=True)) == ["02101", "02102", "02201"]
    assert (made.personality_since, made.personality_until) == (date(2020, 1, 31), date(2030, 12, 31))
    assert sorted(made.tags.values_list("name", flat=True)) == ["Agua", "costa"]
    assert made.about.startswith("=no es")
    assert Event.objects.filter(kind="actor.created", subject_id=made.pk, by_id=by.user_id).count() == 1
    assert made.events.count() == 1, "la historia la escribe la base"


def test_a_rut_may_come_as_a_number_with_dots_or_without(by: Principal) -> None:
    rows = [new_row("Una"), new_row("Otra")]
    rows[0][RUT] = "76.086.428-5"
    rows[1][RUT] = 111111111.0  # 11.111.111-1
    row = load(rows, by=by)
    assert outcomes(row) == ["new", "new"], [one.problems for one in row.lines.all()]
    apply(row, by=by)
    assert set(Actor.objects.filter(name__in=["Una", "Otra"]).values_list("rut", flat=True)) == {
        "76086428-5",
        "11111111-1",
    }


def test_a_line_with_the_rut_of_an_organisation_changes_it(by: Principal, municipalidad: Actor) -> None:
    row = load([{RUT: municipalidad.rut, "Sitio web": "https://mejillones.cl"}], by=by)
    assert line(row, 2).changes == [["website", "", "https://mejillones.cl"]]
    apply(row, by=by)
    municipalidad.refresh_from_db()
    assert (municipalidad.website, municipalidad.version) == ("https://mejillones.cl", 2)
    told = Event.objects.get(kind="actor.changed", subject_id=municipalidad.pk)
    assert told.data == {"fields": ["website"]}


def test_columns_that_the_file_lacks_are_not_touched(by: Principal, municipalidad: Actor) -> None:
    raw = exported(by, columns=["name"])
    rows = table(raw)
    rows[0]["Nombre"] = "Ilustre Municipalidad de Mejillones"
    row = load([{ID: rows[0][ID], NAME: rows[0][NAME]}], by=by)
    apply(row, by=by)
    municipalidad.refresh_from_db()
    assert municipalidad.name == "Ilustre Municipalidad de Mejillones"
    assert municipalidad.rut
    assert municipalidad.comunas.count() == 1


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        (NAME, "", "requerido"),
        (KIND, "Enpresa", "¿Quiso decir"),
        (RUT, "76.086.428-6", "no es válido"),
        (PLACES, "Mejilones", "¿Quiso decir «Mejillones»"),
        ("Unidad de", "Nadie Conocido", "No se encontró «Nadie Conocido»"),
        ("Sitio web", "esto no es", "URL"),
        ("Dejó de existir el", "ayer", "20-11-2026"),
        ("Etiquetas", "a" * 50, "demasiado largo"),
        (ID, "no-es-un-id", "no es un identificador"),
        (ID, "01936b0e-0000-7000-8000-000000000000", "Ninguna fila suya"),
    ],
)
def test_a_refused_cell_is_named_with_its_reason(by: Principal, column: str, value: str, told: str) -> None:
    row = load([{**new_row(), column: value}], by=by)
    problems = line(row, 2).problems
    assert line(row, 2).outcome == Outcome.REFUSED, problems
    (sentences,) = problems.values()
    assert told in " ".join(sentences)


def test_what_the_model_refuses_is_refused_in_the_preview_with_the_same_words(
    by: Principal, empresa_actor: Actor
) -> None:
    unit = {**new_row("Faena Norte"), "Unidad de": empresa_actor.rut}
    row = load([unit], by=by)
    assert line(row, 2).problems == {"rut": ["Una unidad comparte el RUT de su organización: déjelo vacío."]}


def test_two_lines_about_one_organisation_are_told_apart(by: Principal, municipalidad: Actor) -> None:
    same = new_row("Una cosa")
    row = load(
        [
            {**same, ID: ""},
            {**new_row("Otra cosa"), RUT: same[RUT], ID: ""},
            {NAME: "Muni A", KIND: "municipio_o_asociacion_municipios", ID: str(municipalidad.pk)},
            {NAME: "Muni B", KIND: "municipio_o_asociacion_municipios", ID: str(municipalidad.pk)},
            {NAME: "Muni C", KIND: "municipio_o_asociacion_municipios", RUT: municipalidad.rut},
        ],
        by=by,
    )
    assert outcomes(row) == ["new", "refused", "changed", "refused", "refused"]
    assert line(row, 3).problems == {"rut": ["Está también en la fila 2 de esta planilla."]}
    assert line(row, 5).problems == {"id": ["La fila 4 ya trae este identificador."]}
    assert line(row, 6).problems == {"": ["Es la misma que la fila 4 de esta planilla."]}


def test_a_line_that_resembles_an_organisation_waits_for_a_word(by: Principal, junta: Actor) -> None:
    rows = [
        {NAME: "JJVV Villa Ñandu", KIND: "Empresa", PLACES: "Mejillones"},
        {NAME: "Club Deportivo Estrella del Loa", KIND: "Empresa", PLACES: "Calama"},
        {NAME: "Club deportivo Estrella del Lóa", KIND: "Empresa", PLACES: "Calama"},
    ]
    row = load(rows, by=by)
    assert outcomes(row) == ["duplicate", "new", "duplicate"]
    assert [one["id"] for one in line(row, 2).candidates] == [str(junta.pk)]
    assert "Fila 3" in line(row, 4).candidates[0]["label"]


def test_the_id_of_a_merged_organisation_says_into_which(
    by: Principal, municipalidad: Actor, junta: Actor
) -> None:
    Actor.objects.filter(pk=junta.pk).update(merged_into=municipalidad)
    assert str(junta.pk) not in {one[ID] for one in table(exported(by))}
    row = load([{ID: str(junta.pk), NAME: "Otra"}], by=by)
    assert "se reunió con «Municipalidad de Mejillones»" in line(row, 2).problems["id"][0]


def test_unknown_columns_are_listed_and_ignored(by: Principal) -> None:
    row = load([{**new_row(), "Color": "verde"}], by=by)
    assert row.counts == {"new": 1}
    assert "«Color»" in row.notices[0]


def test_a_file_without_what_a_new_row_needs_is_refused_whole(by: Principal) -> None:
    row = load([{NAME: "Una"}], by=by)
    assert row.state == "failed"
    assert row.error == "Faltan columnas obligatorias: «Tipo»."
    assert upload(book([{"Cosa": 1}]), by=by).error.startswith("No se encontraron los encabezados")


def test_a_new_line_of_a_partial_file_says_which_column_it_lacks(by: Principal) -> None:
    row = load([{RUT: f.make_rut(), "Sitio web": "https://a.cl"}], by=by)
    assert sorted(line(row, 2).problems) == ["kind", "name"]


def test_csv_and_headers_in_another_language_and_order_are_read(by: Principal, municipalidad: Actor) -> None:
    raw = f"rut;kind;NOMBRE\n{f.make_rut()};empresa;Una Empresa Ñuble\n".encode("latin-1")
    row = upload(raw, by=by, name="datos.csv")
    assert row.counts == {"new": 1}
    apply(row, by=by)
    assert Actor.objects.filter(name="Una Empresa Ñuble").exists()


def test_a_tag_is_one_whatever_its_accents(by: Principal, municipalidad: Actor) -> None:
    Tag.objects.create(name="Educación")
    rows = [new_row("Una", Etiquetas="educacion; Mar"), new_row("Otra", Etiquetas="MAR; mar")]
    apply(load(rows, by=by), by=by)
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Educación", "Mar"]
    made = Actor.objects.get(name="Otra")
    assert [tag.name for tag in made.tags.all()] == ["Mar"]


PLACES_OF = ("Calama", "Arica", "Iquique", "Talca", "Osorno", "Valdivia", "Antofagasta; Mejillones")
_LETTERS = random.Random(7)


def name_of(_number: int) -> str:
    """Names as unlike as people's."""
    return " ".join(
        ["Sociedad", *("".join(_LETTERS.choices("abcdefghilmnoprstuvz", k=9)) for _word in range(2))]
    )


def test_ten_thousand_rows_pass(by: Principal) -> None:
    rows = [
        {
            NAME: name_of(number),
            KIND: "Empresa",
            RUT: f.make_rut(60_000_000 + number),
            PLACES: PLACES_OF[number % 7],
        }
        for number in range(10_000)
    ]
    row = load(rows, by=by)
    assert row.counts == {"new": 10_000}
    apply(row, by=by)
    assert row.state == "applied"
    assert Actor.objects.filter(rut__startswith="60").count() == 10_000
    assert Event.objects.filter(kind="actor.created").count() >= 10_000
