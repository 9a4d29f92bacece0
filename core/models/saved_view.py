"""A list as somebody wants to find it again: filters and columns under a name, for herself or her own people."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models.row import BaseModel

FOUNDATION = "foundation"


def scopes_of(principal: Any) -> list[str]:
    """With whom a person may share: the foundation's staff, or the people of each of her organisations."""
    own = [f"actor:{pk}" for pk in sorted(principal.actor_ids)]
    return [FOUNDATION, *own] if principal.is_foundation else own


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, principal: Any) -> "SavedViewQuerySet":
        """Her own, and those shared with a circle she is in."""
        if principal.user_id is None:
            return self.none()
        return self.filter(Q(owner_id=principal.user_id) | Q(shared_with__in=scopes_of(principal)))


class SavedView(BaseModel):
    """`query` is the page's own query string without its page number; `columns` the column keys in order."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(_("nombre de la vista"), max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    columns = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    shared_with = models.CharField(max_length=50, blank=True)  # "", "foundation" or "actor:<id>"

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("vista guardada")
        verbose_name_plural = _("vistas guardadas")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"],
                name="saved_view_once",
                violation_error_message=_("Ya tiene una vista con este nombre."),
            )
        ]

    def __str__(self) -> str:
        return self.name
