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
    """`seats`: organisations she acts for, as (actor key, role, title). `sits`: (actor key, mesa key) of those for
    which she acts only there. Only those with `signs_in` have a password."""

    key: str
    name: str
    email: str
    role: str
    seats: Sequence[tuple[str, str, str]] = ()
    is_foundation: bool = False
    signs_in: bool = False
    sits: Sequence[tuple[str, str]] = ()


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
    social_class: str = ""
    size: str = ""
    industry: str = ""
    tags: Sequence[str] = ()
    registry_number: str = ""
    legal_since: date | None = None
    legal_until: When | None = None  # negative days: after the day the demonstration is made for


@dataclass(frozen=True)
class Reached:
    """A contact of an organisation; `partners` shares it with whoever sits at a mesa with it."""

    org: str
    name: str
    position: str
    email: str = ""
    phone: str = ""
    partners: bool = False
    is_main: bool = False
    left: int | None = None


@dataclass(frozen=True)
class Held:
    """A mandate. Days before the day the demonstration is made for; negative ones lie after it."""

    org: str
    office: str
    since: When
    until: When | None
    holder: str = ""
    source: str = ""


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
    key: str = ""  # by which an initiative says where it was decided


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
class Move:
    """An initiative goes to another list, another phase, or both."""

    on: When
    portfolio: str = ""
    phase: str = ""
    note: str = ""


@dataclass(frozen=True)
class Next:
    """What comes next, said on a day: who has the ball and, `due` days later, for when."""

    on: When
    step: str
    ball: str
    due: int = 30


@dataclass(frozen=True)
class Work:
    """An initiative, entered on `on`. It was decided in the session `decided` (its key, and the number of the
    agreement), else it comes from `plan`. `goals` are «number:weight», the main one first. `cost` and `design` are
    in thousands of pesos."""

    key: str
    name: str
    kind: str
    on: When
    goals: str
    cost: int | None
    women: int
    men: int
    counted: str = "estimacion"
    decided: tuple[str, int] | None = None
    plan: str = ""
    place: str = ""
    about: str = ""
    point: tuple[str, str] | None = None
    design: int | None = None
    portfolio: str = "ampliada"
    phase: str = "idea"
    moves: Sequence[Move] = ()
    next: Next | None = None


@dataclass(frozen=True)
class Pledged:
    """Money in pesos, or in `uf` at `uf_rate` of the day it was signed. `cycle` by number; 0 is the one of the day."""

    key: str
    org: str
    on: date
    year: int
    pesos: int | None = None
    uf: str = ""
    uf_rate: str = ""
    work: str = ""
    in_kind: bool = False
    character: str = "voluntario"
    note: str = ""


@dataclass(frozen=True)
class Received:
    """`pledge` is the key of what it pays. `taken_back` reverses it on that day, for that reason."""

    org: str
    on: date
    pesos: int
    pledge: str = ""
    work: str = ""
    note: str = ""
    taken_back: tuple[date, str] | None = None


@dataclass(frozen=True)
class Allocated:
    work: str
    on: When
    pesos: int
    cycle: int = 0
    note: str = ""


@dataclass(frozen=True)
class Spent:
    work: str
    on: When
    pesos: int
    cycle: int = 0
    note: str = ""


Deed = Pledged | Received | Allocated | Spent


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
    works: Sequence[Work] = ()
    money: Sequence[Deed] = ()
