"""Strict readers of environment variables. A wrong or missing value stops the start with one sentence.

Nothing else in the project reads `os.environ`; docs/settings.md lists every name read here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demo", "test")


@dataclass
class Reader:
    """Reads typed values; `mode` decides whether a development default may stand in."""

    source: Mapping[str, str]
    mode: str = "production"
    names: list[str] = field(default_factory=list)

    def text(self, name: str, default: str | None = None, *, local: str | None = None) -> str:
        """Value of `name`; `default` holds everywhere, `local` only in demo and test."""
        self.names.append(name)
        value = self.source.get(name, "").strip()
        if value:
            return value
        if default is not None:
            return default
        if local is not None and self.mode != "production":
            return local
        raise ImproperlyConfigured(f"Falta la variable de entorno {name} (modo {self.mode}).")

    def whole(self, name: str, default: int, *, low: int = 0, high: int = 2**31) -> int:
        raw = self.text(name, str(default))
        try:
            value = int(raw)
        except ValueError:
            raise ImproperlyConfigured(f"{name} debe ser un número entero; dice «{raw}».") from None
        if not low <= value <= high:
            raise ImproperlyConfigured(f"{name} debe estar entre {low} y {high}; dice {value}.")
        return value

    def flag(self, name: str, default: bool) -> bool:
        raw = self.text(name, "true" if default else "false").lower()
        if raw not in {"true", "false"}:
            raise ImproperlyConfigured(f"{name} debe ser true o false; dice «{raw}».")
        return raw == "true"

    def one_of(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} debe ser uno de {', '.join(choices)}; dice «{value}».")
        return value

    def url(self, name: str, *, local: str) -> str:
        """An http or https address, without its final slash."""
        raw = self.text(name, local=local)
        try:
            parts = urlsplit(raw)
            whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:  # a port that is no number, a broken IPv6 address
            whole = False
        if not whole or parts.query or parts.fragment:
            raise ImproperlyConfigured(
                f"{name} debe ser una dirección como https://mesas.example.org; dice «{raw}»."
            )
        return raw.rstrip("/")

    def words(self, name: str, *, local: str) -> list[str]:
        return [w.strip() for w in self.text(name, local=local).split(",") if w.strip()]

    def database(self, name: str = "DATABASE_URL") -> dict[str, object]:
        """PostgreSQL only; `?host=/folder` names a Unix socket's folder."""
        raw = self.text(name)
        parts = urlsplit(raw)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise ImproperlyConfigured(f"{name} debe comenzar con postgresql://.")
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        host = query.pop("host", None) or (unquote(parts.hostname) if parts.hostname else "")
        database = unquote(parts.path.lstrip("/"))
        if not database:
            raise ImproperlyConfigured(f"{name} no nombra una base de datos.")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or query.pop("port", "")),
            "OPTIONS": dict(query),
        }

    def redis(self, name: str = "REDIS_URL") -> str:
        raw = self.text(name)
        if urlsplit(raw).scheme not in {"redis", "rediss", "unix"}:
            raise ImproperlyConfigured(f"{name} debe comenzar con redis://, rediss:// o unix://.")
        return raw

    def email(self, name: str, *, local: str) -> dict[str, object]:
        """Django's EMAIL_* settings from one URL (smtp+tls://user:pass@host:587, file:///folder, consolemail://)."""
        raw = self.text(name, local=local)
        if raw.startswith("file://"):
            return {
                "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "EMAIL_FILE_PATH": unquote(urlsplit(raw).path),
            }
        try:
            return dict(environ.Env.email_url_config(raw))
        except (KeyError, ValueError):
            raise ImproperlyConfigured(f"{name} no es una dirección de correo de salida válida.") from None


def read_mode(source: Mapping[str, str]) -> str:
    mode = source.get("CONVERGENCIA_ENV", "").strip() or "production"
    if mode not in MODES:
        raise ImproperlyConfigured(f"CONVERGENCIA_ENV debe ser uno de {', '.join(MODES)}; dice «{mode}».")
    return mode


def celery_broker(redis_url: str) -> str:
    """Celery spells a Redis socket `redis+socket://`; redis-py and Django's cache spell it `unix://`."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    number = parse_qs(parts.query).get("db", ["0"])[-1]
    return f"redis+socket://{parts.path}?virtual_host={number}"
