"""What the made-up scripts are written in. Pure data; play.py turns it into calls of the services."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

INFO = "informacion_difusion"
SKILLS = "fortalecimiento_capital_humano"
CHANGE = "modificacion_situacion_inicial"
ORGANISATION = "cambios_organizacionales"
RULES = "cambio_reglas"

# A fixed day, or days before the day the demonstration is made for (`--as-of`).
When = date | int

_STAMP_MS = 1_704_067_200_000  # 2024-01-01: the ids sort before any row made later by a person


def demo_uid(key: str) -> uuid.UUID:
    """The same key gives the same UUIDv7-shaped id on every machine and day."""
    noise = int.from_bytes(hashlib.sha256(f"convergencia-demo:{key}".encode()).digest()[:10], "big")
    value = _STAMP_MS << 80 | (noise & ((1 << 80) - 1))
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


@dataclass(frozen=True)
class Person:
    """`seats`: organisations she acts for, as (actor key, role, title). Only those with `signs_in` have a password."""

    key: str
    name: str
    email: str
    role: str
    seats: Sequence[tuple[str, str, str]] = ()
    is_foundation: bool = False
    signs_in: bool = False


@dataclass(frozen=True)
class Org:
    key: str
    name: str
    kind: str
    level: str
    comunas: Sequence[str]
    short: str = ""
    about: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Seat:
    org: str
    joined: When
    roles: Sequence[str]
    contributions: Sequence[str] = ()
    strategic: str = ""
    has_seat: bool = True
    representative: str = ""
    left: When | None = None


@dataclass(frozen=True)
class Promise:
    """A commitment: due `days` after its meeting; `kept` days from its last due date (negative: early), if ever.

    `moved` gives it a new date (days later, why) two days before it was due; `going` marks it in progress;
    `released` lets it go with that reason. Acts that would fall after the as-of day do not happen.
    """

    what: str
    owner: str
    days: int
    kept: int | None = None
    done: str = ""
    moved: tuple[int, str] | None = None
    going: bool = False
    released: str = ""
    agreement: int | None = 1
    logic: str = ""


@dataclass(frozen=True)
class Session:
    kind: str
    summary: str
    agreements: Sequence[tuple[str, str]] = ()
    promises: Sequence[Promise] = ()
    on: When | None = None
    place: str = ""
    spaces: Sequence[str] = ()
    neighbours: int = 0
    by: str = ""
    signed_list: bool = False


@dataclass(frozen=True)
class Proof:
    """A document or a session's certificate for a milestone."""

    milestone: str
    on: When
    title: str
    session: str = ""
    agreement: str = ""
    by: str = ""


@dataclass(frozen=True)
class Waiver:
    milestone: str
    on: When
    kind: str
    reason: str


@dataclass(frozen=True)
class Step:
    """Leave the present stage."""

    on: When
    note: str = ""


@dataclass(frozen=True)
class CycleSpan:
    starts: When
    ends: When


@dataclass(frozen=True)
class Script:
    """One alliance from its first day. `sessions` without a date are spread a month apart up to the as-of day."""

    key: str
    kind: str
    name: str
    purpose: str
    comunas: Sequence[str]
    started: When
    coordinator: str
    recorder: str
    host: str
    fields: dict[str, object] = field(default_factory=dict)
    sponsor: str = ""
    started_by: str = ""
    seats: Sequence[Seat] = ()
    sessions: Sequence[Session] = ()
    proofs: Sequence[Proof] = ()
    waivers: Sequence[Waiver] = ()
    steps: Sequence[Step] = ()
    cycles: Sequence[CycleSpan] = ()
