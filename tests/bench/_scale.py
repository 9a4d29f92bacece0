"""A made-up country of any size: few mesas with much, many with little. The same seed gives the same rows.

Writes by COPY beside the services (a million rows through them would take hours), so it keeps by hand what they
keep: milestones met by records of the stages that are past, closed commitments with a date, one open seat a mesa.
"""

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from stdnum.cl import rut as stdnum_rut

from actors.models import ActorKind, Comuna
from convergence.stages import CLOSED, stages_of
from tests.bench._books import Books
from tests.bench._copy import Ids, Tables
from tests.bench._size import Shape, Size, World
from tests.bench._words import ACTORS, DEEDS, FIRST, KINDS, NAMES, NATURES, PLACES


def make(size: Size, today: date) -> World:
    """Fills the database in use."""
    return _Maker(size, today).make()


class _Maker:
    def __init__(self, size: Size, today: date) -> None:
        self.size, self.today = size, today
        self.dice = random.Random(size.seed)
        self.ids, self.tables, self.world = Ids(self.dice), Tables(), World()
        self.books = Books(self.dice, self.ids, today, self._kept)
        self.comunas = list(Comuna.objects.order_by("pk").values_list("pk", "region_id"))
        self.sector_of = dict(ActorKind.objects.values_list("pk", "sector"))
        self.actors: list[tuple[str, str]] = []  # (id, kind), the most active first
        self.municipality: dict[str, tuple[str, str]] = {}
        self.staff: list[str] = []
        self.people: list[str] = []
        self.rut = 50_000_000

    def make(self) -> World:
        self._users()
        self._actors()
        for number in range(self.size.mesas):
            self._mesa(number)
        self.tables.write()
        self.books.tables.write()
        self.world.rows = {**self.tables.count(), **self.books.tables.count()}
        self.world.initiative = self.books.first_initiative
        return self.world

    def _kept(self, day: date) -> dict[str, Any]:
        return {"id": self.ids.of(day), "created_at": day, "updated_at": day, "version": 1}

    def _ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    # Who -----------------------------------------------------------------------
    def _users(self) -> None:
        for number in range(self.size.coordinators + max(20, self.size.mesas // 10)):
            is_staff = number < self.size.coordinators
            key = self.ids.of(self._ago(2_000))
            (self.staff if is_staff else self.people).append(key)
            self.tables.add(
                "accounts_user", id=key, password="!", is_superuser=False, is_staff=False, is_active=True,
                email=f"persona{number}@example.org", name=f"{self.dice.choice(NAMES)} {number}", kind="person",
                is_foundation_staff=is_staff, is_demo=True, date_joined=self._ago(2_000), session_epoch=0,
            )  # fmt: skip
        self.world.coordinator, self.world.official, self.world.employee = self.staff[0], *self.people[:2]

    def _actors(self) -> None:
        self._actor("Servicio Nacional de Desarrollo Local", "servicio_publico_sectorial", "central")
        self._actor("Compañía del Norte SpA", "empresa", "central")
        self.world.service, self.world.company = self.actors[0][0], self.actors.pop()[0]
        for number in range(6):
            self._actor(
                f"Dirección regional {number + 1}", "servicio_publico_sectorial", "regional", unit=True
            )
        del self.actors[1:]
        self._membership(self.people[0], self.world.service, "manager")
        self._membership(self.people[1], self.world.company, "manager")
        for code, _region in self.comunas:
            self._actor(f"Municipalidad {code}", "municipio_o_asociacion_municipios", "local", [code])
            self.municipality[code] = self.actors.pop()
        for number in range(self.size.mesas * self.size.actors_per_mesa - len(self.comunas)):
            kind, level = self.dice.choice(ACTORS)
            self._actor(f"{self.dice.choice(PLACES)} {self.dice.choice(NAMES)} {number}", kind, level)
        for person in self.people[2:]:
            self._membership(person, self.actors[self._skewed(len(self.actors))][0], "member")

    def _actor(
        self, name: str, kind: str, level: str, comunas: list[str] | None = None, unit: bool = False
    ) -> None:
        self.rut += self.dice.randrange(1, 90)
        body = str(self.rut)
        kept = self._kept(self._ago(self.dice.randrange(30, 2_000)))
        self.tables.add(
            "actors_actor", **kept, name=name, short_name="", level=level, website="", about="", is_demo=True,
            social_class="", size="", industry="", registry_number="",
            rut="" if unit else f"{body}-{stdnum_rut.calc_check_digit(body)}", kind_id=kind,
            parent_id=self.world.service if unit else None,
        )  # fmt: skip
        self.actors.append((kept["id"], kind))
        if comunas is None:
            comunas = self._some_comunas(1 + self._skewed(10))
        for code in comunas:
            self.tables.add("actors_actor_comunas", actor_id=kept["id"], comuna_id=code)

    def _membership(self, user: str, actor: str, role: str) -> None:
        kept = self._kept(self._ago(900))
        self.tables.add(
            "actors_membership", **kept, role=role, title="Profesional", since=self._ago(900), until=None,
            user_id=user, actor_id=actor, reach="organisation",
        )  # fmt: skip

    # How much ---------------------------------------------------------------------
    def _skewed(self, whole: int) -> int:
        """0 … whole-1, the first far more often: a tenth of the places gets nearly half."""
        return int(whole * self.dice.random() ** 3)

    def _drawn(self, median: float, most: int, least: int = 0) -> int:
        return min(most, max(least, round(self.dice.lognormvariate(math.log(median), 0.9))))

    def _some_comunas(self, count: int) -> list[str]:
        """`count` comunas that lie together."""
        first = self.dice.randrange(len(self.comunas) - count)
        return [code for code, _region in self.comunas[first : first + count]]

    def _shape(self, number: int) -> Shape:
        if number < len(self.size.shapes):
            return self.size.shapes[number]
        meetings = 0 if self.dice.random() < 0.05 else self._drawn(10, 120)
        return Shape(self._drawn(8, 60, least=2), meetings, round(meetings * self.dice.uniform(0.3, 2.5)))

    # A mesa -----------------------------------------------------------------------
    def _mesa(self, number: int) -> None:
        shape, is_given = self._shape(number), number < len(self.size.shapes)
        kind = "mesa_comunal" if is_given else self.dice.choice(KINDS)
        span = {"mesa_intercomunal": self.dice.randint(2, 5), "mesa_regional": self.dice.randint(4, 9)}.get(
            kind, 1
        )
        comunas = self._some_comunas(span)
        age = self.dice.randrange(400, 1_800) if is_given else self.dice.randrange(20, 2_400)
        started = self._ago(age)
        line = [stage.code for stage in stages_of(kind)]
        place = min(len(line) - 1, int(age / 500)) if shape.meetings else 0
        stage = CLOSED if not is_given and age > 2_000 and self.dice.random() < 0.6 else line[place]
        kept = self._kept(started)
        mesa = kept["id"]
        self.world.mesas.append(mesa)
        self.tables.add(
            "convergence_alliance", **kept, kind=kind, name=f"Mesa {self.dice.choice(NAMES)} {number}",
            purpose="", theme="desarrollo_social", areas=["infraestructura"], scale="comunal", origin="desde_abajo",
            base="territorio", formality="convenio", structure="simple", stage=stage,
            stage_since=self._ago(min(age, self.dice.randrange(1, 400))), started_on=started,
            ended_on=self._ago(10) if stage == CLOSED else None, is_public=self.dice.random() < 0.9, is_demo=True,
            coordinator_id=self.staff[0 if is_given else self._skewed(len(self.staff))], sponsor_id=None,
            started_by_id=None,
        )  # fmt: skip
        for code in comunas:
            self.tables.add("convergence_alliance_comunas", alliance_id=mesa, comuna_id=code)
        partners, givers = self._partners(mesa, shape, comunas, started, is_given=is_given)
        past = line if stage == CLOSED else line[:place]
        meetings = self._meetings(mesa, shape, partners, started, stage, [*past, stage])
        self._commitments(mesa, shape, partners, meetings, stage)
        self._marks(mesa, kind, past, comunas, started)
        mean = 0 if is_given and not meetings else self.size.initiatives_per_mesa
        self.books.keep(
            mesa, started, comunas, [key for *_held, keys in meetings for key in keys], givers, mean
        )

    def _partners(
        self, mesa: str, shape: Shape, comunas: list[str], started: date, *, is_given: bool
    ) -> tuple[list[str], list[tuple[str, str, str]]]:
        """(actors, those who give money as actor, kind and sector)."""
        seated = {self.municipality[code][0]: self.municipality[code][1] for code in comunas[:3]}
        if is_given or self.dice.random() < 0.1:
            seated[self.world.company] = "empresa"
        if is_given or self.dice.random() < self.size.service_share:
            seated[self.world.service] = self.actors[0][1]
        while len(seated) < shape.partners:
            actor, kind = self.actors[1 + self._skewed(len(self.actors) - 1)]
            seated.setdefault(actor, kind)
        for place, (actor, kind) in enumerate(seated.items()):
            joined = started + timedelta(days=self.dice.randrange(max(1, (self.today - started).days // 2)))
            gone = place > 3 and self.dice.random() < 0.06
            self.tables.add(
                "convergence_participation", **self._kept(joined), sector=self.sector_of[kind], roles=["decision"],
                contributions=["recursos_humanos"], is_strategic=place < 3, strategic_reason="", has_seat=True,
                representative="", joined_on=joined, left_on=self.today if gone else None, actor_id=actor,
                alliance_id=mesa, kind_id=kind,
            )  # fmt: skip
        giving = [(key, kind, self.sector_of[kind]) for key, kind in seated.items() if kind == "empresa"]
        return list(seated), giving[:4]

    def _meetings(
        self, mesa: str, shape: Shape, partners: list[str], started: date, stage: str, reached: list[str]
    ) -> list[tuple[str, date, list[str]]]:
        """(meeting, day, agreements), the oldest first. Those that gates ask for come before the plain sessions."""
        asked = [kind for code in reached for kind in FIRST.get(code, ())]
        days = (self.today - started).days
        silence = self._skewed(min(300, days)) if stage != CLOSED else days // 2
        held: list[tuple[str, date, list[str]]] = []
        for number in range(shape.meetings):
            day = started + timedelta(days=round((days - silence) * (number + 1) / shape.meetings))
            kept = self._kept(min(self.today, day + timedelta(days=1)))
            meeting = kept["id"]
            self.tables.add(
                "convergence_meeting", **kept, kind=asked[number] if number < len(asked) else "sesion", held_on=day,
                place="Salón municipal", spaces=["agenda"], women=self.dice.randrange(1, 20),
                men=self.dice.randrange(1, 20), others=0, summary="Se revisó el avance de la cartera.",
                alliance_id=mesa,
                recorded_by_id=self.dice.choice(self.people if self.dice.random() < 0.4 else self.staff),
            )  # fmt: skip
            for actor in partners[: self.dice.randint(2, 14)]:
                self.tables.add(
                    "convergence_attendance",
                    meeting_id=meeting,
                    actor_id=actor,
                    people=self.dice.randrange(4),
                )
            agreements = [self._agreement(meeting, day, place + 1) for place in range(self._drawn(1.6, 6))]
            held.append((meeting, day, agreements))
        if held:
            self.world.last_meeting[mesa] = held[-1][0]
        return held

    def _agreement(self, meeting: str, day: date, number: int) -> str:
        kept = self._kept(day)
        self.tables.add(
            "convergence_agreement", **kept, number=number, text=f"{self.dice.choice(DEEDS)}, según lo conversado.",
            nature=self.dice.choice(NATURES), meeting_id=meeting,
        )  # fmt: skip
        return str(kept["id"])

    def _commitments(
        self, mesa: str, shape: Shape, partners: list[str], meetings: Sequence[Any], stage: str
    ) -> None:
        for _number in range(shape.commitments if meetings else 0):
            meeting, day, agreements = self.dice.choice(meetings)
            fresh = (self.today - day).days < 120
            is_open = stage != CLOSED and self.dice.random() < (
                shape.open_share * 2 if fresh else shape.open_share / 2
            )
            due = day + timedelta(days=self.dice.randrange(7, 120))
            if is_open and not fresh:  # given a new date since; four of five are still ahead
                due = self.today + timedelta(days=self.dice.randrange(-20, 80))
            state = self.dice.choice(("abierto", "abierto", "en_curso")) if is_open else "cumplido"
            kept = self._kept(day)
            self.tables.add(
                "convergence_commitment", **kept, what=self.dice.choice(DEEDS), due_on=due, logic="tecnica",
                state=state, outcome="" if is_open else "Se hizo como se acordó.",
                closed_on=None if is_open else min(due, self.today),
                agreement_id=self.dice.choice(agreements) if agreements else None, alliance_id=mesa,
                owner_id=partners[self._skewed(len(partners))], person_id=None, meeting_id=meeting,
            )  # fmt: skip
            self.tables.add(
                "convergence_duedate",
                due_on=due,
                reason="",
                set_at=day,
                commitment_id=kept["id"],
                set_by_id=None,
            )

    def _marks(self, mesa: str, kind: str, past: Sequence[str], comunas: list[str], started: date) -> None:
        """Documents and certificates of the stages that were left; a tenth was waived instead."""
        for stage in stages_of(kind):
            if stage.code not in past:
                continue
            for milestone in stage.milestones:
                if milestone.gate not in {"document", "certificate", "certificate_per_comuna"}:
                    continue
                waived = self.dice.random() < 0.1
                declared = "overridden" if waived else "certificate" if milestone.certificate else "document"
                for code in comunas if milestone.gate == "certificate_per_comuna" else [None]:
                    self.tables.add(
                        "convergence_milestonemark", **self._kept(started), milestone=milestone.code, kind=declared,
                        reason="Consta en el expediente." if waived else "", happened_on=started, session_number="12",
                        agreement_number="45", withdrawn_at=None, withdrawn_reason="", alliance_id=mesa,
                        comuna_id=code, made_by_id=self.dice.choice(self.staff), withdrawn_by_id=None,
                    )  # fmt: skip
