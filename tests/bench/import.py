"""A sheet of 10,000 organisations from file to visible rows, over a CSV COPY of the same rows into the same tables.

Its name is a word of Python: like every bench it is reached by `importlib` alone.
"""
# ruff: noqa: N999

import io
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from stdnum.cl import rut as stdnum_rut

from accounts.models import User
from accounts.principal import Principal, principal_of
from actors.models import Actor, ActorKind, Comuna
from actors.sheets import ACTORS
from core import dates, jobs, rut
from core.models import Event, SheetImport, SheetLine
from core.sheets import deciding, intake, lifecycle
from core.sheets.judging import NEW
from core.sheets.writing import OutColumn, OutPage, write_book
from tests.bench import _setup
from tests.bench._copy import Ids, Tables
from tests.bench._frame import Figure, Outcome, Round, best_of
from tests.bench._organisations import KEYS, KINDS, PLACES, Names, mistyped

ROWS, KNOWN = 10_000, 4_000
IN_FILE, IN_REGISTRY = 250, 250  # lines that are another one, mistyped
TIMES_FLOOR, MOST_LOST = 10.0, 25  # ratio; planted doubles that are not found, of 500
PAIRS = 5
SEED = 2026
HEADS = ("Nombre", "Tipo", "Nivel", "RUT", "Comunas donde está presente", "Etiquetas", "Quiénes son")
TABLES = ("actors_tag", "actors_actor", "actors_actor_comunas", "actors_actor_tags")
LEVELS = ("Local", "Regional", "")
STEPS = (
    *("subir", "leer", "revisar", "buscar parecidas", "preguntar al servicio", "guardar la vista previa"),
    *("decidir", "cargar", "ver"),
)
# Words that many names share: an error in one of them is another matter than one in what tells two names apart.
SHARED = {word for pattern, *_more in KINDS for word in pattern.split()} | {*PLACES}
LEAST_LETTERS = 6  # one letter in six is what the house takes for an error


def measure(report: Callable[[str], None]) -> Outcome:
    dice = random.Random(SEED)
    filled = _setup.new_database()
    by, raw, planted = _prepare(dice)
    figure = Figure("carga de una planilla", TIMES_FLOOR, {"filas": ROWS})
    split: dict[str, list[float]] = {}
    rows = _warm_up(filled, by, raw, planted, figure)
    counts = {**rows, "bytes": len(raw)}
    report(f"{counts}; sin hallar {figure.counted}")
    sent = {table: _exported(table) for table in TABLES}
    _setup.drop_database(connection.settings_dict["NAME"])
    _copied(filled, sent)  # warm-up of the floor

    def run(figure: Figure) -> None:
        told: tuple[list[float], list[float]] = ([], [])
        for turn in range(PAIRS):
            for side in (0, 1) if turn % 2 == 0 else (1, 0):
                if side == 0:
                    told[0].append(_copied(filled, sent))
                else:
                    with _clone(filled):
                        steps = _loaded(by, raw)
                    told[1].append(sum(steps.values()))
                    for name, seconds in steps.items():
                        split.setdefault(name, []).append(seconds)
            report(f"{turn + 1}/{PAIRS} {told[0][-1]:.2f} s → {told[1][-1]:.2f} s")
        figure.rounds.append(Round(*told))

    best_of([figure], run, report)
    milliseconds = {name: round(statistics.median(split[name]) * 1000) for name in STEPS}
    return Outcome([figure], {"planilla": counts, "partes en ms": milliseconds})


def _prepare(dice: random.Random) -> tuple[Principal, bytes, dict[int, str]]:
    """(who loads, the workbook, what each planted line doubles by its number: an id, or "" for a line of the file)."""
    places = list(Comuna.objects.order_by("pk"))
    kinds = {kind.pk: str(kind) for kind in ActorKind.objects.all()}
    names, ids, tables = Names(dice, [place.name for place in places]), Ids(dice), Tables()
    there = _registry(dice, names, ids, tables, places)
    tables.write()
    lines: list[list[Any]] = []
    bodies = iter(dice.sample(range(60_000_000, 79_000_000), ROWS))
    for _number in range(ROWS - IN_FILE - IN_REGISTRY):
        name, kind = names.draw()
        town = dice.choice(places)
        number = f"{(body := next(bodies)):,}".replace(",", ".") if kind == "empresa" else ""
        about = (
            f"Trabaja en {town.name} desde hace {dice.randrange(2, 60)} años."
            if dice.random() < 0.3
            else None
        )
        tag = dice.choice(["agua", "costa", "turismo; ferias", "salud"]) if dice.random() < 0.1 else None
        told_rut = f"{number}-{stdnum_rut.calc_check_digit(str(body))}" if number else None
        lines.append([name, kinds[kind], dice.choice(LEVELS) or None, told_rut, town.name, tag, about])
    doubles: list[tuple[list[Any], str]] = []
    first_half = lines[: len(lines) // 2]
    for line in dice.sample([line for line in first_half if line[3] is None and _telling(line[0])], IN_FILE):
        doubles.append(([_wrong(line[0], dice), *line[1:3], None, line[4], None, None], ""))
    for key, name, kind, town in dice.sample(there, IN_REGISTRY):
        doubles.append(([_wrong(name, dice), kinds[kind], None, None, town.name, None, None], key))
    planted = {}
    for line, key in doubles:  # in the second half: what they double comes before
        place = dice.randrange(len(lines) // 2, len(lines))
        lines.insert(place, line)
        line.append(key)
    for number, line in enumerate(lines, 2):
        if len(line) > len(HEADS):
            planted[number] = line.pop()
    user = User.objects.create_user("carga@medicion.example", None, name="Carga", is_foundation_staff=True)
    raw = write_book([OutPage("Organizaciones", [OutColumn(head) for head in HEADS], lines)])
    return principal_of(user), raw, planted


def _registry(dice: random.Random, names: Names, ids: Ids, tables: Tables, places: list[Any]) -> list[Any]:
    """Organisations that are there already: (id, name, kind, comuna)."""
    today, there = dates.today(), []
    for number in range(KNOWN):
        name, kind = names.draw()
        key, town = ids.of(today), dice.choice(places)
        key = f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
        own = rut.normalise(f"{(body := 80_000_000 + number)}-{stdnum_rut.calc_check_digit(str(body))}")
        tables.add(
            "actors_actor", id=key, created_at=today, updated_at=today, version=1, name=name, short_name="",
            level="local", social_class="", size="", industry="", registry_number="", website="", about="",
            is_demo=True, rut=own if kind == "empresa" else "", kind_id=kind,
        )  # fmt: skip
        tables.add("actors_actor_comunas", actor_id=key, comuna_id=town.pk)
        there.append((key, name, kind, town))
    return [row for row in there if row[2] != "empresa" and _telling(row[1])]


def _telling(name: str) -> list[int]:
    """Places of the words that tell this name from others of its kind and are long enough for an error."""
    found = enumerate(name.split())
    return [p for p, word in found if len(word) >= LEAST_LETTERS and word.isalpha() and word not in SHARED]


def _wrong(name: str, dice: random.Random) -> str:
    """One typing error in one of those words."""
    words = name.split()
    place = dice.choice(_telling(name))
    words[place] = mistyped(words[place], dice.choice(list(KEYS)), dice)
    return " ".join(words)


@contextmanager
def _clone(filled: str) -> Iterator[None]:
    name = _setup.new_database(filled)
    try:
        connection.ensure_connection()
        yield
    finally:
        _setup.drop_database(name)


def _warm_up(
    filled: str, by: Principal, raw: bytes, planted: dict[int, str], figure: Figure
) -> dict[str, int]:
    """Once, without the clock and in a database that stays: what the floor copies is read from it."""
    _setup.new_database(filled)
    _loaded(by, raw)
    lines = SheetLine.objects.exclude(candidates=[])
    told = {line.number: {one["id"] for one in line.candidates} for line in lines}
    lost = [number for number, key in planted.items() if key not in told.get(number, ())]
    figure.counted["dobles sin hallar"] = (len(lost), MOST_LOST)
    made = Actor.objects.exclude(is_demo=True).count()
    if made != ROWS or Event.objects.filter(kind="actor.created").count() != ROWS:
        raise SystemExit(f"{made} organizaciones cargadas, no {ROWS}")
    history = Actor.events.rel.related_model.objects.count()  # type: ignore[attr-defined]
    return {
        "filas": made,
        "registro": KNOWN,
        "dobles puestos": len(planted),
        "parecidas": len(told),
        "historia": history,
        "eventos": Event.objects.count(),
    }


def _loaded(by: Principal, raw: bytes) -> dict[str, float]:
    """Seconds of each step. Possible doubles are declared new, so that every line becomes a row."""
    clock = _Clock()
    upload = SimpleUploadedFile("organizaciones.xlsx", raw)
    row, _is_new = intake.start_import(sheet=ACTORS, scope={}, upload=upload, by=by)
    clock.stop("subir")
    with clock.inside():
        jobs.run(str(row.job_id))
    row = _at(row, SheetImport.State.PREVIEW)
    open_ones = row.lines.filter(outcome=SheetLine.Outcome.DUPLICATE).values_list("number", flat=True)
    row = deciding.decide_lines(row=row, decisions=dict.fromkeys(open_ones, NEW), by=by)
    clock.stop("decidir")
    row = lifecycle.ask_apply(row=row, mode="all", by=by)
    jobs.run(str(row.job_id))
    row = _at(row, SheetImport.State.APPLIED)
    clock.stop("cargar")
    seen = Actor.objects.visible_to(by).canonical().filter(is_demo=False).count()
    clock.stop("ver")
    if seen != ROWS:
        raise SystemExit(f"Se ven {seen} filas, no {ROWS}")
    return clock.steps


def _at(row: SheetImport, state: str) -> SheetImport:
    row = SheetImport.objects.select_related("job").get(pk=row.pk)
    if row.state != state:
        raise SystemExit(f"La carga quedó {row.state}: {row.error} {row.counts}")
    return row


class _Clock:
    """The job of reading tells how far it is: between its sentences lies each of its parts."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self.last = time.perf_counter()

    def stop(self, name: str) -> None:
        now = time.perf_counter()
        self.steps[name] = self.steps.get(name, 0.0) + now - self.last
        self.last = now

    @contextmanager
    def inside(self) -> Iterator[None]:
        reporter = jobs._reporter
        known = {20: "leer", 50: "revisar", 70: "buscar parecidas", 85: "preguntar al servicio"}

        def beside(mine: Any) -> Callable[..., None]:
            tell = reporter(mine)

            def report(percent: int, step: str = "") -> None:
                if percent in known:
                    self.stop(known[percent])
                tell(percent, step)

            return report

        jobs._reporter = beside
        try:
            yield
        finally:
            jobs._reporter = reporter
        self.stop("guardar la vista previa")


def _exported(table: str) -> tuple[str, str]:
    """(columns, CSV) of the rows that the sheet made: what the floor only has to copy."""
    made = {
        "actors_actor": "not is_demo",
        "actors_actor_comunas": "actor_id in (select id from actors_actor where not is_demo)",
        "actors_actor_tags": "true",
        "actors_tag": "true",
    }[table]
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute "
            "where attrelid = %s::regclass and attnum > 0 and not attisdropped "
            "and attgenerated = '' and attidentity = ''",
            [table],
        )
        columns = cursor.fetchone()[0]
        out = io.StringIO()
        cursor.copy_expert(
            f"copy (select {columns} from {table} where {made} order by 1) to stdout (format csv)", out
        )
    return columns, out.getvalue()


def _copied(filled: str, sent: dict[str, tuple[str, str]]) -> float:
    """Seconds of the floor: every index, constraint and trigger (history, learnt words) works."""
    with _clone(filled):
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, text) in sent.items():
                cursor.copy_expert(f"copy {table} ({columns}) from stdin (format csv)", io.StringIO(text))
        return time.perf_counter() - began
