"""Mails of this floor, sent by the outbox: the invitation, whose link is made here and stands nowhere else."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.principal import SYSTEM, principal_of
from actors.models import Invitation
from actors.services.invitations import PURPOSE
from core.models import Event, SignedLink
from core.registry import Consumer
from core.signed_links import make_link, revoke_links


def mail_invitation(event: Event) -> None:
    """One mail a sending: of an invitation that was sent again since, or closed, nothing goes out. When the mail
    server refuses, the caller's transaction takes the link back and a later attempt makes another."""
    row = (
        Invitation.objects.living().select_related("actor", "invited_by").filter(pk=event.subject_id).first()
    )
    if row is None or row.version != event.data["version"]:
        return
    revoke_links(SignedLink.objects.filter(purpose=PURPOSE, subject_id=row.pk))
    by = principal_of(row.invited_by) if row.invited_by else SYSTEM
    _link, address = make_link(purpose=PURPOSE, subject_id=row.pk, by=by, expires_at=row.expires_at)
    context = {"invitation": row, "address": address, "until": timezone.localtime(row.expires_at)}
    body = render_to_string("actors/mail/invitation.txt", context)
    subject = _("Invitación a actuar por %(who)s en Convergencia") % {"who": row.actor.display_name}
    headers = {"Message-ID": f"<event-{event.pk}-{row.pk}@convergencia>"}
    EmailMessage(" ".join(subject.split()), body, to=[row.email], headers=headers).send()
    Invitation.objects.filter(pk=row.pk).update(sent_at=timezone.now())


INVITATION_MAIL = Consumer(kinds=frozenset({"invitation.sent"}), handle=mail_invitation)
