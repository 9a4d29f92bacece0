"""«Energía que deja Huella» in Santa Bárbara, invented but for what was published: an alliance of the
municipality and Colbún since 2017, in which the municipality named the projects it needed designed. It has
initiatives and no ledger: what a sponsor gives is not published, and nobody else gives money here."""

from datetime import date

from desk.demo.santa_barbara_sessions import SESSIONS
from desk.demo.santa_barbara_works import WORKS
from desk.demo.shapes import CHANGE, INFO, RULES, Promise, Proof, Script, Seat, Session, Step

BEGINNING = (
    Session(
        "contacto", "Primera conversación sobre la cartera municipal y su diseño.",
        on=date(2017, 4, 12), place="Municipalidad", spaces=("informacion",),
    ),
    Session(
        "sesion", "Se acuerda el propósito común y la forma de trabajo.",
        (("Diseñar la cartera de proyectos que la municipalidad priorice.", CHANGE),
         ("Reunirse cada mes para ver el avance de los diseños.", RULES)),
        (Promise("Entregar el listado priorizado de proyectos", "muni_sb", 30, kept=-3,
                 done="Listado entregado con firmas."),),
        on=date(2017, 6, 21), place="Municipalidad", spaces=("agenda",), signed_list=True, key="proposito",
    ),
    *(
        Session(
            "sesion", f"Cuenta anual de la alianza: lo hecho en {year} y el plan del año que viene.",
            (("Aprobar el plan de trabajo del año siguiente.", RULES),),
            (Promise("Publicar la cuenta anual de la alianza", "muni_sb", 45, kept=late,
                     done="Cuenta publicada en el sitio municipal."),),
            on=date(year, 12, day), place="Municipalidad", spaces=("evaluacion_control",), neighbours=neighbours,
            key=f"cuenta-{year}",
        )
        for year, day, late, neighbours in (
            (2018, 5, -4, 0), (2019, 4, 10, 12), (2020, 9, -1, 0), (2021, 9, 2, 0), (2022, 7, -6, 18), (2023, 6, -2, 21)
        )
    ),
    Session(
        "encuentro_dirigentes", "Encuentro con dirigentes rurales sobre caminos y agua.",
        (("Sumar a las organizaciones de la comuna a las sesiones de la alianza.", INFO),),
        on=date(2019, 8, 14), place="Sede vecinal", spaces=("informacion",), neighbours=34,
    ),
)  # fmt: skip

SANTA_BARBARA = Script(
    key="santa-barbara",
    kind="tripartita",
    name="Energía que deja Huella · Santa Bárbara",
    purpose=(
        "Diseñar los proyectos que la municipalidad prioriza y acompañarlos hasta que consiguen financiamiento "
        "público. Reuniones, personas, compromisos, iniciativas y montos son inventados."
    ),
    comunas=("08311",),
    started=date(2017, 4, 3),
    coordinator="coordinador_sur",
    recorder="funcionario_sb",
    host="muni_sb",
    fields={
        "theme": "medioambiente_ordenamiento_territorial",
        "areas": ["infraestructura"],
        "scale": "comunal",
        "origin": "desde_arriba",
        "base": "territorio",
        "formality": "convenio",
        "structure": "simple",
    },
    sponsor="colbun",
    started_by="muni_sb",
    seats=(
        Seat("muni_sb", date(2017, 4, 3), ("decision", "asistencia_tecnica"),
             ("respaldo_institucional", "recursos_humanos"), strategic="Prioriza la cartera y postula los proyectos",
             representative="Hernán Sáez"),
        Seat("colbun", date(2017, 4, 3), ("financiamiento",)),
        Seat("fhl", date(2017, 4, 3), ("asistencia_tecnica",), ("recursos_humanos",), has_seat=False),
        Seat("union_sb", date(2019, 8, 14), ("beneficiario", "difusion"), ("gestion_contactos",),
             representative="Graciela Muñoz"),
        Seat("jjvv_peumos", date(2019, 8, 14), ("beneficiario",), representative="Raúl Sandoval"),
        Seat("apr_sb", 500, ("beneficiario",), ("instalaciones",), representative="Ester Quilodrán"),
    ),
    sessions=(*BEGINNING, *SESSIONS),
    proofs=(
        Proof("estructura_acordada", date(2018, 3, 14), "Convenio de colaboración de la alianza"),
        Proof("evaluacion_alianza", 150, "Evaluación participativa de la alianza"),
        Proof("reporte_comunicacion", 95, "Boletín de obras entregadas", by="funcionario_sb"),
    ),
    steps=(
        Step(date(2017, 8, 1), "Propósito común acordado por los socios."),
        Step(date(2018, 4, 2), "Convenio firmado; comienza el trabajo permanente."),
    ),
    works=WORKS,
)  # fmt: skip
