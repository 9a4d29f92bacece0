"""Who signs in: people and service accounts, and the tokens of REST clients (hashed at rest)."""

import hashlib
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.models import BaseModel


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail (stored in lower case); a service account has no usable password."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, is_foundation_staff=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """The row knows only “foundation staff”; every other role follows from memberships."""

    class Kind(models.TextChoices):
        PERSON = "person", _("persona")
        SERVICE = "service", _("cuenta de servicio (cliente de la API)")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("correo electrónico"), unique=True)
    name = models.CharField(_("nombre"), max_length=150)
    kind = models.CharField(_("tipo"), max_length=10, choices=Kind, default=Kind.PERSON)
    is_foundation_staff = models.BooleanField(_("equipo de la fundación"), default=False)
    is_staff = models.BooleanField(_("entra a la administración"), default=False)
    is_active = models.BooleanField(_("activa"), default=True)
    is_demo = models.BooleanField(_("dato de demostración"), default=False, editable=False)
    anonymised_at = models.DateTimeField(_("datos personales borrados el"), null=True, editable=False)
    # Raised to end every session there is; part of what a session must know to be believed.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(_("creada"), default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        verbose_name = _("usuario")
        verbose_name_plural = _("usuarios")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The foundation vouches for the address it enters: it is the account's own from the first moment, so
        nobody else can claim it."""
        super().save(*args, **kwargs)
        fields = kwargs.get("update_fields")
        if fields is None or "email" in fields:
            EmailAddress.objects.update_or_create(
                user=self, primary=True, defaults={"email": self.email, "verified": True}
            )

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Django's own, from the password; and from the epoch once it was raised."""
        plain = str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]
        if not self.session_epoch:
            return plain
        return salted_hmac(
            "accounts.session_epoch", f"{plain}:{self.session_epoch}", secret=secret
        ).hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


def hash_token(raw: str) -> str:
    """Tokens have 256 random bits, so one SHA-256 without salt is enough and can be looked up."""
    return hashlib.sha256(raw.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, principal: Any) -> "ApiTokenQuerySet":
        return self.filter(user_id=principal.user_id) if principal.user_id else self.none()

    def living(self) -> "ApiTokenQuerySet":
        return self.filter(revoked_at=None).exclude(expires_at__lte=timezone.now())


class ApiToken(BaseModel):
    """A personal or service token; the secret is shown once and only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("para qué es"), max_length=80)
    prefix = models.CharField(_("comienza con"), max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    can_write = models.BooleanField(_("puede escribir"), default=False)
    expires_at = models.DateTimeField(_("vence"))
    last_used_at = models.DateTimeField(_("último uso"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revocado"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token de API")
        verbose_name_plural = _("tokens de API")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_living(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class Erasure(BaseModel):
    """That somebody's data were erased: when, by whom, why and how many rows and texts; none of the data."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="erasures")
    contact_ids = models.JSONField(default=list)
    reason = models.CharField(_("motivo"), max_length=300)
    counts = models.JSONField(default=dict)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("borrado de datos personales")
        verbose_name_plural = _("borrados de datos personales")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%d-%m-%Y}"
