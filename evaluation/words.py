"""What a code of a reading or a verdict says to a person. Results keep codes and numbers; the words are made here,
in the language of whoever reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from convergence.vocabulary import Formality
from evaluation.signs import SIGNS

# Reasons of a reading: why the records read so, or do not read at all.
WHY = {
    "formal": gettext_lazy("La alianza tiene un acto escrito propio: %(formality)s."),
    "informal_without_agreements": gettext_lazy(
        "La alianza es informal y no hay acuerdos en los últimos doce meses."
    ),
    "agreements_by_quarter": gettext_lazy(
        "Hubo acuerdos en %(quarters)s de los últimos cuatro trimestres; es sistemático desde tres."
    ),
    "no_meetings": gettext_lazy("No hay reuniones registradas en los últimos doce meses."),
    "meetings_by_quarter": gettext_lazy(
        "Hubo reuniones en %(quarters)s de los últimos cuatro trimestres; es sistemático desde tres."
    ),
    "no_space_twice": gettext_lazy(
        "Ningún propósito consta en al menos dos reuniones de los últimos doce meses."
    ),
    "held_twice": gettext_lazy("Cuenta lo que consta al menos dos veces en los últimos doce meses."),
    "too_few_meetings": gettext_lazy(
        "Reuniones registradas en doce meses: %(meetings)s. Con menos de dos, el silencio no dice que no lo haya."
    ),
    "no_agreements": gettext_lazy("Se registraron %(meetings)s reuniones y ninguna llegó a un acuerdo."),
    "highest_nature": gettext_lazy(
        "Es la naturaleza más alta con al menos dos acuerdos y un quinto del total: %(count)s de %(whole)s."
    ),
    "scattered_agreements": gettext_lazy(
        "Acuerdos en doce meses: %(whole)s. Ninguna naturaleza reúne al menos dos y un quinto de ellos."
    ),
    "nobody_takes_part": gettext_lazy("No hay organizaciones registradas en la alianza."),
    "nobody_of_side": gettext_lazy("Ninguna organización de este lado participa hoy. Es un dato, y no vota."),
    "roles_without_group": gettext_lazy("Participa, pero sin un rol que diga qué hace."),
    "only_helps": gettext_lazy("Sin rol de decisión ni de financiamiento. Es un dato, y no vota."),
    "share_of_roles": gettext_lazy(
        "Roles de decisión y financiamiento entre instituciones públicas y sociedad civil: %(own)s de %(whole)s. "
        "Concentra desde dos tercios; el dinero de empresas no cuenta aquí."
    ),
    "public_instance": gettext_lazy("Decide o financia junto a otra institución pública."),
    "leads_with_others": gettext_lazy(
        "Conduce, y la sociedad civil decide con ella: consta en los acuerdos."
    ),
    "leads_alone": gettext_lazy("Decide o financia sin que conste que otros decidan: es concentración."),
    "roles_and_tasks": gettext_lazy("Según sus roles, su asistencia y los compromisos que tomó."),
    "decided_with_vote": gettext_lazy(
        "En %(count)s acuerdos de fondo de los últimos doce meses estuvo presente una organización de la sociedad "
        "civil con asiento y rol de decisión."
    ),
    "seat_without_decisions": gettext_lazy(
        "Tiene rol de decisión, pero un asiento solo no prueba que decida: faltan dos acuerdos de fondo con "
        "ella presente."
    ),
    "only_beneficiary": gettext_lazy("Consta solo como beneficiaria. Es un dato, y no vota."),
    "no_capacity_shown": gettext_lazy(
        "Los registros no muestran capacidades. El silencio no se lee como que no las haya."
    ),
    "between_public_levels": gettext_lazy("La interacción es también entre niveles públicos."),
    "proposals_do_not_vote": gettext_lazy("Elaborar propuestas se muestra y no vota: no está en la matriz."),
    "no_participation": gettext_lazy(
        "Se registraron %(meetings)s reuniones, sin sociedad civil presente ni instancias de participación."
    ),
    "no_mechanism_twice": gettext_lazy(
        "Ningún mecanismo consta al menos dos veces en los últimos doce meses."
    ),
}
# Reasons of a verdict, in the order in which they were decided.
BECAUSE = {
    "few_variables": gettext_lazy("Variables con dato: %(count)s de nueve. Se necesitan %(needed)s."),
    "public_roles_unknown": gettext_lazy("No hay dato del rol regional ni del rol local."),
    "family_votes": gettext_lazy(
        "Votos de las variables que distinguen: %(governance)s por relaciones de gobernanza y %(vertical)s por "
        "relaciones verticales. Formalidad y ritmo no votan aquí."
    ),
    "closed_to_citizens": gettext_lazy(
        "La sociedad civil no tiene rol y a lo más se le informa: un voto más para las relaciones verticales."
    ),
    "nothing_votes": gettext_lazy(
        "Ninguna variable con dato distingue entre relaciones verticales y de gobernanza."
    ),
    "few_actors_break": gettext_lazy(
        "Hay empate. Organizaciones vinculadas: %(actors)s; con menos de seis tiende a consultativo."
    ),
    "many_actors_break": gettext_lazy(
        "Hay empate. Organizaciones vinculadas: %(actors)s; desde seis tiende a colaborativo."
    ),
    "sector_breaks": gettext_lazy("Hay empate, y la base sectorial inclina a consultativo."),
    "territory_breaks": gettext_lazy("Hay empate, y la base territorial lo inclina hacia arriba."),
    "tie_of_families": gettext_lazy(
        "El empate entre relaciones verticales y de gobernanza no se puede resolver."
    ),
    "separating_rows": gettext_lazy(
        "Entre vertical y consultativo deciden cinco variables. Van más allá del modelo vertical: %(beyond)s; solo "
        "caben en él: %(vertical)s."
    ),
    "citizens_decide": gettext_lazy(
        "La sociedad civil integra la instancia que decide. Otras variables que solo caben en el modelo "
        "territorializado: %(strengthened)s."
    ),
    "citizens_do_not_decide": gettext_lazy(
        "No consta que la sociedad civil integre la instancia que decide, y eso separa los dos modelos de gobernanza."
    ),
    "decisive_unknown": gettext_lazy(
        "No hay dato del rol de la sociedad civil, que es lo que decide. Otras variables que solo caben en el modelo "
        "territorializado: %(strengthened)s."
    ),
    "sector_blocks": gettext_lazy(
        "La base de la alianza es un sector y no el territorio: no puede ser territorializada."
    ),
    "no_citizens": gettext_lazy("Sin rol ni mecanismo de la sociedad civil no puede ser territorializada."),
    "tie_of_decisive": gettext_lazy(
        "La variable decisiva queda empatada y no se conoce la base de la alianza."
    ),
}
NOTICES = {
    "few_actors": gettext_lazy(
        "Organizaciones vinculadas: %(actors)s. Con menos de seis las relaciones tienden a ser verticales; es un "
        "aviso, no una regla."
    ),
    "sectoral_base": gettext_lazy("La base de la alianza es un sector."),
    "hard_to_classify": gettext_lazy(
        "Nació de la sociedad civil o es de escala subcomunal: el propio estudio reconoce que cuesta clasificarlas. "
        "Conviene que una persona revise esta lectura."
    ),
    "young": gettext_lazy("La alianza tiene menos de seis meses: la confianza baja un grado."),
    "market_decides": gettext_lazy(
        "Organizaciones del mercado con rol de decisión: %(count)s. La matriz no las mide; se anota y no cambia el "
        "modelo."
    ),
    "proposes": gettext_lazy("Elabora propuestas: señal de gobernanza que la matriz no cuenta."),
    "state_only": gettext_lazy("Es una red entre instituciones públicas, cerrada a la ciudadanía."),
}
EVERY = {**WHY, **BECAUSE, **NOTICES}

AXES = {
    "vertical": gettext_lazy("vertical"),
    "gobernanza": gettext_lazy("de gobernanza"),
    "mixta": gettext_lazy("mixta"),
    "sin_dato": gettext_lazy("sin dato"),
}


def sentence(told: Mapping[str, Any]) -> str:
    """`{"code", "by", "params"}` as a sentence; the code itself when nobody knows it any more."""
    known = EVERY.get(told["code"])
    if known is None:
        return str(told["code"])
    params = dict(told.get("params", {}))
    if "formality" in params and params["formality"] in Formality.values:
        params["formality"] = str(Formality(params["formality"]).label).lower()
    return str(known) % params


def counted(rows: str, count: int) -> str:
    """What a piece of evidence counts: `12 acuerdos de modificación de la situación`."""
    kind, _dot, _rest = rows.partition(".")
    words = {
        "seats": ngettext("%(n)d organización", "%(n)d organizaciones", count),
        "owed": ngettext("%(n)d compromiso", "%(n)d compromisos", count),
        "agreement": ngettext("%(n)d acuerdo", "%(n)d acuerdos", count),
        "meeting": ngettext("%(n)d reunión", "%(n)d reuniones", count),
    }
    told = words[kind if kind in words else SIGNS[rows].of] % {"n": count}
    about = ABOUT.get(rows)
    return f"{told} {about}" if about else told


ABOUT = {
    "space.informacion": gettext_lazy("para informar"),
    "space.agenda": gettext_lazy("para construir agenda"),
    "space.formulacion_politicas": gettext_lazy("para formular"),
    "space.gestion_conjunta": gettext_lazy("de gestión conjunta"),
    "space.evaluacion_control": gettext_lazy("de evaluación y control"),
    "nature.informacion_difusion": gettext_lazy("de información y difusión"),
    "nature.fortalecimiento_capital_humano": gettext_lazy("de capacidades humanas"),
    "nature.modificacion_situacion_inicial": gettext_lazy("que cambian la situación"),
    "nature.cambios_organizacionales": gettext_lazy("de cambio organizacional"),
    "nature.cambio_reglas": gettext_lazy("de cambio de reglas"),
    "citizens.present": gettext_lazy("con sociedad civil presente"),
    "citizens.agenda": gettext_lazy("de agenda o formulación con sociedad civil presente"),
    "citizens.decided": gettext_lazy("de fondo con sociedad civil que tiene asiento y rol de decisión"),
    "citizens.manage": gettext_lazy(
        "de gestión conjunta con sociedad civil que tiene asiento y rol de decisión"
    ),
    "heard": gettext_lazy("participativas (talleres y encuentros con dirigentes)"),
    "heard.design": gettext_lazy("participativas para formular"),
    "heard.agenda": gettext_lazy("participativas para construir agenda"),
    "heard.bound": gettext_lazy("de fondo tomados en instancias participativas"),
    "together.agreed": gettext_lazy("entre dos o más sectores o niveles"),
    "together.levels": gettext_lazy("entre niveles públicos"),
    "together.vision": gettext_lazy(
        "de fondo sobre agenda o formulación, entre dos o más sectores o niveles"
    ),
    "together.managed": gettext_lazy("de gestión conjunta entre dos o más sectores o niveles"),
    "together.evaluated": gettext_lazy("de evaluación entre dos o más sectores o niveles"),
    "proposed": gettext_lazy("de fondo en instancias de formulación"),
    "seats.regional_sectoral": gettext_lazy("del nivel regional o sectorial"),
    "seats.local": gettext_lazy("del nivel local"),
    "seats.civil": gettext_lazy("de la sociedad civil"),
    "owed": gettext_lazy("repartidos entre organizaciones"),
    "owed.local": gettext_lazy("de organizaciones locales"),
    "owed.civil": gettext_lazy("de organizaciones de la sociedad civil"),
}


def version_words(rules: str, readings: str) -> str:
    return _("Reglas %(rules)s, lectura %(readings)s") % {"rules": rules, "readings": readings}
