"""Filters of people: accounts, memberships, invitations. One for page and API."""

from typing import Any

import django_filters as df
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from actors.models import Actor, Invitation, Membership
from core.forms_look import QuickSelect
from core.text import search_words

STATES = (
    ("active", _("Activas")),
    ("never", _("Nunca ingresaron")),
    ("none", _("Sin organización")),
    ("several", _("Con varias organizaciones")),
    ("deactivated", _("Desactivadas")),
)


def with_organisations(rows: QuerySet[User]) -> QuerySet[User]:
    """Annotates `organisations`: for how many she acts now, merged ones counted as one."""
    mine = Membership.objects.living().filter(user_id=OuterRef("pk")).order_by().values("user_id")
    count = mine.annotate(n=Count("actor__canonical_id", distinct=True)).values("n")
    return rows.annotate(organisations=Coalesce(Subquery(count), 0))


class PersonFilter(df.FilterSet):
    q = df.CharFilter(method="search", label=_("Nombre o correo"))
    state = df.ChoiceFilter(choices=STATES, method="by_state", label=_("Cuáles"), widget=QuickSelect)

    class Meta:
        model = User
        fields = ("q", "state")

    def search(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        for word in search_words(value):
            rows = rows.filter(Q(name__unaccented__contains=word) | Q(email__contains=word))
        return rows

    def by_state(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        wanted: dict[str, Any] = {
            "active": Q(is_active=True),
            "never": Q(is_active=True, last_login=None),
            "none": Q(is_active=True, organisations=0, is_foundation_staff=False, kind=User.Kind.PERSON),
            "several": Q(is_active=True, organisations__gt=1),
            "deactivated": Q(is_active=False),
        }
        return rows.filter(wanted[value])


def _seen_actors(request: Any) -> QuerySet[Any]:
    rows = Actor.objects.all()
    return rows.visible_to(request.principal) if request is not None else rows


class MembershipFilter(df.FilterSet):
    actor = df.ModelChoiceFilter(queryset=_seen_actors, label=_("Organización"))
    living = df.BooleanFilter(method="by_living", label=_("Vigentes"))

    class Meta:
        model = Membership
        fields = ("actor", "living", "reach", "role")

    def by_living(self, rows: Any, name: str, value: bool) -> Any:
        living = Membership.objects.living()
        return rows.filter(pk__in=living) if value else rows.exclude(pk__in=living)


class InvitationFilter(df.FilterSet):
    actor = df.ModelChoiceFilter(queryset=_seen_actors, label=_("Organización"))
    open = df.BooleanFilter(method="by_open", label=_("Sin respuesta"))

    class Meta:
        model = Invitation
        fields = ("actor", "open")

    def by_open(self, rows: Any, name: str, value: bool) -> Any:
        waiting = Invitation.objects.open()
        return rows.filter(pk__in=waiting) if value else rows.exclude(pk__in=waiting)
