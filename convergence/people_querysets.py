"""Who may see seats and the actor map of a mesa."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from convergence.querysets import OfAlliance
from core import dates

if TYPE_CHECKING:
    from accounts.principal import Principal


class SeatQuerySet(OfAlliance):
    path = "participation__alliance_id"

    def living(self, day: date | None = None) -> "SeatQuerySet":
        """In force, at an organisation that still takes part."""
        day = day or dates.today()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day, participation__left_on=None)


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
