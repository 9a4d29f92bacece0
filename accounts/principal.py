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

    @property
    def roles(self) -> frozenset[str]:
        """coordinator, official, company, community: what the memberships say of the person."""
        told = {fact.role for fact in self.memberships}
        return frozenset(told | {"coordinator"} if self.is_foundation and self.user else told)

    @property
    def on_behalf_of(self) -> uuid.UUID | None:
        """The organisation the person speaks for: the one she chose, or the only one she has."""
        ids = {fact.actor_id for fact in self.memberships}
        if self.acting_for in ids:
            return self.acting_for
        return next(iter(ids)) if len(ids) == 1 and not self.is_foundation else None


ANONYMOUS = Principal()
SYSTEM = Principal(system=True, via="task")


def principal_of(
    user: Any, *, via: str = "page", can_write: bool = True, acting_for: uuid.UUID | None = None
) -> Principal:
    """The Principal of a Django user; inactive and anonymous users are the visitor."""
    if user is None or not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    return Principal(user=user, via=via, can_write=can_write, acting_for=acting_for)
