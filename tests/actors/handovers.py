"""A person who holds something of every kind for her municipality, and who comes after her."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.principal import SYSTEM, Principal, principal_of
from accounts.services import create_token
from actors.models import Actor, Handover, Invitation, Membership
from actors.services.handover import hand_over
from convergence.models import Alliance, Commitment, Seat
from convergence.services.commitments import move_commitment, share_commitment
from convergence.services.meetings import NewCommitment
from convergence.services.seats import seat_person
from core import dates
from core.models import SavedView, SignedLink
from tests import factories


@dataclass
class Leaving:
    """`leaver` keeps the page of `town`, sits in `mesa`, owes two open commitments there and one in `second`."""

    town: Actor
    mesa: Alliance
    second: Alliance
    coordinator: User
    leaver: User
    successor: User
    owed: list[Commitment]
    kept: Commitment
    link: SignedLink
    token: ApiToken

    @property
    def by(self) -> Principal:
        return principal_of(self.coordinator)

    def go(self, **changes: Any) -> Handover:
        told = {
            "leaver": self.leaver,
            "successor": self.successor,
            "actor": self.town,
            "by": self.by,
            **changes,
        }
        return hand_over(**told)


def make_leaving() -> Leaving:
    town = factories.make_actor("Municipalidad de Mejillones", comunas=["02102"])
    coordinator = factories.make_user("Camila Soto", is_foundation_staff=True)
    leaver = factories.make_user("Rocío Paredes")
    factories.make_membership(leaver, town, role="manager")
    Membership.objects.filter(user=leaver).update(title="Directora de desarrollo comunitario")
    successor = factories.make_user("Elena Ñancupil")
    neighbours = factories.make_actor("Junta de Vecinos Villa Ñandú", kind=NEIGHBOURS, rut="")
    mesa, second = (
        factories.make_mesa(name, partners=[town, neighbours], coordinator=coordinator)
        for name in ("Mesa de Mejillones", "Mesa del Borde Costero")
    )
    mesa.participations.filter(actor=town).update(representative="Rocío Paredes")
    stay = mesa.participations.get(actor=town)
    seat_person(participation=stay, user=leaver, by=SYSTEM)
    day = dates.today() + timedelta(days=20)
    wishes = [
        NewCommitment(what, town, day, agreement=1) for what in ("Enviar el catastro", "Citar a la mesa")
    ]
    meeting = factories.make_meeting(
        mesa, place="Sede social", agreements=["Hacer el catastro"], commitments=wishes
    )
    Commitment.objects.filter(meeting=meeting).update(person=leaver)
    owed = list(meeting.commitments.order_by("pk"))
    owed.append(factories.make_commitment(second, town, what="Pedir el permiso", person=leaver))
    kept = factories.make_commitment(mesa, town, what="Arrendar la sede", person=leaver)
    move_commitment(commitment=kept, to="cumplido", outcome="Se arrendó la sede.", by=SYSTEM)
    owed = list(Commitment.objects.filter(pk__in=[row.pk for row in owed]).order_by("pk"))
    by = principal_of(leaver)
    share_commitment(commitment=owed[0], by=by)
    token, _secret = create_token(name="Planilla", can_write=True, days=30, by=by)
    circle = f"actor:{town.pk}"
    for name, shared in (("Compromisos de la comuna", circle), ("Solo mía", "")):
        SavedView.objects.create(owner=leaver, page="commitments", name=name, shared_with=shared)
    Invitation.objects.create(
        email="nueva@example.org",
        actor=town,
        invited_by=leaver,
        expires_at=timezone.now() + timedelta(days=7),
    )
    link = SignedLink.objects.get(made_by=leaver)
    return Leaving(town, mesa, second, coordinator, leaver, successor, owed, kept, link, token)


@dataclass
class Team:
    """Of the coordinator's own organisation, which she goes on keeping when she leaves the foundation's team."""

    successor: User
    own_link: SignedLink
    own_invitation: Invitation


def make_team(world: Leaving) -> Team:
    """The coordinator shared a commitment of others as staff and one of a committee she keeps; invited to both."""
    committee = factories.make_actor("Comité de Agua", kind=NEIGHBOURS, rut="")
    mesa = factories.make_mesa("Mesa del Agua", partners=[committee], coordinator=world.coordinator)
    factories.make_membership(world.coordinator, committee, role="manager")
    own = factories.make_commitment(mesa, committee, what="Medir el pozo", person=world.coordinator)
    by = principal_of(world.coordinator)
    for commitment in (world.owed[1], own):
        share_commitment(commitment=commitment, by=by)
    week = timezone.now() + timedelta(days=7)
    for actor, email in ((world.town, "otra@example.org"), (committee, "vecina@example.org")):
        Invitation.objects.create(email=email, actor=actor, invited_by=world.coordinator, expires_at=week)
    return Team(
        factories.make_user("Paula Vera", is_foundation_staff=True),
        SignedLink.objects.get(made_by=world.coordinator, subject_id=own.pk),
        Invitation.objects.get(email="vecina@example.org"),
    )


NEIGHBOURS = "organizacion_social_territorial_o_funcional"


def held_by(user: User) -> dict[str, int]:
    """How much of each kind is hers now."""
    return {
        "memberships": user.memberships.living().count(),
        "seats": Seat.objects.living().filter(user=user).count(),
        "commitments": Commitment.objects.open().filter(person=user).count(),
        "coordinated": Alliance.objects.filter(coordinator=user).count(),
        "tokens": user.tokens.living().count(),
        "views": SavedView.objects.filter(owner=user).count(),
        "links": SignedLink.objects.filter(made_by=user, revoked_at=None, consumed_at=None).count(),
        "invitations": Invitation.objects.open().filter(invited_by=user).count(),
    }


NOTHING = dict.fromkeys(
    ("memberships", "seats", "commitments", "coordinated", "tokens", "views", "links", "invitations"), 0
)


def trace() -> list[tuple[str, int, int]]:
    """Count and hash of the rows of every table."""
    tables = sorted(connection.introspection.table_names())
    told = [f"select '{t}', count(*), coalesce(sum(hashtext(t::text)), 0) from \"{t}\" t" for t in tables]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(told))
        return list(cursor.fetchall())
