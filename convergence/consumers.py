"""Who hears of events: the coordinator gets a mail when an official records a meeting, and once a night about the
mandates and legal personalities of her mesas that end soon."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from actors import ending, terms
from actors.models import Actor, Mandate
from convergence.models import Meeting, Participation
from convergence.stages import CLOSED
from core import dates
from core.models import Event
from core.registry import Consumer


def mail_coordinator(event: Event) -> None:
    """One mail a meeting; none to herself. Delivery rows keep it from being sent twice after success."""
    meeting = Meeting.objects.select_related("alliance__coordinator").filter(pk=event.subject_id).first()
    if meeting is None:
        return
    coordinator = meeting.alliance.coordinator
    if coordinator is None or not coordinator.is_active or coordinator.pk == event.by_id:
        return
    address = settings.SITE_URL + reverse("convergence:meeting", args=[meeting.pk])
    body = render_to_string("convergence/mail/meeting_recorded.txt", {"meeting": meeting, "address": address})
    subject = _("Reunión registrada: %(mesa)s") % {"mesa": meeting.alliance.name}
    headers = {"Message-ID": f"<event-{event.pk}-{coordinator.pk}@convergencia>"}
    EmailMessage(subject, body, to=[coordinator.email], headers=headers).send()


COORDINATOR_MAIL = Consumer(kinds=frozenset({"meeting.recorded"}), handle=mail_coordinator)


def mail_endings(event: Event) -> None:
    """One mail a person with all that ends in her mesas; what no coordinated mesa concerns goes to the whole team."""
    lines = _ending_lines(event.data)
    concerned = _coordinators({line["actor"].canonical_id for line in lines})
    team = list(User.objects.filter(is_foundation_staff=True, is_active=True))
    told: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        for user in concerned.get(line["actor"].canonical_id) or team:
            told[user].append(line)
    messages = []
    for user, own in told.items():
        body = render_to_string("convergence/mail/terms_ending.txt", {"lines": own})
        subject = _("Mandatos y personalidades por vencer: %(n)d") % {"n": len(own)}
        headers = {"Message-ID": f"<event-{event.pk}-{user.pk}@convergencia>"}
        messages.append(EmailMessage(subject, body, to=[user.email], headers=headers))
    get_connection().send_messages(messages)


def _ending_lines(data: Any) -> list[dict[str, Any]]:
    """{what, actor, until, left, address}, the nearest first. No name of a person goes by mail."""
    mandates = Mandate.objects.filter(pk__in=data.get("mandates", [])).select_related("actor")
    found = [(str(row.get_office_display()), row.actor, row.until) for row in mandates]
    legal = Actor.objects.filter(pk__in=data.get("personalities", []))
    found += [(_("Personalidad jurídica"), row, row.personality_until) for row in legal]
    today = dates.today()
    return [
        {
            "what": what,
            "actor": actor,
            "until": until,
            "left": terms.left_words(until, today),
            "address": settings.SITE_URL + reverse("actors:actor", args=[actor.pk]),
        }
        for what, actor, until in sorted(found, key=lambda row: (row[2], row[1].name))
    ]


def _coordinators(ids: set[Any]) -> dict[Any, set[User]]:
    """Who coordinates open mesas in which these organisations, or units of theirs, take part: by canonical id."""
    rows = (
        Participation.objects.living()
        .filter(Q(actor__canonical_id__in=ids) | Q(actor__parent__canonical_id__in=ids))
        .filter(alliance__coordinator__is_active=True)
        .exclude(alliance__stage=CLOSED)
        .select_related("alliance__coordinator", "actor__parent")
    )
    found: dict[Any, set[User]] = defaultdict(set)
    for row in rows:
        coordinator = row.alliance.coordinator
        if coordinator is None:
            continue
        for actor in (row.actor, row.actor.parent):
            if actor is not None and actor.canonical_id in ids:
                found[actor.canonical_id].add(coordinator)
    return found


ENDINGS_MAIL = Consumer(kinds=frozenset({ending.TOLD}), handle=mail_endings)
