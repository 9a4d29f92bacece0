"""Facts that the gates read, for a set of alliances at once: one query per kind of fact. Decides nothing."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from convergence.models import Agreement, Alliance, Commitment, Meeting, MilestoneMark, Participation
from convergence.vocabulary import COMMUNITY_KINDS, OPEN_STATES


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
    """Counts and dates of one alliance as of `today`; `marks` by milestone code."""

    alliance_id: uuid.UUID
    kind: str
    stage: str
    today: date
    started_on: date
    stage_since: date
    comunas: frozenset[str] = frozenset()
    partners_by_sector: dict[str, int] = field(default_factory=dict)
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

    @property
    def meetings(self) -> int:
        return sum(self.meetings_by_kind.values())

    @property
    def silent_days(self) -> int:
        """Days since the last meeting, or since the start when there was none."""
        return max(0, (self.today - (self.last_meeting_on or self.started_on)).days)


def gather(alliances: Iterable[Alliance], today: date) -> dict[uuid.UUID, AllianceFacts]:
    """Facts by alliance id. Seven queries whatever the number of alliances; a set of one is the usual case."""
    rows = {alliance.pk: alliance for alliance in alliances}
    ids = list(rows)
    through = Alliance.comunas.through.objects.filter(alliance_id__in=ids)
    comunas = _group(through.values_list("alliance_id", "comuna_id"))
    partners = _by_alliance(
        Participation.objects.living().filter(alliance_id__in=ids).values("alliance_id", "sector"),
        n=Count("pk"),
        seats=Count("pk", filter=Q(kind__in=COMMUNITY_KINDS, has_seat=True)),
        last=Max("joined_on"),
    )
    meetings = _by_alliance(
        Meeting.objects.filter(alliance_id__in=ids).values("alliance_id", "kind"),
        n=Count("pk"),
        first=Min("held_on"),
        last=Max("held_on"),
    )
    # Counted meeting by meeting: joined, PostgreSQL reads every agreement there is for one mesa.
    of_meeting = Agreement.objects.filter(meeting_id=OuterRef("pk")).order_by().values("meeting_id")
    agreements = dict(
        Meeting.objects.filter(alliance_id__in=ids)
        .order_by()
        .annotate(agreed=Subquery(of_meeting.annotate(n=Count("pk")).values("n")))
        .values_list("alliance_id")
        .annotate(n=Coalesce(Sum("agreed"), 0))
    )
    commitments = _by_alliance(
        Commitment.objects.filter(alliance_id__in=ids).values("alliance_id"),
        n=Count("pk"),
        kept=Count("pk", filter=Q(state="cumplido")),
        late=Count("pk", filter=Q(state__in=OPEN_STATES, due_on__lt=today)),
    )
    marks = _marks(ids)
    return {
        pk: _facts(
            rows[pk],
            today,
            comunas[pk],
            partners[pk],
            meetings[pk],
            agreements.get(pk, 0),
            commitments[pk],
            marks[pk],
        )
        for pk in ids
    }


def _facts(
    row: Alliance,
    today: date,
    comunas: list[str],
    partners: list[dict[str, Any]],
    meetings: list[dict[str, Any]],
    agreements: int,
    commitments: list[dict[str, Any]],
    marks: dict[str, tuple[MarkFact, ...]],
) -> AllianceFacts:
    promised = commitments[0] if commitments else {"n": 0, "kept": 0, "late": 0}
    return AllianceFacts(
        alliance_id=row.pk,
        kind=row.kind,
        stage=row.stage,
        today=today,
        started_on=row.started_on,
        stage_since=row.stage_since,
        comunas=frozenset(comunas),
        partners_by_sector={told["sector"]: told["n"] for told in partners},
        community_seats=sum(told["seats"] for told in partners),
        last_joined_on=max((told["last"] for told in partners), default=None),
        meetings_by_kind={told["kind"]: told["n"] for told in meetings},
        constituted_on=next((told["first"] for told in meetings if told["kind"] == "constitucion"), None),
        last_meeting_on=max((told["last"] for told in meetings), default=None),
        agreements=agreements,
        commitments=promised["n"],
        commitments_kept=promised["kept"],
        commitments_late=promised["late"],
        marks=marks,
    )


def _marks(ids: list[uuid.UUID]) -> defaultdict[uuid.UUID, dict[str, tuple[MarkFact, ...]]]:
    found: defaultdict[uuid.UUID, dict[str, tuple[MarkFact, ...]]] = defaultdict(dict)
    rows = MilestoneMark.objects.filter(alliance_id__in=ids, withdrawn_at=None).order_by("created_at", "pk")
    columns = ("alliance_id", "milestone", "id", "kind", "reason", "happened_on", "comuna_id")
    for alliance_id, milestone, *told in rows.values_list(*columns):
        kept = found[alliance_id]
        kept[milestone] = (*kept.get(milestone, ()), MarkFact(*told))
    return found


def _by_alliance(rows: Any, **measures: Any) -> defaultdict[uuid.UUID, list[dict[str, Any]]]:
    found: defaultdict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    for told in rows.order_by().annotate(**measures):
        found[told["alliance_id"]].append(told)
    return found


def _group(pairs: Iterable[tuple[uuid.UUID, str]]) -> defaultdict[uuid.UUID, list[str]]:
    found: defaultdict[uuid.UUID, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
