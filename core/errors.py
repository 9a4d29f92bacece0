"""What can go wrong in a service, with a sentence for a person. Pages and API turn it into their answer."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A refused act. `field` names the input that caused it; `extra` is machine-readable detail."""

    status = 422
    default_code = "invalid"

    def __init__(
        self,
        message: Any,
        code: str | None = None,
        *,
        field: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code or self.default_code
        self.field = field
        self.extra = dict(extra or {})


class NotAllowed(DomainError):
    """The principal sees the row but may not do this with it."""

    status = 403
    default_code = "not_allowed"


class Conflict(DomainError):
    """The act contradicts what is already there (same uid with another body, overlapping period)."""

    status = 409
    default_code = "conflict"


class Stale(Conflict):
    """The row changed after the caller read it; `extra["version"]` is the present version."""

    default_code = "stale"


class Gone(DomainError):
    """It was there for the caller, and is no longer."""

    status = 410
    default_code = "gone"


class TooMany(DomainError):
    """More than one person may ask for at a time."""

    status = 429
    default_code = "too_many"
