"""Who may see which actor, search without accents, membership facts."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Least

from accounts.principal import MembershipFact
from actors.record_querysets import WARN_DAYS
from core import dates, registry, word_index
from core.search import SpanishOrder
from core.text import unaccented

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
        """Foundation: all. Signed in: own ones, public institutions, those met in visible mesas, and the legal persons
        that these are units of."""
        if principal.is_foundation:
            return self
        if not principal.is_authenticated:
            return self.none()
        own = principal.actor_ids | principal.seat_actor_ids
        seen = Q(pk__in=own) | Q(kind__sector="publico")
        for ids in registry.actor_visibility.values():
            seen |= _is_among(ids(principal))
        rows = self.model._default_manager
        # Whoever sees a merged organisation sees the one that speaks for it.
        merged = rows.exclude(merged_into=None).filter(seen)
        seen |= Q(pk__in=merged.values("merged_into_id"))
        # Whoever sees a unit sees its legal person: RUT and papers of the unit are that one's.
        units = rows.exclude(parent=None).filter(seen)
        return self.filter(seen | Q(pk__in=units.values("parent__canonical_id")))

    def canonical(self) -> "ActorQuerySet":
        """Without those that were merged into another: what lists, choices and counts show."""
        return self.filter(merged_into=None)

    def matching(self, text: str) -> "ActorQuerySet":
        """Every word stands in the name, the short name or the RUT, or one that it may have been meant for (see
        core.word_index); the closest first. Ask visible_to before."""
        if not text.strip():
            return self
        words = word_index.read(text)
        if not words.asked:
            return self.none()
        rows = self.filter(word_index.Matches("name", words))
        return rows.order_by(word_index.Distance("name", words), SpanishOrder("name"), "pk")

    def in_order(self) -> "ActorQuerySet":
        return self.order_by(SpanishOrder("name"), "pk")

    def with_ending(self, day: date, days: int = WARN_DAYS) -> "ActorQuerySet":
        """Annotates `ending_on`: the first mandate or legal personality that ends within `days`, or None."""
        from actors.models import Mandate

        ending = Mandate.objects.ending(day, days).filter(actor_id=OuterRef("pk")).order_by("until")
        near = Q(personality_until__range=(day, day + timedelta(days=days)))
        personality = Case(When(near, then=F("personality_until")), output_field=models.DateField())
        # LEAST passes over nulls in PostgreSQL.
        return self.annotate(ending_on=Least(Subquery(ending.values("until")[:1]), personality))

    def with_place(self) -> "ActorQuerySet":
        from actors.models import Comuna

        return self.select_related("kind", "parent__canonical").prefetch_related(
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
        """In force. `until` is the first day without it, so that whoever ends one today ends it now."""
        today = dates.today()
        return self.filter(Q(until=None) | Q(until__gt=today), since__lte=today)

    def of_actor(self, actor: Any) -> "MembershipQuerySet":
        """Of one organisation, whichever of its merged rows they name."""
        return self.filter(actor__canonical_id=actor.canonical_id)


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


def is_awaited(user: Any, actor: Any) -> bool:
    """Whether an organisation other than `actor` (None: any) invited the user and she may still accept."""
    from actors.models import Invitation

    rows = Invitation.objects.living().filter(email=user.email)
    return (rows if actor is None else rows.exclude(actor__canonical_id=actor.canonical_id)).exists()


def managed_actor_ids(principal: "Principal") -> set[uuid.UUID]:
    """Actors whose page the person keeps, with those that were merged into them."""
    from actors.models import Actor

    if principal.user is None:
        return set()
    rows = principal.user.memberships.living().filter(role="manager", reach="organisation")
    group = Actor.objects.filter(canonical_id__in=rows.values("actor__canonical_id"))
    return set(group.values_list("pk", flat=True))
