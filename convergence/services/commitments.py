"""Commitments: make, move, give a new date. Each date and its reason is kept."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import SYSTEM, Principal, principal_of
from actors.models import Actor
from convergence import rules
from convergence.models import Agreement, Alliance, Commitment, DueDate, Meeting
from convergence.vocabulary import COMMITMENT_MOVES, OPEN_STATES, CommitmentState
from core.errors import DomainError, NotAllowed
from core.events import emit
from core.models import SignedLink
from core.signed_links import consume, make_link
from core.states import lock, move, write

CLOSED_STATES = frozenset({CommitmentState.CUMPLIDO, CommitmentState.LIBERADO})


@transaction.atomic
def make_commitment(
    *,
    alliance: Alliance,
    what: str,
    owner: Actor,
    due_on: date,
    by: Principal,
    meeting: Meeting | None = None,
    agreement: Agreement | None = None,
    person: Any = None,
    logic: str = "",
    uid: uuid.UUID | None = None,
) -> Commitment:
    """A new commitment. Errors: ValidationError when the date is before the meeting or the person does not
    act for the owner; NotAllowed."""
    lock(alliance)
    if not rules.can_record_meeting(by, alliance):
        raise NotAllowed(_("No puede registrar compromisos en esta mesa."))
    if agreement is not None and meeting is None:
        meeting = agreement.meeting
    owner = owner.speaker
    row = Commitment(
        alliance=alliance,
        meeting=meeting,
        agreement=agreement,
        what=" ".join(what.split()),
        owner=owner,
        person=person,
        due_on=due_on,
        logic=logic,
        **({"id": uid} if uid else {}),
    )
    row.full_clean()
    if meeting is not None and meeting.alliance_id != alliance.pk:
        raise ValidationError({"meeting": _("La reunión es de otra mesa.")})
    if agreement is not None and meeting is not None and agreement.meeting_id != meeting.pk:
        raise ValidationError({"agreement": _("El acuerdo es de otra reunión.")})
    if meeting is not None and due_on < meeting.held_on:
        raise ValidationError({"due_on": _("La fecha es anterior a la reunión en que se tomó.")})
    if due_on < alliance.started_on:
        raise ValidationError({"due_on": _("La fecha es anterior al inicio de la alianza.")})
    if not alliance.participations.living().of_actor(owner).exists():
        raise ValidationError({"owner": _("«%(actor)s» no participa en la mesa.") % {"actor": owner.name}})
    if person is not None and not principal_of(person).speaks_for(owner.pk, alliance.pk):
        raise ValidationError({"person": _("La persona no actúa por la organización responsable.")})
    row.save(force_insert=True)
    DueDate.objects.create(commitment=row, due_on=due_on, set_by_id=by.user_id)
    emit("commitment.made", row, by=by, scopes=scopes_of(row))
    return row


@transaction.atomic
def move_commitment(
    *,
    commitment: Commitment,
    to: str,
    by: Principal,
    outcome: str = "",
    version: int | None = None,
    link: SignedLink | None = None,
) -> Commitment:
    """Start, keep, release or reopen. Closing needs what was done. `link` is the door it came through, if any.

    Errors: NotAllowed, Stale, DomainError.
    """
    locked = lock(commitment)
    closing = to in CLOSED_STATES
    backwards = to == CommitmentState.LIBERADO or locked.state in CLOSED_STATES
    allowed = rules.can_release_commitment if backwards else rules.can_move_commitment
    if not allowed(by, locked):
        raise NotAllowed(_("Este cambio lo hace la organización responsable o la coordinación."))
    if closing and len(outcome.strip()) < 5:
        raise DomainError(_("Cuente en una frase qué se hizo o por qué se libera."), field="outcome")
    return move(
        locked,
        to,
        by=by,
        table=COMMITMENT_MOVES,
        event="commitment.moved",
        scopes=scopes_of(locked),
        version=version,
        fields={
            "outcome": outcome.strip() if closing else "",
            "closed_on": locked.alliance.today() if closing else None,
        },
        data={"link": str(link.pk), "shared_by": str(link.made_by_id)} if link else None,
    )


@transaction.atomic
def reschedule_commitment(
    *, commitment: Commitment, due_on: date, reason: str, by: Principal, version: int | None = None
) -> Commitment:
    """A new date with its reason; the old ones stay. Errors: NotAllowed, Stale, DomainError by field."""
    locked = lock(commitment, version=version)
    if not rules.can_move_commitment(by, locked):
        raise NotAllowed(_("La fecha la cambia la organización responsable o la coordinación."))
    if locked.state not in OPEN_STATES:
        raise DomainError(_("El compromiso ya está cerrado."), "closed")
    if due_on == locked.due_on:
        raise DomainError(_("La fecha nueva es igual a la actual."), field="due_on")
    if due_on < locked.alliance.today():
        raise DomainError(_("La fecha nueva ya pasó."), field="due_on")
    if len(reason.strip()) < 5:
        raise DomainError(_("Escriba por qué cambia la fecha."), field="reason")
    before = locked.due_on
    write(locked, due_on=due_on)
    DueDate.objects.create(commitment=locked, due_on=due_on, reason=reason.strip(), set_by_id=by.user_id)
    emit(
        "commitment.rescheduled",
        locked,
        by=by,
        scopes=scopes_of(locked),
        data={"from": before.isoformat(), "to": due_on.isoformat()},
    )
    return locked


def scopes_of(row: Commitment) -> list[str]:
    return [f"alliance:{row.alliance_id}", f"actor:{row.owner_id}"]


@transaction.atomic
def share_commitment(*, commitment: Commitment, by: Principal) -> str:
    """The absolute address of a signed link with which its owner answers without an account (30 days)."""
    if not rules.can_share_commitment(by, commitment):
        raise NotAllowed(_("No puede compartir este compromiso."))
    if commitment.state not in OPEN_STATES:
        raise DomainError(_("El compromiso ya está cerrado."), "closed")
    link, address = make_link(purpose="commitment_answer", subject_id=commitment.pk, by=by)
    emit("commitment.shared", commitment, by=by, scopes=scopes_of(commitment), data={"link": str(link.pk)})
    return address


@transaction.atomic
def answer_commitment(*, commitment: Commitment, link: SignedLink, outcome: str) -> Commitment:
    """“Done” by signed link: consumes the link and closes the commitment in one transaction."""
    consume(link)
    return move_commitment(
        commitment=commitment, to=CommitmentState.CUMPLIDO, outcome=outcome, by=SYSTEM, link=link
    )
