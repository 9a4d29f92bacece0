"""Slots that a lower floor names and an upper floor fills in AppConfig.ready(). A test proves all are filled."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
    """What a signed link opens: `show(request, link)` answers GET, `act(request, link)` answers POST.

    `used` and `dead` are what is said of a link that already served, or that expired or was withdrawn.
    """

    show: Callable[..., Any]
    act: Callable[..., Any]
    days: int
    used: Any = ""
    dead: Any = ""


@dataclass(frozen=True)
class Tab:
    """A tab of a mesa that an upper floor keeps. `url_name` takes the mesa's id; `order` places it among the rest."""

    label: Any
    url_name: str
    order: int


@dataclass(frozen=True)
class ListPage:
    """A list whose filters and columns people keep as views. `parameters()`: the names its address may have besides
    its columns; `columns(principal)`: the keys of those she may choose."""

    label: Any
    url_name: str
    parameters: Callable[[], frozenset[str]]
    columns: Callable[[Any], tuple[str, ...]]


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
    caller's transaction and returns what went. After it the leaver owns nothing of this part. `tell(entries,
    principal)` names what once went: `entries` are the kept {"kind", "id"}, and what the principal does not see
    is not named. `order`: in which parts act (and lock), and are shown.
    """

    label: Any
    moves: Callable[..., list["HandoverLine"]]
    hand_over: Callable[..., list["HandoverLine"]]
    tell: Callable[..., list["HandoverLine"]]
    order: int


@dataclass(frozen=True)
class HandoverLine:
    """One thing handed over: `kind` and `id` of its row, and the address of its page. A line without an id tells
    of several at once (`count`) that need no name."""

    kind: str
    id: Any
    label: str
    detail: str = ""
    due: Any = None
    url: str = ""
    count: int = 1


@dataclass(frozen=True)
class Held:
    """A column ("app.Model.field") that holds personal data, and what anonymising a person does to it.

    "blank" empties it and "replace" writes a neutral value in her own rows; "row" deletes the row; "words" takes her
    name, e-mail and telephones out of a text that is about something else; "asked" does so with the name of a thing
    (a school may be called after her namesake), where whoever erases ticks it; "keep" leaves it, and `why` says so.
    A history table follows the column it is the history of. `to` is the neutral value; «{id}» in it is the row's.
    """

    column: str
    erase: str
    why: Any = ""
    to: str = ""


@dataclass(frozen=True)
class Treatment:
    """One line of the register of processing (Ley 21.719): whose data, what for, on what basis, for how long.

    `rows` says which rows of a model are a person's own: subject → Q, for columns that are not "words" or "keep".
    `days`: `expire(day)` removes what ended before that day and tells how much; the nightly job asks it. None when it
    ends by an act, as `retention` says.
    """

    code: str
    label: Any
    subject: Any
    purpose: Any
    basis: Any
    retention: Any
    held: tuple[Held, ...]
    rows: Mapping[str, Callable[[Any], Q]] = field(default_factory=dict)
    days: int | None = None
    expire: Callable[[Any], int] | None = None


job_kinds: Slot[JobKind] = Slot("job_kinds", "work the worker knows")
consumers: Slot[Consumer] = Slot("consumers", "who hears of events")
link_purposes: Slot[LinkPurpose] = Slot("link_purposes", "what signed links open")
file_visibility: Slot[Callable[[Any], Q]] = Slot("file_visibility", "principal → Q over core.File")
principals: Slot[Callable[..., Any]] = Slot("principals", "user, acting_for → who acts in work done later")
memberships: Slot[Callable[[Any], tuple[Any, ...]]] = Slot("memberships", "user → membership facts")
seats: Slot[Callable[[Any], Iterable[tuple[Any, Any]]]] = Slot(
    "seats", "user → (alliance id, actor id) where she sits now"
)
actor_visibility: Slot[Callable[[Any], Any]] = Slot("actor_visibility", "principal → ids of actors seen")
actor_partners: Slot[Callable[[Any], Any]] = Slot(
    "actor_partners", "principal → ids of actors with whom she shares something now"
)
reach: Slot[Callable[[Any], Iterable[str]]] = Slot("reach", "principal → codes of what a floor shows her")
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
list_pages: Slot[ListPage] = Slot("list_pages", "lists that people keep views of")
sheets: Slot[Any] = Slot("sheets", "spreadsheets that go out and come back (core.sheets.declaration.Sheet)")
handover_parts: Slot[HandoverPart] = Slot("handover_parts", "what a traspaso moves")
handover_pages: Slot[Callable[..., dict[str, Any]]] = Slot(
    "handover_pages", "what went in a traspaso, principal → what its sheet tells of this floor"
)
invitation_seats: Slot[Callable[..., None]] = Slot(
    "invitation_seats", "invitation, user, by → seats taken on accepting it"
)
invitation_places: Slot[Callable[..., list[tuple[str, str]]]] = Slot(
    "invitation_places", "principal, actor → (id, name) of the mesas one may be seated in"
)
person_leaves: Slot[Callable[..., None]] = Slot(
    "person_leaves", "user, actor_ids (None: all of them), on, by → what she held for them ends"
)
person_seats: Slot[Callable[..., dict[Any, list[dict[str, str]]]]] = Slot(
    "person_seats", "user ids, actor_ids, principal → {user id: [{label, url}]} where they sit"
)
person_ties: Slot[Callable[..., list[dict[str, Any]]]] = Slot(
    "person_ties", "user, actor_ids (None: all) → [{label, count, url}] of what stays when she goes"
)
person_awaited: Slot[Callable[[Any, Any], bool]] = Slot(
    "person_awaited", "user, actor she leaves (None: the team) → whether another place waits for her answer"
)
personal_data: Slot[tuple[Treatment, ...]] = Slot(
    "personal_data", "what personal data a floor keeps, and why"
)
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
    principals,
    memberships,
    seats,
    actor_visibility,
    actor_partners,
    reach,
    actor_panels,
    list_pages,
    sheets,
    handover_parts,
    handover_pages,
    invitation_seats,
    invitation_places,
    person_leaves,
    person_seats,
    person_ties,
    person_awaited,
    personal_data,
)
