"""The one act that erases a person: her account, her contacts, her name in the texts of others. It cannot be undone."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules
from accounts.erasing import (
    erase_own,
    occurrence_key,
    occurrences,
    own_rows,
    take_out_of_names,
    take_out_words,
)
from accounts.models import Erasure, User
from accounts.principal import Principal
from accounts.subject import Subject
from core.errors import Conflict, NotAllowed
from core.events import emit
from core.models import SheetImport, SheetLine
from core.states import lock


def subject_of_user(user: User) -> Subject:
    """Whom an account stands for. Its marks are its own name and address, and the telephones of the contacts that are
    she by both: never what others wrote beside her address."""
    mine = Subject(user_id=user.pk, names=frozenset({user.name}), emails=frozenset({user.email}))
    return replace(mine, phones=_own_of(mine, "phone", name=user.name))


def subject_of_contacts(contact_ids: Collection[Any]) -> Subject:
    """Somebody without an account: these contact rows and no other."""
    mine = Subject(contact_ids=frozenset(contact_ids))
    return replace(
        mine, names=_told_by(mine, "name"), emails=_own_of(mine, "email"), phones=_own_of(mine, "phone")
    )


def _contacts(subject: Subject) -> Any:
    return next(rows for _treatment, model, rows in own_rows(subject) if model._meta.label == CONTACT)


def _told_by(subject: Subject, column: str, **only: str) -> frozenset[str]:
    """What her contact rows say in a column."""
    rows = _contacts(subject).filter(**{f"{name}__iexact": value for name, value in only.items()})
    return frozenset(value.strip() for value in rows.values_list(column, flat=True) if value.strip())


def _own_of(subject: Subject, column: str, **only: str) -> frozenset[str]:
    """The same, without what another's row carries too: an office's address or telephone is no mark of hers."""
    own = _contacts(subject)
    others = own.model._base_manager.exclude(pk__in=own.values("pk"))
    told = _told_by(subject, column, **only)
    return frozenset(value for value in told if not others.filter(**{f"{column}__iexact": value}).exists())


CONTACT = "actors.Contact"  # by its label: this floor knows of contacts only what the register says


def has_namesake(subject: Subject) -> bool:
    """Whether an account or a contact that is not she bears the same name: then a text may mean the other."""
    for name in subject.names:
        others = User.objects.filter(name__iexact=name)
        if (others.exclude(pk=subject.user_id) if subject.user_id else others).exists():
            return True
        contacts = apps.get_model(CONTACT)._base_manager.filter(name__iexact=name)
        if contacts.exclude(pk__in=_contacts(subject).values("pk")).exists():
            return True
    return False


def names_that_carry(subject: Subject) -> list[tuple[str, str]]:
    """(key, "kind: name") of things called by one of her marks, to be ticked one by one."""
    return [
        (occurrence_key(model, name, key), f"{str(model._meta.verbose_name).capitalize()}: {value}")
        for model, name, key, value in occurrences(subject, "asked")
        if getattr(model, "pgh_tracked_model", None) is None
    ]


def what_would_go(subject: Subject) -> dict[str, Counter[str]]:
    """Before the act: own rows by model, texts of others by column, former versions by the model they are of."""
    own = {model: set(rows.values_list("pk", flat=True)) for _treatment, model, rows in own_rows(subject)}
    texts: Counter[str] = Counter()
    history: Counter[str] = Counter()
    for model, name, key, _value in occurrences(subject, "words"):
        tracked = getattr(model, "pgh_tracked_model", None)
        if tracked is not None:
            history[tracked._meta.label] += 1
        elif key not in own.get(model, ()):
            texts[f"{model._meta.label}.{name}"] += 1
    rows = Counter({model._meta.label: len(keys) for model, keys in own.items()})
    return {"rows": +rows, "texts": texts, "history": history}


@transaction.atomic
def anonymise(
    *, subject: Subject, reason: str, by: Principal, names: Collection[str] = (), by_name: bool = True
) -> Erasure:
    """Erase a person as the catalogue says, in her rows, their history and the texts of others.

    `names`: keys of names_that_carry to clean too. `by_name` False leaves texts that only carry her name, since a
    namesake may be meant. An account must be shut first (what it owes is handed over then); a contact whose address
    is an account's is erased with the account. Errors: NotAllowed, Conflict.
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
        if not rules.may_touch_administrator(by, user):
            raise NotAllowed(
                _("La cuenta de quien administra la plataforma la cambia otra persona que la administra.")
            )
        if user.anonymised_at is not None:
            raise Conflict(_("Los datos de esta persona ya se borraron."), "anonymised")
        if user.is_active:
            raise Conflict(
                _("Desactive primero la cuenta: así se traspasa lo que la persona tiene pendiente."), "active"
            )
    elif User.objects.filter(email__in=[email.lower() for email in _addresses(subject)]).exists():
        raise Conflict(
            _(
                "Esta dirección es la de una cuenta: desactive esa cuenta y borre desde ella, o corrija el contacto."
            ),
            "has_account",
        )
    looked_for = subject if by_name else replace(subject, names=frozenset())
    _forget_uploads(looked_for)
    counts = erase_own(subject) + take_out_words(looked_for) + take_out_of_names(subject, set(names))
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


def _addresses(subject: Subject) -> list[str]:
    """Addresses of the subject's own rows, also those that are no mark."""
    return [email for email in _contacts(subject).values_list("email", flat=True) if email]


def _forget_uploads(subject: Subject) -> None:
    """A workbook whose lines carry her is not kept: it would tell of her again."""
    lines = [key for model, _name, key, _value in occurrences(subject, "words") if model is SheetLine]
    SheetImport.objects.filter(lines__in=lines).update(file=None)
