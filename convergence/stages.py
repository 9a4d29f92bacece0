"""The methodology in one table: stages and milestones per kind of alliance. Pure but for its words.

Source: Modelo Huella Local, Mesas de Convergencia (2023), figure 4, and `domain.md` §2; the four phases of
other alliances: «Creación y consolidación de alianzas». A gate names, by code, the rule (in gates.py, or filled in by
an upper floor) that reads a milestone from records; without one the milestone is met by a document or certificate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from convergence.vocabulary import AllianceKind


@dataclass(frozen=True)
class Milestone:
    """`owner`: who has to see to it (coordinacion, municipio, gore, comunidad). `certificate`: proof of a
    Concejo or COSOC session: its number, date and acuerdo number are asked for."""

    code: str
    label: Any
    gate: str = "document"
    owner: str = "coordinacion"
    required: bool = True
    certificate: bool = False
    hint: Any = ""


@dataclass(frozen=True)
class Stage:
    code: str
    label: Any
    milestones: tuple[Milestone, ...]


OWNERS = {
    "coordinacion": _("Coordinación de la mesa"),
    "municipio": _("Municipalidad"),
    "gore": _("Gobierno regional"),
    "comunidad": _("COSOC o unión comunal"),
    "socios": _("Socios de la alianza"),
}

CONTACTO = Milestone("contacto_inicial", _("Contacto inicial"), "contact_meeting")
MAPEO = Milestone(
    "mapeo_actores",
    _("Mapeo de actores"),
    "actor_map",
    hint=_(
        "Al menos un actor público, uno de la sociedad civil y uno del mercado: en el mapa con su interés e "
        "influencia, o participando ya."
    ),
)
APROXIMACION = Milestone(
    "aproximacion_territorial",
    _("Aproximación territorial"),
    "field_meetings",
    hint=_("Entrevistas o encuentros, y fuentes secundarias."),
)
DIAGNOSTICO = Milestone("diagnostico", _("Diagnóstico"))
CARTERA_AMPLIADA = Milestone("cartera_ampliada", _("Cartera ampliada"), "portfolio_entered")
PRIORIZACION = Milestone(
    "priorizacion_municipal", _("Priorización municipal"), "portfolio_prioritised", owner="municipio"
)
VIABILIDAD = Milestone("viabilidad_tecnica", _("Viabilidad técnica"))
PLAN_REGIONAL = Milestone(
    "plan_regional",
    _("Plan regional de zonas de rezago"),
    owner="gore",
    hint=_("En una mesa regional el plan ocupa el lugar de la priorización municipal."),
)
PRIORIZACION_MUNICIPIOS = Milestone(
    "priorizacion_municipal",
    _("Priorización de cada municipalidad"),
    "portfolio_prioritised_each",
    owner="municipio",
)

CONVOCATORIA = Milestone("convocatoria", _("Convocatoria"))
PRIMER_ENCUENTRO = Milestone("primer_encuentro", _("Primer encuentro"), "first_meeting")
APORTES = Milestone(
    "aportes_formalizados",
    _("Aportes concretados y formalizados"),
    "pledges_signed",
    hint=_("Aportes comprometidos y firmados en el libro de aportes, o las cartas o convenios."),
)
CONSTITUIDA = Milestone("mesa_constituida", _("Mesa constituida"), "constitution_meeting")
CARTERA_DEFINITIVA = Milestone("cartera_definitiva", _("Cartera definitiva"), "portfolio_definitive")
CONCEJO = Milestone(
    "presentacion_concejo",
    _("Presentación al Concejo Municipal"),
    "certificate",
    owner="municipio",
    certificate=True,
    hint=_("Certificado del secretario municipal: sesión, fecha y número de acuerdo."),
)
CONCEJOS = Milestone(
    "presentacion_concejo",
    _("Presentación a los Concejos Municipales"),
    "certificate_per_comuna",
    owner="municipio",
    certificate=True,
    hint=_("Un certificado por cada comuna de la mesa."),
)
COSOC = Milestone(
    "presentacion_cosoc",
    _("Presentación al COSOC o unión comunal"),
    "certificate",
    owner="comunidad",
    certificate=True,
)
REPRESENTANTE = Milestone(
    "representante_comunidad",
    _("La comunidad elige representante"),
    "community_seat",
    owner="comunidad",
    hint=_("El COSOC, una unión comunal u otra organización de la comunidad con asiento en la mesa."),
)
LANZAMIENTO = Milestone("sesion_lanzamiento", _("Sesión de lanzamiento"), "launch_meeting")

SEGUIMIENTO = Milestone(
    "seguimiento_compromisos",
    _("Seguimiento de compromisos"),
    "commitments_followed",
    hint=_("Al menos un compromiso cumplido y ninguno vencido."),
)
DISENO = Milestone("diseno_participativo", _("Diseño de iniciativas con participación"), "design_workshop")
POSTULACION = Milestone("postulacion_fondos", _("Postulación a fondos"), "funds_submitted")
REPORTE = Milestone(
    "reporte_comunicacion",
    _("Reporte y comunicación de gestiones y logros"),
    hint=_("Prensa, letreros de obra, inauguraciones."),
)
TRASPASO = Milestone("traspaso_capacidades", _("Traspaso de capacidades"), "training_meeting")
NUEVOS_SOCIOS = Milestone("nuevos_socios", _("Atracción de nuevos socios"), "new_partners", required=False)
EVALUACION = Milestone("evaluacion_alianza", _("Evaluación de la alianza"))
DECISION = Milestone(
    "decision_continuidad", _("Decisión de continuidad"), hint=_("Renovar, adaptar o cerrar, con su acuerdo.")
)


def _mesa(vinculacion: Iterable[Milestone], convergencia: Iterable[Milestone]) -> tuple[Stage, ...]:
    return (
        Stage("vinculacion", _("Vinculación"), tuple(vinculacion)),
        Stage("convergencia", _("Convergencia"), tuple(convergencia)),
        Stage(
            "desarrollo",
            _("Desarrollo"),
            (SEGUIMIENTO, DISENO, POSTULACION, REPORTE, TRASPASO, NUEVOS_SOCIOS),
        ),
        Stage("continuidad", _("Evaluación de continuidad"), (EVALUACION, DECISION)),
    )


_DIAGNOSIS = (CONTACTO, MAPEO, APROXIMACION, DIAGNOSTICO, CARTERA_AMPLIADA)
_GATHERING = (CONVOCATORIA, PRIMER_ENCUENTRO, APORTES, CONSTITUIDA, CARTERA_DEFINITIVA)
_COMMUNITY = (COSOC, REPRESENTANTE, LANZAMIENTO)

_ALLIANCE = (
    Stage(
        "nacimiento",
        _("Nacimiento"),
        (
            CONTACTO,
            Milestone("socios_identificados", _("Socios identificados"), "partners", owner="socios"),
            Milestone("proposito_comun", _("Propósito común acordado"), "first_agreement", owner="socios"),
        ),
    ),
    Stage(
        "puesta_en_marcha",
        _("Puesta en marcha"),
        (
            Milestone("compromisos_definidos", _("Compromisos definidos"), "any_commitment", owner="socios"),
            Milestone("estructura_acordada", _("Estructura acordada"), owner="socios"),
        ),
    ),
    Stage("consolidacion", _("Consolidación y sostenibilidad"), (SEGUIMIENTO, REPORTE, EVALUACION)),
    Stage("proyeccion", _("Proyección"), (DECISION,)),
)

TABLE: dict[str, tuple[Stage, ...]] = {
    AllianceKind.MESA_COMUNAL: _mesa(
        (*_DIAGNOSIS, PRIORIZACION, VIABILIDAD), (*_GATHERING, CONCEJO, *_COMMUNITY)
    ),
    AllianceKind.MESA_INTERCOMUNAL: _mesa(
        (*_DIAGNOSIS, PRIORIZACION_MUNICIPIOS, VIABILIDAD), (*_GATHERING, CONCEJOS, *_COMMUNITY)
    ),
    AllianceKind.MESA_REGIONAL: _mesa(
        (*_DIAGNOSIS, PLAN_REGIONAL, VIABILIDAD), (*_GATHERING, CONCEJOS, *_COMMUNITY)
    ),
    AllianceKind.TRIPARTITA: _ALLIANCE,
    AllianceKind.OTRA: _ALLIANCE,
}

CLOSED = "cerrada"
CLOSED_LABEL = _("Cerrada")


def stages_of(kind: str) -> tuple[Stage, ...]:
    return TABLE[kind]


def stage_codes() -> list[tuple[str, Any]]:
    """(code, label) of every stage of every kind, once, in order, and the closed one."""
    told = {stage.code: stage.label for stages in TABLE.values() for stage in stages}
    return [*told.items(), (CLOSED, CLOSED_LABEL)]


def first_stage(kind: str) -> str:
    return TABLE[kind][0].code


def index_of(kind: str, code: str) -> int:
    """Place of a stage in its line; the closed one stands after the last. ValueError for a foreign code."""
    codes = [stage.code for stage in TABLE[kind]]
    return len(codes) if code == CLOSED else codes.index(code)


def next_stage(kind: str, code: str) -> str | None:
    """The stage that follows; CLOSED after the last; None when closed."""
    codes = [*(stage.code for stage in TABLE[kind]), CLOSED]
    place = codes.index(code) + 1
    return codes[place] if place < len(codes) else None


def moves_of(kind: str) -> dict[str, frozenset[str]]:
    """Transitions table for core.states.move: one step forward, never back."""
    codes = [*(stage.code for stage in TABLE[kind]), CLOSED]
    return {code: frozenset(codes[i + 1 : i + 2]) for i, code in enumerate(codes)}


def stage_label(code: str) -> Any:
    return dict(stage_codes()).get(code, code)


def find_milestone(kind: str, code: str) -> Milestone | None:
    return next((m for stage in TABLE[kind] for m in stage.milestones if m.code == code), None)
