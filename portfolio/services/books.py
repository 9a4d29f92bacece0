"""Keeping the books: amounts in pesos or UF, what every movement must satisfy, and the one place that writes it.

The acts are in contributions.py (promise, receive) and ledger.py (allocate, spend, reverse).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.models import Actor
from convergence.models import Alliance, Cycle
from core.errors import Conflict, DomainError, NotAllowed
from core.events import emit
from core.money import uf_to_clp
from portfolio import rules
from portfolio.ledger_querysets import contribution_scope
from portfolio.models import Entry, Initiative, Movement
from portfolio.vocabulary import DISCARDED, MovementKind

# Pesos of one UF since the year 2000, and for long; its day stands near that of what is written with it.
LEAST_RATE, MOST_RATE = Decimal(10_000), Decimal(1_000_000)
FAR_DAYS = 366
MOST_PESOS = 10**14  # above all money there is in Chile: a slip of the keyboard


@dataclass(frozen=True)
class Amount:
    """Pesos, or UF with the rate of a day; its pesos are frozen when the movement is made."""

    pesos: int | None = None
    uf: Decimal | None = None
    uf_rate: Decimal | None = None
    uf_date: date | None = None

    def in_pesos(self, day: date | None = None) -> int:
        """What it is in pesos for an act of `day`. Errors: ValidationError on `amount`, `uf`, `uf_rate`, `uf_date`."""
        if self.uf is None:
            if self.uf_rate is not None or self.uf_date is not None:
                raise ValidationError(
                    {"uf": _("Escriba el monto en UF, o quite el valor de la UF y su fecha.")}
                )
            if self.pesos is None:
                raise ValidationError({"amount": _("Escriba el monto, en pesos o en UF.")})
            whole = self.pesos
        elif self.pesos is not None:
            raise ValidationError({"uf": _("Escriba el monto en pesos o en UF, no ambos.")})
        elif self.uf_rate is None or self.uf_date is None:
            missing = "uf_rate" if self.uf_rate is None else "uf_date"
            raise ValidationError({missing: _("Un monto en UF necesita el valor de la UF y su fecha.")})
        else:
            _must_fit("uf", self.uf)
            _must_fit("uf_rate", self.uf_rate)
            if self.uf <= 0 or self.uf_rate <= 0:
                raise ValidationError({"uf": _("La UF y su valor son mayores que cero.")})
            if not LEAST_RATE <= self.uf_rate <= MOST_RATE:
                raise ValidationError(
                    {"uf_rate": _("Escriba el valor de una UF en pesos, por ejemplo 38.765,43.")}
                )
            if day is not None and abs((self.uf_date - day).days) > FAR_DAYS:
                raise ValidationError(
                    {"uf_date": _("La fecha de la UF queda a más de un año de la del aporte.")}
                )
            whole = uf_to_clp(self.uf, self.uf_rate)
        if whole <= 0:
            raise ValidationError({"amount": _("El monto debe ser mayor que cero.")})
        if whole >= MOST_PESOS:
            raise ValidationError({"amount": _("El monto es demasiado grande: revise los ceros.")})
        return whole

    def columns(self) -> dict[str, Any]:
        return {"uf": self.uf, "uf_rate": self.uf_rate, "uf_date": self.uf_date}


def _must_fit(name: str, number: Decimal) -> None:
    """The column keeps it as it was written: rounded there, its pesos would no longer be UF times rate."""
    field: Any = Movement._meta.get_field(name)
    whole, places = field.max_digits - field.decimal_places, field.decimal_places
    fits = number.is_finite() and abs(number) < 10**whole
    if not fits or number != number.quantize(Decimal(1).scaleb(-places)):
        message = _("Escriba a lo más %(whole)d cifras enteras y %(places)d decimales.")
        raise ValidationError({name: message % {"whole": whole, "places": places}})


def must_keep(by: Principal) -> None:
    if not rules.can_keep_ledger(by):
        raise NotAllowed(_("El libro de aportes lo lleva la fundación."))


def cycle_of(alliance: Alliance, cycle: Cycle | None, day: date) -> Cycle:
    """The given cycle, or the one in which `day` falls."""
    if cycle is not None:
        return cycle
    found = alliance.cycles.filter(starts_on__lte=day, ends_on__gte=day).first()
    if found is None:
        message = _("Ningún ciclo de financiamiento incluye esa fecha. Abra uno o elija el ciclo.")
        raise ValidationError({"cycle": message})
    return found


def check(
    alliance: Alliance,
    day: date,
    field: str,
    cycle: Cycle,
    contributor: Actor | None,
    initiative: Initiative | None,
) -> None:
    errors: dict[str, Any] = {}
    if day > alliance.today():
        errors[field] = _("La fecha está en el futuro.")
    elif day < alliance.started_on:
        errors[field] = _("La fecha es anterior al inicio de la alianza.")
    if cycle.alliance_id != alliance.pk:
        errors["cycle"] = _("El ciclo es de otra mesa.")
    if initiative is not None and initiative.alliance_id != alliance.pk:
        errors["initiative"] = _("La iniciativa es de otra mesa.")
    if contributor is not None and initiative is not None and initiative.phase_id == DISCARDED:
        errors["initiative"] = _("La iniciativa fue descartada: no recibe dinero.")
    if contributor is not None and not alliance.participations.of_actor(contributor).exists():
        errors["contributor"] = _("«%(actor)s» no participa en la mesa.") % {"actor": contributor.name}
    if errors:
        raise ValidationError(errors)


def write_lines(movement: Movement, lines: Mapping[Actor, int], event: str, by: Principal) -> Movement:
    entries = [
        Entry(
            movement=movement, alliance=movement.alliance, cycle=movement.cycle, initiative=movement.initiative,
            contributor=actor, sector=actor.kind.sector, actor_kind=actor.kind, kind=movement.kind,
            in_kind=movement.in_kind, character=movement.character, amount=amount,
            happened_on=movement.happened_on,
        )
        for actor, amount in lines.items()
    ]  # fmt: skip
    return save(movement, entries, event, by)


def save(movement: Movement, entries: list[Entry], event: str, by: Principal) -> Movement:
    """Movement, its lines and the event; a refusal of the database becomes a sentence. No amounts in the event:
    whoever sees the mesa reads it."""
    movement.made_by_id = by.user_id
    try:
        with transaction.atomic():
            movement.save(force_insert=True)
            Entry.objects.bulk_create(entries)
    except IntegrityError as error:
        raise sentence(error) from None
    _must_hold_on_every_day(movement)
    emit(event, movement, by=by, scopes=scopes_of(movement))
    return movement


# The lowest that what a contributor had ever stood at, day by day: in the fund, in a work, in the common part of the
# fund (what is given for one work is none of it).
LOWEST = """
with lines as (
  select contributor_id, initiative_id, kind, happened_on, amount from portfolio_entry
   where cycle_id = %(cycle)s and not in_kind and kind <> 'pledge'
     and contributor_id in (select contributor_id from portfolio_entry where movement_id = %(movement)s)
)
select least(
  (select min(stood) from (
     select sum(sum(case kind when 'receipt' then amount else -amount end))
              over (partition by contributor_id order by happened_on) as stood
       from lines where kind <> 'expenditure' group by contributor_id, happened_on) as fund),
  (select min(stood) from (
     select sum(sum(case kind when 'allocation' then amount else -amount end))
              over (partition by contributor_id, initiative_id order by happened_on) as stood
       from lines where kind <> 'receipt' and initiative_id is not null
      group by contributor_id, initiative_id, happened_on) as work),
  (select min((select coalesce(sum(amount), 0) from lines p
                where p.contributor_id = day.contributor_id and p.kind = 'receipt' and p.initiative_id is null
                  and p.happened_on <= day.happened_on)
              - (select coalesce(sum(greatest(0, over)), 0) from (
                   select sum(case kind when 'allocation' then amount when 'receipt' then -amount else 0 end) as over
                     from lines w where w.contributor_id = day.contributor_id and w.initiative_id is not null
                      and w.happened_on <= day.happened_on group by w.initiative_id) as works))
     from (select distinct contributor_id, happened_on from lines where happened_on >= %(since)s) as day))
"""


def _must_hold_on_every_day(movement: Movement) -> None:
    """Money is allocated on or after the day it came, and spent on or after it was allocated: figures as of any day
    hold. The balances, which know no days, are locked by the insert before this looks.

    Error: ValidationError on `happened_on`.
    """
    if movement.kind == MovementKind.PLEDGE or (
        movement.kind == MovementKind.RECEIPT and movement.amount > 0
    ):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            LOWEST, {"cycle": movement.cycle_id, "movement": movement.pk, "since": movement.happened_on}
        )
        (lowest,) = cursor.fetchone()
    if lowest is not None and lowest < 0:
        message = _("A esa fecha ese dinero no estaba: revise la fecha de lo recibido y de lo asignado.")
        raise ValidationError({"happened_on": message})


def sentence(error: IntegrityError) -> DomainError:
    """What a constraint of the ledger says, for a person."""
    cause = error.__cause__
    name = getattr(getattr(cause, "diag", None), "constraint_name", "") or ""
    if name in {"fund_allocated_received", "fund_earmark_kept"}:
        message = _("Ese dinero ya está asignado: revierta antes la asignación.")
        return DomainError(message, "rests_on_it")
    if name in {"fund_spent_allocated", "initiative_spent_allocated"}:
        message = _("Ese dinero ya está gastado: revierta antes el gasto.")
        return DomainError(message, "rests_on_it")
    if name.startswith("portfolio_movement_reverses"):
        return Conflict(_("Este movimiento ya fue revertido."), "already_reversed")
    if name in {"portfolio_movement_pkey", "portfolio_pledge_pkey"}:
        return Conflict(_("Este identificador ya se usó. Abra el formulario de nuevo."), "reused_key")
    raise error


def scopes_of(movement: Movement) -> list[str]:
    """What concerns the fund is the mesa's to read; who gave is read by whoever sees the ledger, and by the giver."""
    if movement.contributor_id is None:
        return [movement.alliance.scope]
    giver = contribution_scope(movement.contributor_id, movement.alliance_id)
    return [f"ledger:{movement.alliance_id}", giver]
