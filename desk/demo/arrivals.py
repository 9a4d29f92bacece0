"""Who sits at the mesas of the demonstration, and an invitation that waits. After the scripts, since it needs them."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.principal import SYSTEM, Principal
from actors.models import Actor, Invitation
from actors.services.invitations import invite_person
from convergence.models import Participation, Seat
from convergence.services.seats import seat_person
from core import dates
from desk.demo.cast import MAIL, PEOPLE
from desk.demo.clock import on
from desk.demo.shapes import demo_uid

SEATED_DAYS_AGO, INVITED_DAYS_AGO = 90, 2
INVITED = f"jefa.gabinete@{MAIL}"


def load(
    people: Mapping[str, User], orgs: Mapping[str, Actor], as_of: date, *, by: Principal
) -> list[uuid.UUID]:
    """Makes what is missing; `by` keeps the page of the municipality that invites. Returns what events speak of."""
    made: list[uuid.UUID] = []
    for person in PEOPLE:
        for org, mesa in person.sits:
            uid = demo_uid(f"sits:{person.key}:{org}:{mesa}")
            stay = Participation.objects.living().filter(actor=orgs[org], alliance=demo_uid(mesa)).first()
            if stay is not None and not Seat.objects.filter(pk=uid).exists():
                with on(as_of - timedelta(days=SEATED_DAYS_AGO)):
                    since = max(stay.joined_on, dates.today())
                    seat_person(participation=stay, user=people[person.key], since=since, by=SYSTEM, uid=uid)
                made.append(uid)
    uid = demo_uid("invitation:muni_mej")
    if not Invitation.objects.filter(pk=uid).exists():
        with on(as_of - timedelta(days=INVITED_DAYS_AGO)):
            invite_person(
                actor=orgs["muni_mej"], email=INVITED, name="Jefa de gabinete (inventada)", title="Jefa de gabinete",
                days=30, by=by, uid=uid,
            )  # fmt: skip
            Invitation.objects.filter(pk=uid).update(sent_at=timezone.now())  # nobody is written to
        made.append(uid)
    return made
