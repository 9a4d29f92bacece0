"""Personal data of the actors floor: contacts, holders of offices, invitations, who acts for whom."""

from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import ACTS, CONTRACT, ERASED, OWN_ACT, STAFF
from accounts.subject import Subject
from core.registry import Held, Treatment
from core.text import unaccented

NAMED = _("Personas nombradas en textos sobre organizaciones")


def _contacts_of(subject: Subject) -> Q:
    """The contact herself; for an account the contacts with its address, unless that is an office's: then those with
    the same name too."""
    from actors.models import Contact

    mine = Q(pk__in=subject.contact_ids)
    if subject.user_id is None:
        return mine
    for email in subject.emails:
        found = list(Contact.objects.filter(email__iexact=email).exclude(email="").values_list("pk", "name"))
        hers = {unaccented(name) for name in subject.names}
        shared = len({unaccented(name) for _pk, name in found}) > 1
        mine |= Q(pk__in=[pk for pk, name in found if not shared or unaccented(name) in hers])
    return mine


def _invitations_of(subject: Subject) -> Q:
    """Those sent to the account's address, and the one it accepted."""
    mine = Q(pk=None)
    if subject.user_id is not None:
        mine |= Q(accepted_by_id=subject.user_id)
        for email in subject.emails:
            mine |= Q(email__iexact=email)
    return mine


def _expire_contacts(day: date) -> int:
    """Contacts who left their office before `day` lose name, address and telephone, also in the history."""
    from accounts.erasing import erase_own
    from actors.models import Contact

    gone = Contact.objects.filter(until__lt=day).exclude(name=ERASED)
    found = list(gone.values_list("pk", flat=True))
    if found:
        erase_own(Subject(contact_ids=frozenset(found)), only=("actors.Contact",))
    return len(found)


def _expire_invitations(day: date) -> int:
    """Invitations that closed (accepted, revoked or lapsed) before `day` lose address and name."""
    from accounts.erasing import erase_rows_of
    from actors.models import Invitation

    closed = Coalesce("accepted_at", "revoked_at", "expires_at")
    old = Invitation.objects.annotate(closed=closed).filter(closed__date__lt=day)
    found = list(old.exclude(email__endswith=".invalid").values_list("pk", flat=True))
    erase_rows_of("actors.Invitation", found)
    return len(found)


TREATMENTS = (
    Treatment(
        code="contacts",
        label=_("Contactos de las organizaciones"),
        subject=_("Personas de contacto, con o sin cuenta"),
        purpose=_("Escribir o llamar a quien atiende por una organización."),
        basis=CONTRACT,
        retention=_("Mientras tenga el cargo; dos años después de dejarlo se borra."),
        days=730,
        held=(
            Held("actors.Contact.name", "replace", to=ERASED),
            Held("actors.Contact.position", "blank"),
            Held("actors.Contact.email", "blank"),
            Held("actors.Contact.phone", "blank"),
        ),
        rows={"actors.Contact": _contacts_of},
        expire=_expire_contacts,
    ),
    Treatment(
        code="mandates",
        label=_("Quién ejerce un cargo"),
        subject=_("Autoridades y dirigentes"),
        purpose=_("Saber con quién se acuerda y cuándo cambia."),
        basis=_("Cargos de conocimiento público e interés legítimo (Ley 21.719, art. 13)"),
        retention=_("Mientras se siga la mesa; se borra a petición."),
        held=(Held("actors.Mandate.holder", "words"), Held("actors.Mandate.source", "words")),
    ),
    Treatment(
        code="memberships",
        label=_("Quién actúa por cada organización"),
        subject=STAFF,
        purpose=_("Dar a cada persona el acceso que le corresponde, y saber después quién lo tuvo."),
        basis=CONTRACT,
        retention=OWN_ACT,
        held=(
            Held("actors.Membership.user", "keep", ACTS),
            Held("actors.Membership.title", "blank"),
            Held("actors.Handover.leaver", "keep", ACTS),
            Held("actors.Handover.successor", "keep", ACTS),
            Held("actors.Handover.done_by", "keep", ACTS),
            Held("actors.Handover.reason", "words"),
            Held("actors.Handover.moved", "words"),
        ),
        rows={"actors.Membership": lambda subject: Q(user_id=subject.user_id)},
    ),
    Treatment(
        code="invitations",
        label=_("Invitaciones"),
        subject=_("Personas invitadas a actuar por una organización"),
        purpose=_("Hacer llegar la invitación y saber quién la aceptó."),
        basis=CONTRACT,
        retention=_("90 días después de vencida, revocada o aceptada se borran el correo y el nombre."),
        days=90,
        held=(
            Held("actors.Invitation.email", "replace", to="borrada-{id}@sin-datos.invalid"),
            Held("actors.Invitation.name", "blank"),
            Held("actors.Invitation.title", "blank"),
            Held("actors.Invitation.invited_by", "keep", ACTS),
            Held("actors.Invitation.accepted_by", "keep", ACTS),
        ),
        rows={"actors.Invitation": _invitations_of},
        expire=_expire_invitations,
    ),
    Treatment(
        code="actor_texts",
        label=_("Textos sobre organizaciones"),
        subject=NAMED,
        purpose=_("Describir la organización y lo conversado con ella."),
        basis=CONTRACT,
        retention=_("Mientras exista la organización; los nombres se quitan a petición."),
        held=(
            Held("actors.Actor.name", "asked"),
            Held("actors.Actor.short_name", "asked"),
            Held("actors.Actor.about", "words"),
            Held("actors.Actor.website", "asked"),
            Held("actors.ActorNote.text", "words"),
            Held("actors.ActorNote.written_by", "keep", ACTS),
            Held("actors.ActorFile.label", "words"),
            Held("actors.ActorFile.added_by", "keep", ACTS),
            Held("actors.Merge.reason", "words"),
            Held("actors.Merge.taken", "words"),
            Held("actors.Merge.done_by", "keep", ACTS),
            Held("actors.Merge.undone_by", "keep", ACTS),
            Held("actors.Suspect.decided_by", "keep", ACTS),
            Held("actors.Tag.name", "asked"),
        ),
    ),
)

HOLDS_NONE = {
    "actors.Region": "reference",
    "actors.Province": "reference",
    "actors.Comuna": "reference",
    "actors.ActorKind": "reference",
    "actors.Actor.rut": "of legal persons; organisations without one leave it empty",
    "actors.Actor.registry_number": "of legal persons",
    "actors.Suspect.compared": "a digest",
    "actors.Merge.led_on": "ids",
    "actors.Invitation.alliances": "ids",
}
