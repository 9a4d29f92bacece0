"""Two rows that are one organisation: the merged one speaks through the kept one, until that is undone.

A merge rewrites nothing that refers to either. What readings do with it is `Actor.canonical`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors import rules
from actors.models import Actor, Merge, Suspect
from actors.services.actor import FIELDS, update_actor
from core import rut
from core.errors import Conflict, DomainError, NotAllowed, Stale
from core.events import emit
from core.states import lock, write

# What the kept one may take over from the merged one. Of sets it takes what it lacks.
SETS = ("comunas", "tags")
TAKEABLE = (*FIELDS, *SETS)
SHORTEST_REASON = 5


@transaction.atomic
def merge_actors(
    *,
    kept: Actor,
    merged: Actor,
    reason: str,
    by: Principal,
    take: Iterable[str] = (),
    other_rut: bool = False,
    versions: Sequence[int] | None = None,
) -> Merge:
    """`merged` speaks through `kept` from now on; `kept` takes over the fields named in `take`.

    `other_rut` says that two different RUT were seen and are no obstacle. `versions`: those of kept and merged
    as they were shown. Errors: NotAllowed, Conflict and DomainError by field, Stale, ValidationError when kept
    cannot have a value it is to take.
    """
    if not rules.can_merge_actors(by):
        raise NotAllowed(_("Solo el equipo de la fundación reúne organizaciones."))
    kept, merged = _lock_two(kept, merged)
    if versions is not None and tuple(versions) != (kept.version, merged.version):
        message = _(
            "Alguien cambió una de las dos organizaciones mientras usted las comparaba. Revíselas de nuevo."
        )
        raise Stale(message, extra={"version": kept.version})
    _check(kept, merged, other_rut)
    if len(reason.strip()) < SHORTEST_REASON:
        raise DomainError(
            _("Escriba en una frase por qué son la misma organización."), "reason", field="reason"
        )
    wanted = [name for name in TAKEABLE if name in set(take)]
    taken = _to_take(kept, merged, wanted)
    led_on = [str(pk) for pk in merged.merged.order_by("pk").values_list("pk", flat=True)]
    write(merged, merged_into=kept)
    for row in Actor.objects.filter(pk__in=led_on).order_by("pk"):
        write(row, merged_into=kept)
    had = {name: _told(getattr(kept, name)) for name in taken}
    if taken:
        update_actor(actor=kept, by=by, **taken)
    now = Actor.objects.get(pk=kept.pk)
    merge = Merge.objects.create(
        kept=now,
        merged=merged,
        led_on=led_on,
        reason=reason.strip()[:300],
        done_by_id=by.user_id,
        taken={name: [had[name], _told(getattr(now, name))] for name in taken},
    )
    _decide_pair(now, merged, Suspect.State.MERGED, by)
    _tell("actor.merged", merge, by)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: Principal) -> Merge:
    """`merged` speaks for itself again, with those that were led on with it; the kept one gives back what it took,
    save what was changed since. Errors: NotAllowed, Conflict when it was undone or its RUT is in use."""
    if not rules.can_merge_actors(by):
        raise NotAllowed(_("Solo el equipo de la fundación deshace una fusión."))
    _lock_group([merge.kept_id, merge.merged_id])
    locked = lock(merge)
    if locked.undone_at is not None:
        raise Conflict(_("Esta fusión ya se deshizo."), "undone")
    kept, merged = Actor.objects.get(pk=locked.kept_id), Actor.objects.get(pk=locked.merged_id)
    _give_back(kept, locked.taken)
    spoke = merged.merged_into_id
    twin = (
        Actor.objects.canonical().filter(rut=merged.rut).exclude(pk=merged.pk).first() if merged.rut else None
    )
    if twin is not None:
        message = _(
            "El RUT %(rut)s de «%(merged)s» lo lleva ahora «%(twin)s»: corrija uno de los dos y repita."
        )
        told = {"rut": rut.display(merged.rut), "merged": merged.name, "twin": twin.name}
        raise Conflict(message % told, "rut_in_use")
    write(merged, merged_into=None)
    standing = Merge.objects.filter(merged__in=locked.led_on, undone_at=None).values("merged_id")
    for row in Actor.objects.filter(pk__in=standing, merged_into=spoke).order_by("pk"):
        write(row, merged_into=merged)
    write(locked, undone_at=timezone.now(), undone_by_id=by.user_id)
    _decide_pair(kept, merged, Suspect.State.OPEN, by)
    _tell("actor.unmerged", locked, by)
    return locked


def obstacle(kept: Actor, merged: Actor) -> str:
    """Why these two cannot be merged whatever is confirmed, or ""."""
    if kept.pk == merged.pk:
        return _("Es la misma ficha: elija dos.")
    for row in (kept, merged):
        if row.merged_into_id:
            speaker = row.merged_into.name if row.merged_into else ""
            return _("«%(name)s» ya está reunida en «%(speaker)s».") % {"name": row.name, "speaker": speaker}
    if kept.parent_id == merged.pk or merged.parent_id == kept.pk:
        return _("Una es unidad de la otra: una unidad no se reúne con su organización.")
    if kept.parent_id and merged.units.exists():
        return _(
            "La que se reúne tiene unidades y la que queda es una unidad: elija como la que queda la principal."
        )
    return ""


def has_other_rut(kept: Actor, merged: Actor) -> bool:
    return bool(kept.rut and merged.rut and kept.rut != merged.rut)


def _check(kept: Actor, merged: Actor, other_rut: bool) -> None:
    problem = obstacle(kept, merged)
    if problem:
        raise Conflict(problem, "cannot_merge")
    if has_other_rut(kept, merged) and not other_rut:
        message = _(
            "Tienen distinto RUT: son dos personas jurídicas salvo error. Confírmelo si son la misma."
        )
        raise DomainError(message, "other_rut", field="other_rut")


def _lock_two(kept: Actor, merged: Actor) -> tuple[Actor, Actor]:
    rows = _lock_group([kept.pk, merged.pk])
    return rows[kept.pk], rows[merged.pk]


def _lock_group(ids: Sequence[Any]) -> dict[Any, Actor]:
    """Those and all that speak through them or for them, locked in the order of their ids whoever asks."""
    told = Actor.objects.filter(pk__in=ids).values("canonical_id")
    rows = Actor.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids) | Q(canonical_id__in=told))
    locked = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",), no_key=True)}
    # Read again: while waiting, another merge may have moved them.
    return {row.pk: row for row in Actor.objects.filter(pk__in=locked).select_related("merged_into", "kind")}


def _to_take(kept: Actor, merged: Actor, wanted: Iterable[str]) -> dict[str, Any]:
    """What `kept` gets of `wanted`, as update_actor takes it; nothing where both say the same."""
    found: dict[str, Any] = {}
    for name in wanted:
        mine, its = getattr(kept, name), getattr(merged, name)
        if name in SETS:
            both = [*mine.all(), *(row for row in its.all() if row not in set(mine.all()))]
            if len(both) > mine.count():
                found[name] = both if name == "comunas" else [tag.name for tag in both]
        elif mine != its:
            found[name] = its
    return found


def _told(value: Any) -> Any:
    """A field's value as Merge.taken keeps it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, models.Manager):
        return sorted(str(pk) for pk in value.values_list("pk", flat=True))
    return value.isoformat() if isinstance(value, date) else value


def _give_back(kept: Actor, taken: dict[str, list[Any]]) -> None:
    """Each field as it was, where it still says what was taken."""
    back = {name: had for name, (had, took) in taken.items() if _told(getattr(kept, name)) == took}
    if not back:
        return
    plain = {name: had for name, had in back.items() if name not in SETS}
    for name, had in plain.items():
        field: Any = Actor._meta.get_field(name)
        setattr(kept, field.attname, field.to_python(had) if had is not None else None)
    try:
        kept.full_clean()
    except ValidationError as error:
        told = " ".join(error.messages)
        raise Conflict(_("No se puede devolver lo que tomó: %(why)s") % {"why": told}, "changed") from None
    write(kept, **{name: getattr(kept, name) for name in plain})
    for name in SETS:
        if name in back:
            getattr(kept, name).set(back[name])


def _decide_pair(one: Actor, other: Actor, state: str, by: Principal) -> None:
    first, second = sorted((one.pk, other.pk))
    is_open = state == Suspect.State.OPEN
    Suspect.objects.filter(first=first, second=second).update(
        state=state,
        decided_at=None if is_open else timezone.now(),
        decided_by=None if is_open else by.user_id,
    )


def _tell(kind: str, merge: Merge, by: Principal) -> None:
    scopes = [f"actor:{merge.kept_id}", f"actor:{merge.merged_id}"]
    data = {"merge": str(merge.pk), "merged": str(merge.merged_id)}
    emit(kind, merge.kept, by=by, scopes=scopes, data=data)
