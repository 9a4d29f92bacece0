"""The API of the actors floor, one module a noun."""

from actors.api.organisations import ActorKinds, Actors, Comunas, Regions

__all__ = ["ActorKinds", "Actors", "Comunas", "Regions"]
