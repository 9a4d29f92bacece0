"""The traspaso: one act in which all that a person held for an organisation goes to the next. What each floor
moves is in registry.handover_parts."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.handover import CLOSED, leaves_whole, lock_people
from accounts.models import User
from accounts.principal import SYSTEM, Principal
from accounts.rules import may_touch_administrator
from accounts.services import shut_account
from actors import rules
from actors.models import Actor, Handover
from actors.services.people import people_scope
from core import dates, handover, registry
from core.errors import Conflict, DomainError, NotAllowed
from core.events import emit
from core.registry import HandoverLine, HandoverPart
from core.states import lock


@dataclass(frozen=True)
class Group:
    """The lines of one part, to be shown."""

    code: str
    label: str
    lines: list[HandoverLine]


@dataclass(frozen=True)
class Plan:
    """What a traspaso would do now. `whole`: nothing else is left to the leaver. `mark` names these very lines."""

    groups: list[Group]
    whole: bool
    mark: str


def parts() -> list[tuple[str, HandoverPart]]:
    """In the one order in which they act, lock and are shown."""
    return sorted(registry.handover_parts.items(), key=lambda item: item[1].order)


def plan_handover(*, leaver: User, successor: User, actor: Actor | None, by: Principal) -> Plan:
    """What would go, without moving it. Errors: as hand_over, but for those of a change in between."""
    actor = actor.speaker if actor else None
    _check(leaver, successor, actor, by)
    told = {"leaver": leaver, "successor": successor, "actor": actor}
    would = {code: part.moves(**told) for code, part in parts()}
    _check_moved(successor, actor, would)
    groups = [Group(code, str(part.label), would[code]) for code, part in parts() if would[code]]
    return Plan(groups, leaves_whole(leaver, actor), _mark(would))


@transaction.atomic
def hand_over(
    *,
    leaver: User,
    successor: User,
    actor: Actor | None,
    by: Principal,
    reason: str = "",
    close_account: bool = False,
    mark: str = "",
    uid: uuid.UUID | None = None,
) -> Handover:
    """All or nothing: what the leaver held for `actor` (None: as foundation staff) is the successor's.

    `close_account` shuts the leaver's account when nothing else is left to her. `mark` is that of the Plan that was
    looked at. Errors: NotAllowed; DomainError by field, or "nothing" when she holds nothing; Conflict "changed"
    when what would go is no longer what was looked at, and those of shutting an account.
    """
    told = _lock(leaver, successor, actor)
    leaver, successor, actor = told["leaver"], told["successor"], told["actor"]
    _check(leaver, successor, actor, by)
    whole = leaves_whole(leaver, actor)
    went = {code: part.hand_over(**told, by=by) for code, part in parts()}
    _check_moved(successor, actor, went)
    if mark and mark != _mark(went):
        raise Conflict(
            _("Lo que se traspasa cambió desde que lo revisó. Revíselo y confirme de nuevo."), "changed"
        )
    _leave_no_rest(leaver, actor, by)
    moved = {code: handover.kept(lines) for code, lines in went.items() if lines}
    if whole and close_account:
        # Whoever keeps the organisation's page does not keep accounts; this one serves for nothing any more.
        shut_account(user=leaver, by=SYSTEM)
        moved["account"] = [*moved.get("account", []), CLOSED]
    row = Handover.objects.create(
        actor=actor,
        leaver=leaver,
        successor=successor,
        done_by_id=by.user_id,
        reason=" ".join(reason.split()),
        moved=moved,
        **({"id": uid} if uid else {}),
    )
    data = {"leaver": str(leaver.pk), "successor": str(successor.pk), "closed": whole and close_account}
    scope = people_scope(actor) if actor else f"user:{leaver.pk}"
    emit("handover.done", row, by=by, scopes=[scope], data=data)
    return row


def tell_handover(row: Handover, principal: Principal) -> list[Group]:
    """What went, by part, in the words of today and as far as the principal sees it."""
    return [
        Group(code, str(part.label), part.tell(row.moved[code], principal))
        for code, part in parts()
        if code in row.moved
    ]


def _lock(leaver: User, successor: User, actor: Actor | None) -> dict[str, Any]:
    """People, then the organisation; alliances, memberships, seats and commitments follow in the order of parts."""
    rows = lock_people(leaver, successor)
    return {
        "leaver": rows[leaver.pk],
        "successor": rows[successor.pk],
        "actor": lock(actor.speaker) if actor else None,
    }


def _check(leaver: User, successor: User, actor: Actor | None, by: Principal) -> None:
    if not rules.can_hand_over(by, actor):
        raise NotAllowed(
            _("El traspaso lo hace la fundación o quien administra la ficha de la organización.")
        )
    if actor is None and not may_touch_administrator(by, leaver):
        raise NotAllowed(
            _("El traspaso de quien administra la plataforma lo hace ella misma u otra como ella.")
        )
    if leaver.pk == successor.pk:
        raise DomainError(_("Quien deja y quien recibe son la misma persona."), "same", field="successor")
    if not successor.is_active or successor.kind != User.Kind.PERSON:
        raise DomainError(_("Quien recibe necesita una cuenta activa."), "inactive", field="successor")
    if actor is None and not successor.is_foundation_staff:
        message = _("Lo de una persona de la fundación lo recibe otra de su equipo.")
        raise DomainError(message, "not_staff", field="successor")
    if actor is not None and not by.is_foundation:
        # Whoever keeps the page brings people in by an invitation, which they accept themselves.
        _must_act_for(successor, actor)


def _check_moved(successor: User, actor: Actor | None, lines: Mapping[str, list[HandoverLine]]) -> None:
    """Something goes; and the membership with it, or, where the leaver's ended before, the successor has her own."""
    rows = [line for told in lines.values() for line in told if line.id is not None]
    if not rows:
        raise DomainError(_("Esta persona ya no tiene nada aquí que traspasar."), "nothing", field="leaver")
    if actor is None or any(line.kind == "membership" for line in rows):
        return
    _must_act_for(successor, actor)


def _must_act_for(successor: User, actor: Actor) -> None:
    if not successor.memberships.living().of_actor(actor).exists():
        message = _("Quien recibe no actúa por la organización: invítela primero.")
        raise DomainError(message, "not_of_actor", field="successor")


def _leave_no_rest(leaver: User, actor: Actor | None, by: Principal) -> None:
    """What no part named and upper floors end when somebody leaves an organisation."""
    if actor is None:
        return
    group = list(Actor.objects.filter(canonical_id=actor.pk).values_list("pk", flat=True))
    for ends in registry.person_leaves.values():
        ends(user=leaver, actor_ids=group, on=dates.today(), by=by)


def _mark(told: Mapping[str, list[HandoverLine]]) -> str:
    """A fingerprint of the rows that go; tokens and other doors of the account do not count."""
    rows = [(code, line) for code, lines in told.items() for line in lines if line.id is not None]
    text = json.dumps(sorted([code, line.kind, str(line.id)] for code, line in rows))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
