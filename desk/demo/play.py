"""Plays the made-up scripts through the services, act by act in the order of their days. Never around them."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest import mock

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.principal import SYSTEM, Principal, principal_of
from actors.models import Actor, ActorKind, Comuna, Membership
from actors.services import create_actor
from convergence.models import Agreement, Alliance, Commitment, Meeting, MeetingFile, Participation
from convergence.services import alliances, commitments, meetings, milestones
from convergence.services.meetings import MeetingLines, NewAgreement
from core import dates, events, files
from core.models import Event
from desk.demo import arrivals, maps, papers, records
from desk.demo.cast import ORGS, PASSWORD, PEOPLE
from desk.demo.chain import Chain
from desk.demo.clock import day_of, on
from desk.demo.maullin import MAULLIN
from desk.demo.mejillones import MEJILLONES
from desk.demo.santa_barbara import SANTA_BARBARA
from desk.demo.shapes import Promise, Proof, Script, Seat, Session, Step, Waiver, demo_uid

SCRIPTS = (MEJILLONES, SANTA_BARBARA, MAULLIN)
FIRST_DAY = date(2017, 3, 1)
# Earlier, the two rolling years would reach before the mesa of Mejillones began.
FIRST_AS_OF = date(2025, 7, 1)
LAST_SESSION_DAYS_AGO, DAYS_BETWEEN = 3, 30


@transaction.atomic
def load(as_of: date) -> dict[str, int]:
    """Makes what is not there yet and leaves alone what is, changed by people or not. Returns what was made."""
    with mock.patch.object(events, "nudge"):  # history is not news: nobody has to be woken
        cast = Cast()
        made = cast.load(as_of)
        kept = records.load(cast.orgs, as_of, by=cast.principal("coordinadora"))
        seen_before(subject_id__in=kept)
        for script in SCRIPTS:
            if not Alliance.objects.filter(pk=demo_uid(script.key)).exists():
                Play(script, cast, as_of).run()
                made["alliances"] += 1
        came = arrivals.load(cast.people, cast.orgs, as_of, by=cast.principal("funcionaria"))
        seen_before(subject_id__in=came)
    return made


class Cast:
    """People and organisations by key."""

    def __init__(self) -> None:
        self.people: dict[str, User] = {}
        self.orgs: dict[str, Actor] = {}
        self._principals: dict[tuple[str, date], Principal] = {}

    def load(self, as_of: date) -> dict[str, int]:
        made = {"actors": 0, "users": 0, "alliances": 0}
        comunas = {
            row.code: row for row in Comuna.objects.filter(code__in={c for org in ORGS for c in org.comunas})
        }
        kinds = ActorKind.objects.in_bulk({org.kind for org in ORGS})
        known = Actor.objects.select_related("kind").in_bulk([demo_uid(f"org:{org.key}") for org in ORGS])
        with on(FIRST_DAY):
            for org in ORGS:
                uid = demo_uid(f"org:{org.key}")
                if uid not in known:
                    made["actors"] += 1
                    known[uid] = create_actor(
                        by=SYSTEM, uid=uid, is_demo=True, name=org.name, short_name=org.short, kind=kinds[org.kind],
                        level=org.level, about=org.about, parent=self.orgs.get(org.parent),
                        comunas=[comunas[code] for code in org.comunas], social_class=org.social_class,
                        size=org.size, industry=org.industry, tags=org.tags, registry_number=org.registry_number,
                        personality_since=org.legal_since,
                        personality_until=None if org.legal_until is None else day_of(org.legal_until, as_of),
                    )  # fmt: skip
                self.orgs[org.key] = known[uid]
            seen_before(subject_id__in=[row.pk for row in self.orgs.values()])
            for person in PEOPLE:
                user = User.objects.filter(email=person.email).first()
                if user is None:
                    made["users"] += 1
                    user = self._enrol(person)
                self.people[person.key] = user
        return made

    def _enrol(self, person: Any) -> User:
        """Accounts and memberships have no service yet: they are made here as the administration makes them."""
        user = User.objects.create_user(
            person.email,
            PASSWORD if person.signs_in else None,
            id=demo_uid(f"person:{person.key}"),
            name=person.name,
            is_demo=True,
            is_foundation_staff=person.is_foundation,
            is_staff=person.is_foundation and person.signs_in,
        )
        only_there = {org for org, _mesa in person.sits}
        for org, role, title in person.seats:
            Membership.objects.create(
                id=demo_uid(f"membership:{person.key}:{org}"),
                user=user, actor=self.orgs[org], role=role, title=title, since=FIRST_DAY,
                reach="seats" if org in only_there else "organisation",
            )  # fmt: skip
        return user

    def principal(self, key: str) -> Principal:
        """One for each day of acts: what a membership grants is read on that day."""
        at = key, dates.today()
        if at not in self._principals:
            self._principals[at] = principal_of(self.people[key], via="task")
        return self._principals[at]

    def speaker(self, org: str, coordinator: str) -> str | None:
        """Who answers for an organisation; the foundation's is the coordinator of the mesa."""
        if org == "fhl":
            return coordinator
        return next((p.key for p in PEOPLE if any(seat[0] == org for seat in p.seats)), None)


class Play:
    """One script as a list of acts by day."""

    def __init__(self, script: Script, cast: Cast, as_of: date) -> None:
        self.script, self.cast, self.as_of = script, cast, as_of
        self.acts: list[tuple[date, int, Callable[[], Any]]] = []
        self.alliance: Alliance
        self.seated: dict[str, Participation] = {}
        self.agreed: dict[tuple[str, int], Agreement] = {}

    def run(self) -> None:
        script = self.script
        self.at(script.started, self._open)
        for seat in script.seats:
            self.at(seat.joined, lambda seat=seat: self._seat(seat))
            if seat.left is not None:
                self.at(seat.left, lambda seat=seat: self._unseat(seat))
        for cycle in script.cycles:
            self.at(cycle.starts, lambda cycle=cycle: self._cycle(cycle))
        rolling = [session for session in script.sessions if session.on is None]
        for number, session in enumerate(script.sessions):
            when = session.on
            if when is None:
                place = rolling.index(session)
                when = LAST_SESSION_DAYS_AGO + DAYS_BETWEEN * (len(rolling) - 1 - place) + place * 7 % 5
            self.at(when, lambda number=number, session=session: self._session(number, session))
        for proof in script.proofs:
            self.at(proof.on, lambda proof=proof: self._prove(proof))
        for waiver in script.waivers:
            self.at(waiver.on, lambda waiver=waiver: self._waive(waiver))
        for step in script.steps:
            self.at(step.on, lambda step=step: self._advance(step))
        Chain(self).schedule()
        maps.schedule(self)
        self._play()
        seen_before(
            scopes__overlap=[self.alliance.scope, *(f"{of}:{self.alliance.pk}" for of in ("ledger", "map"))]
        )

    def at(self, when: Any, act: Callable[[], Any]) -> None:
        self.acts.append((day_of(when, self.as_of), len(self.acts), act))

    def _play(self) -> None:
        """Acts make further acts (a promise is kept later); those on or after the as-of day do not happen."""
        turn = 0
        while self.acts:
            self.acts.sort(key=lambda act: act[:2])
            day, _order, act = self.acts.pop(0)
            if day >= self.as_of:
                return
            turn += 1
            with on(day, turn):
                self.today = day
                act()

    @property
    def coordinator(self) -> Principal:
        return self.cast.principal(self.script.coordinator)

    def _open(self) -> None:
        script = self.script
        self.alliance = alliances.open_alliance(
            kind=script.kind, comunas=list(Comuna.objects.filter(code__in=script.comunas)), by=self.coordinator,
            uid=demo_uid(script.key), is_demo=True, name=script.name, purpose=script.purpose, started_on=self.today,
            coordinator=self.cast.people[script.coordinator], sponsor=self.cast.orgs.get(script.sponsor),
            started_by=self.cast.orgs.get(script.started_by), is_public=True, **script.fields,
        )  # fmt: skip

    def _seat(self, seat: Seat) -> None:
        self.seated[seat.org] = alliances.add_participation(
            alliance=self.alliance, actor=self.cast.orgs[seat.org], by=self.coordinator, joined_on=self.today,
            uid=self.uid(f"seat:{seat.org}"), roles=list(seat.roles), contributions=list(seat.contributions),
            is_strategic=bool(seat.strategic), strategic_reason=seat.strategic, has_seat=seat.has_seat,
            representative=seat.representative,
        )  # fmt: skip

    def _unseat(self, seat: Seat) -> None:
        row = self.seated.pop(seat.org)
        alliances.update_participation(participation=row, by=self.coordinator, left_on=self.today)

    def _cycle(self, cycle: Any) -> None:
        ends = day_of(cycle.ends, self.as_of)
        alliances.open_cycle(alliance=self.alliance, starts_on=self.today, ends_on=ends, by=self.coordinator)

    def _session(self, number: int, session: Session) -> None:
        by = self.cast.principal(session.by or self.script.recorder)
        present = self._present(number, session)
        people = sum(present.values()) + session.neighbours
        women = people * (9 + number % 4) // 20
        others = 1 if number % 9 == 4 else 0
        kept = []
        if session.signed_list:
            sheet = papers.signed_list(f"{self.script.name[:34]} · {self.today:%d-%m-%Y}", people)
            kept = [(files.keep_upload(sheet, by=by, field="photo"), MeetingFile.Kind.SIGNED_LIST)]
        meeting, _new = meetings.record_meeting(
            alliance=self.alliance, by=by, uid=self.uid(f"meeting:{number}"), kind=session.kind,
            held_on=self.today, place=session.place or "Salón municipal", spaces=list(session.spaces), women=women,
            men=people - women - others, others=others, summary=session.summary,
            lines=MeetingLines(
                attendances=present,
                agreements=[NewAgreement(text, nature) for text, nature in session.agreements],
                files=kept,
            ),
        )  # fmt: skip
        if session.key:
            self.agreed |= {(session.key, row.number): row for row in meeting.agreements.all()}
        for place, promise in enumerate(session.promises):
            self._promise(meeting, f"promise:{number}:{place}", promise, by)

    def _present(self, number: int, session: Session) -> dict[Actor, int]:
        """The host, the foundation, whoever promised something, and about two thirds of those with a seat."""
        owners = {promise.owner for promise in session.promises}
        small = session.kind in {"contacto", "reunion_tecnica"}
        return {
            row.actor: 1 + (number + place) % 2
            for place, (key, row) in enumerate(self.seated.items())
            if key in owners
            or key in {self.script.host, "fhl"}
            or (row.has_seat and not small and (number * 2 + place) % 3)
        }

    def _promise(self, meeting: Meeting, key: str, promise: Promise, by: Principal) -> None:
        speaker = self.cast.speaker(promise.owner, self.script.coordinator)
        agreement = meeting.agreements.filter(number=promise.agreement).first() if promise.agreement else None
        due = self.today + timedelta(days=promise.days)
        row = commitments.make_commitment(
            alliance=self.alliance, meeting=meeting, agreement=agreement, what=promise.what,
            owner=self.cast.orgs[promise.owner], person=self.cast.people[speaker] if speaker else None,
            due_on=due, logic=promise.logic, by=by, uid=self.uid(key),
        )  # fmt: skip
        who = speaker or self.script.coordinator
        if promise.moved:
            days, why = promise.moved
            later = due + timedelta(days=days)
            self.at(due - timedelta(days=2), lambda: self._reschedule(row.pk, later, why, who))
            due = later
        if promise.going:
            self.at(self.today + timedelta(days=3), lambda: self._move(row.pk, "en_curso", "", who))
        if promise.kept is not None:
            day = due + timedelta(days=promise.kept)
            self.at(day, lambda: self._move(row.pk, "cumplido", promise.done, who))
        if promise.released:
            coordinator = self.script.coordinator
            self.at(due, lambda: self._move(row.pk, "liberado", promise.released, coordinator))

    def _move(self, pk: uuid.UUID, to: str, outcome: str, who: str) -> None:
        row = Commitment.objects.select_related("alliance").get(pk=pk)
        commitments.move_commitment(commitment=row, to=to, outcome=outcome, by=self.cast.principal(who))

    def _reschedule(self, pk: uuid.UUID, due_on: date, reason: str, who: str) -> None:
        row = Commitment.objects.select_related("alliance").get(pk=pk)
        commitments.reschedule_commitment(
            commitment=row, due_on=due_on, reason=reason, by=self.cast.principal(who)
        )

    def _prove(self, proof: Proof) -> None:
        by = self.cast.principal(proof.by or self.script.coordinator)
        lines = [self.script.name, f"Fecha: {self.today:%d-%m-%Y}"]
        if proof.session:
            lines += [f"Sesión: {proof.session}", f"Acuerdo: {proof.agreement}"]
        kept = files.keep_upload(papers.document(proof.title, lines), by=by, field="file")
        milestones.attach_document(
            alliance=self.alliance, milestone=proof.milestone, happened_on=self.today, by=by, reason=proof.title,
            files=[kept], session_number=proof.session, agreement_number=proof.agreement,
            uid=self.uid(f"proof:{proof.milestone}"),
        )  # fmt: skip

    def _waive(self, waiver: Waiver) -> None:
        milestones.waive_milestone(
            alliance=self.alliance, milestone=waiver.milestone, kind=waiver.kind, reason=waiver.reason,
            by=self.coordinator,
        )  # fmt: skip

    def _advance(self, step: Step) -> None:
        self.alliance.refresh_from_db(fields=["stage"])
        milestones.advance_stage(
            alliance=self.alliance, by=self.coordinator, happened_on=self.today, note=step.note
        )

    def uid(self, key: str) -> uuid.UUID:
        return demo_uid(f"{self.script.key}:{key}")


def seen_before(**which: Any) -> None:
    """History is not news: nobody is mailed about a meeting of two years ago."""
    Event.objects.filter(dispatched_at=None, **which).update(dispatched_at=F("at"))
