"""Slots that a lower floor names and an upper floor fills in AppConfig.ready(). A test proves all are filled."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Q

T = TypeVar("T")


class Slot(Generic[T]):
    """Named values by code. Filling a code twice is a programming error."""

    def __init__(self, name: str, about: str) -> None:
        self.name, self.about = name, about
        self._entries: dict[str, T] = {}

    def fill(self, code: str, value: T) -> T:
        if self._entries.get(code, value) is not value:
            raise ValueError(f"{self.name}: «{code}» is filled twice")
        self._entries[code] = value
        return value

    def get(self, code: str) -> T | None:
        return self._entries.get(code)

    def __getitem__(self, code: str) -> T:
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def values(self) -> list[T]:
        return list(self._entries.values())

    def items(self) -> list[tuple[str, T]]:
        return list(self._entries.items())


@dataclass(frozen=True)
class JobKind:
    """`run(job, report)` does the work and returns the JSON result; `may_ask(principal)` guards the door.

    `check(params, principal)` gives the params to keep, or raises DomainError with `field="params"`. A kind
    without it takes none. `page(job)` is the address of the page that shows it, where that is not the job's own.
    `most_a_day`: how many of them one person may ask for in a day.
    """

    label: Any
    run: Callable[..., dict[str, Any]]
    may_ask: Callable[[Any], bool]
    check: Callable[[Mapping[str, Any], Any], dict[str, Any]] | None = None
    every_hours: int | None = None
    offered: bool = False
    page: Callable[[Any], str] | None = None
    most_a_day: int | None = None


@dataclass(frozen=True)
class Consumer:
    """`handle(event)` must be idempotent; it is asked for events whose kind stands in `kinds`."""

    kinds: frozenset[str]
    handle: Callable[[Any], None]


@dataclass(frozen=True)
class LinkPurpose:
    """What a signed link opens: `show(request, link)` answers GET, `act(request, link)` answers POST."""

    show: Callable[..., Any]
    act: Callable[..., Any]
    days: int


@dataclass(frozen=True)
class Tab:
    """A tab of a mesa that an upper floor keeps. `url_name` takes the mesa's id; `order` places it among the rest."""

    label: Any
    url_name: str
    order: int


@dataclass(frozen=True)
class Place:
    """Where a missing milestone is fixed: `url_name` takes the mesa's id; `may(principal, alliance)` guards it."""

    label: Any
    url_name: str
    may: Callable[[Any, Any], bool]


@dataclass(frozen=True)
class HandoverPart:
    """What a traspaso moves on one floor. All take the same keywords: `leaver`, `successor` (users), `actor`
    (the organisation it is about, None for foundation staff).

    `moves(leaver, successor, actor)` lists what would go, as HandoverLine; `hand_over(…, by)` moves it inside the
    caller's transaction and returns what went. After it the leaver owns nothing of this part.
    """

    label: Any
    moves: Callable[..., list["HandoverLine"]]
    hand_over: Callable[..., list["HandoverLine"]]


@dataclass(frozen=True)
class HandoverLine:
    """One thing handed over: `kind` and `id` of its row, and where its page is (URL name and argument)."""

    kind: str
    id: Any
    label: str
    detail: str = ""
    due: Any = None
    url: str = ""


@dataclass(frozen=True)
class PersonalField:
    """A column that holds personal data. `model` is "app.Model", `erase` says what anonymising does with it.

    `subject`: whose data (user, contact, other); `purpose`, `basis`, `retention`: sentences for the public
    catalogue. `erase`: "blank" | "salted" | "keep" (with `why_kept`) | "row" (the row is deleted).
    """

    model: str
    field: str
    subject: str
    purpose: Any
    retention: Any
    erase: str = "blank"
    basis: Any = ""
    why_kept: Any = ""


job_kinds: Slot[JobKind] = Slot("job_kinds", "work the worker knows")
consumers: Slot[Consumer] = Slot("consumers", "who hears of events")
link_purposes: Slot[LinkPurpose] = Slot("link_purposes", "what signed links open")
file_visibility: Slot[Callable[[Any], Q]] = Slot("file_visibility", "principal → Q over core.File")
memberships: Slot[Callable[[Any], tuple[Any, ...]]] = Slot("memberships", "user → membership facts")
actor_visibility: Slot[Callable[[Any], Any]] = Slot("actor_visibility", "principal → ids of actors seen")
actor_panels: Slot[Callable[..., dict[str, str]]] = Slot("actor_panels", "actor → {title, url} of a panel")
alliance_tabs: Slot[Tab] = Slot("alliance_tabs", "tabs of a mesa")
alliance_panels: Slot[Callable[..., dict[str, str]]] = Slot(
    "alliance_panels", "alliance → {title, url} of a panel"
)
meeting_panels: Slot[Callable[..., dict[str, str]]] = Slot(
    "meeting_panels", "meeting → {title, url} of a panel"
)
gates: Slot[Callable[..., tuple[bool, str, str]]] = Slot(
    "gates", "rules of milestones that read upper floors"
)
gate_facts: Slot[Callable[..., Mapping[Any, Any]]] = Slot("gate_facts", "alliance ids, day → facts by id")
gate_places: Slot[Place] = Slot("gate_places", "where upper milestones are fixed")
reference_loads: Slot[Callable[[], dict[str, int]]] = Slot("reference_loads", "reference data of each floor")
event_words: Slot[Any] = Slot("event_words", "words of the event kinds of upper floors")
event_scopes: Slot[Callable[..., list[str]]] = Slot(
    "event_scopes", "principal, alliance ids → further scopes it reads"
)
event_pages: Slot[str] = Slot("event_pages", "subject kind → URL name of its page")
sheets: Slot[Any] = Slot("sheets", "spreadsheets that go out and come back (core.sheets.declaration.Sheet)")
handover_parts: Slot[HandoverPart] = Slot("handover_parts", "what a traspaso moves")
invitation_seats: Slot[Callable[..., None]] = Slot(
    "invitation_seats", "invitation, user, by → seats taken on accepting it"
)
invitation_places: Slot[Callable[..., list[tuple[str, str]]]] = Slot(
    "invitation_places", "principal, actor → (id, name) of the mesas one may be seated in"
)
personal_data: Slot[tuple[PersonalField, ...]] = Slot("personal_data", "fields that hold personal data")
ALL: tuple[Slot[Any], ...] = (
    alliance_tabs,
    alliance_panels,
    meeting_panels,
    gates,
    gate_facts,
    gate_places,
    reference_loads,
    event_words,
    event_scopes,
    event_pages,
    job_kinds,
    consumers,
    link_purposes,
    file_visibility,
    memberships,
    actor_visibility,
    actor_panels,
    sheets,
    handover_parts,
    invitation_seats,
    invitation_places,
    personal_data,
)
