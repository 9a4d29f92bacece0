"""Contributions of organisations: what they promise and what arrives."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.models import Actor
from convergence.models import Alliance, Cycle
from core.ids import uuid7
from core.models import File
from core.states import lock
from portfolio.models import Initiative, Movement, Pledge
from portfolio.services.books import Amount, check, cycle_of, must_keep, sentence, write_lines
from portfolio.vocabulary import Character, MovementKind


@transaction.atomic
def make_pledge(
    *,
    alliance: Alliance,
    contributor: Actor,
    year: int,
    amount: Amount,
    signed_on: date,
    by: Principal,
    cycle: Cycle | None = None,
    initiative: Initiative | None = None,
    in_kind: bool = False,
    character: str = Character.VOLUNTARIO,
    note: str = "",
    document: File | None = None,
    uid: uuid.UUID | None = None,
) -> Pledge:
    """A signed promise for a calendar year. Errors: NotAllowed, ValidationError by field, Conflict (`uid` used)."""
    must_keep(by)
    contributor = contributor.speaker
    pesos = amount.in_pesos(signed_on)
    cycle = cycle_of(alliance, cycle, signed_on)
    if initiative is not None:
        initiative = lock(initiative)  # not discarded while money is promised for it
    check(alliance, signed_on, "signed_on", cycle, contributor, initiative)
    if not alliance.started_on.year <= year <= alliance.today().year + 10:
        raise ValidationError({"year": _("El año queda fuera de la vida de la alianza.")})
    pledge = Pledge(
        alliance=alliance, cycle=cycle, contributor=contributor, year=year, initiative=initiative, in_kind=in_kind,
        character=character, signed_on=signed_on, note=note.strip(), **({"id": uid} if uid else {}),
    )  # fmt: skip
    pledge.full_clean(validate_unique=False)  # of its id the database judges, also when two come at once
    try:
        with transaction.atomic():
            pledge.save(force_insert=True)
    except IntegrityError as error:
        raise sentence(error) from None
    write_lines(
        Movement(
            id=uuid7(), kind=MovementKind.PLEDGE, alliance=alliance, cycle=cycle, contributor=contributor,
            pledge=pledge, initiative=initiative, amount=pesos, in_kind=in_kind, character=character,
            happened_on=signed_on, note=note.strip(), document=document, **amount.columns(),
        ),
        {contributor: pesos}, "pledge.made", by,
    )  # fmt: skip
    return pledge


@transaction.atomic
def record_receipt(
    *,
    alliance: Alliance,
    contributor: Actor,
    amount: Amount,
    happened_on: date,
    by: Principal,
    cycle: Cycle | None = None,
    pledge: Pledge | None = None,
    initiative: Initiative | None = None,
    in_kind: bool = False,
    character: str = Character.VOLUNTARIO,
    note: str = "",
    document: File | None = None,
    uid: uuid.UUID | None = None,
) -> Movement:
    """Money that arrived, or a good or service received. With a `pledge` its terms rule: cycle, initiative, kind.

    Part payment leaves the pledge open, what comes beyond it is kept. In kind needs `note`: how it was valued.
    Errors: NotAllowed, ValidationError by field, Conflict when `uid` was used.
    """
    must_keep(by)
    contributor = contributor.speaker
    pesos = amount.in_pesos(happened_on)
    if pledge is not None:
        pledge = lock(pledge)  # not taken back while money comes for it
        if (pledge.alliance_id, pledge.contributor.canonical_id) != (alliance.pk, contributor.pk):
            raise ValidationError({"pledge": _("El compromiso es de otra organización o de otra mesa.")})
        contributor = pledge.contributor  # the row that promised, though another speaks for it since
        if Pledge.objects.with_state().get(pk=pledge.pk).amount <= 0:
            raise ValidationError({"pledge": _("Este compromiso fue anulado.")})
        cycle, initiative, in_kind, character = (
            pledge.cycle, pledge.initiative, pledge.in_kind, pledge.character,
        )  # fmt: skip
    if character not in Character.values:
        raise ValidationError({"character": _("Elija el carácter del aporte.")})
    if in_kind and len(note.strip()) < 10:
        raise ValidationError({"note": _("Explique cómo se valorizó el aporte en especie.")})
    cycle = cycle_of(alliance, cycle, happened_on)
    if initiative is not None:
        initiative = lock(initiative)  # not discarded while money comes for it
    check(alliance, happened_on, "happened_on", cycle, contributor, initiative)
    return write_lines(
        Movement(
            id=uid or uuid7(), kind=MovementKind.RECEIPT, alliance=alliance, cycle=cycle, contributor=contributor,
            pledge=pledge, initiative=initiative, amount=pesos, in_kind=in_kind, character=character,
            happened_on=happened_on, note=note.strip(), document=document, **amount.columns(),
        ),
        {contributor: pesos}, "receipt.recorded", by,
    )  # fmt: skip
