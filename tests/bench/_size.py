"""How large the made-up country is, how much its first mesas have, and what the benches open of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shape:
    """How much one mesa has. The first mesas take the given shapes; the rest are drawn."""

    partners: int
    meetings: int
    commitments: int
    open_share: float = 0.3


TYPICAL = Shape(partners=12, meetings=20, commitments=40)
BUSY = Shape(partners=25, meetings=200, commitments=2_000)
EMPTY = Shape(partners=3, meetings=0, commitments=0)


@dataclass(frozen=True)
class Size:
    """`service_share`: part of the mesas in which the official's institution takes part; the company's is a tenth."""

    mesas: int = 2_000
    actors_per_mesa: int = 10
    initiatives_per_mesa: int = 52
    coordinators: int = 12
    service_share: float = 0.3
    shapes: Sequence[Shape] = (TYPICAL,)
    seed: int = 2023


@dataclass
class World:
    """Keys of what the benches open."""

    coordinator: str = ""
    official: str = ""
    service: str = ""
    employee: str = ""
    company: str = ""
    initiative: str = ""
    mesas: list[str] = field(default_factory=list)
    last_meeting: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
