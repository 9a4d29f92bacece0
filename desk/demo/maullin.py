"""A young mesa that does not exist: it shows what the first stage looks like."""

from desk.demo.shapes import CHANGE, INFO, Move, Promise, Proof, Script, Seat, Session, Work

PLAN = "Plan de desarrollo comunal (PLADECO)"
CHOSEN = Move(20, "priorizada", "perfil", "El municipio la prioriza antes de terminar el diagnóstico.")

MAULLIN = Script(
    key="maullin",
    kind="mesa_comunal",
    name="Mesa de convergencia Maullín (ficticia)",
    purpose="Mesa inventada para mostrar la primera etapa: no existe ni ha existido.",
    comunas=("10108",),
    started=190,
    coordinator="coordinadora",
    recorder="funcionaria_mau",
    host="muni_mau",
    fields={
        "theme": "desarrollo_economico_local",
        "areas": ["empleo_ingresos"],
        "scale": "comunal",
        "origin": "desde_abajo",
        "base": "territorio",
    },
    started_by="muni_mau",
    seats=(
        Seat("muni_mau", 190, ("decision",), ("respaldo_institucional",), representative="Nidia Vera"),
        Seat("fhl", 190, ("asistencia_tecnica",), ("recursos_humanos",), has_seat=False),
        Seat("jjvv_estero", 130, ("beneficiario",), representative="Amador Barría"),
        Seat("algueros", 130, ("beneficiario",), ("gestion_contactos",)),
    ),
    sessions=(
        Session(
            "contacto", "La municipalidad pide conocer el modelo.",
            (("Presentar el modelo al equipo directivo.", INFO),),
            (Promise("Preparar la presentación del modelo", "fhl", 15, kept=-2, done="Presentación hecha."),),
            on=181, place="Municipalidad", spaces=("informacion",),
        ),
        Session(
            "encuentro_dirigentes", "Primer encuentro con dirigentes del borde de río.",
            (("Recorrer los sectores rurales antes del diagnóstico.", CHANGE),),
            (Promise("Organizar el recorrido por los sectores rurales", "muni_mau", 30, kept=5,
                     done="Recorrido hecho, con atraso por temporal."),),
            on=128, place="Sede vecinal", spaces=("informacion", "agenda"), neighbours=21, signed_list=True,
            key="recorrido",
        ),
        Session(
            "reunion_tecnica", "Se revisan las fuentes secundarias para el diagnóstico.",
            (("Entregar el diagnóstico antes de fin de año.", INFO),),
            (
                Promise("Entregar los datos del registro social", "muni_mau", 30),
                Promise("Redactar el diagnóstico territorial", "fhl", 110, going=True),
            ),
            on=74, place="En línea", spaces=("agenda",), by="coordinadora",
        ),
    ),
    proofs=(Proof("diagnostico", 60, "Primer borrador del diagnóstico"),),
    works=(
        Work("agua", "Agua potable rural de Estero Hondo", "agua_saneamiento", 58, "6:70 1:30", None, 190, 180,
             "catastro", ("recorrido", 1), place="Estero Hondo (ficticio)", moves=(CHOSEN,)),
        Work("camino", "Conservación del camino a Estero Hondo", "vialidad", 58, "9:55 11:45", 164_000, 230, 240,
             decided=("recorrido", 1), place="Estero Hondo (ficticio)", moves=(CHOSEN,)),
        Work("secado", "Explanada de secado de algas", "productivo", 57, "8:60 1:40", 72_000, 44, 61, "registro",
             ("recorrido", 1), place="Río Sereno (ficticio)"),
        Work("sala", "Sala de espera de la barcaza", "transporte", 56, "9:60 11:40", 58_500, 900, 950, plan=PLAN),
        Work("sede", "Sede social de borde de río", "equipamiento", 56, "11:60 1:40", None, 160, 140, plan=PLAN),
    ),
)  # fmt: skip
