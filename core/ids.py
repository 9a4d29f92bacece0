"""Identifiers: one UUIDv7 serves page, API, offline form, event and sheet."""

import uuid

from uuid_utils import compat


def uuid7() -> uuid.UUID:
    """A new time-ordered UUID (RFC 9562), made in Python so that a form can carry it before the row exists."""
    return compat.uuid7()
