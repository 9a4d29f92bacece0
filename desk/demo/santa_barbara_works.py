"""Initiatives of «Energía que deja Huella» in Santa Bárbara. How many there were in July 2023, in what state, and
about what they and the streets among them cost was published; every name, place, cost, date and count is invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desk.demo.shapes import Move, Next, Work

# Goals by class of works: «goal:weight», the main one first.
GOALS = {
    "vialidad": "11:45 9:40 1:15",
    "transporte": "9:60 11:40",
    "espacio_publico": "11:70 3:30",
    "equipamiento": "11:60 1:40",
    "agua_saneamiento": "6:70 1:30",
    "energia": "7:60 11:40",
    "educacion": "4:70 1:30",
    "salud": "3:60 1:40",
    "deporte": "3:55 11:45",
    "cultura": "11:70 4:30",
    "productivo": "8:60 1:40",
    "riesgo": "13:60 11:40",
}
# What share of the road from entering to handing over was gone when each phase began.
ROAD = ((40, "postulacion"), (68, "ejecucion"), (100, "entregada"))


@dataclass(frozen=True)
class Row:
    """Taken on to be designed. `people` are split by the share of women in the comuna. `done`: (year, month) of the
    handing over; without it the work has gone as far as `moves` say."""

    name: str
    kind: str
    cost: int
    people: int
    done: tuple[int, int] | None = None
    moves: Sequence[Move] = ()
    next: Next | None = None
    phase: str = "diseno"


@dataclass(frozen=True)
class Wave:
    """The works that one session decided."""

    session: str
    entered: date
    rows: Sequence[Row]


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _from(year: int, month: int, phase: str, note: str = "") -> Move:
    return Move(_weekday(date(year, month, 10)), phase=phase, note=note)


WAVES = (
    Wave("proposito", date(2017, 7, 5), (
        Row("Reposición de veredas de la calle Rosas", "vialidad", 147_860, 1_420, (2019, 4)),
        Row("Pavimentación de pasajes de la población Los Copihues", "vialidad", 121_540, 380, (2019, 6)),
        Row("Conservación del camino a Los Boldos", "vialidad", 216_300, 940, (2019, 9)),
        Row("Mejoramiento de la plaza de Villucura", "espacio_publico", 95_720, 1_150, (2019, 3)),
        Row("Reposición de la sede social de la población Arturo Prat", "equipamiento", 83_900, 460, (2018, 12)),
        Row("Construcción de la multicancha de Quillaileo", "deporte", 77_450, 390, (2018, 11)),
        Row("Mejoramiento del agua potable rural de Villucura", "agua_saneamiento", 208_600, 870, (2020, 1)),
        Row("Recambio de luminarias del centro", "energia", 103_870, 4_200, (2019, 2)),
        Row("Mejoramiento de la escuela de Los Boldos", "educacion", 95_480, 210, (2019, 8)),
        Row("Reposición de veredas de la calle Arturo Prat", "vialidad", 135_700, 1_260, (2019, 10)),
        Row("Encauzamiento del estero en el sector poniente", "riesgo", 127_900, 520,
            moves=(_from(2019, 5, "suspendida", "El terreno está en litigio."),)),
        Row("Construcción de la sede de clubes de personas mayores", "equipamiento", 78_300, 340, (2019, 7)),
    )),
    Wave("cuenta-2018", date(2018, 12, 12), (
        Row("Pavimentación de la calle Los Carrera", "vialidad", 251_900, 1_080, (2021, 2)),
        Row("Conservación del camino a Quillaileo", "vialidad", 237_600, 830, (2020, 10)),
        Row("Reposición de veredas de la calle Aníbal Pinto", "vialidad", 127_450, 1_190, (2020, 9)),
        Row("Áreas verdes de la población El Mirador", "espacio_publico", 73_680, 510, (2020, 8)),
        Row("Cierre e iluminación de la cancha de Villucura", "deporte", 87_500, 620, (2020, 11)),
        Row("Alcantarillado de la población Los Copihues", "agua_saneamiento", 203_900, 410, (2021, 5)),
        Row("Mejoramiento de la posta de salud rural de Villucura", "salud", 121_300, 1_240, (2021, 3)),
        Row("Refugios peatonales en caminos rurales", "transporte", 41_860, 1_700, (2020, 5)),
        Row("Mejoramiento de la biblioteca municipal", "cultura", 65_740, 2_300, (2020, 7)),
    )),
    Wave("cuenta-2019", date(2019, 12, 11), (
        Row("Pavimentación de la calle El Bosque", "vialidad", 191_300, 640, (2022, 1)),
        Row("Conservación del camino a El Huachi", "vialidad", 243_750, 710, (2021, 12)),
        Row("Reposición de veredas de la calle Salamanca", "vialidad", 117_620, 1_310, (2021, 8)),
        Row("Pavimentación de pasajes de la población Nueva Esperanza", "vialidad", 145_280, 430, (2022, 4)),
        Row("Plaza de la población Bellavista", "espacio_publico", 91_560, 480, (2021, 9)),
        Row("Ampliación del agua potable rural de Los Boldos", "agua_saneamiento", 185_400, 560, (2022, 6)),
        Row("Pista de patinaje y acrobacias", "deporte", 85_300, 700, (2021, 10)),
        Row("Alumbrado solar en paraderos rurales", "energia", 57_920, 1_500, (2021, 6)),
        Row("Habilitación de la feria campesina", "productivo", 87_640, 260, (2022, 3)),
    )),
    Wave("cuenta-2020", date(2020, 12, 16), (
        Row("Reposición de la calzada de la calle Freire", "vialidad", 225_480, 1_370, (2023, 5)),
        Row("Reposición de veredas de la calle Condell", "vialidad", 111_700, 980, (2022, 9)),
        Row("Plaza de juegos inclusivos del centro", "espacio_publico", 97_350, 1_600, (2022, 11)),
        Row("Construcción de la sede social de Quillaileo", "equipamiento", 93_260, 370, (2023, 3)),
        Row("Pavimentación de la calle Manuel Rodríguez", "vialidad", 217_400, 590, (2024, 4)),
        Row("Saneamiento sanitario de Los Boldos", "agua_saneamiento", 213_500, 480, (2024, 10)),
        Row("Mejoramiento del estadio municipal", "deporte", 127_600, 2_400, (2024, 3)),
        Row("Veredas de la población Nueva Esperanza", "vialidad", 107_350, 520, (2023, 11)),
    )),
    Wave("cuenta-2021", date(2021, 12, 15), (
        Row("Conservación del camino a Los Mayos", "vialidad", 236_900, 450, (2024, 11)),
        Row("Pavimentación de la calle O'Higgins", "vialidad", 241_500, 1_120, (2025, 3)),
        Row("Reposición de veredas del sector norte", "vialidad", 115_240, 890,
            moves=(_from(2023, 2, "postulacion"), Move(400, phase="ejecucion"),
                   Move(225, phase="entregada", note="Entregada con la unión comunal de juntas de vecinos."))),
        Row("Parque de la ribera", "espacio_publico", 147_200, 3_100,
            moves=(_from(2024, 8, "postulacion"),),
            next=Next(40, "Responder las observaciones del servicio", "muni_sb")),
        Row("Centro de encuentro de mujeres campesinas", "equipamiento", 97_400, 280, (2025, 1)),
        Row("Sala de rehabilitación comunitaria", "salud", 111_850, 640, (2025, 5)),
        Row("Ampliación del jardín infantil del sector sur", "educacion", 113_260, 96,
            moves=(_from(2024, 9, "postulacion"), Move(110, phase="financiamiento"))),
    )),
    Wave("cuenta-2022", date(2022, 12, 14), (
        Row("Pavimentación de pasajes de Los Peumos", "vialidad", 153_480, 330,
            moves=(Move(540, phase="postulacion"),),
            next=Next(35, "Presentar los pasajes en el próximo llamado", "muni_sb", 60)),
        Row("Mejoramiento del camino rural del sector oriente", "vialidad", 221_600, 410,
            next=Next(30, "Completar la carpeta del camino", "muni_sb", 70)),
        Row("Ampliación del agua potable rural Agua Mansa", "agua_saneamiento", 203_400, 620,
            phase="perfil", next=Next(60, "Presentar el estudio de la fuente", "apr_sb", 60)),
        Row("Multicancha de Los Peumos", "deporte", 81_300, 450,
            moves=(Move(470, phase="postulacion"), Move(90, phase="financiamiento"))),
        Row("Plaza de Los Peumos", "espacio_publico", 87_650, 450),
        Row("Sala de exposiciones del patrimonio local", "cultura", 63_400, 1_900, phase="idea"),
    )),
    # Later than the publication.
    Wave("cuenta-2023", date(2023, 12, 13), (
        Row("Sede social de Los Peumos", "equipamiento", 112_400, 420, phase="perfil",
            moves=(Move(75, phase="diseno"),), next=Next(28, "Confirmar el terreno de la sede", "jjvv_peumos", 40)),
        Row("Recambio de luminarias de Villucura", "energia", 74_900, 1_150),
        Row("Pavimentación de la calle Lautaro", "vialidad", 187_600, 540),
        Row("Veredas y accesos al centro de salud", "vialidad", 96_300, 2_600),
    )),
)  # fmt: skip


def _works() -> Iterator[Work]:
    number = 0
    for wave in WAVES:
        for row in wave.rows:
            number += 1
            women = row.people * 51 // 100
            yield Work(
                f"{number:02d}", row.name, row.kind, wave.entered, GOALS[row.kind], row.cost, women,
                row.people - women, decided=(wave.session, 1), design=row.cost // 2_500 * 100,
                portfolio="ampliada" if row.phase == "idea" else "definitiva", phase=row.phase,
                moves=row.moves or tuple(_road(wave.entered, row.done)), next=row.next,
            )  # fmt: skip


def _road(entered: date, done: tuple[int, int] | None) -> Iterator[Move]:
    if done is None:
        return
    whole = date(*done, 12) - entered
    for share, phase in ROAD:
        yield Move(_weekday(entered + whole * share // 100), phase=phase)


WORKS = tuple(_works())
