"""Codes of the typology and their words; the codes are those of reference/articulation_matrix.json (a test compares
them). What each word is read from is in readings.py."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Model(TextChoices):
    VERTICAL = "vertical", _("Modelo vertical")
    CONSULTATIVO = "consultativo", _("Modelo consultativo")
    COLABORATIVO = "colaborativo", _("Modelo colaborativo")
    TERRITORIALIZADO = "territorializado", _("Modelo territorializado")
    INDETERMINADO = "indeterminado", _("Indeterminado")


# What each model means, in our words (lines 1094–1148 of the study).
MEANINGS: Mapping[str, object] = {
    Model.VERTICAL: _(
        "Gestión tradicional: se reúnen de vez en cuando para informar, lo local ejecuta bajo reglas dadas y no hay "
        "decisiones conjuntas ni acuerdos de fondo."
    ),
    Model.CONSULTATIVO: _(
        "Alguien lidera y abre el diálogo: se consulta a los demás y se logran acuerdos operativos, pero la decisión "
        "queda en un círculo reducido."
    ),
    Model.COLABORATIVO: _(
        "Vínculos amplios y sistemáticos, con acuerdos que cambian la situación. Deciden pocas instituciones, casi "
        "todas públicas; la sociedad civil es consultada y participa en la ejecución."
    ),
    Model.TERRITORIALIZADO: _(
        "Actores variados deciden, incluida la sociedad civil, y se planifica, gestiona y evalúa en común. Manda el "
        "territorio y no el sector."
    ),
    Model.INDETERMINADO: _(
        "Los registros no alcanzan para decir cómo se articula, o apuntan a dos modelos por igual. No es una mala "
        "nota: es lo que se sabe hoy."
    ),
}
# The steps of the ladder, briefly.
SHORT_MEANINGS: Mapping[str, object] = {
    Model.VERTICAL: _("Se informa"),
    Model.CONSULTATIVO: _("Se consulta"),
    Model.COLABORATIVO: _("Se trabaja en común"),
    Model.TERRITORIALIZADO: _("Se decide en común"),
}
# Inside a sentence: «apoya a vertical, consultativo».
SHORT_NAMES: Mapping[str, object] = {
    Model.VERTICAL: _("vertical"),
    Model.CONSULTATIVO: _("consultativo"),
    Model.COLABORATIVO: _("colaborativo"),
    Model.TERRITORIALIZADO: _("territorializado"),
}


class Variable(TextChoices):
    INSTITUTIONALISATION = "institutionalisation_degree", _("Grado de institucionalización")
    SPACES = "articulation_spaces", _("Espacios de articulación")
    REGIONAL_ROLE = "regional_sectoral_role", _("Rol del nivel regional o sectorial")
    LOCAL_ROLE = "local_role", _("Rol de los niveles locales")
    CIVIL_ROLE = "civil_society_role", _("Rol de la sociedad civil")
    FUNCTIONING = "functioning", _("Funcionamiento")
    CAPACITIES = "capacities_created", _("Capacidades creadas")
    AGREEMENTS = "agreement_type", _("Tipo de acuerdos")
    MECHANISMS = "participation_mechanisms", _("Mecanismos de participación")


class Institutionalisation(TextChoices):
    PUNTUALES = "acuerdos_puntuales", _("Acuerdos puntuales de cooperación")
    SISTEMATICOS = "acuerdos_sistematicos", _("Acuerdos sistemáticos de cooperación")
    FORMALIZADOS = "arreglos_sistematicos_formalizados", _("Arreglos sistemáticos con cierta formalización")


class Space(TextChoices):
    INFORMACION = "informacion", _("Intercambio de información")
    AGENDA = "agenda", _("Construcción de agenda")
    FORMULACION = "formulacion_politicas", _("Diseño o formulación de políticas")
    GESTION = "gestion_conjunta", _("Gestión conjunta")
    EVALUACION = "evaluacion_control", _("Evaluación y control")


class RegionalRole(TextChoices):
    CONCENTRA = "concentra_roles_principales", _("Concentra la decisión o el financiamiento")
    CONJUNTAS = "instancias_conjuntas", _("Decide o financia junto con otros")
    SOLO_APOYO = "solo_apoyo", _("Solo apoya, asesora o capacita")
    AUSENTE = "ausente", _("No participa")


class LocalRole(TextChoices):
    IMPLEMENTACION = "implementacion", _("Implementa")
    APOYO = "apoyo", _("Apoya")
    CONJUNTAS = "instancias_conjuntas", _("Decide o financia junto con otros")
    CONDUCE = "conduce", _("Conduce sola la alianza")
    AUSENTE = "ausente", _("No participa")


class CivilRole(TextChoices):
    APOYO = "apoyo", _("Apoya")
    IMPLEMENTACION = "implementacion", _("Implementa")
    INFORMACION = "informacion", _("Aporta información")
    AGENDA = "agenda", _("Construye agenda")
    CONJUNTAS = "instancias_conjuntas", _("Decide junto con otros")
    BENEFICIARIO = "beneficiario", _("Solo beneficiaria o destinataria")
    CONDUCE = "conduce", _("Conduce sola la alianza")
    AUSENTE = "ausente", _("No participa")


class Functioning(TextChoices):
    PUNTUAL = "puntual", _("Puntual")
    SISTEMATICO = "sistematico", _("Sistemático")


class Capacity(TextChoices):
    NINGUNA = "ninguna", _("No genera")
    OPERATIVAS = "operativas", _("Operativas: se reparten tareas")
    VISIONES = "visiones_compartidas", _("Visiones compartidas")
    INTERACCION = "interaccion", _("Interacción para la acción")
    CIUDADANIA = "ciudadania_activa", _("Fomento de la ciudadanía activa")
    GESTION = "gestion_integrada", _("Gestión integrada")
    PROPUESTAS = "propuestas", _("Elaboración de propuestas")
    NEGOCIACION = "negociacion", _("Negociación con la autoridad")


class AgreementType(TextChoices):
    NO_SE_SENALAN = "no_se_senalan", _("Reuniones sin acuerdos")
    INFORMACION = "informacion_difusion", _("Información y difusión")
    CAPITAL_HUMANO = "fortalecimiento_capital_humano", _("Capacidades humanas")
    MODIFICACION = (
        "modificacion_situacion_inicial",
        _("Modificación de la situación: política, proyecto o dinero"),
    )
    ORGANIZACION = "cambios_organizacionales", _("Cambio organizacional")
    REGLAS = "cambio_reglas", _("Cambio de reglas")


class Mechanism(TextChoices):
    NO_SE_CONSIGNAN = "no_se_consignan", _("Reuniones sin participación ciudadana")
    INFORMACION = "informacion", _("Información")
    NO_VINCULANTE = "consulta_no_vinculante", _("Consulta no vinculante")
    INSTRUMENTALES = "instrumentales", _("Instrumentales al diseño")
    EMPODERADORES = "empoderadores", _("Empoderadores")
    VINCULANTE = "consulta_vinculante", _("Consulta vinculante")
    AGENDA = "agenda", _("Agenda")
    GESTION = "gestion_compartida", _("Gestión compartida")


VALUES: Mapping[str, type[TextChoices]] = {
    Variable.INSTITUTIONALISATION: Institutionalisation,
    Variable.SPACES: Space,
    Variable.REGIONAL_ROLE: RegionalRole,
    Variable.LOCAL_ROLE: LocalRole,
    Variable.CIVIL_ROLE: CivilRole,
    Variable.FUNCTIONING: Functioning,
    Variable.CAPACITIES: Capacity,
    Variable.AGREEMENTS: AgreementType,
    Variable.MECHANISMS: Mechanism,
}


class Confidence(TextChoices):
    ALTA = "alta", _("alta")
    MEDIA = "media", _("media")
    BAJA = "baja", _("baja")


def value_label(variable: str, value: str) -> str:
    """The words of a value; the code itself when an older result holds one that is no more."""
    known = VALUES.get(variable)
    return str(known(value).label) if known is not None and value in known.values else value
