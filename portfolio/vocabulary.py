"""Codes of initiatives and money and their words; source: Modelo Huella Local (2023), `domain.md` §3. No table."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WorksClass(TextChoices):
    ESPACIO_PUBLICO = "espacio_publico", _("Plazas y espacios públicos")
    VIALIDAD = "vialidad", _("Calles, caminos y veredas")
    TRANSPORTE = "transporte", _("Terminales y paraderos")
    AGUA = "agua_saneamiento", _("Agua potable y saneamiento")
    ENERGIA = "energia", _("Electrificación y alumbrado")
    EQUIPAMIENTO = "equipamiento", _("Equipamiento comunitario")
    SALUD = "salud", _("Salud")
    EDUCACION = "educacion", _("Educación")
    DEPORTE = "deporte", _("Deporte y recreación")
    VIVIENDA = "vivienda", _("Vivienda")
    CULTURA = "cultura", _("Cultura y patrimonio")
    PRODUCTIVO = "productivo", _("Fomento productivo")
    AMBIENTE = "ambiente", _("Medio ambiente y residuos")
    RIESGO = "riesgo", _("Prevención de riesgos")
    OTRA = "otra", _("Otra")


class Portfolio(TextChoices):
    """The three lists an initiative passes: everything proposed, what was prioritised, what the mesa takes on."""

    AMPLIADA = "ampliada", _("Cartera ampliada")
    PRIORIZADA = "priorizada", _("Cartera priorizada")
    DEFINITIVA = "definitiva", _("Cartera definitiva")


class HowCounted(TextChoices):
    """How the beneficiaries of an initiative were counted."""

    CENSO = "censo", _("Censo: población del territorio")
    CATASTRO = "catastro", _("Catastro o encuesta en terreno")
    REGISTRO = "registro", _("Registro de usuarios")
    ESTIMACION = "estimacion", _("Estimación")


class MovementKind(TextChoices):
    PLEDGE = "pledge", _("Aporte comprometido")
    RECEIPT = "receipt", _("Aporte recibido")
    ALLOCATION = "allocation", _("Asignación")
    EXPENDITURE = "expenditure", _("Gasto")


class Character(TextChoices):
    """Why the money is given; only voluntary money counts in leverage."""

    VOLUNTARIO = "voluntario", _("Voluntario")
    RCA = "rca", _("Obligación ambiental (RCA)")
    COMPENSACION = "compensacion", _("Compensación")


# Phases by what they mean for a count; every other phase is work in progress.
FIRST_PHASE = "idea"
DELIVERED = frozenset({"entregada", "operacion", "evaluacion"})
STOPPED = frozenset({"suspendida", "descartada"})
DISCARDED = "descartada"
# Neither an idea nor delivered nor stopped is in progress: from profile to handover.
NOT_IN_PROGRESS = frozenset({FIRST_PHASE, *DELIVERED, *STOPPED})
# Asked for at least once from a public fund: the phases from the application on.
SUBMITTED = frozenset(
    {
        "postulacion",
        "financiamiento",
        "licitacion",
        "ejecucion",
        "recepcion",
        "entregada",
        "operacion",
        "evaluacion",
    }
)

# One step at a time, either way: a list is corrected by moving back, with a note, never by skipping.
PORTFOLIO_MOVES: Mapping[str, frozenset[str]] = {
    Portfolio.AMPLIADA: frozenset({Portfolio.PRIORIZADA}),
    Portfolio.PRIORIZADA: frozenset({Portfolio.DEFINITIVA, Portfolio.AMPLIADA}),
    Portfolio.DEFINITIVA: frozenset({Portfolio.PRIORIZADA}),
}
MOST_GOALS = 5
# Columns of an initiative that are added over many: pesos, and persons (who may repeat).
PEOPLE = ("women", "men", "unspecified")
SUMMED = ("execution_cost", "design_cost", *PEOPLE)
