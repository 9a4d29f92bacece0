"""The actor map as its page, picture, document, sheet and API read it: one reading for all. Decides nothing that
convergence/actor_map.py does not say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, SmallIntegerField, Value, When, Window
from django.db.models.functions import RowNumber

from accounts.principal import Principal
from actors.models import Actor, ActorKind, Comuna
from convergence import actor_map
from convergence.actor_map import Coverage, Present
from convergence.models import Alliance, MapEntry, Participation
from core.search import SpanishOrder

# Candidates read of each kind; the words of a name (Concejo, unión comunal) come before the rest of their kind.
MOST_OF_A_KIND = 40
NAMED_KINDS = (*actor_map.COUNCIL, *actor_map.UNION)


@dataclass(frozen=True)
class Spot:
    """A line of the map. `number` is the same in the picture, the table and the document."""

    number: int
    entry: MapEntry
    name: str
    quadrant: str
    takes_part: bool

    @property
    def quadrant_label(self) -> str:
        return str(dict(actor_map.QUADRANTS)[self.quadrant])


@dataclass(frozen=True)
class ReadMap:
    """`absent`: organisations that take part and are not on the map."""

    spots: tuple[Spot, ...]
    absent: tuple[Actor, ...]
    coverage: Coverage
    candidates: Mapping[Any, Actor]
    kinds: Mapping[str, ActorKind]


def spots_of(alliance: Alliance, seated: Iterable[Any] | None = None) -> tuple[Spot, ...]:
    """The standing lines in the order of the map, numbered."""
    ids = set(_partners(alliance) if seated is None else seated)
    rows = alliance.map_entries.standing().with_actor().by_weight()  # type: ignore[attr-defined]
    return tuple(
        Spot(
            number,
            row,
            str(row),
            actor_map.quadrant(row.interest, row.influence),
            row.speaker is not None and row.speaker.pk in ids,
        )
        for number, row in enumerate(rows, start=1)
    )


def _partners(alliance: Alliance) -> list[Any]:
    living = alliance.participations.living()  # type: ignore[attr-defined]
    return list(living.values_list("actor__canonical_id", flat=True))


def read_map(alliance: Alliance, by: Principal) -> ReadMap:
    """The map, who takes part beside it, and who is missing with candidates that `by` sees."""
    living = Participation.objects.living().filter(alliance=alliance)
    place = Prefetch("comunas", Comuna.objects.only("code", "name").in_order())
    partners = list(
        Actor.objects.filter(pk__in=living.values("actor__canonical_id"))
        .select_related("kind")
        .prefetch_related(place)
        .in_order()
    )
    spots = spots_of(alliance, {actor.pk for actor in partners})
    mapped = {spot.entry.speaker.pk for spot in spots if spot.entry.speaker}
    present = [
        *(_of_actor(actor, takes_part=True, on_map=actor.pk in mapped) for actor in partners),
        *(_of_spot(spot) for spot in spots if not spot.takes_part),
    ]
    comunas = [comuna.pk for comuna in alliance.comunas.all()]
    found = _candidates(alliance, comunas, {one.key for one in present}, by)
    coverage = actor_map.cover(alliance.kind, comunas, present, [_of_actor(actor) for actor in found])
    return ReadMap(
        spots,
        tuple(actor for actor in partners if actor.pk not in mapped),
        coverage,
        {actor.pk: actor for actor in found},
        {kind.pk: kind for kind in ActorKind.objects.all()},
    )


def _of_actor(actor: Actor, **where: bool) -> Present:
    comunas = frozenset(comuna.pk for comuna in actor.comunas.all())
    return Present(
        actor.pk,
        actor.name,
        actor.kind.sector,
        actor.kind_id,
        comunas,
        is_unit=bool(actor.parent_id),
        **where,
    )


def _of_spot(spot: Spot) -> Present:
    row, actor = spot.entry, spot.entry.speaker
    comunas = {comuna.pk for comuna in actor.comunas.all()} if actor else set()
    if row.comuna_id:
        comunas.add(row.comuna_id)
    key = actor.pk if actor else row.pk
    return Present(key, spot.name, row.sector, row.kind_id or "", frozenset(comunas), on_map=True)


def _candidates(alliance: Alliance, comunas: list[str], there: set[Any], by: Principal) -> list[Actor]:
    """Visible, living organisations of the expected kinds with presence where each is looked for: a few a kind."""
    wide: set[str] = set()
    near: set[str] = set()
    for expected in actor_map.EXPECTED[alliance.kind]:
        (wide if expected.reach == "region" else near).update(sign.kind for sign in expected.signs)
    regions = {comuna.region_id for comuna in alliance.comunas.all()}
    through = Actor.comunas.through.objects.filter(actor_id=OuterRef("pk"))
    here = Exists(through.filter(comuna_id__in=comunas))
    around = Exists(through.filter(comuna__region_id__in=regions))
    called = [When(name__unaccented__contains=word, then=Value(0)) for word in NAMED_KINDS]
    place = Prefetch("comunas", Comuna.objects.only("code", "name").in_order())
    rows = (
        Actor.objects.visible_to(by)
        .canonical()
        .filter(Q(here, kind_id__in=near) | Q(around, kind_id__in=wide), closed_on=None)
        .exclude(pk__in=there)
        .annotate(called=Case(*called, default=Value(1), output_field=SmallIntegerField()))
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=[F("kind_id"), F("called")],
                order_by=[F("parent_id").asc(nulls_first=True), SpanishOrder("name").asc()],
            )
        )
        .filter(place__lte=MOST_OF_A_KIND)
        .select_related("kind")
        .prefetch_related(place)
    )
    return sorted(rows, key=lambda actor: actor.place)
