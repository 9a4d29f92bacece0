"""Facts that the typology reads, for a set of alliances at once: one query per kind of fact, whatever the number of
alliances. Counts, dates and codes only; every threshold is in readings.py."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from convergence.models import Alliance
from core import dates
from evaluation import evidence
from evaluation.sides import ARTICULATING, IMPLEMENTING, SUPPORTING
from evaluation.signs import AGREEMENT, SIGNS, Sign
from evaluation.typology import Context

QUARTERS = 4
FIRST_ROWS = 5


@dataclass(frozen=True)
class Found:
    """Rows behind a count: how many, and the ids of the newest few."""

    count: int = 0
    ids: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True)
class Seats:
    """Who takes part on one side on the day. `principal` counts roles (a decision and a funding of one organisation
    are two), the rest organisations; `deciding_entities` counts legal persons, so that two units are one."""

    actors: int = 0
    deciding: int = 0
    principal: int = 0
    implementing: int = 0
    supporting: int = 0
    benefiting: int = 0
    deciding_entities: int = 0
    starter: int = 0
    ids: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True)
class Owed:
    """Commitments taken in the window by organisations of one side."""

    count: int = 0
    owners: int = 0
    ids: tuple[uuid.UUID, ...] = ()


NOBODY, NOTHING, NO_ROWS = Seats(), Owed(), Found()


@dataclass(frozen=True)
class TypologyFacts:
    """One alliance as of a day. `signs`, `seats` and `owed` hold only what there is; `meeting_quarters` counts the
    meetings of each of the four quarters before the day, the newest first, and so `agreement_quarters`."""

    alliance_id: uuid.UUID
    as_of: date
    started_on: date
    formality: str
    base: str = ""
    origin: str = ""
    scale: str = ""
    starter_is_civil: bool = False
    seats: Mapping[str, Seats] = field(default_factory=dict)
    signs: Mapping[str, Found] = field(default_factory=dict)
    owed: Mapping[str, Owed] = field(default_factory=dict)
    meeting_quarters: tuple[int, ...] = (0,) * QUARTERS
    agreement_quarters: tuple[int, ...] = (0,) * QUARTERS

    def sign(self, name: str) -> Found:
        return self.signs.get(name, NO_ROWS)

    def seated(self, side: str) -> Seats:
        return self.seats.get(side, NOBODY)

    def owing(self, side: str) -> Owed:
        return self.owed.get(side, NOTHING)

    @property
    def takes_part(self) -> int:
        """Participations on the day, whoever articulates aside."""
        return sum(told.actors for side, told in self.seats.items() if side != ARTICULATING)

    @property
    def linked_actors(self) -> int:
        """A10: organisations linked, without the one that started the alliance nor the one that articulates it."""
        rest = [told for side, told in self.seats.items() if side != ARTICULATING]
        return sum(told.actors - told.starter for told in rest)

    @property
    def context(self) -> Context:
        return Context(
            base=self.base,
            actors=self.linked_actors,
            is_young=self.started_on > dates.add_months(self.as_of, -6),
            started_by_civil=self.starter_is_civil,
            is_subcomunal=self.scale == "subcomunal",
            market_decides=self.seated("market").deciding,
        )


def gather(ids: Iterable[uuid.UUID], as_of: date) -> dict[uuid.UUID, TypologyFacts]:
    """Facts by alliance id. Five queries for one alliance or for thousands. Nothing dated after `as_of` counts."""
    keys = list(ids)
    articulating = evidence.articulating(as_of)
    seats = _seats(keys, as_of, articulating)
    owed = _owed(keys, as_of, articulating)
    signs, quarters = _signs(keys, as_of, articulating)
    columns = (
        "pk",
        "started_on",
        "formality",
        "base",
        "origin",
        "scale",
        "started_by__canonical__kind__sector",
    )
    found = {}
    for pk, started_on, formality, base, origin, scale, starter in Alliance.objects.filter(
        pk__in=keys
    ).values_list(*columns):
        meetings, agreements = quarters.get(pk, ((0,) * QUARTERS, (0,) * QUARTERS))
        found[pk] = TypologyFacts(
            alliance_id=pk,
            as_of=as_of,
            started_on=started_on,
            formality=formality,
            base=base,
            origin=origin,
            scale=scale,
            starter_is_civil=starter == "sociedad_civil",
            seats=seats.get(pk, {}),
            signs=signs.get(pk, {}),
            owed=owed.get(pk, {}),
            meeting_quarters=meetings,
            agreement_quarters=agreements,
        )
    return {pk: found[pk] for pk in keys if pk in found}


def _seats(
    keys: list[uuid.UUID], as_of: date, articulating: tuple[uuid.UUID, ...]
) -> dict[uuid.UUID, dict[str, Seats]]:
    def having(*roles: str) -> Count:
        return Count("pk", filter=Q(roles__overlap=list(roles)))

    rows = (
        evidence.seated(as_of, articulating)
        .filter(alliance_id__in=keys)
        .order_by()
        .values("alliance_id", "side")
        .annotate(
            actors=Count("actor__canonical_id", distinct=True),
            deciding=having("decision"),
            principal=having("decision") + having("financiamiento"),
            implementing=having(*IMPLEMENTING),
            supporting=having(*SUPPORTING),
            benefiting=having("beneficiario"),
            deciding_entities=Count(
                "entity", distinct=True, filter=Q(roles__overlap=["decision", "financiamiento"])
            ),
            starter=Count("pk", filter=Q(actor__canonical_id=F("alliance__started_by__canonical_id"))),
            rows=ArrayAgg("pk", order_by=("joined_on", "pk")),
        )
    )
    found: defaultdict[uuid.UUID, dict[str, Seats]] = defaultdict(dict)
    for told in rows:
        key, side, pks = told.pop("alliance_id"), told.pop("side"), told.pop("rows")
        found[key][side] = Seats(**told, ids=tuple(pks[:FIRST_ROWS]))
    return dict(found)


def _owed(
    keys: list[uuid.UUID], as_of: date, articulating: tuple[uuid.UUID, ...]
) -> dict[uuid.UUID, dict[str, Owed]]:
    rows = (
        evidence.taken(*evidence.window(as_of), articulating)
        .filter(alliance_id__in=keys)
        .order_by()
        .values("alliance_id", "side")
        .annotate(
            n=Count("pk"),
            owners=Count("owner__canonical_id", distinct=True),
            rows=ArrayAgg("pk", order_by=("-day", "-pk")),
        )
    )
    found: defaultdict[uuid.UUID, dict[str, Owed]] = defaultdict(dict)
    for told in rows:
        some = tuple(told["rows"][:FIRST_ROWS])
        found[told["alliance_id"]][told["side"]] = Owed(told["n"], told["owners"], some)
    return dict(found)


Quarters = tuple[tuple[int, ...], tuple[int, ...]]


def _signs(
    keys: list[uuid.UUID], as_of: date, articulating: tuple[uuid.UUID, ...]
) -> tuple[dict[uuid.UUID, dict[str, Found]], dict[uuid.UUID, Quarters]]:
    """Every sign and the quarters in one statement: the meetings of the window once, then counts by FILTER."""
    if not keys:
        return {}, {}
    held = evidence.held(*evidence.window(as_of), articulating).filter(alliance_id__in=keys).order_by()
    inner, inner_params = _as_sql(held)
    columns, params = [], []
    for sign in SIGNS.values():
        where, told = _where(sign)
        count, counted = _measure(sign)
        columns.append(f"coalesce({count} filter (where {where}), 0)")
        columns.append(
            f"(array_agg(id order by held_on desc, id desc) filter (where {where}))[1:{FIRST_ROWS}]"
        )
        params += [*counted, *told, *told]
    for measure in ("1", "cardinality(natures)"):
        for number in range(QUARTERS):
            columns.append(f"coalesce(sum({measure}) filter (where held_on > %s and held_on <= %s), 0)")
            params += [dates.add_months(as_of, -3 * (number + 1)), dates.add_months(as_of, -3 * number)]
    text = f"select alliance_id, {', '.join(columns)} from ({inner}) as held group by alliance_id"  # noqa: S608
    signs, quarters = {}, {}
    with connection.cursor() as cursor:
        cursor.execute(text, [*params, *inner_params])
        for key, *told in cursor.fetchall():
            pairs = list(zip(told[0 : 2 * len(SIGNS) : 2], told[1 : 2 * len(SIGNS) : 2], strict=True))
            signs[key] = {
                name: Found(int(count), _uuids(some))
                for name, (count, some) in zip(SIGNS, pairs, strict=True)
                if count
            }
            rhythm = tuple(int(n) for n in told[2 * len(SIGNS) :])
            quarters[key] = (rhythm[:QUARTERS], rhythm[QUARTERS:])
    return signs, quarters


def _as_sql(rows: "QuerySet[Any]") -> tuple[str, tuple[Any, ...]]:
    text, params = rows.query.sql_with_params()
    return text, params


def _uuids(raw: Any) -> tuple[uuid.UUID, ...]:
    """psycopg2 gives an array of uuid as text unless somebody registered the type."""
    told = raw.strip("{}").split(",") if isinstance(raw, str) else raw or ()
    return tuple(item if isinstance(item, uuid.UUID) else uuid.UUID(item) for item in told if item)


def _measure(sign: Sign) -> tuple[str, list[Any]]:
    """What is added up over the meetings that pass: themselves, or their agreements."""
    if sign.of != AGREEMENT:
        return "count(*)", []
    if not sign.natures:
        return "sum(cardinality(natures))", []
    return "sum((select count(*) from unnest(natures) as nature where nature = any(%s)))", [
        list(sign.natures)
    ]


def _where(sign: Sign) -> tuple[str, list[Any]]:
    """The sign's conditions over the columns of `evidence.held`; evidence.matching says the same to the ORM."""
    parts: list[str] = []
    params: list[Any] = []
    for condition, codes in (
        ("kind = any(%s)", sign.kinds),
        ("spaces::text[] && %s::text[]", sign.spaces),
        ("sides::text[] @> %s::text[]", sign.sides),
        ("natures::text[] && %s::text[]", sign.natures),
    ):
        if codes:
            parts.append(condition)
            params.append(list(codes))
    if sign.of == AGREEMENT and not sign.natures:
        parts.append("cardinality(natures) > 0")
    if sign.plural:
        parts.append(f"cardinality(array_remove(sides::text[], '{ARTICULATING}')) >= 2")
    if sign.decider:
        parts.append("decider")
    return " and ".join(parts) or "true", params
