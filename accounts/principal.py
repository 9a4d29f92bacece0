"""Principal: who acts, on whose behalf and through which door. Services and querysets take nothing else."""

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core import registry

WHOLE = "organisation"  # reach of a membership that sees all its organisation sees


@dataclass(frozen=True)
class MembershipFact:
    """One seat of a user in an organisation, as the actors floor tells it."""

    actor_id: uuid.UUID
    actor_name: str
    sector: str
    kind: str
    role: str
    reach: str = WHOLE
    # Every row that is this organisation: itself and those merged into it.
    aliases: frozenset[uuid.UUID] = frozenset()

    @property
    def ids(self) -> frozenset[uuid.UUID]:
        return self.aliases | {self.actor_id}


@dataclass(frozen=True)
class Principal:
    """`user` None and `system` False is the anonymous visitor; `system` is the platform itself."""

    user: Any = None
    system: bool = False
    via: str = "page"
    can_write: bool = True
    # The organisation chosen to speak for. It never changes what is seen.
    acting_for: uuid.UUID | None = None

    @property
    def user_id(self) -> uuid.UUID | None:
        return self.user.pk if self.user is not None else None

    @property
    def is_authenticated(self) -> bool:
        return self.user is not None

    @property
    def is_foundation(self) -> bool:
        return self.system or (self.user is not None and self.user.is_foundation_staff)

    @cached_property
    def memberships(self) -> tuple[MembershipFact, ...]:
        """Read once a request; empty for visitors and the system."""
        if self.user is None:
            return ()
        return tuple(fact for read in registry.memberships.values() for fact in read(self.user))

    @property
    def actor_ids(self) -> frozenset[uuid.UUID]:
        """Organisations all of whose mesas the person sees."""
        return frozenset(pk for fact in self.memberships if fact.reach == WHOLE for pk in fact.ids)

    @property
    def seat_actor_ids(self) -> frozenset[uuid.UUID]:
        """Organisations for which the person sees only the mesas where she has a seat."""
        return frozenset(pk for fact in self.memberships if fact.reach != WHOLE for pk in fact.ids)

    @cached_property
    def seats(self) -> frozenset[tuple[uuid.UUID, uuid.UUID]]:
        """(mesa, organisation) where the person sits for one that she only has seats for, in each of its rows."""
        if not self.seat_actor_ids:
            return frozenset()
        held = {pair for read in registry.seats.values() for pair in read(self.user)}
        groups = [fact.ids for fact in self.memberships if fact.reach != WHOLE]
        return frozenset(
            (mesa, pk) for mesa, actor in held for group in groups if actor in group for pk in group
        )

    def speaks_for(self, actor_id: uuid.UUID, alliance_id: uuid.UUID) -> bool:
        """Whether she acts for the organisation in that mesa: everywhere, or because she has its seat there."""
        return actor_id in self.actor_ids or (alliance_id, actor_id) in self.seats

    @property
    def roles(self) -> frozenset[str]:
        """coordinator, official, company, community: what the memberships say of the person."""
        told = {fact.role for fact in self.memberships}
        return frozenset(told | {"coordinator"} if self.is_foundation and self.user else told)

    @property
    def on_behalf_of(self) -> uuid.UUID | None:
        """The organisation the person speaks for: the one she chose, or the only one she has. A choice that is no
        longer hers counts for nothing; the foundation's staff speak for it unless they choose another."""
        facts = {fact.actor_id: fact for fact in self.memberships}
        chosen = next((pk for pk, fact in facts.items() if self.acting_for in fact.ids), None)
        if chosen is not None:
            return chosen
        return next(iter(facts)) if len(facts) == 1 and not self.is_foundation else None


ANONYMOUS = Principal()
SYSTEM = Principal(system=True, via="task")


def principal_of(
    user: Any, *, via: str = "page", can_write: bool = True, acting_for: uuid.UUID | None = None
) -> Principal:
    """The Principal of a Django user; inactive and anonymous users are the visitor."""
    if user is None or not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    return Principal(user=user, via=via, can_write=can_write, acting_for=acting_for)


def principal_in_task(user: Any, acting_for: uuid.UUID | None = None) -> Principal:
    """Who acts when the worker does what a person asked for; without a person it is the platform itself."""
    return SYSTEM if user is None else principal_of(user, via="task", acting_for=acting_for)
