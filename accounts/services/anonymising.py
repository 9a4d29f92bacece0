"""The one act that erases a person: her account, her contacts, her name in the texts of others. It cannot be undone."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules
from accounts.erasing import erase_own, occurrences, own_rows, take_out_words
from accounts.models import Erasure, User
from accounts.principal import Principal
from accounts.subject import Subject
from core.errors import Conflict, NotAllowed
from core.events import emit
from core.states import lock


def subject_of_user(user: User) -> Subject:
    """Whom an account stands for: itself, and whatever carries its e-mail address."""
    return _with_marks(Subject(user_id=user.pk, names=frozenset({user.name}), emails=frozenset({user.email})))


def subject_of_contacts(contact_ids: Collection[Any]) -> Subject:
    """Somebody without an account: the contact rows that are she."""
    return _with_marks(Subject(contact_ids=frozenset(contact_ids)))


def _with_marks(subject: Subject) -> Subject:
    """With the names, addresses and telephones that her own rows tell of."""
    told: dict[str, set[str]] = {"name": set(subject.names), "email": set(subject.emails), "phone": set()}
    for _treatment, model, rows in own_rows(subject):
        names = [name for name in told if any(column.name == name for column in model._meta.concrete_fields)]
        if model._meta.label in NAMES_PEOPLE:
            for row in rows.values(*names):
                for name in names:
                    told[name].add(str(row[name] or "").strip())
    return Subject(
        user_id=subject.user_id,
        contact_ids=subject.contact_ids,
        names=frozenset(told["name"] - {""}),
        emails=frozenset(told["email"] - {""}),
        phones=frozenset(told["phone"] - {""}),
    )


# Models whose `name`, `email` and `phone` are a person's; elsewhere a name is that of a thing.
NAMES_PEOPLE = frozenset({"accounts.User", "account.EmailAddress", "actors.Contact", "actors.Invitation"})


def what_would_go(subject: Subject) -> dict[str, Counter[str]]:
    """Before the act: own rows by model, texts of others by column, former versions by the model they are of."""
    own = {model: set(rows.values_list("pk", flat=True)) for _treatment, model, rows in own_rows(subject)}
    texts: Counter[str] = Counter()
    history: Counter[str] = Counter()
    for model, name, key, _value in occurrences(subject):
        tracked = getattr(model, "pgh_tracked_model", None)
        if tracked is not None:
            history[tracked._meta.label] += 1
        elif key not in own.get(model, ()):
            texts[f"{model._meta.label}.{name}"] += 1
    rows = Counter({model._meta.label: len(keys) for model, keys in own.items()})
    return {"rows": +rows, "texts": texts, "history": history}


@transaction.atomic
def anonymise(*, subject: Subject, reason: str, by: Principal) -> Erasure:
    """Erase a person as the catalogue says, in her rows, their history and the texts of others.

    An account must be shut first (what it owes is handed over then). Errors: NotAllowed, Conflict.
    """
    if not rules.can_erase(by):
        raise NotAllowed(_("Los datos de una persona los borra la fundación."))
    if not reason.strip():
        raise Conflict(
            _("Escriba el motivo: queda constancia de que se borró, sin los datos."), field="reason"
        )
    user = None
    if subject.user_id is not None:
        if subject.user_id == by.user_id:
            raise Conflict(
                _("No puede borrar sus propios datos: pídalo a otra persona de la fundación."), "oneself"
            )
        user = lock(User.objects.get(pk=subject.user_id))
        if user.anonymised_at is not None:
            raise Conflict(_("Los datos de esta persona ya se borraron."), "anonymised")
        if user.is_active:
            raise Conflict(
                _("Desactive primero la cuenta: así se traspasa lo que la persona tiene pendiente."), "active"
            )
    counts = erase_own(subject) + take_out_words(subject)
    if user is not None:
        User.objects.filter(pk=user.pk).update(
            anonymised_at=timezone.now(), is_staff=False, is_superuser=False, is_foundation_staff=False
        )
    erasure = Erasure.objects.create(
        user=user,
        contact_ids=sorted(map(str, subject.contact_ids)),
        reason=subject.without(reason.strip()),
        counts=dict(counts),
        done_by_id=by.user_id,
    )
    emit("person.anonymised", user or erasure, by=by, scopes=[], audience="foundation")
    return erasure
