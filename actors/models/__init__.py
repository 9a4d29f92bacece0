"""Tables of the actors floor, one module a noun."""

from actors.models.actor import Actor, ActorKind, Level, Membership, Sector
from actors.models.territory import Comuna, Province, Region

__all__ = ["Actor", "ActorKind", "Comuna", "Level", "Membership", "Province", "Region", "Sector"]
