"""Who may see suspected pairs and merges: the foundation, since they tell of organisations that others may not see."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from core.text import search_words

if TYPE_CHECKING:
    from accounts.principal import Principal


class OfFoundation(models.QuerySet[Any]):
    def visible_to(self, principal: "Principal") -> Any:
        return self if principal.is_foundation else self.none()


class SuspectQuerySet(OfFoundation):
    def open(self) -> "SuspectQuerySet":
        """To be looked at: both sides still speak for themselves."""
        return self.filter(state="open", first__merged_into=None, second__merged_into=None)

    def with_sides(self) -> "SuspectQuerySet":
        sides = self.select_related(
            "first__kind", "first__parent", "second__kind", "second__parent", "decided_by"
        )
        return sides.prefetch_related("first__comunas", "second__comunas")

    def matching(self, text: str) -> "SuspectQuerySet":
        """Every word stands in the name, the short name or the RUT of one of the two."""
        rows = self
        for word in search_words(text):
            told = Q()
            for side in ("first", "second"):
                told |= Q(**{f"{side}__name__unaccented__contains": word})
                told |= Q(**{f"{side}__short_name__unaccented__contains": word})
                told |= Q(**{f"{side}__rut__istartswith": word.replace(".", "")})
            rows = rows.filter(told)
        return rows

    def in_comunas(self, **where: Any) -> "SuspectQuerySet":
        """Either side is present in a comuna of these."""
        from actors.models import Actor

        there = Actor.comunas.through.objects.filter(
            **{f"comuna__{name}": told for name, told in where.items()}
        )
        ids = there.values("actor_id")
        return self.filter(Q(first__in=ids) | Q(second__in=ids))


class MergeQuerySet(OfFoundation):
    def standing(self) -> "MergeQuerySet":
        return self.filter(undone_at=None)

    def with_sides(self) -> "MergeQuerySet":
        return self.select_related("kept", "merged", "done_by", "undone_by")
