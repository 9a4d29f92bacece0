"""Record and amend meetings with their agreements and commitments."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from actors.models import Actor
from convergence import rules
from convergence.models import Agreement, Alliance, Attendance, Meeting, MeetingFile
from convergence.services.commitments import make_commitment
from core.errors import NotAllowed
from core.events import emit
from core.models import File
from core.states import lock, write
from core.submissions import make_once

FIELDS = ("kind", "held_on", "place", "spaces", "women", "men", "others", "summary")
MOST_AGREEMENTS = 30


@dataclass(frozen=True)
class NewAgreement:
    text: str
    nature: str


@dataclass(frozen=True)
class NewCommitment:
    """`agreement` is the place (1…) of the agreement it follows from, or None."""

    what: str
    owner: Actor
    due_on: date
    person: Any = None
    logic: str = ""
    agreement: int | None = None


@dataclass(frozen=True)
class MeetingLines:
    """What hangs from a meeting when it is recorded; `attendances` maps organisations to persons (0: not counted)."""

    attendances: Mapping[Actor, int] = field(default_factory=dict)
    agreements: Sequence[NewAgreement] = ()
    commitments: Sequence[NewCommitment] = ()
    files: Sequence[tuple[File, str]] = ()


@transaction.atomic
def record_meeting(
    *, alliance: Alliance, lines: MeetingLines, by: Principal, uid: uuid.UUID | None = None, **fields: Any
) -> tuple[Meeting, bool]:
    """(meeting, is_new). The same `uid` and content sent again gives the same meeting.

    Errors: NotAllowed; ValidationError by field, those of a line as `commitments.0.due_on`; Conflict when `uid`
    came with other content.
    """
    lock(alliance)
    if not rules.can_record_meeting(by, alliance):
        raise NotAllowed(_("No puede registrar reuniones en esta mesa."))
    return make_once(
        kind="meeting",
        uid=uid,
        body={"alliance": alliance, **fields, **_told(lines)},
        by=by,
        make=lambda: _record(alliance, lines, by, uid, fields),
        model=Meeting,
    )


def _record(
    alliance: Alliance, lines: MeetingLines, by: Principal, uid: uuid.UUID | None, fields: Mapping[str, Any]
) -> Meeting:
    meeting = Meeting(alliance=alliance, recorded_by_id=by.user_id, **({"id": uid} if uid else {}))
    _fill(meeting, fields)
    _check(meeting, lines.attendances)
    _check_lines(meeting, lines)
    meeting.save(force_insert=True)
    _hang(meeting, lines, by)
    emit(
        "meeting.recorded",
        meeting,
        by=by,
        scopes=_scopes(meeting, lines.attendances),
        data={"kind": meeting.kind, "agreements": len(lines.agreements)},
    )
    return meeting


@transaction.atomic
def amend_meeting(
    *,
    meeting: Meeting,
    by: Principal,
    version: int | None = None,
    attendances: Mapping[Actor, int] | None = None,
    **fields: Any,
) -> Meeting:
    """Correct date, headcount, place, summary or attendance. Errors: Stale, ValidationError, NotAllowed."""
    lock(meeting.alliance)
    locked = lock(meeting, version=version)
    if not rules.can_record_meeting(by, locked.alliance):
        raise NotAllowed(_("No puede corregir reuniones en esta mesa."))
    changed = [name for name in FIELDS if name in fields and getattr(locked, name) != fields[name]]
    _fill(locked, fields)
    present = attendances
    if present is None:
        present = {row.actor: row.people for row in locked.came}
    _check(locked, present)
    if locked.commitments.filter(due_on__lt=locked.held_on).exists():
        raise ValidationError({"held_on": _("Un compromiso de esta reunión vence antes de esa fecha.")})
    write(locked, **{name: getattr(locked, name) for name in changed})
    if attendances is not None:
        locked.attendances.all().delete()
        _seat(locked, attendances)
    emit("meeting.amended", locked, by=by, scopes=_scopes(locked, present), data={"fields": changed})
    return locked


@transaction.atomic
def attach_file(*, meeting: Meeting, file: File, kind: str, by: Principal) -> MeetingFile:
    if not rules.can_record_meeting(by, meeting.alliance):
        raise NotAllowed(_("No puede agregar archivos a esta reunión."))
    row = MeetingFile.objects.create(meeting=meeting, file=file, kind=kind)
    emit("meeting.file_added", meeting, by=by, scopes=[meeting.alliance.scope])
    return row


def _fill(meeting: Meeting, fields: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(meeting, name, fields[name])


def _check(meeting: Meeting, attendances: Mapping[Actor, int]) -> None:
    meeting.full_clean(exclude=["recorded_by"])
    alliance = meeting.alliance
    errors: dict[str, Any] = {}
    if meeting.held_on > alliance.today():
        errors["held_on"] = _("La fecha está en el futuro: registre la reunión cuando haya ocurrido.")
    elif meeting.held_on < alliance.started_on:
        errors["held_on"] = _("La fecha es anterior al inicio de la alianza (%(date)s).") % {
            "date": f"{alliance.started_on:%d-%m-%Y}"
        }
    if meeting.headcount == 0:
        errors["women"] = _("Indique cuántas personas asistieron.")
    elif sum(attendances.values()) > meeting.headcount:
        errors["attendances"] = _(
            "Las personas por organización suman %(sum)d y las asistentes son %(whole)d."
        ) % {"sum": sum(attendances.values()), "whole": meeting.headcount}
    if errors:
        raise ValidationError(errors)


def _check_lines(meeting: Meeting, lines: MeetingLines) -> None:
    if len(lines.agreements) > MOST_AGREEMENTS:
        raise ValidationError({"agreements": _("Son demasiados acuerdos para una reunión.")})
    for number, new in enumerate(lines.commitments, start=1):
        if new.agreement is not None and not 1 <= new.agreement <= len(lines.agreements):
            message = _("El compromiso %(n)d nombra un acuerdo que no está.") % {"n": number}
            raise ValidationError({f"commitments.{number - 1}.agreement": message})


def _hang(meeting: Meeting, lines: MeetingLines, by: Principal) -> None:
    _seat(meeting, lines.attendances)
    MeetingFile.objects.bulk_create(
        MeetingFile(meeting=meeting, file=file, kind=kind) for file, kind in lines.files
    )
    made: list[Agreement] = []
    for number, new in enumerate(lines.agreements, start=1):
        agreement = Agreement(meeting=meeting, number=number, text=new.text.strip(), nature=new.nature)
        with _errors_of(f"agreements.{number - 1}"):
            agreement.full_clean()
        agreement.save(force_insert=True)
        made.append(agreement)
    for place, promise in enumerate(lines.commitments):
        with _errors_of(f"commitments.{place}"):
            make_commitment(
                alliance=meeting.alliance,
                meeting=meeting,
                agreement=made[promise.agreement - 1] if promise.agreement else None,
                what=promise.what,
                owner=promise.owner,
                person=promise.person,
                due_on=promise.due_on,
                logic=promise.logic,
                by=by,
            )


@contextmanager
def _errors_of(line: str) -> Iterator[None]:
    """Name the fields of an error after the line they stand in, as the API does: `commitments.0.due_on`."""
    try:
        yield
    except ValidationError as error:
        told = error.message_dict.items()
        raise ValidationError(
            {line if name == NON_FIELD_ERRORS else f"{line}.{name}": messages for name, messages in told}
        ) from None


def _seat(meeting: Meeting, attendances: Mapping[Actor, int]) -> None:
    people: dict[Actor, int] = {}
    for actor, n in attendances.items():
        people[actor.speaker] = people.get(actor.speaker, 0) + n
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, actor=actor, people=n) for actor, n in people.items()
    )


def _told(lines: MeetingLines) -> dict[str, Any]:
    return {
        "attendances": {str(actor.pk): people for actor, people in lines.attendances.items()},
        "agreements": [[new.text, new.nature] for new in lines.agreements],
        "commitments": [
            [new.what, new.owner, new.due_on, new.person, new.logic, new.agreement]
            for new in lines.commitments
        ],
        "files": [[file.sha256, kind] for file, kind in lines.files],
    }


def _scopes(meeting: Meeting, actors: Iterable[Actor]) -> list[str]:
    return [f"alliance:{meeting.alliance_id}", *(f"actor:{actor.pk}" for actor in actors)]
