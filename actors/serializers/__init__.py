"""Shapes of the actors floor in the API, one module a noun."""

from actors.serializers.organisations import (
    ActorChange,
    ActorKindSerializer,
    ActorName,
    ActorSerializer,
    ActorWrite,
    ComunaName,
    ComunaSerializer,
    RegionName,
    RegionSerializer,
)

__all__ = [
    "ActorChange",
    "ActorKindSerializer",
    "ActorName",
    "ActorSerializer",
    "ActorWrite",
    "ComunaName",
    "ComunaSerializer",
    "RegionName",
    "RegionSerializer",
]
