"""The writes of actor.py for many organisations at once: the same rules and sentences, a few statements for all."""

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors import rules
from actors.models import Actor, Tag
from actors.querysets import managed_actor_ids
from actors.services.actor import FIELDS, FOUNDATION_ONLY
from core.copying import change_rows, copy_rows
from core.errors import NotAllowed
from core.events import emit_all
from core.sheets.declaration import LineErrors
from core.text import unaccented

Problems = dict[str, list[str]]
Values = Mapping[str, Any]
LINKED = ("kind", "parent")  # rows that were just read: whether they exist needs no further query
LINKS = {"comunas": "comuna_id", "tags": "tag_id"}
ATTRIBUTES = {field.name: field.attname for field in Actor._meta.concrete_fields}
COLUMNS = [field.attname for field in Actor._meta.concrete_fields if not field.generated]


@transaction.atomic
def create_actors(*, lines: Sequence[Values], by: Principal, is_demo: bool = False) -> list[Actor]:
    """New actors from FIELDS, `comunas` and `tags` (names), in the order of `lines`. Errors: LineErrors."""
    actors, problems = _new(lines, by, is_demo=is_demo)
    _stop_at(problems)
    now = timezone.now()
    for actor in actors:
        actor.created_at = actor.updated_at = now
    copy_rows(Actor, COLUMNS, ([getattr(actor, name) for name in COLUMNS] for actor in actors))
    for actor in actors:
        actor._state.adding, actor._state.db = False, "default"
    for name in LINKS:
        told = [(actor, line[name]) for actor, line in zip(actors, lines, strict=True) if line.get(name)]
        _link(name, [(actor.pk, key) for actor, keys in _keys(name, told) for key in keys])
    emit_all("actor.created", actors, by=by, scope="actor")
    return actors


@transaction.atomic
def update_actors(*, pairs: Sequence[tuple[Actor, Values]], by: Principal) -> list[Actor]:
    """Change actors that the caller has locked: only what each mapping names. Errors: LineErrors."""
    actors = [actor for actor, _values in pairs]
    _stop_at(_changed(pairs, by))
    now = timezone.now()
    for actor in actors:
        actor.version += 1
        actor.updated_at = now
    touched = {name for _actor, values in pairs for name in values if name in FIELDS}
    names = [*(ATTRIBUTES[name] for name in sorted(touched)), "version", "updated_at"]
    change_rows(Actor, names, ([actor.pk, *(getattr(actor, name) for name in names)] for actor in actors))
    for name in LINKS:
        told = [(actor, values[name]) for actor, values in pairs if name in values]
        if told:
            _relink(name, _keys(name, told))
    fields = [{"fields": sorted(values)} for _actor, values in pairs]
    emit_all("actor.changed", actors, by=by, scope="actor", data=fields)
    return actors


def refusals(*, pairs: Sequence[tuple[Actor | None, Values]], by: Principal) -> list[Problems]:
    """What create_actors (row None) and update_actors would refuse, without writing."""
    new = [place for place, (row, _values) in enumerate(pairs) if row is None]
    old = [(place, copy.copy(row), values) for place, (row, values) in enumerate(pairs) if row is not None]
    told: list[Problems] = [{} for _pair in pairs]
    _actors, problems = _new([pairs[place][1] for place in new], by)
    for index, found in problems.items():
        told[new[index]] = found
    for index, found in _changed([(row, values) for _place, row, values in old], by).items():
        told[old[index][0]] = found
    return told


@transaction.atomic
def make_tags(*, names: Iterable[str], by: Principal) -> list[Tag]:
    """The tags among `names` that did not exist, made. Of two at once the first wins."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(_plain(name), " ".join(name.split()))  # the first writing is kept
    wanted.pop("", None)
    known = _tags(wanted)
    new = [Tag(name=name) for plain, name in wanted.items() if plain not in known]
    Tag.objects.bulk_create(new, ignore_conflicts=True)
    return list(Tag.objects.filter(pk__in=[tag.pk for tag in new])) if new else []


def _new(
    lines: Sequence[Values], by: Principal, *, is_demo: bool = False
) -> tuple[list[Actor], dict[int, Problems]]:
    if lines and not rules.can_create_actor(by):
        sentence = _("Solo el equipo de la fundación registra actores.")
        return [], {place: {"": [sentence]} for place in range(len(lines))}
    actors, problems = [], {}
    for place, line in enumerate(lines):
        actor = Actor(is_demo=is_demo, **{name: line[name] for name in FIELDS if name in line})
        actors.append(actor)
        if line.get("kind") is None:
            problems[place] = {"kind": [_("Este campo es obligatorio.")]}
        else:
            _note(problems, place, _told(actor, {"name", *line}))
    _refuse_taken(actors, range(len(actors)), problems)
    return actors, problems


def _changed(pairs: Sequence[tuple[Actor, Values]], by: Principal) -> dict[int, Problems]:
    """Sets the values on the rows in memory, and tells what stands against each."""
    own = set() if by.is_foundation else managed_actor_ids(by)
    problems: dict[int, Problems] = {}
    good = []
    for place, (actor, values) in enumerate(pairs):
        if not by.can_write or not (by.is_foundation or actor.pk in own):
            problems[place] = {"": [_("No puede editar esta organización.")]}
            continue
        guarded = [] if by.is_foundation else [name for name in (*FOUNDATION_ONLY, "tags") if name in values]
        if guarded:
            problems[place] = {name: [_("Este dato lo cambia la fundación.")] for name in guarded}
            continue
        for name in FIELDS:
            if name in values:
                setattr(actor, name, values[name])
        good.append(place)
    with _units_known([pairs[place][0] for place in good]):
        for place in good:
            _note(problems, place, _told(*pairs[place]))
    with_rut = [place for place in good if "rut" in pairs[place][1]]
    _refuse_taken([actor for actor, _values in pairs], with_rut, problems)
    return problems


@contextmanager
def _units_known(actors: Iterable[Actor]) -> Iterator[None]:
    """The units of those that are to be a unit, read for all of them at once: the model asks whether there are any."""
    hanging = [actor for actor in actors if actor.parent_id is not None]
    prefetch_related_objects(hanging, Prefetch("units", Actor.objects.only("parent")))
    yield
    for actor in hanging:
        actor._prefetched_objects_cache.pop("units", None)  # type: ignore[attr-defined]


def _told(actor: Actor, given: Collection[str]) -> Problems:
    """What the model itself says, without its constraints: those would ask the database row by row."""
    exclude = {field.name for field in Actor._meta.fields if field.name not in given or field.name in LINKED}
    told: Problems = {}
    try:
        actor.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        told = {"" if name == NON_FIELD_ERRORS else name: texts for name, texts in error.message_dict.items()}
    since, until = actor.personality_since, actor.personality_until
    if since and until and until < since:
        told.setdefault("personality_until", []).append(_sentence("actor_personality_dates"))
    if actor.parent_id == actor.pk:
        told.setdefault("parent", []).append(_("Una organización no es unidad de sí misma."))
    return told


def _refuse_taken(actors: Sequence[Actor], places: Iterable[int], problems: dict[int, Problems]) -> None:
    """One RUT, one organisation: in the registry and among these."""
    wanted = [place for place in places if actors[place].rut and "rut" not in problems.get(place, {})]
    ruts = {actors[place].rut for place in wanted}
    owner: dict[str, Any] = (
        dict(Actor.objects.canonical().filter(rut__in=ruts).values_list("rut", "pk")) if ruts else {}
    )
    for place in wanted:
        actor = actors[place]
        if owner.setdefault(actor.rut, actor.pk) != actor.pk:
            _note(problems, place, {"rut": [_sentence("actor_rut_once")]})


def _sentence(constraint: str) -> str:
    return next(
        str(one.get_violation_error_message()) for one in Actor._meta.constraints if one.name == constraint
    )


def _note(problems: dict[int, Problems], place: int, told: Problems) -> None:
    if told:
        problems[place] = {**problems.get(place, {}), **told}


def _stop_at(problems: dict[int, Problems]) -> None:
    if problems:
        raise LineErrors(problems)


def _keys(name: str, told: Sequence[tuple[Actor, Iterable[Any]]]) -> list[tuple[Actor, list[Any]]]:
    """Keys of what an actor is linked to; tags come by their name too, and new ones are made."""
    if name != "tags":
        return [(actor, [one.pk for one in linked]) for actor, linked in told]
    plain = [(actor, [_plain(str(one)) for one in linked]) for actor, linked in told]
    known = _tags({word for _actor, words in plain for word in words})
    if any(word not in known for _actor, words in plain for word in words):
        for tag in [Tag(name=" ".join(str(one).split())) for _actor, linked in told for one in linked]:
            if _plain(tag.name) not in known:
                tag.save(force_insert=True)
                known[_plain(tag.name)] = tag.pk
    return [(actor, list(dict.fromkeys(known[word] for word in words))) for actor, words in plain]


def _tags(words: Collection[str]) -> dict[str, Any]:
    """Plain writing → key, of those that exist."""
    found = Tag.objects.filter(name__unaccented__in=list(words)) if words else ()
    return {_plain(tag.name): tag.pk for tag in found}


def _plain(name: str) -> str:
    return unaccented(" ".join(name.split()))


def _link(name: str, pairs: Sequence[tuple[Any, Any]]) -> None:
    through = getattr(Actor, name).through
    if pairs:
        copy_rows(through, ["actor_id", LINKS[name]], pairs)


def _relink(name: str, wanted: Sequence[tuple[Actor, Sequence[Any]]]) -> None:
    """Links of these actors become exactly `wanted`; those that stay are not touched."""
    through, column = getattr(Actor, name).through, LINKS[name]
    links = through.objects.filter(actor_id__in=[actor.pk for actor, _keys in wanted])
    had = {(actor_id, key): pk for pk, actor_id, key in links.values_list("pk", "actor_id", column)}
    now = {(actor.pk, key) for actor, keys in wanted for key in keys}
    through.objects.filter(pk__in=[pk for pair, pk in had.items() if pair not in now]).delete()
    _link(name, sorted(now - set(had), key=str))
    for actor, _linked in wanted:
        getattr(actor, "_prefetched_objects_cache", {}).pop(name, None)


@transaction.atomic
def remove_actors(*, actors: Sequence[Actor], by: Principal) -> None:
    """Take back organisations that were just registered and that nothing names yet; the database refuses the others.
    Error: NotAllowed."""
    if not rules.can_create_actor(by):
        raise NotAllowed(_("Solo el equipo de la fundación retira actores."))
    ids = [actor.pk for actor in actors]
    emit_all("actor.removed", actors, by=by, scope="actor")
    for name in LINKS:
        links = getattr(Actor, name).through.objects.filter(actor_id__in=ids)
        links._raw_delete(links.db)
    rows = Actor.objects.filter(pk__in=ids)
    rows._raw_delete(rows.db)
