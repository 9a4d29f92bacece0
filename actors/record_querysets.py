"""Who may see what is kept about an organisation besides its row, and about the people who act for it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from core import dates, registry
from core.text import unaccented

if TYPE_CHECKING:
    from accounts.principal import Principal

WARN_DAYS = 60  # a mandate or a legal personality is announced so long before it ends


class OfOrganisation(models.QuerySet[Any]):
    """Rows of an organisation, by their column `actor`."""

    def of_actor(self, actor: Any) -> Any:
        """Of one organisation, whichever of its merged rows they name."""
        return self.filter(actor__canonical_id=actor.canonical_id)


class TagQuerySet(models.QuerySet[Any]):
    def in_order(self) -> "TagQuerySet":
        return self.order_by("name")

    def named(self, name: str) -> "TagQuerySet":
        """The same word whatever its accents and case."""
        return self.filter(name__unaccented=unaccented(name.strip()))

    def most_used(self) -> "TagQuerySet":
        return self.annotate(uses=Count("actors")).order_by("-uses", "name")


class ContactQuerySet(OfOrganisation):
    def visible_to(self, principal: "Principal") -> "ContactQuerySet":
        """Foundation: all. Others: those of their own organisations, and those in office that are meant for whoever
        shares a mesa with them now."""
        if principal.is_foundation:
            return self
        if not principal.is_authenticated:
            return self.none()
        seen = Q(actor_id__in=principal.actor_ids)
        for ids in registry.actor_partners.values():
            seen |= _in_office() & Q(audience="partners", actor_id__in=ids(principal))
        return self.filter(seen)

    def in_office(self, day: date | None = None) -> "ContactQuerySet":
        return self.filter(_in_office(day))


def _in_office(day: date | None = None) -> Q:
    """`until` is the first day without the office."""
    return Q(until=None) | Q(until__gt=day or dates.today())


class MandateQuerySet(OfOrganisation):
    def visible_to(self, principal: "Principal") -> "MandateQuerySet":
        """Whoever sees the organisation."""
        from actors.models import Actor

        if principal.is_foundation:
            return self
        return self.filter(actor__in=Actor.objects.visible_to(principal))

    def in_force(self, day: date) -> "MandateQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=day), Q(since=None) | Q(since__lte=day))

    def ending(self, day: date, days: int = WARN_DAYS) -> "MandateQuerySet":
        """In force on `day` and at an end within `days`."""
        return self.in_force(day).filter(until__lte=day + timedelta(days=days))

    def of_living(self) -> "MandateQuerySet":
        """Of organisations that exist and were not merged into another."""
        return self.filter(actor__merged_into=None, actor__closed_on=None)


class NoteQuerySet(OfOrganisation):
    def visible_to(self, principal: "Principal") -> "NoteQuerySet":
        """The foundation alone."""
        return self if principal.is_foundation else self.none()

    def standing(self) -> "NoteQuerySet":
        return self.filter(withdrawn_at=None)


class ActorFileQuerySet(OfOrganisation):
    def visible_to(self, principal: "Principal") -> "ActorFileQuerySet":
        """The foundation and the organisation itself."""
        if principal.is_foundation:
            return self
        return self.filter(actor_id__in=principal.actor_ids)

    def standing(self) -> "ActorFileQuerySet":
        return self.filter(withdrawn_at=None)


def files_of_actors(principal: "Principal") -> Q:
    """Papers of organisations; a withdrawn one is left to the foundation."""
    from actors.models import ActorFile

    rows = ActorFile.objects.visible_to(principal)
    return Q(pk__in=(rows if principal.is_foundation else rows.standing()).values("file_id"))


class InvitationQuerySet(OfOrganisation):
    def visible_to(self, principal: "Principal") -> "InvitationQuerySet":
        """The foundation, and whoever keeps the page of the organisation."""
        from actors.querysets import managed_actor_ids

        if principal.is_foundation:
            return self
        return self.filter(actor_id__in=managed_actor_ids(principal))

    def open(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, revoked_at=None)

    def living(self) -> "InvitationQuerySet":
        return self.open().filter(expires_at__gt=timezone.now())


class HandoverQuerySet(models.QuerySet[Any]):
    def visible_to(self, principal: "Principal") -> "HandoverQuerySet":
        """The foundation, the two people it is between, and whoever keeps the page of the organisation."""
        from actors.querysets import managed_actor_ids

        if principal.is_foundation:
            return self
        if principal.user_id is None:
            return self.none()
        between = Q(leaver_id=principal.user_id) | Q(successor_id=principal.user_id)
        return self.filter(between | Q(actor_id__in=managed_actor_ids(principal)))
