"""Codes of the domain and their words; sources: «Articulación de actores» (SUBDERE 2008), «Creación y
consolidación de alianzas», Modelo Huella Local (2023). No table lives here."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AllianceKind(TextChoices):
    MESA_COMUNAL = "mesa_comunal", _("Mesa comunal")
    MESA_INTERCOMUNAL = "mesa_intercomunal", _("Mesa intercomunal")
    MESA_REGIONAL = "mesa_regional", _("Mesa regional de rezago")
    TRIPARTITA = "tripartita", _("Alianza tripartita")
    OTRA = "otra", _("Otra alianza")


MESAS = frozenset({AllianceKind.MESA_COMUNAL, AllianceKind.MESA_INTERCOMUNAL, AllianceKind.MESA_REGIONAL})


# Kinds of actors whose seat is the community's: a foundation or a university speaks for itself.
COMMUNITY_KINDS = frozenset({"organizacion_social_territorial_o_funcional", "cosoc", "organizacion_indigena"})


class ThemeArea(TextChoices):
    DESARROLLO_SOCIAL = "desarrollo_social", _("Desarrollo social e identitario")
    DESARROLLO_ECONOMICO = "desarrollo_economico_local", _("Desarrollo económico local")
    TERRITORIO = "medioambiente_ordenamiento_territorial", _("Ordenamiento territorial y medioambiente")
    POLITICO = "politico_institucional", _("Desarrollo político institucional")


class ApplicationArea(TextChoices):
    PRODUCTIVIDAD = "productividad", _("Productividad agrícola o artesanal")
    EMPLEO = "empleo_ingresos", _("Empleo e ingresos")
    SERVICIOS_SOCIALES = "servicios_sociales", _("Programas y servicios sociales")
    JUSTICIA = "justicia", _("Acceso a la justicia")
    INFRAESTRUCTURA = "infraestructura", _("Infraestructura de servicios públicos y vivienda")
    DESARROLLO_INTEGRAL = "desarrollo_integral", _("Desarrollo integral local")


class Scale(TextChoices):
    SUBCOMUNAL = "subcomunal", _("Subcomunal")
    COMUNAL = "comunal", _("Comunal")
    SUPRACOMUNAL = "supracomunal", _("Supracomunal")
    CIUDAD = "ciudad", _("Ciudad")
    PROVINCIAL = "provincial", _("Provincial")
    REGIONAL = "regional", _("Regional")
    INTERNACIONAL = "internacional", _("Internacional")


class Origin(TextChoices):
    DESDE_ARRIBA = "desde_arriba", _("Desde arriba: la inició un nivel superior")
    DESDE_ABAJO = "desde_abajo", _("Desde abajo: la iniciaron actores locales")


class Base(TextChoices):
    TERRITORIO = "territorio", _("El territorio")
    SECTOR = "sector", _("Un sector")


class Formality(TextChoices):
    INFORMAL = "informal", _("Informal")
    CONVENIO = "convenio", _("Convenio firmado")
    PERSONA_JURIDICA = "persona_juridica", _("Persona jurídica")


class Structure(TextChoices):
    SIMPLE = "simple", _("Simple")
    COMPLEJA = "compleja", _("Compleja")


class ParticipationRole(TextChoices):
    DECISION = "decision", _("Decisión")
    FINANCIAMIENTO = "financiamiento", _("Financiamiento")
    ASISTENCIA_TECNICA = "asistencia_tecnica", _("Asistencia técnica")
    CAPACITACION = "capacitacion", _("Capacitación")
    LOGISTICA = "logistica", _("Logística")
    DIFUSION = "difusion", _("Difusión")
    BENEFICIARIO = "beneficiario", _("Beneficiario")
    OTRO = "otro", _("Otro")


class ContributionKind(TextChoices):
    """The first three are the strategic ones, the next three the secondary ones."""

    DINERO = "dinero", _("Dinero")
    RECURSOS_HUMANOS = "recursos_humanos", _("Recursos humanos")
    RESPALDO = "respaldo_institucional", _("Respaldo institucional")
    INSTALACIONES = "instalaciones", _("Instalaciones")
    MATERIALES = "materiales_equipos", _("Materiales y equipos")
    CONTACTOS = "gestion_contactos", _("Gestión de contactos")
    OTRO = "otro", _("Otro")


class MeetingKind(TextChoices):
    SESION = "sesion", _("Sesión de mesa")
    PRIMER_ENCUENTRO = "primer_encuentro", _("Primer encuentro")
    CONSTITUCION = "constitucion", _("Constitución de la mesa")
    LANZAMIENTO = "lanzamiento", _("Lanzamiento")
    TALLER = "taller_participativo", _("Taller participativo")
    DIRIGENTES = "encuentro_dirigentes", _("Encuentro con dirigentes")
    TECNICA = "reunion_tecnica", _("Reunión técnica")
    FORMATIVO = "ciclo_formativo", _("Ciclo formativo")
    CONTACTO = "contacto", _("Reunión de contacto")


class MeetingSpace(TextChoices):
    INFORMACION = "informacion", _("Información")
    AGENDA = "agenda", _("Agenda")
    FORMULACION = "formulacion_politicas", _("Formulación")
    GESTION = "gestion_conjunta", _("Gestión conjunta")
    EVALUACION = "evaluacion_control", _("Evaluación y control")


class AgreementNature(TextChoices):
    INFORMACION = "informacion_difusion", _("Información y difusión")
    CAPACIDADES = "fortalecimiento_capital_humano", _("Capacidades humanas")
    SITUACION = "modificacion_situacion_inicial", _("Modificación de la situación")
    ORGANIZACION = "cambios_organizacionales", _("Cambio organizacional")
    REGLAS = "cambio_reglas", _("Cambio de reglas")


class CommitmentLogic(TextChoices):
    TECNICA = "tecnica", _("Técnica")
    POLITICA = "politica", _("Política")
    ETICA = "etica", _("Ética")


class CommitmentState(TextChoices):
    ABIERTO = "abierto", _("Abierto")
    EN_CURSO = "en_curso", _("En curso")
    CUMPLIDO = "cumplido", _("Cumplido")
    LIBERADO = "liberado", _("Liberado")


class SeatKind(TextChoices):
    TITULAR = "titular", _("Titular")
    SUPLENTE = "suplente", _("Suplente")


class MapPosition(TextChoices):
    """Where an organisation stands towards the mesa, as its facilitators see it."""

    FAVOUR = "favour", _("A favor")
    NEUTRAL = "neutral", _("Neutral")
    AGAINST = "against", _("En contra")
    UNKNOWN = "unknown", _("No se sabe")


OPEN_STATES = (CommitmentState.ABIERTO, CommitmentState.EN_CURSO)

# Past its date is a fact of the calendar and “reprogramado” of its list of dates: neither is stored.
COMMITMENT_MOVES: Mapping[str, frozenset[str]] = {
    CommitmentState.ABIERTO: frozenset(
        {CommitmentState.EN_CURSO, CommitmentState.CUMPLIDO, CommitmentState.LIBERADO}
    ),
    CommitmentState.EN_CURSO: frozenset({CommitmentState.CUMPLIDO, CommitmentState.LIBERADO}),
    CommitmentState.CUMPLIDO: frozenset({CommitmentState.EN_CURSO}),
    CommitmentState.LIBERADO: frozenset({CommitmentState.ABIERTO}),
}
