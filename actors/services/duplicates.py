"""Pairs that may be one organisation: found for the whole registry, or for a name being typed; dismissed, reopened."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from actors import rules
from actors.models import Actor, Comuna, Suspect
from actors.naming import shapes_of
from actors.similar import Likeness, Named, resembling
from core.errors import Conflict, NotAllowed
from core.events import emit
from core.models import Job
from core.registry import JobKind

BATCH = 2000
MOST_NEAR = 5000  # rows that one typed name is compared with
WHY = {
    "same_rut": gettext_lazy("Tiene el mismo RUT."),
    "similar_name": gettext_lazy("Tiene un nombre parecido."),
}


@dataclass(frozen=True)
class Near:
    """An organisation of the registry that a typed one may be."""

    actor: Actor
    score: int
    why: str


def named(rows: Any) -> list[Named]:
    """Actors of a queryset as actors.similar compares them; two queries for any number."""
    told = list(rows.order_by("pk").values_list("pk", "name", "short_name", "rut", "parent__canonical_id"))
    places: defaultdict[Any, list[str]] = defaultdict(list)
    through = Actor.comunas.through.objects.filter(actor_id__in=rows.order_by().values("pk"))
    for pk, code in through.values_list("actor_id", "comuna_id"):
        places[pk].append(code)
    return [
        Named(pk, name, short, frozenset(places.get(pk, ())), rut, parent)
        for pk, name, short, rut, parent in told
    ]


def find_duplicates(job: Job, report: Callable[..., None]) -> dict[str, Any]:
    """Every pair of the registry that may be one. All is compared first and written in one transaction, so that
    interrupted it leaves the pairs of the night before."""
    report(5, str(_("Leyendo el registro")))
    everyone = named(Actor.objects.canonical())
    found: dict[tuple[Any, Any], Likeness] = {}

    def tell(done: int) -> None:
        if done % BATCH == 0:
            report(10 + 80 * done // max(1, len(everyone)), str(_("Comparando nombres")))

    for key, likenesses in resembling(everyone, everyone, tell).items():
        for like in likenesses:
            pair = (min(key, like.key), max(key, like.key))
            if pair not in found or found[pair].score < like.score:
                found[pair] = like
    report(92, str(_("Guardando los pares")))
    counts = _keep(found, {one.key: one for one in everyone})
    return {"organisations": len(everyone), **counts}


@transaction.atomic
def _keep(found: dict[tuple[Any, Any], Likeness], by_key: dict[Any, Named]) -> dict[str, int]:
    """Pairs as they are found now. A dismissed one stays so until a name or a RUT of the two changes."""
    rows = {(row.first_id, row.second_id): row for row in Suspect.objects.select_for_update(of=("self",))}
    gone = [row.pk for pair, row in rows.items() if row.state == Suspect.State.OPEN and pair not in found]
    Suspect.objects.filter(pk__in=gone).delete()
    fresh, changed = [], []
    for pair, like in found.items():
        compared = fingerprint(by_key[pair[0]], by_key[pair[1]])
        row = rows.get(pair)
        if row is None:
            fresh.append(
                Suspect(
                    first_id=pair[0], second_id=pair[1], reason=like.why, score=like.score, compared=compared
                )
            )
            continue
        before = (row.state, row.reason, row.score, row.compared)
        if row.state != Suspect.State.OPEN and row.compared != compared:
            row.state, row.decided_at, row.decided_by = Suspect.State.OPEN, None, None
        row.reason, row.score, row.compared = like.why, like.score, compared
        if (row.state, row.reason, row.score, row.compared) != before:
            changed.append(row)
    Suspect.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    columns = ["state", "reason", "score", "compared", "decided_at", "decided_by"]
    Suspect.objects.bulk_update(changed, columns, batch_size=BATCH)
    return {"found": len(found), "new": len(fresh), "gone": len(gone)}


def fingerprint(one: Named, other: Named) -> str:
    """What was compared of the two: another name or RUT is another comparison."""
    told = "\n".join(part for side in (one, other) for part in (side.name, side.short_name, side.rut))
    return hashlib.sha256(told.encode()).hexdigest()


def near(
    *,
    name: str,
    short_name: str = "",
    rut: str = "",
    comunas: Iterable[Comuna] = (),
    parent: Actor | None = None,
    by: Principal,
) -> list[Near]:
    """Organisations, among those that the asker sees, that a typed one may be. Until a comuna is told, a name is
    compared with those of everywhere."""
    codes = frozenset(comuna.pk for comuna in comunas)
    words = [word for shape in shapes_of(name, short_name) for word in shape.words if len(word) > 2]
    wanted = Q(rut=rut) if rut else Q(pk=None)
    spoken = Q()
    for word in words:
        spoken |= Q(name__unaccented__contains=word) | Q(short_name__unaccented__contains=word)
    if codes:
        wanted |= Q(comunas__in=codes)
    if words:
        wanted |= spoken if not codes else Q(spoken, comunas=None)
    rows = Actor.objects.visible_to(by).canonical().filter(wanted)
    known = named(
        Actor.objects.filter(pk__in=list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_NEAR]))
    )
    if not codes:
        known = [Named(one.key, one.name, one.short_name, frozenset(), one.rut, one.parent) for one in known]
    typed = Named("", name, short_name, codes, rut, parent.canonical_id if parent else None)
    alike = resembling([typed], known).get("", [])
    actors = Actor.objects.with_place().in_bulk([like.key for like in alike])
    return [Near(actors[like.key], like.score, str(WHY[like.why])) for like in alike]


@transaction.atomic
def dismiss_suspect(*, suspect: Suspect, by: Principal) -> Suspect:
    """«Son distintas»: not shown again until a name or a RUT changes. Errors: NotAllowed, Conflict."""
    locked = _lock(suspect, by, Suspect.State.OPEN)
    pair = {one.key: one for one in named(Actor.objects.filter(pk__in=[locked.first_id, locked.second_id]))}
    locked.compared = fingerprint(pair[locked.first_id], pair[locked.second_id])
    return _decide(locked, Suspect.State.DISMISSED, by)


@transaction.atomic
def reopen_suspect(*, suspect: Suspect, by: Principal) -> Suspect:
    """Takes «son distintas» back. Errors: NotAllowed, Conflict."""
    return _decide(_lock(suspect, by, Suspect.State.DISMISSED), Suspect.State.OPEN, by)


def _lock(suspect: Suspect, by: Principal, state: str) -> Suspect:
    if not rules.can_merge_actors(by):
        raise NotAllowed(_("Solo el equipo de la fundación decide sobre posibles duplicados."))
    locked: Suspect | None = Suspect.objects.select_for_update(of=("self",)).filter(pk=suspect.pk).first()
    if locked is None or locked.state != state:
        raise Conflict(_("Este par ya se decidió o dejó de parecerse. Cargue la lista de nuevo."), "decided")
    return locked


def _decide(row: Suspect, state: str, by: Principal) -> Suspect:
    is_open = state == Suspect.State.OPEN
    row.state = state
    row.decided_at, row.decided_by = (None, None) if is_open else (timezone.now(), by.user)
    row.save(update_fields=["state", "compared", "decided_at", "decided_by"])
    kind = "suspect.reopened" if is_open else "suspect.dismissed"
    data = {"first": str(row.first_id), "second": str(row.second_id)}
    emit(kind, row.first, by=by, scopes=["foundation"], data=data)
    return row


FIND_DUPLICATES = JobKind(
    label=gettext_lazy("Buscar organizaciones duplicadas"),
    run=find_duplicates,
    may_ask=lambda principal: principal.is_foundation,
    every_hours=24,
    offered=True,
)
