"""Which results a person sees, and which is in force."""

from convergence.querysets import OfAlliance


class TypologyResultQuerySet(OfAlliance):
    """Seen by whoever sees the alliance (OfAlliance.visible_to)."""

    def newest_first(self) -> "TypologyResultQuerySet":
        return self.order_by("-as_of", "-created_at", "-pk")

    def latest(self) -> "TypologyResultQuerySet":  # type: ignore[override]
        """The result in force of each alliance, one row each."""
        return self.order_by("alliance_id", "-as_of", "-created_at", "-pk").distinct("alliance_id")
