"""Who may see seats and the actor map of a mesa."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Prefetch, Q, SmallIntegerField, When

from convergence.querysets import OfAlliance
from core import dates
from core.text import search_words

if TYPE_CHECKING:
    from accounts.principal import Principal


class SeatQuerySet(OfAlliance):
    path = "participation__alliance_id"

    def living(self, day: date | None = None) -> "SeatQuerySet":
        """In force, at an organisation that still takes part. `until` is the first day without it."""
        day = day or dates.today()
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day, participation__left_on=None)

    def with_place(self) -> "SeatQuerySet":
        return self.select_related("user", "participation__actor__canonical__kind", "participation__alliance")


class MapEntryQuerySet(OfAlliance):
    def visible_to(self, principal: "Principal") -> "MapEntryQuerySet":
        """What is thought of others is for those who facilitate: who may record the mesa's meetings."""
        from convergence.models import Alliance

        if principal.is_foundation:
            return self
        if not principal.is_authenticated:
            return self.none()
        return self.filter(alliance__in=Alliance.objects.facilitated_by(principal))

    def standing(self) -> "MapEntryQuerySet":
        return self.filter(withdrawn_at=None)

    def with_actor(self) -> "MapEntryQuerySet":
        """What a line of the map shows, in a fixed number of queries."""
        from actors.models import Comuna

        places = Comuna.objects.only("code", "name").in_order()
        return self.select_related(
            "alliance", "kind", "comuna", "actor__kind", "actor__merged_into__kind"
        ).prefetch_related(
            Prefetch("actor__comunas", places), Prefetch("actor__merged_into__comunas", places)
        )

    def by_weight(self) -> "MapEntryQuerySet":
        """The most influential first, then by interest; the unplaced at the end; within, as they were entered."""
        placed = Q(interest__isnull=False, influence__isnull=False)
        last = Case(When(placed, then=0), default=1, output_field=SmallIntegerField())
        down = {"nulls_last": True}
        return self.order_by(
            last, F("influence").desc(**down), F("interest").desc(**down), "created_at", "pk"
        )

    def matching(self, text: str) -> "MapEntryQuerySet":
        """Every word stands in the name, be it the registry's or the one written on the map."""
        rows = self
        for word in search_words(text):
            rows = rows.filter(
                Q(name__unaccented__contains=word)
                | Q(actor__name__unaccented__contains=word)
                | Q(actor__short_name__unaccented__contains=word)
                | Q(actor__merged_into__name__unaccented__contains=word)
            )
        return rows

    def in_quadrant(self, code: str) -> "MapEntryQuerySet":
        """The rows that `actor_map.quadrant` puts there."""
        from convergence import actor_map

        if code == actor_map.UNPLACED:
            return self.filter(Q(interest=None) | Q(influence=None))
        pairs = [(x, y) for x in range(1, 6) for y in range(1, 6) if actor_map.quadrant(x, y) == code]
        places = Q()
        for interest, influence in pairs:
            places |= Q(interest=interest, influence=influence)
        return self.filter(places) if pairs else self.none()

    def of_actor(self, actor: Any) -> "MapEntryQuerySet":
        """Those that one organisation speaks for, whichever of its merged rows they name."""
        return self.filter(actor__canonical_id=actor.canonical_id)


def map_scope(alliance_id: Any) -> str:
    """Scope of the events of a mesa's map: read by who facilitates it, never by all who take part."""
    return f"map:{alliance_id}"


def map_scopes(principal: "Principal", alliances: Iterable[Any]) -> list[str]:
    """Scopes of maps that the principal reads, among those of `alliances`."""
    from convergence.models import Alliance

    ids = list(alliances)
    if not principal.is_foundation:
        seen = Alliance.objects.facilitated_by(principal).filter(pk__in=ids)
        ids = list(seen.values_list("pk", flat=True))
    return [map_scope(pk) for pk in ids]
