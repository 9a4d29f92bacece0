"""Writes of the actors floor, one module a noun."""

from actors.services.actor import FIELDS, FOUNDATION_ONLY, create_actor, update_actor

__all__ = ["FIELDS", "FOUNDATION_ONLY", "create_actor", "update_actor"]
