"""Writes on accounts: API tokens, and the switch that shuts an account. What ends with it on upper floors is theirs."""

import secrets
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import ApiToken, User, hash_token
from accounts.principal import Principal
from core import jobs
from core.errors import Conflict, DomainError, NotAllowed
from core.models import SignedLink
from core.signed_links import revoke_links
from core.states import lock

PREFIX = "cvg_"
MOST_LIVING = 20


@transaction.atomic
def create_token(*, name: str, can_write: bool, days: int, by: Principal) -> tuple[ApiToken, str]:
    """(row, secret). The secret is shown once; the token expires after `days`."""
    if by.user is None or by.via == "api":
        raise NotAllowed(_("Los tokens se crean desde la página de la cuenta."))
    if by.user.tokens.living().count() >= MOST_LIVING:
        raise DomainError(_("Tiene veinte tokens vigentes: revoque alguno antes de crear otro."), "too_many")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by.user,
        name=name,
        prefix=secret[:10],
        token_hash=hash_token(secret),
        can_write=can_write,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Principal) -> ApiToken:
    """Revoking twice is harmless."""
    locked = ApiToken.objects.visible_to(by).select_for_update().get(pk=token.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at", "updated_at"])
    return locked


@transaction.atomic
def enrol(*, email: str, name: str, password: str) -> User:
    """The account of a person whose address is proven, with the password that she chose: never of the foundation.

    Errors: ValidationError by field, by the rules of every password here; Conflict when the address has an account.
    """
    user = User(email=email.strip().lower(), name=" ".join(name.split()))
    errors: dict[str, Any] = {}
    if not user.name:
        errors["name"] = _("Escriba su nombre.")
    try:
        get_adapter().clean_password(password, user)
    except ValidationError as error:
        errors["password1"] = error.messages
    if errors:
        raise ValidationError(errors)
    if User.objects.filter(email=user.email).exists():
        raise _has_account()
    try:
        with transaction.atomic():
            return User.objects.create_user(user.email, password, name=user.name)
    except IntegrityError:
        raise _has_account() from None


def _has_account() -> Conflict:
    return Conflict(_("Este correo ya tiene cuenta."), "has_account")


@transaction.atomic
def shut_account(*, user: User, by: Principal) -> User:
    """The account opens nothing from this moment: no session, token, link that she made, or job goes on.

    Errors: NotAllowed, also for an administrator's when one is none; Conflict when she is oneself, or the last who
    can run the house. Callers say what else ends.
    """
    _must_keep_accounts(by)
    if user.pk == by.user_id:
        raise Conflict(_("No puede desactivar su propia cuenta."), "oneself")
    # All who run the house, in one order: two of them who shut each other out at once cannot both win.
    keepers = User.objects.select_for_update(no_key=True).filter(_RUNS, is_active=True).order_by("pk")
    running = {row.pk: row for row in keepers}
    locked = lock(user)
    if by.user_id is not None and by.user_id not in running:
        raise NotAllowed(_("Su cuenta ya no puede hacer esto."))
    _must_be_touchable(by, locked)
    if locked.pk in running and not _others_run(locked, list(running.values())):
        raise Conflict(
            _("Es la última cuenta que puede administrar la plataforma: nombre antes a otra."), "last"
        )
    locked.is_active = False
    locked.session_epoch += 1
    locked.save(update_fields=["is_active", "session_epoch"])
    now = timezone.now()
    ApiToken.objects.living().filter(user=locked).update(revoked_at=now, updated_at=now)
    revoke_links(SignedLink.objects.filter(made_by=locked))
    jobs.stop_jobs_of(locked.pk)
    return locked


@transaction.atomic
def open_account(*, user: User, by: Principal) -> User:
    """Let a deactivated person sign in again. What ended then stays ended. Errors: NotAllowed, Conflict."""
    _must_keep_accounts(by)
    locked = lock(user)
    _must_be_touchable(by, locked)
    if locked.anonymised_at is not None:
        raise Conflict(_("Los datos de esta persona se borraron: su cuenta no vuelve."), "anonymised")
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    return locked


_RUNS = Q(is_foundation_staff=True) | Q(is_superuser=True)


def _must_keep_accounts(by: Principal) -> None:
    if not rules.can_keep_accounts(by):
        raise NotAllowed(_("Las cuentas las administra la fundación."))


def _must_be_touchable(by: Principal, user: User) -> None:
    if not rules.may_touch_administrator(by, user):
        raise NotAllowed(
            _("La cuenta de quien administra la plataforma la cambia otra persona que la administra.")
        )


def _others_run(user: User, running: list[User]) -> bool:
    """Without `user` there is still foundation staff, and an administrator if she is one."""
    others = [row for row in running if row.pk != user.pk and row.kind == User.Kind.PERSON]
    staff = any(row.is_foundation_staff for row in others) or not user.is_foundation_staff
    return staff and (any(row.is_superuser for row in others) or not user.is_superuser)
