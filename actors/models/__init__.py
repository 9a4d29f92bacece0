"""Tables of the actors floor, one module a noun."""

from actors.models.actor import Actor, ActorKind, Tag
from actors.models.duplicates import Merge, Suspect
from actors.models.people import Handover, Invitation, Membership
from actors.models.records import ActorFile, ActorNote, Contact, Mandate
from actors.models.territory import Comuna, Province, Region
from actors.vocabulary import Level, Sector

__all__ = [
    "Actor",
    "ActorFile",
    "ActorKind",
    "ActorNote",
    "Comuna",
    "Contact",
    "Handover",
    "Invitation",
    "Level",
    "Mandate",
    "Membership",
    "Merge",
    "Province",
    "Region",
    "Sector",
    "Suspect",
    "Tag",
]
