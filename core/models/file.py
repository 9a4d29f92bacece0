"""Files: bytes kept once, rows that say who may see them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.row import BaseModel


class FileQuerySet(models.QuerySet["File"]):
    def visible_to(self, principal) -> "FileQuerySet":  # type: ignore[no-untyped-def]
        """Public files, what the records that name a file make visible (registry), and own drafts: an upload is its
        uploader's until a record names it. From then on the record decides, also for her: she may leave the mesa.
        """
        from core import registry
        from core.files import naming_fields

        if principal.user_id is None:
            return self.filter(audience=File.Audience.PUBLIC)
        draft = models.Q(uploaded_by_id=principal.user_id, audience=File.Audience.RECORD)
        for model, field in naming_fields():
            named = model._base_manager.filter(**{field: models.OuterRef("pk")})
            draft &= ~models.Q(models.Exists(named))
        allowed = draft | models.Q(audience=File.Audience.PUBLIC)
        for visible in registry.file_visibility.values():
            allowed |= visible(principal)
        return self.filter(allowed)


class File(BaseModel):
    """Bytes kept once by their SHA-256 under FILES_ROOT; served only through an authorised view."""

    class Audience(models.TextChoices):
        # Made or read by a job: seen through the job, report or import that names it, by whoever asked for it.
        UPLOADER = "uploader", _("quien lo subió")
        RECORD = "record", _("quien ve el registro")
        PUBLIC = "public", _("público")

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"))
    media_type = models.CharField(max_length=80)
    name = models.CharField(_("nombre"), max_length=200)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.RECORD)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("archivo")
        verbose_name_plural = _("archivos")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")
