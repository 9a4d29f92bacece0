"""What a traspaso does to an account: being of the foundation's team, and the account's own doors.

The doors are touched only when nothing else is left to the person: a token or a session is hers, not an
organisation's, and shows nothing of one she no longer acts for.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import ApiToken, User
from accounts.principal import Principal
from core import registry
from core.errors import Conflict
from core.models import SavedView
from core.registry import HandoverLine, HandoverPart


def leaves_whole(leaver: User, actor: Any) -> bool:
    """Whether nothing is left to `leaver` once she no longer acts for `actor` (None: is of the foundation).

    Running the house is something of its own, which no organisation's traspaso ends; so is an invitation elsewhere.
    """
    leaves_team = actor is None and leaver.is_foundation_staff
    if not leaves_team and (leaver.is_foundation_staff or leaver.is_staff or leaver.is_superuser):
        return False
    if any(awaits(leaver, actor) for awaits in registry.person_awaited.values()):
        return False
    return all(actor is not None and actor.pk in fact.ids for fact in Principal(user=leaver).memberships)


def lock_people(*users: User) -> dict[Any, User]:
    """The users read again under their locks, by key: first all who run the house, as shutting an account locks
    them, then these; each in the order of their keys."""
    people = User.objects.select_for_update(no_key=True).order_by("pk")
    list(people.filter(Q(is_foundation_staff=True) | Q(is_superuser=True), is_active=True))
    return {row.pk: row for row in people.filter(pk__in=[user.pk for user in users])}


def _team_moves(*, leaver: User, successor: User, actor: Any) -> list[HandoverLine]:
    return [_team(leaver)] if actor is None and leaver.is_foundation_staff else []


def _team(user: User) -> HandoverLine:
    detail = _("deja de ver y administrar todas las mesas")
    return HandoverLine("team", user.pk, _("Equipo de la fundación"), detail)


def _leave_team(*, leaver: User, successor: User, actor: Any, by: Principal) -> list[HandoverLine]:
    """Rights of administration end with it and go to nobody. Error: Conflict when nobody else administers."""
    lines = _team_moves(leaver=leaver, successor=successor, actor=actor)
    if lines:
        others = User.objects.filter(is_superuser=True, is_active=True, kind=User.Kind.PERSON)
        if leaver.is_superuser and not others.exclude(pk=leaver.pk).exists():
            message = _("Es la última cuenta que puede administrar la plataforma: nombre antes a otra.")
            raise Conflict(message, "last", field="leaver")
        leaver.is_foundation_staff = leaver.is_staff = leaver.is_superuser = False
        leaver.save(update_fields=["is_foundation_staff", "is_staff", "is_superuser"])
    return lines


def _tell_team(entries: Iterable[Mapping[str, Any]], principal: Principal) -> list[HandoverLine]:
    return [
        HandoverLine("team", entry["id"], _("Equipo de la fundación"), _("dejó el equipo"))
        for entry in entries
    ]


def _account_moves(*, leaver: User, successor: User, actor: Any) -> list[HandoverLine]:
    if not leaves_whole(leaver, actor):
        return []
    counts = {
        "token": leaver.tokens.living().count(),
        "private_view": SavedView.objects.filter(owner=leaver, shared_with="").count(),
    }
    lines = [_door(kind, count) for kind, count in counts.items() if count]
    return [*lines, _door("session", 1)]


def _door(kind: str, count: int) -> HandoverLine:
    words = {
        "token": ngettext("%(n)d token de API revocado", "%(n)d tokens de API revocados", count),
        "private_view": ngettext(
            "%(n)d vista guardada solo suya, borrada", "%(n)d vistas guardadas solo suyas, borradas", count
        ),
        "session": _("Sesiones cerradas"),
        "closed": _("Cuenta desactivada"),
    }
    return HandoverLine(kind, None, words[kind].replace("%(n)d", str(count)), count=count)


def _shut_doors(*, leaver: User, successor: User, actor: Any, by: Principal) -> list[HandoverLine]:
    lines = _account_moves(leaver=leaver, successor=successor, actor=actor)
    if lines:
        now = timezone.now()
        ApiToken.objects.living().filter(user=leaver).update(revoked_at=now, updated_at=now)
        # Those shared went to the successor before: what is left is hers alone or of circles she left.
        SavedView.objects.filter(owner=leaver).delete()
        leaver.session_epoch += 1
        leaver.save(update_fields=["session_epoch"])
    return lines


def _tell_doors(entries: Iterable[Mapping[str, Any]], principal: Principal) -> list[HandoverLine]:
    return [_door(entry["kind"], entry.get("count", 1)) for entry in entries]


TEAM = HandoverPart(gettext_lazy("Equipo de la fundación"), _team_moves, _leave_team, _tell_team, 15)
ACCOUNT = HandoverPart(gettext_lazy("Cuenta de quien deja"), _account_moves, _shut_doors, _tell_doors, 90)
CLOSED = {"kind": "closed", "count": 1}
