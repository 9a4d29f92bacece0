"""Who hears of this floor's events: the coordinator gets a mail when an official records a meeting."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from convergence.models import Meeting
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
