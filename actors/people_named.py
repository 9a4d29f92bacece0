"""Which people a principal may name in a traspaso: all for the foundation, the organisation's own for who keeps it."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.principal import Principal
from actors.models import Membership
from actors.querysets import managed_actor_ids


def nameable(principal: Principal) -> QuerySet[User]:
    rows = User.objects.order_by("name", "pk")
    if principal.is_foundation:
        return rows
    held = Membership.objects.filter(actor_id__in=managed_actor_ids(principal))
    return rows.filter(pk__in=held.values("user_id"))
