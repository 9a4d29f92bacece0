"""Who may see which actor, search without accents, membership facts."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.principal import MembershipFact
from core import dates, registry
from core.search import SpanishOrder
from core.text import search_words, unaccented

if TYPE_CHECKING:
    from accounts.principal import Principal


class ComunaQuerySet(models.QuerySet[Any]):
    def named(self, text: str) -> "ComunaQuerySet":
        """By whole name or spelling variant, without accents, in any case."""
        plain = unaccented(text.strip())
        return self.filter(Q(name__unaccented=plain) | Q(code__in=self._variants(lambda v: v == plain)))

    def matching(self, text: str) -> "ComunaQuerySet":
        """By part of the name or of a spelling variant."""
        plain = unaccented(text.strip())
        return self.filter(
            Q(name__unaccented__contains=plain) | Q(code__in=self._variants(lambda v: plain in v))
        )

    def _variants(self, wanted: Callable[[str], bool]) -> list[str]:
        """Codes of the dozen comunas with a variant that `wanted` accepts."""
        rows = self.model.objects.exclude(other_names=[]).values_list("code", "other_names")
        return [code for code, names in rows if any(wanted(unaccented(name)) for name in names)]

    def in_order(self) -> "ComunaQuerySet":
        return self.order_by(SpanishOrder("name"))


def _is_among(ids: models.QuerySet[Any]) -> Q:
    """Asked of each row rather than listed first: a page of 50 needs not know everybody one has met."""
    (column,) = ids.query.values_select
    return Q(Exists(ids.order_by().filter(**{column: OuterRef("pk")})))


class ActorQuerySet(models.QuerySet[Any]):
    def visible_to(self, principal: "Principal") -> "ActorQuerySet":
        """Foundation: all. Signed in: own ones, public institutions, and those met in visible mesas."""
        if principal.is_foundation:
            return self
        if not principal.is_authenticated:
            return self.none()
        seen = Q(pk__in=principal.actor_ids) | Q(kind__sector="publico")
        for ids in registry.actor_visibility.values():
            seen |= _is_among(ids(principal))
        return self.filter(seen)

    def canonical(self) -> "ActorQuerySet":
        """Without those that were merged into another: what lists, choices and counts show."""
        return self.filter(merged_into=None)

    def matching(self, text: str) -> "ActorQuerySet":
        """Every word stands in the name, the short name or the RUT; accents and case do not count."""
        rows = self
        for word in search_words(text):
            rut = word.replace(".", "")
            rows = rows.filter(
                Q(name__unaccented__contains=word)
                | Q(short_name__unaccented__contains=word)
                | Q(rut__istartswith=rut)
            )
        return rows

    def in_order(self) -> "ActorQuerySet":
        return self.order_by(SpanishOrder("name"), "pk")

    def with_place(self) -> "ActorQuerySet":
        from actors.models import Comuna

        return self.select_related("kind", "parent").prefetch_related(
            Prefetch("comunas", Comuna.objects.select_related("region").in_order())
        )


class MembershipQuerySet(models.QuerySet[Any]):
    def visible_to(self, principal: "Principal") -> "MembershipQuerySet":
        """The foundation, whoever keeps the organisation's page, and the person herself."""
        if principal.is_foundation:
            return self
        if principal.user_id is None:
            return self.none()
        return self.filter(Q(user_id=principal.user_id) | Q(actor_id__in=managed_actor_ids(principal)))

    def living(self) -> "MembershipQuerySet":
        today = dates.today()
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today)


def membership_facts(user: Any) -> tuple[MembershipFact, ...]:
    """What the memberships in force say of a user: one query. A merged organisation speaks by its canonical one."""
    from actors.models import Actor

    group = Actor.objects.filter(canonical_id=OuterRef("actor__canonical_id"))
    rows = (
        user.memberships.living()
        .select_related("actor__kind", "actor__merged_into__kind")
        .annotate(aliases=ArraySubquery(group.values("pk")))
        .order_by("since", "pk")
    )
    return tuple(_fact(row) for row in rows)


def _fact(row: Any) -> MembershipFact:
    actor = row.actor.merged_into or row.actor
    return MembershipFact(
        actor_id=actor.pk,
        actor_name=actor.display_name,
        sector=actor.kind.sector,
        kind=actor.kind_id,
        role=actor.kind.role,
        reach=row.reach,
        aliases=frozenset(row.aliases),
    )


def managed_actor_ids(principal: "Principal") -> set[uuid.UUID]:
    """Actors whose page the person keeps, with those that were merged into them."""
    from actors.models import Actor

    if principal.user is None:
        return set()
    rows = principal.user.memberships.living().filter(role="manager")
    group = Actor.objects.filter(canonical_id__in=rows.values("actor__canonical_id"))
    return set(group.values_list("pk", flat=True))
