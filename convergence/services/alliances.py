"""Open and edit alliances, seat and unseat partners, open cycles."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.models import Actor, Comuna, Sector
from convergence import rules, stages
from convergence.models import Alliance, Cycle, Participation, StageChange
from core.errors import Conflict, NotAllowed
from core.events import emit
from core.states import lock, write

FIELDS = (
    "name", "purpose", "theme", "areas", "scale", "origin", "started_by", "base", "formality", "structure",
    "sponsor", "coordinator", "started_on", "ended_on", "is_public",
)  # fmt: skip


@transaction.atomic
def open_alliance(
    *,
    kind: str,
    comunas: Iterable[Comuna],
    by: Principal,
    uid: uuid.UUID | None = None,
    is_demo: bool = False,
    **fields: Any,
) -> Alliance:
    """A new alliance in the first stage of its kind. Errors: ValidationError by field, NotAllowed."""
    _must_manage(by)
    places = list(comunas)
    _check_places(kind, places)
    alliance = Alliance(kind=kind, is_demo=is_demo, **({"id": uid} if uid else {}))
    alliance.stage = stages.first_stage(kind)
    _fill(alliance, fields)
    alliance.stage_since = alliance.started_on
    _check(alliance)
    alliance.save(force_insert=True)
    alliance.comunas.set(places)
    StageChange.objects.create(
        alliance=alliance, to_stage=alliance.stage, happened_on=alliance.started_on, made_by_id=by.user_id
    )
    emit("alliance.opened", alliance, by=by, scopes=[alliance.scope])
    return alliance


@transaction.atomic
def update_alliance(
    *,
    alliance: Alliance,
    by: Principal,
    version: int | None = None,
    comunas: Iterable[Comuna] | None = None,
    **fields: Any,
) -> Alliance:
    """Change FIELDS and comunas; kind and stage never change here. Errors: Stale, ValidationError."""
    _must_manage(by)
    locked = lock(alliance, version=version)
    changed = sorted(name for name in fields if name in FIELDS and getattr(locked, name) != fields[name])
    _fill(locked, fields)
    _check(locked)
    moved = _move_start(locked) if "started_on" in changed else {}
    write(locked, **{name: getattr(locked, name) for name in changed}, **moved)
    if comunas is not None:
        places = list(comunas)
        _check_places(locked.kind, places)
        if set(places) != set(locked.comunas.all()):
            changed.append("comunas")
        locked.comunas.set(places)
    emit("alliance.changed", locked, by=by, scopes=[locked.scope], data={"fields": changed})
    return locked


@transaction.atomic
def add_participation(
    *,
    alliance: Alliance,
    actor: Actor,
    by: Principal,
    joined_on: date,
    uid: uuid.UUID | None = None,
    **fields: Any,
) -> Participation:
    """Seat an organisation; its sector and kind are copied. Errors: Conflict when it already takes part, be it by
    another of its rows that was merged."""
    _must_manage(by)
    lock(alliance)
    actor = actor.speaker
    row = Participation(alliance=alliance, actor=actor, joined_on=joined_on, **({"id": uid} if uid else {}))
    _fill_participation(row, fields)
    row.sector, row.kind = actor.kind.sector, actor.kind
    row.full_clean(validate_constraints=False)
    _check_stay(row)
    if row.left_on is None and alliance.participations.living().of_actor(actor).exists():
        raise _already(actor)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _already(actor) from None
    _tell("participation.added", row, by)
    return row


@transaction.atomic
def update_participation(
    *, participation: Participation, by: Principal, version: int | None = None, **fields: Any
) -> Participation:
    """Roles, contributions, seat, representative, leaving date. Errors: Stale, ValidationError."""
    _must_manage(by)
    locked = lock(participation, version=version)
    _fill_participation(locked, fields)
    locked.full_clean()
    _check_stay(locked)
    write(locked, **{name: getattr(locked, name) for name in PARTICIPATION_FIELDS if name in fields})
    if locked.left_on is not None:
        _leave_whole(locked)
    _tell("participation.changed", locked, by)
    return locked


@transaction.atomic
def open_cycle(*, alliance: Alliance, starts_on: date, ends_on: date, by: Principal) -> Cycle:
    """The next funding cycle. Errors: ValidationError when it ends before it starts, Conflict on overlap."""
    _must_manage(by)
    lock(alliance)
    last = alliance.cycles.order_by("-number").first()
    cycle = Cycle(
        alliance=alliance, number=(last.number if last else 0) + 1, starts_on=starts_on, ends_on=ends_on
    )
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("El ciclo termina antes de comenzar.")})
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            _("Este ciclo se cruza con otro de la misma alianza."), "overlap", field="starts_on"
        ) from None
    emit("cycle.opened", cycle, by=by, scopes=[alliance.scope])
    return cycle


PARTICIPATION_FIELDS = (
    "roles", "contributions", "is_strategic", "strategic_reason", "has_seat", "representative", "joined_on", "left_on",
)  # fmt: skip


def _already(actor: Actor) -> Conflict:
    return Conflict(
        _("«%(actor)s» ya participa en esta alianza.") % {"actor": actor.name}, "already", field="actor"
    )


def _leave_whole(row: Participation) -> None:
    """An organisation that stands twice since two were merged leaves by both."""
    twins = row.alliance.participations.living().of_actor(row.actor).exclude(pk=row.pk)
    for twin in twins.order_by("pk").select_for_update(of=("self",), no_key=True):
        write(twin, left_on=max(row.left_on, twin.joined_on) if row.left_on else None)


def _must_manage(by: Principal) -> None:
    if not rules.can_manage_alliance(by):
        raise NotAllowed(_("Esto lo hace la coordinación de la fundación."))


def _check_places(kind: str, places: list[Comuna]) -> None:
    if not places:
        raise ValidationError({"comunas": _("Elija al menos una comuna.")})
    if kind == "mesa_comunal" and len(places) > 1:
        raise ValidationError({"comunas": _("Una mesa comunal tiene una sola comuna.")})
    if kind == "mesa_intercomunal" and len(places) < 2:
        raise ValidationError({"comunas": _("Una mesa intercomunal reúne dos o más comunas.")})


def _check(alliance: Alliance) -> None:
    alliance.full_clean()
    sponsor, coordinator = alliance.sponsor, alliance.coordinator
    errors: dict[str, Any] = {}
    if sponsor is not None and sponsor.sector != Sector.MERCADO:
        errors["sponsor"] = _("La patrocinante es una empresa u otra organización del mercado.")
    if coordinator is not None and not coordinator.is_foundation_staff:
        errors["coordinator"] = _("Coordina una persona del equipo de la fundación.")
    if errors:
        raise ValidationError(errors)


def _move_start(alliance: Alliance) -> dict[str, Any]:
    """The start may not pass what already happened; what else moves with it: in the first stage, its own start."""
    happened = [
        alliance.meetings.aggregate(day=Min("held_on"))["day"],
        alliance.stage_changes.exclude(from_stage="").aggregate(day=Min("happened_on"))["day"],
        alliance.participations.exclude(left_on=None).aggregate(day=Min("left_on"))["day"],
    ]
    first = min((day for day in happened if day), default=None)
    if first is not None and alliance.started_on > first:
        message = _("Ya hay hechos registrados el %(date)s, antes de ese inicio.")
        raise ValidationError({"started_on": message % {"date": f"{first:%d-%m-%Y}"}})
    alliance.stage_changes.filter(from_stage="").update(happened_on=alliance.started_on)
    in_first = alliance.stage == stages.first_stage(alliance.kind)
    return {"stage_since": alliance.started_on} if in_first else {}


def _check_stay(row: Participation) -> None:
    """A stay is what happened: leaving ends access at once, so neither date may lie ahead."""
    today = row.alliance.today()
    errors: dict[str, Any] = {}
    if row.joined_on > today:
        errors["joined_on"] = _("La fecha está en el futuro.")
    if row.left_on is not None and row.left_on > today:
        errors["left_on"] = _("La fecha está en el futuro: indíquela cuando la organización deje la mesa.")
    if errors:
        raise ValidationError(errors)


def _fill(alliance: Alliance, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(alliance, name, fields[name])
    alliance.name = " ".join(alliance.name.split())
    for name in ("started_by", "sponsor"):
        actor = getattr(alliance, name)
        if name in fields and actor is not None:
            setattr(alliance, name, actor.speaker)


def _fill_participation(row: Participation, fields: Mapping[str, Any]) -> None:
    for name in PARTICIPATION_FIELDS:
        if name in fields:
            setattr(row, name, fields[name])


def _tell(kind: str, row: Participation, by: Principal) -> None:
    emit(kind, row, by=by, scopes=[f"alliance:{row.alliance_id}", f"actor:{row.actor_id}"])
