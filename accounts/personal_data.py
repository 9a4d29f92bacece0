"""Personal data of the accounts floor and of the libraries beneath it: what is kept, why and for how long."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.registry import Held, Treatment

ACTS = _("Queda quién hizo cada acto; al borrarse la persona, la cuenta que lo firma ya no dice quién era.")
STAFF = _("Personas con cuenta")
CONTRACT = _(
    "Ejecución del convenio de la mesa, en que la persona actúa por su organización (Ley 21.719, art. 13)"
)
INTEREST = _("Interés legítimo en la seguridad y la trazabilidad (Ley 21.719, art. 13)")
OWN_ACT = _("Mientras dure el registro del que es parte; el nombre se borra con la persona.")

ERASED = "Persona borrada"  # stored, so in one language: the house's own


def _sessions_of(user_id: Any) -> list[str]:
    """Keys of the sessions of an account. What they hold is signed, so each one is opened."""
    from django.contrib.sessions.models import Session

    if user_id is None:
        return []
    rows = Session.objects.iterator(chunk_size=500)
    return [row.pk for row in rows if row.get_decoded().get("_auth_user_id") == str(user_id)]


def _expire_sessions(day: date) -> int:
    from django.contrib.sessions.models import Session

    return Session.objects.filter(expire_date__date__lt=day).delete()[0]


TREATMENTS = (
    Treatment(
        code="accounts",
        label=_("Cuentas de acceso"),
        subject=STAFF,
        purpose=_("Que cada persona entre con su cuenta y vea lo que le corresponde."),
        basis=CONTRACT,
        retention=_("Hasta que la persona pida borrarlas o la fundación las borre."),
        held=(
            Held("accounts.User.email", "replace", to="borrada-{id}@sin-datos.invalid"),
            Held("accounts.User.name", "replace", to=ERASED),
            Held("accounts.User.password", "replace", to="!"),
            Held("account.EmailAddress.email", "row"),
            Held("account.EmailAddress.user", "row"),
            Held("account.EmailConfirmation.key", "row"),
            Held("accounts.ApiToken.name", "blank"),
            Held("accounts.ApiToken.user", "keep", ACTS),
            Held("accounts.User_groups.user", "row"),
            Held("accounts.User_user_permissions.user", "row"),
            Held("accounts.Erasure.user", "keep", ACTS),
            Held("accounts.Erasure.done_by", "keep", ACTS),
            Held("accounts.Erasure.reason", "words"),
        ),
        rows={
            "accounts.User": lambda subject: Q(pk=subject.user_id),
            "account.EmailAddress": lambda subject: Q(user_id=subject.user_id),
            "account.EmailConfirmation": lambda subject: Q(email_address__user_id=subject.user_id),
            "accounts.ApiToken": lambda subject: Q(user_id=subject.user_id),
            "accounts.User_groups": lambda subject: Q(user_id=subject.user_id),
            "accounts.User_user_permissions": lambda subject: Q(user_id=subject.user_id),
        },
    ),
    Treatment(
        code="sessions",
        label=_("Sesiones abiertas"),
        subject=STAFF,
        purpose=_("Mantener abierta la sesión de quien entró."),
        basis=CONTRACT,
        retention=_("Hasta que la sesión vence o se cierra; las vencidas se borran cada noche."),
        held=(Held("sessions.Session.session_data", "row"), Held("sessions.Session.session_key", "row")),
        rows={"sessions.Session": lambda subject: Q(pk__in=_sessions_of(subject.user_id))},
        days=0,
        expire=_expire_sessions,
    ),
    Treatment(
        code="history",
        label=_("Historial de cambios"),
        subject=STAFF,
        purpose=_("Saber quién cambió qué y cuándo, y poder volver atrás."),
        basis=INTEREST,
        retention=OWN_ACT,
        held=(
            Held("pghistory.Context.metadata", "keep", ACTS),
            Held("admin.LogEntry.user", "keep", ACTS),
            Held("admin.LogEntry.object_repr", "words"),
            Held("admin.LogEntry.change_message", "words"),
        ),
    ),
)

# Columns that could hold a person and do not: why.
HOLDS_NONE = {
    "admin.LogEntry.object_id": "an id",
    "auth.Group.name": "names of groups, which the house does not use",
    "auth.Permission.name": "written by Django",
    "auth.Permission.codename": "written by Django",
    "contenttypes.ContentType": "written by Django",
    "pghistory.Events": "a view over the history tables, which stand for themselves",
    "pghistory.MiddlewareEvents": "a view over the history tables, which stand for themselves",
    "accounts.Erasure.contact_ids": "ids",
    "accounts.Erasure.counts": "numbers",
    "accounts.ApiToken.prefix": "random",
    "accounts.ApiToken.token_hash": "a digest of random bytes",
}
