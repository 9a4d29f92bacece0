"""A spreadsheet on its way in: the upload and its lines, kept so that it can be looked at, applied and undone."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.file import File
from core.models.job import Job
from core.models.row import BaseModel


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def visible_to(self, principal: Any) -> "SheetImportQuerySet":
        """Whoever uploaded it, and foundation staff."""
        if principal.is_foundation:
            return self
        return self.filter(asked_by_id=principal.user_id) if principal.user_id else self.none()


def files_of_imports(principal: Any) -> models.Q:
    """Uploaded workbooks, for whoever sees the import."""
    rows = SheetImport.objects.visible_to(principal).exclude(file=None)
    return models.Q(pk__in=rows.values("file_id"))


class SheetImport(BaseModel):
    """One upload of one sheet. `scope` holds ids the sheet needs (an alliance); `counts` lines by outcome."""

    class State(models.TextChoices):
        READING = "reading", _("leyendo")
        PREVIEW = "preview", _("por revisar")
        APPLYING = "applying", _("cargando")
        APPLIED = "applied", _("cargada")
        UNDOING = "undoing", _("deshaciendo")
        UNDONE = "undone", _("deshecha")
        DISCARDED = "discarded", _("descartada")
        FAILED = "failed", _("no se pudo leer")

    class Mode(models.TextChoices):
        ALL = "all", _("todo o nada")
        GOOD = "good", _("solo las filas buenas")

    sheet = models.CharField(max_length=40)
    scope = models.JSONField(default=dict)
    # None when it was forgotten: after its term, or because of somebody whom it names.
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("archivo"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    mode = models.CharField(max_length=4, choices=Mode, blank=True)
    columns = models.JSONField(default=list)  # keys of the columns that the file has, in its order
    counts = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    error = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # [[model, id], …] of the rows of other tables that applying made: undoing removes what nothing names any more.
    made = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("carga de planilla")
        verbose_name_plural = _("cargas de planillas")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class SheetLine(models.Model):
    """A row of the sheet: as read, what would become of it and why; after applying, what undoing needs."""

    class Outcome(models.TextChoices):
        NEW = "new", _("nueva")
        CHANGED = "changed", _("cambia")
        SAME = "same", _("igual")
        REFUSED = "refused", _("rechazada")
        DUPLICATE = "duplicate", _("posible duplicado")
        SKIPPED = "skipped", _("omitida")

    id = models.BigAutoField(primary_key=True)
    # Its two indexes below begin with the import: one more would only cost time.
    of = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="lines", db_index=False)
    number = models.PositiveIntegerField(_("fila"))
    outcome = models.CharField(max_length=10, choices=Outcome)
    values = models.JSONField(default=dict)  # as read, as text by column key; empty cells are left out
    problems = models.JSONField(default=dict)  # sentences by column key; "" for the whole row
    changes = models.JSONField(default=list)  # [[column key, from, to]] in the words of the sheet
    candidates = models.JSONField(default=list)  # possible duplicates: [{"id", "label", "score", "why"}]
    decision = models.CharField(max_length=40, blank=True)  # of a duplicate: "new", "skip", or the id it is
    target = models.UUIDField(null=True)
    seen_version = models.PositiveIntegerField(null=True)  # of the target, when the preview was made
    before = models.JSONField(null=True)  # what undoing puts back; null when the row was made
    applied_version = models.PositiveIntegerField(null=True)  # null while nothing was written

    class Meta:
        verbose_name = _("fila de planilla")
        verbose_name_plural = _("filas de planillas")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "number"], name="sheet_line_once")]
        indexes: ClassVar = [models.Index(fields=["of", "outcome", "number"], name="sheet_line_outcome")]
