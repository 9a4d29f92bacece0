"""Rows written as people write them produce each value that records can produce."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from actors.models import Actor
from convergence.models import Alliance
from tests import factories
from tests.evaluation.acts import CHANGE, TELL, meet, reading

pytestmark = pytest.mark.django_db


@dataclass
class Table:
    """A municipality and a company around a mesa; the rest sits down when a case asks for it."""

    mesa: Alliance
    town: Actor
    company: Actor

    def seat(self, kind: str, *roles: str, level: str = "local") -> Actor:
        actor = factories.make_actor(kind=kind, level=level, rut="")
        factories.make_participation(self.mesa, actor, roles=list(roles))
        return actor

    def meet(self, *present: Actor, times: int = 2, **fields: object) -> None:
        for turn in range(times):
            meet(self.mesa, *present, days_ago=10 + turn, **fields)  # type: ignore[arg-type]


@pytest.fixture
def table() -> Table:
    town, company = factories.make_actor(), factories.make_actor(kind="empresa")
    mesa = factories.make_mesa(partners=[town])
    factories.make_participation(mesa, company, roles=["financiamiento"])
    return Table(mesa, town, company)


COUNCIL = "cosoc"
Case = tuple[str, str, Callable[[Table], object]]


def over_the_year(table: Table, times: int) -> None:
    for turn in range(times):
        meet(table.mesa, table.town, days_ago=5 + 95 * turn, natures=[TELL])


def civil_decides(table: Table) -> None:
    table.meet(table.seat(COUNCIL, "decision"), natures=[CHANGE])


def manages_with_citizens(table: Table) -> None:
    council = table.seat(COUNCIL, "decision")
    table.meet(council, spaces=["gestion_conjunta"], promises=[council])


CASES: list[Case] = [
    ("institutionalisation_degree", "acuerdos_puntuales", lambda t: over_the_year(t, 1)),
    ("institutionalisation_degree", "acuerdos_sistematicos", lambda t: over_the_year(t, 3)),
    (
        "institutionalisation_degree",
        "arreglos_sistematicos_formalizados",
        lambda t: Alliance.objects.filter(pk=t.mesa.pk).update(formality="convenio"),
    ),
    *(
        ("articulation_spaces", code, lambda t, code=code: t.meet(spaces=[code]))  # type: ignore[misc]
        for code in (
            "informacion",
            "agenda",
            "formulacion_politicas",
            "gestion_conjunta",
            "evaluacion_control",
        )
    ),
    ("regional_sectoral_role", "ausente", lambda t: None),
    ("regional_sectoral_role", "solo_apoyo", lambda t: t.seat("gobierno_regional", "capacitacion")),
    ("regional_sectoral_role", "instancias_conjuntas", lambda t: t.seat("ministerio_o_seremi", "decision")),
    (
        "regional_sectoral_role",
        "concentra_roles_principales",
        lambda t: t.seat("gobierno_regional", "decision", "financiamiento"),
    ),
    ("local_role", "conduce", lambda t: None),
    ("local_role", "instancias_conjuntas", civil_decides),
    ("local_role", "implementacion", lambda t: set_roles(t, "asistencia_tecnica")),
    ("local_role", "apoyo", lambda t: set_roles(t, "difusion")),
    ("local_role", "ausente", lambda t: t.mesa.participations.filter(actor=t.town).delete()),
    ("civil_society_role", "ausente", lambda t: None),
    ("civil_society_role", "beneficiario", lambda t: t.seat(COUNCIL, "beneficiario")),
    ("civil_society_role", "apoyo", lambda t: t.seat(COUNCIL, "logistica")),
    ("civil_society_role", "implementacion", lambda t: t.seat(COUNCIL, "capacitacion")),
    ("civil_society_role", "informacion", lambda t: t.meet(t.seat(COUNCIL, "otro"))),
    ("civil_society_role", "agenda", lambda t: t.meet(t.seat(COUNCIL, "otro"), spaces=["agenda"])),
    ("civil_society_role", "instancias_conjuntas", civil_decides),
    ("functioning", "puntual", lambda t: over_the_year(t, 2)),
    ("functioning", "sistematico", lambda t: over_the_year(t, 3)),
    ("capacities_created", "operativas", lambda t: t.meet(times=1, promises=[t.town, t.company])),
    (
        "capacities_created",
        "visiones_compartidas",
        lambda t: t.meet(t.town, t.company, natures=[CHANGE], spaces=["agenda"]),
    ),
    ("capacities_created", "interaccion", lambda t: t.meet(t.town, t.company, natures=[TELL])),
    (
        "capacities_created",
        "ciudadania_activa",
        lambda t: t.meet(t.seat(COUNCIL, "otro"), natures=[CHANGE], kind="taller_participativo"),
    ),
    (
        "capacities_created",
        "gestion_integrada",
        lambda t: t.meet(t.town, t.company, spaces=["gestion_conjunta", "evaluacion_control"]),
    ),
    (
        "capacities_created",
        "propuestas",
        lambda t: t.meet(natures=[CHANGE], spaces=["formulacion_politicas"]),
    ),
    ("agreement_type", "no_se_senalan", lambda t: t.meet()),
    *(
        ("agreement_type", code, lambda t, code=code: t.meet(natures=[code]))  # type: ignore[misc]
        for code in (
            TELL,
            "fortalecimiento_capital_humano",
            CHANGE,
            "cambios_organizacionales",
            "cambio_reglas",
        )
    ),
    ("participation_mechanisms", "no_se_consignan", lambda t: t.meet(t.town)),
    ("participation_mechanisms", "informacion", lambda t: t.meet(t.seat(COUNCIL, "otro"))),
    ("participation_mechanisms", "consulta_no_vinculante", lambda t: t.meet(kind="encuentro_dirigentes")),
    (
        "participation_mechanisms",
        "instrumentales",
        lambda t: t.meet(kind="taller_participativo", spaces=["formulacion_politicas"]),
    ),
    (
        "participation_mechanisms",
        "consulta_vinculante",
        lambda t: t.meet(t.seat(COUNCIL, "otro"), kind="taller_participativo", natures=[CHANGE]),
    ),
    ("participation_mechanisms", "agenda", lambda t: t.meet(kind="taller_participativo", spaces=["agenda"])),
    ("participation_mechanisms", "gestion_compartida", manages_with_citizens),
]


def set_roles(table: Table, *roles: str) -> None:
    table.mesa.participations.filter(actor=table.town).update(roles=list(roles))


@pytest.mark.parametrize(
    ("variable", "value", "write"), CASES, ids=lambda case: case if isinstance(case, str) else ""
)
def test_records_read_as(variable: str, value: str, write: Callable[[Table], object], table: Table) -> None:
    if value not in {"ausente", "conduce"}:
        assert value not in reading(table.mesa, variable).values, "it must come from what is written now"
    write(table)
    assert value in reading(table.mesa, variable).values


def test_a_mesa_without_records_has_no_data_but_who_sits(table: Table) -> None:
    silent = [
        code
        for code in ("institutionalisation_degree", "articulation_spaces", "functioning", "capacities_created",
                     "agreement_type", "participation_mechanisms")
        if not reading(table.mesa, code).has_data
    ]  # fmt: skip
    assert len(silent) == 6
