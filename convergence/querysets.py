"""Who may see which alliance and what hangs from it; the sets that pages, API and gates count."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce

from convergence.vocabulary import MESAS, OPEN_STATES, CommitmentState
from core.search import SpanishOrder
from core.text import search_words

if TYPE_CHECKING:
    from accounts.principal import Principal


def _seen_alliances(principal: "Principal") -> models.QuerySet[Any] | None:
    """Ids of the alliances a person sees from inside; None means all of them."""
    from convergence.models import Participation

    if principal.is_foundation:
        return None
    return Participation.objects.living().spoken_for_by(principal).values("alliance_id")


def own_rows(principal: "Principal", actor: str, alliance: str = "alliance_id") -> Q:
    """Rows of an organisation (column `actor`) that are the principal's own: of those she acts for as a whole
    anywhere, of those she only has seats for in the mesas (column `alliance`) where she sits."""
    own = Q(**{f"{actor}__in": principal.actor_ids})
    for mesa, held in seats_by_mesa(principal).items():
        own |= Q(**{alliance: mesa, f"{actor}__in": held})
    return own


def seats_by_mesa(principal: "Principal") -> dict[Any, set[Any]]:
    """{mesa: organisations, in each of their rows} where she sits for one that she only has seats for."""
    held: dict[Any, set[Any]] = {}
    for mesa, actor in principal.seats:
        held.setdefault(mesa, set()).add(actor)
    return held


class OfAlliance(models.QuerySet[Any]):
    """Rows that are seen by whoever sees their alliance; `path` leads to it."""

    path = "alliance_id"

    def visible_to(self, principal: "Principal") -> "OfAlliance":
        seen = _seen_alliances(principal)
        if not principal.is_authenticated and not principal.system:
            return self.none()
        return self if seen is None else self.filter(**{f"{self.path}__in": seen})


class AllianceQuerySet(models.QuerySet[Any]):
    def visible_to(self, principal: "Principal") -> "AllianceQuerySet":
        """Foundation: all. Others: those in which one of their organisations takes part now."""
        if not principal.is_authenticated and not principal.system:
            return self.none()
        seen = _seen_alliances(principal)
        return self if seen is None else self.filter(pk__in=seen)

    def recordable_by(self, principal: "Principal") -> "AllianceQuerySet":
        """Where the person records meetings: foundation everywhere; officials where their institution takes part."""
        return self.facilitated_by(principal) if principal.can_write else self.none()

    def facilitated_by(self, principal: "Principal") -> "AllianceQuerySet":
        """Those a person helps to run, be it only to read: foundation everywhere, officials at their mesas."""
        from convergence.models import Participation

        if principal.is_foundation:
            return self
        own = Participation.objects.living().spoken_for_by(principal).filter(sector="publico")
        return self.filter(pk__in=own.values("alliance_id"))

    def published(self) -> "AllianceQuerySet":
        """Those whose public page anybody may open."""
        return self.filter(is_public=True)

    def mesas(self) -> "AllianceQuerySet":
        return self.filter(kind__in=MESAS)

    def matching(self, text: str) -> "AllianceQuerySet":
        rows = self
        for word in search_words(text):
            by_comuna = self.model.comunas.through.objects.filter(
                alliance_id=OuterRef("pk"), comuna__name__unaccented__contains=word
            )
            rows = rows.filter(Q(name__unaccented__contains=word) | Exists(by_comuna))
        return rows

    def in_order(self) -> "AllianceQuerySet":
        return self.order_by(SpanishOrder("name"), "pk")

    def by_stage(self) -> "AllianceQuerySet":
        """In the order of the board: stages as the methodology lists them, then by name."""
        from convergence.stages import stage_codes

        places = [When(stage=code, then=place) for place, (code, _label) in enumerate(stage_codes())]
        return self.order_by(
            Case(*places, output_field=models.SmallIntegerField()), SpanishOrder("name"), "pk"
        )

    def with_place(self) -> "AllianceQuerySet":
        return self.select_related("coordinator", "sponsor__canonical").prefetch_related(comunas_shown())

    def with_pulse(self, today: date) -> "AllianceQuerySet":
        """Annotates `last_meeting_on`, `open_commitments`, `late_commitments`, `partners`: what a row shows."""
        from convergence.models import Commitment, Meeting, Participation

        own = {"alliance_id": OuterRef("pk")}
        open_ones = Commitment.objects.filter(**own, state__in=OPEN_STATES)
        meetings = Meeting.objects.filter(**own)
        return self.annotate(
            last_meeting_on=_one(meetings, Max("held_on")),
            meeting_count=Coalesce(_one(meetings, Count("pk")), 0),
            open_commitments=Coalesce(_one(open_ones, Count("pk")), 0),
            late_commitments=Coalesce(_one(open_ones.filter(due_on__lt=today), Count("pk")), 0),
            partners=Coalesce(_one(Participation.objects.living().filter(**own), ORGANISATIONS), 0),
        )


# An organisation that was registered twice takes part once.
ORGANISATIONS = Count("actor__canonical_id", distinct=True)


def comunas_shown() -> Prefetch:
    """The comunas of alliances with what pages tell of them; their many other columns stay where they are."""
    from actors.models import Comuna

    shown = ("name", "time_zone", "region__name")
    return Prefetch("comunas", Comuna.objects.select_related("region").only(*shown).in_order())


def _one(rows: models.QuerySet[Any], measure: Any) -> Subquery:
    """A correlated aggregate as one value."""
    return Subquery(rows.order_by().values("alliance_id").annotate(one=measure).values("one"))


class ParticipationQuerySet(OfAlliance):
    def living(self) -> "ParticipationQuerySet":
        return self.filter(left_on=None)

    def once(self) -> "ParticipationQuerySet":
        """Without the living stays of an organisation that takes part by an earlier one: of two that were
        merged, who joined first speaks."""
        twins = self.model._default_manager.living().filter(
            Q(joined_on__lt=OuterRef("joined_on"))
            | Q(joined_on=OuterRef("joined_on"), pk__lt=OuterRef("pk")),
            alliance_id=OuterRef("alliance_id"),
            actor__canonical_id=OuterRef("actor__canonical_id"),
        )
        return self.exclude(Q(left_on=None) & Exists(twins))

    def of_actor(self, actor: Any) -> "ParticipationQuerySet":
        """Of one organisation, whichever of its merged rows they name."""
        return self.filter(actor__canonical_id=actor.canonical_id)

    def spoken_for_by(self, principal: "Principal") -> "ParticipationQuerySet":
        """Of the person's organisations; of those she only has seats for, where she sits."""
        return self.filter(own_rows(principal, "actor_id"))


class MeetingQuerySet(OfAlliance):
    def with_lines(self) -> "MeetingQuerySet":
        """Everything that a meeting's page or API answer shows, in a fixed number of queries."""
        from convergence.models import Agreement, Attendance, Commitment, MeetingFile

        commitments = Commitment.objects.select_related("owner__canonical__kind", "person")
        came = Attendance.objects.select_related("actor__canonical__kind").order_by(
            "actor__canonical__name", "pk"
        )
        return self.select_related("alliance", "recorded_by").prefetch_related(
            Prefetch("attendances", came),
            Prefetch("files", MeetingFile.objects.select_related("file")),
            Prefetch("agreements", Agreement.objects.order_by("number")),
            Prefetch("commitments", commitments),
        )

    def with_counts(self) -> "MeetingQuerySet":
        """Counts of what hangs from each meeting, each by itself: joined, they would multiply."""
        from convergence.models import Agreement, Attendance, Commitment

        def count(model: type[models.Model], what: Any = None) -> Coalesce:
            rows = model._default_manager.filter(meeting_id=OuterRef("pk")).order_by()
            counted = rows.values("meeting_id").annotate(n=what or Count("pk"))
            return Coalesce(Subquery(counted.values("n")), 0)

        return self.annotate(
            agreement_count=count(Agreement),
            commitment_count=count(Commitment),
            organisation_count=count(Attendance, ORGANISATIONS),
        )


class AgreementQuerySet(OfAlliance):
    path = "meeting__alliance_id"


class CommitmentQuerySet(OfAlliance):
    def open(self) -> "CommitmentQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def late(self, today: date) -> "CommitmentQuerySet":
        return self.open().filter(due_on__lt=today)

    def kept_on_time(self) -> "CommitmentQuerySet":
        """By the last date it had."""
        return self.filter(state=CommitmentState.CUMPLIDO, closed_on__lte=F("due_on"))

    def kept_late(self) -> "CommitmentQuerySet":
        return self.filter(state=CommitmentState.CUMPLIDO, closed_on__gt=F("due_on"))

    def fates(self, today: date) -> dict[str, int]:
        """How many were kept on time, kept late, let go, are open, and are open past their date."""
        kept, open_ones = Q(state=CommitmentState.CUMPLIDO), Q(state__in=OPEN_STATES)
        counted: dict[str, int] = self.order_by().aggregate(
            on_time=Count("pk", filter=kept & Q(closed_on__lte=F("due_on"))),
            kept_late=Count("pk", filter=kept & Q(closed_on__gt=F("due_on"))),
            released=Count("pk", filter=Q(state=CommitmentState.LIBERADO)),
            open=Count("pk", filter=open_ones),
            late=Count("pk", filter=open_ones & Q(due_on__lt=today)),
        )
        return counted

    def owned_by(self, principal: "Principal") -> "CommitmentQuerySet":
        """Those of the organisations she acts for. Being named in one counts no longer than acting for its owner."""
        return self.filter(own_rows(principal, "owner_id"))

    def with_place(self) -> "CommitmentQuerySet":
        """What a row shows. Not the agreement: a seventh join makes PostgreSQL plan for longer than it reads."""
        return self.select_related("owner__canonical__kind", "person", "alliance", "meeting")

    def drawn(self) -> list[Any]:
        """These rows in their order, to be shown and not to be written: first which, then the columns of a row."""
        keys = list(self.values_list("pk", flat=True))
        own = ("what", "due_on", "state", "closed_on", "meeting__held_on", "alliance__name", "person__name")
        owner = tuple(f"owner__canonical__{name}" for name in ("name", "short_name", "kind__sector"))
        found = self.model._default_manager.with_place().only(*own, *owner).in_bulk(keys)
        return [found[key] for key in keys if key in found]


def actors_met(principal: "Principal") -> models.QuerySet[Any]:
    """Ids of the organisations that take part, now or before, in what the principal sees."""
    from convergence.models import Participation

    return Participation.objects.visible_to(principal).values("actor_id")


def actors_beside(principal: "Principal") -> models.QuerySet[Any]:
    """Ids of the organisations that take part now in what the principal sees."""
    from convergence.models import Participation

    return Participation.objects.living().visible_to(principal).values("actor_id")


def reach_of_mesas(principal: "Principal") -> set[str]:
    """The mesas a person sees, and in each the organisations whose own rows are hers there."""
    seen = _seen_alliances(principal)
    mesas = set() if seen is None else set(seen.values_list("alliance_id", flat=True))
    own = {(mesa, actor) for mesa in mesas for actor in principal.actor_ids} | principal.seats
    return {f"alliance:{mesa}" for mesa in mesas} | {f"seat:{mesa}:{actor}" for mesa, actor in own}


def files_of_records(principal: "Principal") -> Q:
    """Files of the meetings and milestones that the principal sees."""
    from convergence.models import MeetingFile, MilestoneFile

    seen = _seen_alliances(principal)
    of_meetings = MeetingFile.objects.all()
    of_marks = MilestoneFile.objects.all()
    if seen is not None:
        of_meetings = of_meetings.filter(meeting__alliance_id__in=seen)
        of_marks = of_marks.filter(mark__alliance_id__in=seen)
    return Q(pk__in=of_meetings.values("file_id")) | Q(pk__in=of_marks.values("file_id"))
