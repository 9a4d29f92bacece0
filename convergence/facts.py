"""Facts that the gates read, for a set of alliances at once. Decides nothing."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from convergence.models import Alliance
from convergence.vocabulary import COMMUNITY_KINDS, OPEN_STATES
from core import registry


@dataclass(frozen=True)
class MarkFact:
    """A living declaration about a milestone."""

    id: uuid.UUID
    kind: str
    reason: str
    happened_on: date | None
    comuna: str | None


@dataclass(frozen=True)
class AllianceFacts:
    """Counts and dates of one alliance as of `today`; `marks` by milestone code; `more` holds what each upper
    floor gathered for its gates, by its name in the registry."""

    alliance_id: uuid.UUID
    kind: str
    stage: str
    today: date
    started_on: date
    stage_since: date
    comunas: frozenset[str] = frozenset()
    partners_by_sector: dict[str, int] = field(default_factory=dict)
    # Standing entries of the actor map, and those of them placed on both axes.
    mapped_by_sector: dict[str, int] = field(default_factory=dict)
    assessed_by_sector: dict[str, int] = field(default_factory=dict)
    community_seats: int = 0
    last_joined_on: date | None = None
    meetings_by_kind: dict[str, int] = field(default_factory=dict)
    constituted_on: date | None = None
    last_meeting_on: date | None = None
    agreements: int = 0
    commitments: int = 0
    commitments_kept: int = 0
    commitments_late: int = 0
    marks: dict[str, tuple[MarkFact, ...]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def meetings(self) -> int:
        return sum(self.meetings_by_kind.values())

    @property
    def silent_days(self) -> int:
        """Days since the last meeting, or since the start when there was none."""
        return max(0, (self.today - (self.last_meeting_on or self.started_on)).days)


# One statement for everything that is counted: apart, the six questions cost more to ask than to answer. Agreements
# are counted meeting by meeting: joined, PostgreSQL reads every agreement there is for one mesa. An organisation that
# stands twice in a mesa since two were merged is counted once, as it came first (ParticipationQuerySet.once).
COUNTED = """
select 'comuna', alliance_id, comuna_id, 0, 0, 0, null::date, null::date, null::jsonb
  from convergence_alliance_comunas where alliance_id = any(%(ids)s::uuid[])
union all
select 'partner', alliance_id, sector, count(*), count(*) filter (where has_seat and kind_id = any(%(community)s)),
       0, null, max(joined_on), null
  from (select distinct on (part.alliance_id, who.canonical_id) part.alliance_id, part.sector, part.kind_id,
               part.joined_on, part.has_seat
          from convergence_participation part join actors_actor who on who.id = part.actor_id
         where part.alliance_id = any(%(ids)s::uuid[]) and part.left_on is null
         order by part.alliance_id, who.canonical_id, part.joined_on, part.id) as partner
 group by alliance_id, sector
union all
select 'mapped', alliance_id, sector, count(*),
       count(*) filter (where interest is not null and influence is not null), 0, null, null, null
  from (select distinct on (entry.alliance_id, coalesce(who.canonical_id, entry.id)) entry.*
          from convergence_mapentry entry left join actors_actor who on who.id = entry.actor_id
         where entry.alliance_id = any(%(ids)s::uuid[]) and entry.withdrawn_at is null
         order by entry.alliance_id, coalesce(who.canonical_id, entry.id), entry.created_at, entry.id) as mapped
 group by alliance_id, sector
union all
select 'meeting', alliance_id, kind, count(*),
       sum((select count(*) from convergence_agreement where meeting_id = met.id))::bigint, 0, min(held_on),
       max(held_on), null
  from convergence_meeting met where alliance_id = any(%(ids)s::uuid[])
 group by alliance_id, kind
union all
select 'commitment', alliance_id, '', count(*), count(*) filter (where state = 'cumplido'),
       count(*) filter (where state = any(%(open)s) and due_on < %(today)s), null, null, null
  from convergence_commitment where alliance_id = any(%(ids)s::uuid[])
 group by alliance_id
union all
select 'mark', alliance_id, milestone, count(*), 0, 0, null, null,
       jsonb_agg(jsonb_build_array(id, kind, reason, happened_on, comuna_id) order by created_at, id)
  from convergence_milestonemark where alliance_id = any(%(ids)s::uuid[]) and withdrawn_at is null
 group by alliance_id, milestone
"""


@dataclass(frozen=True)
class _Count:
    """A line of COUNTED: what `n`, `part` and `other` count follows from the statement; `marks` as JSON."""

    of: str
    n: int
    part: int
    other: int
    first: date | None
    last: date | None
    marks: str | None = None


def gather(alliances: Iterable[Alliance], today: date) -> dict[uuid.UUID, AllianceFacts]:
    """Facts by alliance id. A fixed number of queries whatever the number of alliances; a set of one is the
    usual case."""
    rows = {alliance.pk: alliance for alliance in alliances}
    ids = list(rows)
    counted = _counted(ids, today)
    more = {name: told(ids, today) for name, told in registry.gate_facts.items()}
    return {
        pk: _facts(
            rows[pk],
            today,
            counted[pk],
            {name: told[pk] for name, told in more.items() if pk in told},
        )
        for pk in ids
    }


def _counted(ids: list[uuid.UUID], today: date) -> defaultdict[uuid.UUID, defaultdict[str, list[_Count]]]:
    """Lines of COUNTED by alliance and what they count."""
    found: defaultdict[uuid.UUID, defaultdict[str, list[_Count]]] = defaultdict(lambda: defaultdict(list))
    if not ids:
        return found
    given: dict[str, Any] = {
        "ids": [str(pk) for pk in ids],
        "community": list(COMMUNITY_KINDS),
        "open": [str(state) for state in OPEN_STATES],
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, given)
        for kind, alliance_id, *told in cursor.fetchall():
            found[alliance_id][kind].append(_Count(*told))
    return found


def _facts(
    row: Alliance,
    today: date,
    counted: dict[str, list[_Count]],
    more: dict[str, Any],
) -> AllianceFacts:
    partners, meetings = counted["partner"], counted["meeting"]
    promised = next(iter(counted["commitment"]), _Count("", 0, 0, 0, None, None))
    return AllianceFacts(
        alliance_id=row.pk,
        kind=row.kind,
        stage=row.stage,
        today=today,
        started_on=row.started_on,
        stage_since=row.stage_since,
        comunas=frozenset(told.of for told in counted["comuna"]),
        partners_by_sector={told.of: told.n for told in partners},
        mapped_by_sector={told.of: told.n for told in counted["mapped"]},
        assessed_by_sector={told.of: told.part for told in counted["mapped"] if told.part},
        community_seats=sum(told.part for told in partners),
        last_joined_on=max((told.last for told in partners if told.last), default=None),
        meetings_by_kind={told.of: told.n for told in meetings},
        constituted_on=next((told.first for told in meetings if told.of == "constitucion"), None),
        last_meeting_on=max((told.last for told in meetings if told.last), default=None),
        agreements=sum(told.part for told in meetings),
        commitments=promised.n,
        commitments_kept=promised.part,
        commitments_late=promised.other,
        marks={told.of: _marks(told.marks or "[]") for told in counted["mark"]},
        more=more,
    )


def _marks(told: str) -> tuple[MarkFact, ...]:
    """Living declarations about one milestone, the oldest first."""
    return tuple(
        MarkFact(uuid.UUID(key), kind, reason, date.fromisoformat(day) if day else None, comuna)
        for key, kind, reason, day, comuna in json.loads(told)
    )
