"""Acts on the money that is there: allocate, spend, reverse. Whose money it is comes from attribution.py.

Locks: the initiative or the pledge, then balances of the cycle's fund, then those of the initiative, each in the
order of their keys, as the trigger of migration 0003_ledger does.
"""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from convergence.models import Cycle
from core.errors import Conflict, DomainError
from core.ids import uuid7
from core.models import File
from core.money import format_clp
from core.states import lock
from portfolio.attribution import NotEnough, Share, split_allocation, split_expenditure
from portfolio.models import Entry, FundBalance, Initiative, InitiativeBalance, Movement, Pledge
from portfolio.services.books import Amount, check, cycle_of, must_keep, save, write_lines
from portfolio.vocabulary import DISCARDED, MovementKind


@transaction.atomic
def allocate(
    *,
    initiative: Initiative,
    pesos: int,
    happened_on: date,
    by: Principal,
    cycle: Cycle | None = None,
    note: str = "",
    document: File | None = None,
    uid: uuid.UUID | None = None,
) -> Movement:
    """Money of a cycle's fund for an initiative; whose it is, is decided and frozen here.

    Errors: NotAllowed, ValidationError by field; on `amount` when the fund has less.
    """
    must_keep(by)
    amount = Amount(pesos).in_pesos()
    initiative = lock(initiative)  # its phase as it is now, and until this is done
    alliance = initiative.alliance
    cycle = cycle_of(alliance, cycle, happened_on)
    check(alliance, happened_on, "happened_on", cycle, None, initiative)
    if initiative.phase_id == DISCARDED:
        raise ValidationError({"initiative": _("La iniciativa fue descartada: no recibe dinero.")})
    fund = _lock_fund(cycle)
    own = {row.contributor_id: row for row in _lock_initiative(cycle, initiative)}
    shares = {
        row.contributor: Share(
            earmarked=_unallocated(own.get(row.contributor_id)),
            pooled=row.received - row.earmarked - row.pool_used,
        )
        for row in fund
    }
    try:
        lines = split_allocation(amount, shares)
    except NotEnough as error:
        message = _("El fondo del ciclo %(cycle)d tiene %(available)s disponibles para esta iniciativa.")
        told = {"cycle": cycle.number, "available": format_clp(error.available)}
        raise ValidationError({"amount": message % told}) from None
    return write_lines(
        Movement(
            id=uid or uuid7(), kind=MovementKind.ALLOCATION, alliance=alliance, cycle=cycle, initiative=initiative,
            amount=amount, happened_on=happened_on, note=note.strip(), document=document,
        ),
        lines, "allocation.made", by,
    )  # fmt: skip


@transaction.atomic
def spend(
    *,
    initiative: Initiative,
    pesos: int,
    happened_on: date,
    by: Principal,
    cycle: Cycle | None = None,
    note: str = "",
    document: File | None = None,
    uid: uuid.UUID | None = None,
) -> Movement:
    """Allocated money that was paid out, shared among those whose it is.

    Errors: NotAllowed, ValidationError by field; on `amount` when less is allocated and unspent.
    """
    must_keep(by)
    alliance = initiative.alliance
    amount = Amount(pesos).in_pesos()
    cycle = cycle_of(alliance, cycle, happened_on)
    check(alliance, happened_on, "happened_on", cycle, None, initiative)
    _lock_fund(cycle)
    rows = _lock_initiative(cycle, initiative)
    try:
        lines = split_expenditure(amount, {row.contributor: row.allocated - row.spent for row in rows})
    except NotEnough as error:
        message = _("La iniciativa tiene %(available)s asignados y sin gastar en el ciclo %(cycle)d.")
        told = {"cycle": cycle.number, "available": format_clp(error.available)}
        raise ValidationError({"amount": message % told}) from None
    return write_lines(
        Movement(
            id=uid or uuid7(), kind=MovementKind.EXPENDITURE, alliance=alliance, cycle=cycle, initiative=initiative,
            amount=amount, happened_on=happened_on, note=note.strip(), document=document,
        ),
        lines, "expenditure.recorded", by,
    )  # fmt: skip


@transaction.atomic
def reverse_movement(
    *,
    movement: Movement,
    reason: str,
    by: Principal,
    happened_on: date | None = None,
    uid: uuid.UUID | None = None,
) -> Movement:
    """Takes a movement back, line by line; both stay in the ledger.

    Errors: NotAllowed; Conflict when it was reversed before; DomainError when what followed rests on it.
    """
    must_keep(by)
    if len(reason.strip()) < 5:
        raise DomainError(_("Escriba por qué se revierte."), field="reason")
    if movement.reverses_id is not None:
        raise DomainError(_("Una reversa no se revierte: registre el movimiento de nuevo."), "is_reversal")
    if Movement.objects.filter(reverses=movement).exists():
        raise Conflict(_("Este movimiento ya fue revertido."), "already_reversed")
    alliance = movement.alliance
    day = happened_on or alliance.today()
    if not movement.happened_on <= day <= alliance.today():
        message = _("La reversa se fecha entre el movimiento y hoy.")
        raise DomainError(message, field="happened_on")
    if movement.kind == MovementKind.PLEDGE and movement.pledge is not None:
        lock(movement.pledge)  # no money comes for it meanwhile
        if Pledge.objects.with_state().get(pk=movement.pledge_id).received > 0:
            message = _("Este compromiso ya tiene dinero recibido: revierta antes lo recibido.")
            raise DomainError(message, "rests_on_it")
    _lock_fund(movement.cycle)
    if movement.initiative is not None:
        _lock_initiative(movement.cycle, movement.initiative)
    twin = Movement(
        id=uid or uuid7(), kind=movement.kind, alliance=alliance, cycle=movement.cycle, reverses=movement,
        contributor=movement.contributor, pledge=movement.pledge, initiative=movement.initiative,
        amount=-movement.amount, in_kind=movement.in_kind, character=movement.character, uf=movement.uf,
        uf_rate=movement.uf_rate, uf_date=movement.uf_date, happened_on=day, note=reason.strip(),
    )  # fmt: skip
    lines = [
        _copy(line, amount=-line.amount, movement=twin, happened_on=day) for line in movement.entries.all()
    ]
    return save(twin, lines, "movement.reversed", by)


def _lock_fund(cycle: Cycle) -> list[FundBalance]:
    rows = FundBalance.objects.filter(cycle=cycle).order_by("cycle_id", "contributor_id")
    locked = rows.select_for_update(of=("self",), no_key=True)
    return list(locked.select_related("contributor__kind"))


def _lock_initiative(cycle: Cycle, initiative: Initiative) -> list[InitiativeBalance]:
    rows = InitiativeBalance.objects.filter(cycle=cycle, initiative=initiative).order_by("contributor_id")
    locked = rows.select_for_update(of=("self",), no_key=True)
    return list(locked.select_related("contributor__kind"))


def _unallocated(row: InitiativeBalance | None) -> int:
    """What is earmarked for the initiative and not allocated to it yet."""
    return max(0, row.earmarked - row.allocated) if row is not None else 0


def _copy(line: Entry, **fields: Any) -> Entry:
    told = {f.attname: getattr(line, f.attname) for f in line._meta.concrete_fields if f.name != "id"}
    row = Entry(**told)
    for name, value in fields.items():
        setattr(row, name, value)
    return row
