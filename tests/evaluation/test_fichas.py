"""Eight experiences that a careful reader of the fichas gave a model to: the engine reads the same values.

The values are that reader's; numbers are those of «Experiencias de articulación» (SUBDERE, Universidad de Los Lagos)
and mean nothing to the engine. Number 1 is a tie of two and two that the reader broke by the prose; with the number
of actors (A09) unknown here, the engine leaves it open.
"""

import pytest

from evaluation.matrix import matrix
from evaluation.readings import Reading
from evaluation.readings.roles import LEADS_ALONE
from evaluation.readings.shape import say
from evaluation.typology import Context, classify

LEFT_OPEN = {1}
# fmt: off
FICHAS = (
    (1, "consultativo", (
        "arreglos_sistematicos_formalizados",
        "informacion agenda formulacion_politicas",
        "ausente",
        "",
        "informacion agenda",
        "sistematico",
        "visiones_compartidas ciudadania_activa",
        "informacion_difusion fortalecimiento_capital_humano",
        "consulta_no_vinculante",
    )),
    (3, "colaborativo", (
        "acuerdos_sistematicos",
        "informacion agenda formulacion_politicas gestion_conjunta",
        "instancias_conjuntas",
        "implementacion",
        "informacion agenda implementacion",
        "sistematico",
        "operativas interaccion ciudadania_activa propuestas",
        "modificacion_situacion_inicial cambios_organizacionales",
        "empoderadores agenda",
    )),
    (6, "territorializado", (
        "arreglos_sistematicos_formalizados",
        "informacion agenda formulacion_politicas gestion_conjunta evaluacion_control",
        "instancias_conjuntas",
        "instancias_conjuntas",
        "instancias_conjuntas conduce",
        "sistematico",
        "operativas visiones_compartidas ciudadania_activa gestion_integrada propuestas negociacion",
        "modificacion_situacion_inicial",
        "empoderadores gestion_compartida",
    )),
    (10, "colaborativo", (
        "acuerdos_sistematicos",
        "informacion agenda formulacion_politicas gestion_conjunta evaluacion_control",
        "instancias_conjuntas",
        "implementacion",
        "informacion agenda",
        "sistematico",
        "operativas interaccion ciudadania_activa propuestas",
        "modificacion_situacion_inicial",
        "empoderadores agenda",
    )),
    (13, "consultativo", (
        "arreglos_sistematicos_formalizados",
        "informacion gestion_conjunta",
        "concentra_roles_principales",
        "implementacion",
        "beneficiario",
        "sistematico",
        "operativas visiones_compartidas interaccion",
        "modificacion_situacion_inicial cambios_organizacionales",
        "informacion",
    )),
    (15, "consultativo", (
        "arreglos_sistematicos_formalizados",
        "informacion agenda",
        "concentra_roles_principales",
        "apoyo",
        "informacion beneficiario",
        "sistematico",
        "operativas",
        "fortalecimiento_capital_humano modificacion_situacion_inicial",
        "consulta_no_vinculante instrumentales",
    )),
    (19, "territorializado", (
        "arreglos_sistematicos_formalizados",
        "informacion agenda formulacion_politicas gestion_conjunta evaluacion_control",
        "instancias_conjuntas",
        "instancias_conjuntas",
        "agenda instancias_conjuntas",
        "sistematico",
        "operativas visiones_compartidas interaccion ciudadania_activa gestion_integrada",
        "modificacion_situacion_inicial cambios_organizacionales",
        "empoderadores gestion_compartida",
    )),
    (20, "indeterminado", (
        "acuerdos_sistematicos",
        "agenda gestion_conjunta",
        "",
        "",
        "instancias_conjuntas conduce",
        "sistematico",
        "operativas visiones_compartidas ciudadania_activa",
        "modificacion_situacion_inicial",
        "empoderadores gestion_compartida",
    )),
)
# fmt: on


@pytest.mark.parametrize(("number", "model", "values"), FICHAS)
def test_the_engine_agrees_with_a_careful_reader(number: int, model: str, values: tuple[str, ...]) -> None:
    readings = {}
    for code, told in zip(matrix().variables, values, strict=True):
        given = tuple(told.split())
        alone = given == ("conduce",)
        readings[code] = say(code, given, models=LEADS_ALONE if alone else None) if given else Reading(code)
    verdict = classify(readings, Context())
    assert verdict.model == ("indeterminado" if number in LEFT_OPEN else model)
