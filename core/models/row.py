"""The row that most tables are: key, times, version; uids that people or clients bring."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class BaseModel(models.Model):
    """UUIDv7 key, times and the `version` that pages and API use as their one optimistic lock."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(_("creado"), auto_now_add=True)
    updated_at = models.DateTimeField(_("actualizado"), auto_now=True)
    version = models.PositiveIntegerField(_("versión"), default=1, editable=False)

    class Meta:
        abstract = True


def new_uid() -> str:
    """A fresh uid as text, for a form's hidden field."""
    return str(uuid7())


def parse_uid(raw: str | None) -> uuid.UUID | None:
    """The UUID that `raw` spells, or None."""
    try:
        return uuid.UUID(str(raw))
    except ValueError:
        return None
