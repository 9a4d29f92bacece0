"""Initiatives of the mesa of Mejillones. That there were seven, with the plaza de armas and the bus terminal among
them, was published; names of the others, places, costs, people and dates are invented."""

from datetime import date

from desk.demo.shapes import Move, Next, Work

MAP = date(2022, 6, 20)  # days after the workshop in which the organisations drew the map
RANKED = Move(date(2022, 8, 3), "priorizada", "perfil", "Oficio de priorización municipal.")
TAKEN_ON = Move(date(2022, 11, 9), "definitiva", note="La mesa la toma en su cartera definitiva.")
WORKSHOP = ("mapa", 1)

WORKS = (
    Work(
        "plaza", "Reposición de la plaza de armas", "espacio_publico", MAP, "11:70 3:20 13:10", 1_452_300, 7_010, 7_074,
        "censo", WORKSHOP, place="Centro", point=("-23.10280", "-70.44610"), design=38_000,
        about="Pavimentos accesibles, sombra, juegos inclusivos y luminarias solares. Iniciativa nombrada en la "
              "publicación de 2023; todo lo demás que se lee aquí es inventado.",
        moves=(RANKED, TAKEN_ON, Move(date(2023, 4, 20), phase="diseno", note="Comienza el diseño."),
               Move(499, phase="postulacion", note="Carpeta ingresada con su código."),
               Move(120, phase="financiamiento", note="Convenio de financiamiento tramitado."),
               Move(34, phase="licitacion", note="Bases publicadas.")),
        next=Next(20, "Abrir las ofertas de la licitación", "muni_mej"),
    ),
    Work(
        "terminal", "Construcción del terminal de buses", "transporte", MAP, "9:50 11:40 8:10", 1_986_500, 5_200, 5_100,
        "registro", WORKSHOP, place="Acceso sur", point=("-23.10690", "-70.44820"), design=45_000,
        about="Seis andenes, sala de espera, baños y acceso por la calle lateral. Iniciativa nombrada en la "
              "publicación de 2023; todo lo demás que se lee aquí es inventado.",
        moves=(RANKED, TAKEN_ON, Move(date(2023, 4, 20), phase="diseno", note="Comienza el diseño."),
               Move(100, phase="postulacion", note="Ingresada en el llamado del segundo semestre.")),
        next=Next(18, "Responder las observaciones del servicio", "muni_mej", 25),
    ),
    Work(
        "paseo", "Paseo peatonal del borde costero", "espacio_publico", MAP, "11:60 3:20 8:20", 864_700, 4_300, 4_150,
        "catastro", WORKSHOP, place="Borde costero", design=28_000,
        about="Senda de 900 metros con espacio para ferias y juegos inclusivos.",
        moves=(RANKED, TAKEN_ON, Move(605, phase="diseno", note="Con lo dibujado en el taller.")),
        next=Next(16, "Presentar el proyecto a la autoridad marítima", "muni_mej", 45),
    ),
    Work(
        "sede", "Sede social de Las Gaviotas", "equipamiento", MAP, "11:60 1:40", 148_600, 610, 540, "catastro",
        WORKSHOP, place="Población Las Gaviotas (ficticia)", design=15_000,
        about="Sede de un piso con patio cubierto, elegida por las juntas de vecinos entre dos diseños.",
        moves=(RANKED, TAKEN_ON, Move(330, phase="diseno", note="Elegida la alternativa de un piso.")),
        next=Next(30, "Firmar el comodato del terreno", "jjvv_gaviotas", 40),
    ),
    Work(
        "veredas", "Reposición de veredas del centro", "vialidad", MAP, "11:50 9:40 1:10", 212_400, 1_850, 1_720,
        "censo", WORKSHOP, place="Centro", design=14_000, about="Doce cuadras, con rebajes para sillas de ruedas.",
        moves=(RANKED, TAKEN_ON, Move(date(2022, 12, 21), phase="diseno"),
               Move(date(2023, 5, 24), phase="postulacion", note="Primera postulación de la mesa."),
               Move(date(2023, 12, 6), phase="financiamiento"), Move(date(2024, 6, 5), phase="ejecucion"),
               Move(date(2025, 2, 20), phase="entregada", note="Entregada en un recorrido con los vecinos.")),
    ),
    Work(
        "luminarias", "Alumbrado peatonal solar del sector alto", "energia", MAP, "7:50 11:40 1:10", 176_900, 1_140,
        1_090, "catastro", WORKSHOP, place="Sector alto", design=16_000,
        moves=(RANKED, TAKEN_ON, Move(date(2023, 3, 8), phase="diseno"),
               Move(date(2023, 10, 4), phase="postulacion"), Move(date(2024, 5, 8), phase="financiamiento"),
               Move(date(2024, 8, 7), phase="ejecucion"),
               Move(date(2025, 5, 28), phase="entregada", note="Encendido con la unión comunal.")),
    ),
    Work(
        "multicancha", "Techado de la multicancha El Faro Viejo", "deporte", MAP, "3:55 11:45", 134_800, 720, 860,
        "registro", WORKSHOP, place="Población El Faro Viejo (ficticia)", design=12_000,
        moves=(RANKED, TAKEN_ON, Move(date(2023, 6, 14), phase="diseno"),
               Move(date(2024, 9, 11), phase="postulacion"), Move(date(2025, 1, 8), phase="financiamiento"),
               Move(150, phase="ejecucion")),
        next=Next(25, "Visitar la obra con la junta de vecinos", "muni_mej", 20),
    ),
    # Prioritised, and not taken on with the first cycle: the fund did not reach.
    Work(
        "cuidados", "Centro comunitario de cuidados", "salud", MAP, "3:70 1:30", 398_000, 480, 350, "registro",
        WORKSHOP, place="Sector norte",
        moves=(RANKED, Move(date(2024, 6, 12), "definitiva", note="La mesa la toma con el segundo ciclo.")),
    ),
    Work(
        "aguas", "Reúso de aguas grises para áreas verdes", "agua_saneamiento", MAP, "6:60 13:40", 246_000, 2_100,
        2_050, decided=WORKSHOP, place="Áreas verdes de la comuna", moves=(RANKED,),
    ),
    # Only in the wide list.
    Work("jardin", "Sala cuna y jardín infantil del sector norte", "educacion", MAP, "4:70 1:30", 512_000, 70, 74,
         decided=WORKSHOP, place="Sector norte"),
    Work("punto", "Punto limpio comunal", "ambiente", MAP, "11:60 13:40", 118_000, 3_400, 3_300, decided=WORKSHOP),
    Work("pasajes", "Pavimentación de pasajes del sector alto", "vialidad", MAP, "9:60 11:40", 286_000, 640, 610,
         decided=WORKSHOP, place="Sector alto"),
    Work("cultura", "Centro cultural comunal", "cultura", MAP, "11:70 4:30", None, 3_000, 2_900,
         plan="Plan de desarrollo comunal (PLADECO)"),
    Work("ciclovia", "Ciclovía urbana", "vialidad", MAP, "11:60 13:40", 322_000, 900, 1_100,
         plan="Plan de desarrollo comunal (PLADECO)",
         moves=(Move(date(2024, 5, 15), phase="descartada", note="El trazado quedó dentro de otro proyecto vial."),)),
    # Proposed later by the fishers, who joined the mesa.
    Work(
        "caleta", "Mejoramiento de la caleta de pescadores", "productivo", 420, "8:50 1:30 11:20", 438_500, 95, 210,
        "registro", ("caleta", 1), place="Caleta de pescadores", design=18_000,
        about="Explanada, boxes y un punto de venta techado.",
        moves=(Move(385, "priorizada", "perfil", "La municipalidad la prioriza."),
               Move(350, "definitiva", note="La mesa la toma en su cartera."),
               Move(58, phase="diseno", note="Después del taller con el sindicato.")),
        next=Next(15, "Entregar el programa de recintos", "sindicato", 20),
    ),
)  # fmt: skip
