"""The rules as data say what the study's matrix says, and every code has its words."""

import json

import pytest
from django.utils import translation

from convergence.vocabulary import AgreementNature, MeetingSpace
from evaluation.matrix import FILE, matrix
from evaluation.signs import NATURES, SIGNS, SPACES
from evaluation.vocabulary import MEANINGS, SHORT_MEANINGS, SHORT_NAMES, VALUES, Model, Variable
from evaluation.words import ABOUT

JSON = json.loads(FILE.read_text(encoding="utf-8"))


def test_the_models_and_variables_are_those_of_the_matrix_in_its_order() -> None:
    assert (
        [model.value for model in Model][:4]
        == [row["code"] for row in JSON["models"]]
        == list(matrix().models)
    )
    assert Variable.values == [row["code"] for row in JSON["variables"]] == list(matrix().variables)
    assert len(Variable) == JSON["variable_count"] == 9


@pytest.mark.parametrize("row", JSON["variables"], ids=lambda row: row["code"])
def test_every_value_has_its_word_and_no_word_is_too_many(row: dict[str, object]) -> None:
    codes = [value["code"] for key in ("values", "extension_values") for value in row.get(key, [])]  # type: ignore[attr-defined]
    assert VALUES[row["code"]].values == codes  # type: ignore[index]


@pytest.mark.parametrize("row", JSON["variables"], ids=lambda row: row["code"])
def test_a_cell_holds_a_value_exactly_when_the_value_names_its_model(row: dict) -> None:  # type: ignore[type-arg]
    rule = matrix().variables[row["code"]]
    for model, cell in row["cells"].items():
        held = {*cell["codes"], *cell["optional_codes"]}
        # The one place where the matrix goes beyond its printed cell: «todos los anteriores» (l. 1208).
        assert held == {code for code, models in rule.cells.items() if model in models}, (row["code"], model)


def test_the_matrix_decides_every_ambiguity_that_the_code_names() -> None:
    assert len(matrix().ambiguities) == 35
    assert matrix().ambiguities == {f"A{number:02}" for number in range(1, 36)}


@pytest.mark.parametrize(
    ("variable", "values", "models"),
    [
        ("articulation_spaces", ["informacion"], "vertical consultativo colaborativo territorializado"),
        ("articulation_spaces", ["informacion", "agenda"], "consultativo colaborativo territorializado"),
        ("articulation_spaces", ["agenda", "evaluacion_control"], "territorializado"),
        ("participation_mechanisms", ["agenda"], "colaborativo"),
        ("participation_mechanisms", ["agenda", "consulta_vinculante"], "colaborativo territorializado"),
        ("civil_society_role", ["apoyo", "informacion"], "consultativo colaborativo"),
        ("civil_society_role", ["apoyo", "beneficiario"], "vertical consultativo"),
        ("regional_sectoral_role", ["ausente"], ""),
        ("capacities_created", ["propuestas"], ""),
    ],
)
def test_a05_the_highest_value_supports_every_model_whose_cell_holds_it(
    variable: str, values: list[str], models: str
) -> None:
    assert matrix().supported(variable, values) == set(models.split())


def test_spaces_and_natures_are_those_that_meetings_record() -> None:
    assert tuple(MeetingSpace.values) == SPACES
    assert tuple(AgreementNature.values) == NATURES


def test_everything_counted_has_words() -> None:
    assert set(SIGNS) - {"held", "agreed"} <= set(ABOUT)


def test_the_models_have_meanings_in_both_languages() -> None:
    assert set(MEANINGS) == set(Model)
    assert set(SHORT_MEANINGS) == set(SHORT_NAMES) == set(matrix().models)
    with translation.override("es"):
        assert str(MEANINGS[Model.VERTICAL]).startswith("Gestión tradicional")
