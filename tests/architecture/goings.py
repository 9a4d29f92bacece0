"""People of our municipality whose rights are less than hers, or are over; and what the pages of people show."""

from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.principal import SYSTEM, principal_of
from accounts.services import create_token
from actors.models import Actor
from actors.services.people import deactivate_user, end_membership
from convergence.models import Alliance
from convergence.services.seats import end_seat
from core.signed_links import make_link
from tests import factories

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def make_goings(town: Actor, mesa: Alliance) -> tuple[dict[str, User], dict[str, Any]]:
    """(people, doors that were open before). All four act, or acted, for `town`:

    - con_asiento: only for the mesas in which she sits, and she sits in `mesa`;
    - sin_asiento: the same, and her seat ended;
    - retirada: her membership of all of it ended today, with her seat;
    - desactivada: kept its page; her account was shut while her session and her token lived.
    """
    people = {
        "con_asiento": factories.make_user("Elena Vidal"),
        "sin_asiento": factories.make_user("Raúl Ibáñez"),
        "retirada": factories.make_user("Julia Sanhueza"),
        "desactivada": factories.make_user("Óscar Leiva"),
    }
    for name, user in people.items():
        reach = "seats" if name.endswith("_asiento") else "organisation"
        role = "manager" if name == "desactivada" else "member"
        factories.make_membership(user, town, reach=reach, role=role)
    seats = {name: factories.make_seat(mesa, user, town) for name, user in people.items()}
    end_seat(seat=seats["sin_asiento"], by=SYSTEM)
    end_membership(membership=people["retirada"].memberships.get(), by=SYSTEM)
    browser = Client(headers={"Accept-Language": "es"})
    browser.force_login(people["desactivada"], backend=BACKEND)
    by = principal_of(people["desactivada"])
    secret = create_token(name="de antes", can_write=True, days=300, by=by)[1]
    deactivate_user(user=people["desactivada"], by=SYSTEM)
    return people, {"cookies": browser.cookies, "secret": secret}


def make_rows(actor: Actor, mesa: Alliance, word: str) -> dict[str, Any]:
    """Somebody who acts for the organisation and sits in its mesa, an invitation that waits, one whose time is over."""
    user = factories.make_user(f"Integrante de {word}", acts_for=actor)
    long_ago = timezone.now() - timedelta(days=5)
    with time_machine.travel(long_ago, tick=False):
        waiting = factories.make_invitation(actor, f"espera-{actor.pk}@example.org", days=30)
        over = factories.make_invitation(actor, f"vencida-{actor.pk}@example.org", days=1)
        told = {"purpose": "invitation", "subject_id": over.pk, "by": SYSTEM, "expires_at": over.expires_at}
        _link, address = make_link(**told)
    return {
        "member": user,
        "membership": user.memberships.get(),
        "seat": factories.make_seat(mesa, user, actor),
        "invitation": waiting,
        "over_token": address.rstrip("/").rsplit("/", 1)[-1],
    }
