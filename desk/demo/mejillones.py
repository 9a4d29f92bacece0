"""Mesa comunal de Mejillones, invented but for what was published: installed in 2022 with Ultramar's
sponsorship, ten companies, the COSOC as a member; the plaza de armas and the bus terminal among its projects.
Its initiatives and its money stand in files of their own."""

from datetime import date

from desk.demo.mejillones_money import MONEY
from desk.demo.mejillones_sessions import SESSIONS
from desk.demo.mejillones_works import WORKS
from desk.demo.shapes import (
    CHANGE,
    INFO,
    RULES,
    CycleSpan,
    Promise,
    Proof,
    Script,
    Seat,
    Session,
    Step,
    Waiver,
)

COMPANIES = (
    "naviera", "terminal", "energia", "quimica", "ferro", "fertil", "gas", "pesquera", "cemento", "transporte",
)  # fmt: skip
JOINED = date(2022, 10, 19)

BEGINNING = (
    Session(
        "contacto",
        "La municipalidad y la fundación se presentan y acuerdan explorar una mesa en la comuna.",
        (("Explorar la instalación de una mesa de convergencia en la comuna.", INFO),),
        (Promise("Entregar el catastro de organizaciones vigentes", "muni_mej", 21, kept=-4,
                 done="Se entregó el catastro en planilla."),),
        on=date(2022, 3, 22), place="Edificio consistorial", spaces=("informacion",),
    ),
    Session(
        "encuentro_dirigentes",
        "Dirigentes de seis sectores cuentan qué les falta a sus barrios.",
        (("Incorporar el borde costero al diagnóstico.", CHANGE),),
        (Promise("Recorrer los sectores altos con los dirigentes", "fhl", 20, kept=0,
                 done="Recorrido hecho, con registro fotográfico."),),
        on=date(2022, 4, 20), place="Sede social del sector centro", spaces=("informacion", "agenda"), neighbours=24,
    ),
    Session(
        "encuentro_dirigentes", "Segundo encuentro, con pescadores y agrupaciones de mujeres.",
        on=date(2022, 5, 11), place="Caleta de pescadores", spaces=("informacion",), neighbours=19, signed_list=True,
    ),
    Session(
        "taller_participativo",
        "Se ordenan en un mapa las iniciativas que las organizaciones propusieron.",
        (("Llevar el listado completo a la cartera ampliada, sin descartes previos.", RULES),),
        on=date(2022, 6, 15), place="Centro comunitario", spaces=("formulacion_politicas",), neighbours=31,
        signed_list=True, key="mapa",
    ),
    Session(
        "primer_encuentro",
        "Las empresas conocen el modelo y la cartera; preguntan por plazos y por la administración del fondo.",
        (
            ("Cada empresa responde por escrito si participa y con qué interés.", INFO),
            ("La municipalidad entrega la ficha de cada iniciativa priorizada.", INFO),
        ),
        (
            Promise("Entregar las fichas de las iniciativas priorizadas", "muni_mej", 20, kept=-2, agreement=2,
                    done="Fichas entregadas a todas las empresas."),
            Promise("Preparar el borrador del convenio de aportes", "fhl", 25, kept=3,
                    done="Borrador enviado para revisión de cada empresa."),
        ),
        on=date(2022, 9, 14), place="Salón de la biblioteca", spaces=("informacion", "agenda"),
    ),
    Session(
        "constitucion",
        "Queda constituida la mesa, con su reglamento de funcionamiento.",
        (
            ("Constituir la mesa de convergencia de Mejillones con su reglamento.", RULES),
            ("Sesionar una vez al mes, con acta que se envía a todos los miembros.", RULES),
        ),
        (Promise("Publicar el reglamento de la mesa", "fhl", 15, kept=-1, done="Reglamento publicado y enviado."),),
        on=date(2022, 10, 26), place="Salón de la biblioteca", spaces=("gestion_conjunta",), signed_list=True,
    ),
    Session(
        "lanzamiento", "Lanzamiento público de la mesa y de su cartera.",
        (("Difundir la cartera definitiva en los canales de cada miembro.", INFO),),
        on=date(2022, 12, 7), place="Plaza de armas", spaces=("informacion",), neighbours=70,
    ),
    Session(
        "sesion", "Avance de los primeros diseños y calendario del año.",
        (("Comenzar por el diseño de la plaza de armas y del terminal de buses.", CHANGE),),
        (Promise("Entregar el levantamiento topográfico de la plaza", "muni_mej", 45, kept=12,
                 done="Levantamiento entregado; se atrasó por la licitación del topógrafo."),),
        on=date(2023, 4, 19), place="Municipalidad", spaces=("gestion_conjunta",),
    ),
    Session(
        "sesion", "Revisión de los diseños con los equipos municipales.",
        (("Incorporar las observaciones de accesibilidad universal a los diseños.", CHANGE),),
        (Promise("Revisar los diseños con la oficina de la discapacidad", "muni_mej", 30, kept=-3,
                 done="Revisión hecha con observaciones."),),
        on=date(2023, 9, 13), place="Municipalidad", spaces=("formulacion_politicas",),
    ),
    Session(
        "sesion", "Cuenta del primer año y plan del segundo.",
        (("Aprobar el plan de trabajo del segundo año.", RULES),),
        on=date(2024, 4, 10), place="Municipalidad", spaces=("evaluacion_control",),
    ),
)  # fmt: skip

MEJILLONES = Script(
    key="mejillones",
    kind="mesa_comunal",
    name="Mesa de convergencia Mejillones",
    purpose=(
        "Acordar entre municipalidad, comunidad y empresas qué obras necesita la comuna, reunir aportes para "
        "diseñarlas y acompañarlas hasta que se entreguen. Reuniones, personas, compromisos, iniciativas y montos "
        "son inventados."
    ),
    comunas=("02102",),
    started=date(2022, 3, 14),
    coordinator="coordinadora",
    recorder="funcionaria",
    host="muni_mej",
    fields={
        "theme": "desarrollo_social",
        "areas": ["infraestructura", "desarrollo_integral"],
        "scale": "comunal",
        "origin": "desde_arriba",
        "base": "territorio",
        "formality": "convenio",
        "structure": "compleja",
    },
    sponsor="ultramar",
    started_by="muni_mej",
    seats=(
        Seat("muni_mej", date(2022, 3, 14), ("decision", "asistencia_tecnica"),
             ("respaldo_institucional", "recursos_humanos"), strategic="Prioriza y postula las iniciativas",
             representative="Rocío Paredes"),
        Seat("fhl", date(2022, 3, 14), ("asistencia_tecnica", "capacitacion"), ("recursos_humanos",), has_seat=False),
        Seat("ultramar", date(2022, 3, 14), ("financiamiento",), has_seat=False),
        Seat("cosoc_mej", date(2022, 4, 20), ("decision", "difusion"), ("gestion_contactos",),
             strategic="Representa a la comunidad organizada", representative="Elba Contreras"),
        Seat("union_mej", date(2022, 9, 14), ("decision", "beneficiario"), ("gestion_contactos",),
             representative="Orlando Tapia"),
        Seat("jjvv_gaviotas", date(2022, 9, 14), ("beneficiario",), representative="Yasna Olivares"),
        Seat("jjvv_faro", date(2022, 9, 14), ("beneficiario",), representative="Sergio Cortés", left=190),
        *(Seat(key, JOINED, ("financiamiento", "decision"), ("dinero",),
               representative="Ignacio Bravo" if key == "naviera" else "") for key in COMPANIES),
        Seat("sindicato", 440, ("beneficiario", "logistica"), ("instalaciones",), representative="Luis Araya"),
        Seat("liceo", 325, ("capacitacion", "difusion"), ("instalaciones", "recursos_humanos")),
    ),
    sessions=(*BEGINNING, *SESSIONS),
    proofs=(
        Proof("diagnostico", date(2022, 7, 5), "Diagnóstico territorial de la comuna"),
        Proof("priorizacion_municipal", date(2022, 8, 3), "Oficio de priorización municipal", by="funcionaria"),
        Proof("convocatoria", date(2022, 9, 1), "Carta de convocatoria a las empresas"),
        Proof("presentacion_concejo", date(2022, 11, 16), "Certificado del secretario municipal",
              session="Ordinaria 31", agreement="214", by="funcionaria"),
    ),
    waivers=(
        Waiver("viabilidad_tecnica", date(2022, 8, 17), "overridden",
               "La factibilidad sanitaria de dos iniciativas sigue en trámite; se revisará en el diseño."),
        Waiver("presentacion_cosoc", date(2022, 11, 23), "not_applicable",
               "El COSOC es miembro de la mesa y aprobó la cartera en la sesión de constitución."),
    ),
    steps=(
        Step(date(2022, 8, 22), "Diagnóstico y cartera ampliada listos para convocar."),
        Step(date(2022, 12, 12), "La mesa queda instalada y comienza a diseñar."),
    ),
    cycles=(
        CycleSpan(date(2022, 11, 1), date(2023, 12, 31)),
        CycleSpan(date(2024, 1, 1), date(2025, 6, 30)),
        CycleSpan(date(2025, 7, 1), date(2027, 12, 31)),
    ),
    works=WORKS,
    money=MONEY,
)  # fmt: skip
