"""SdgReport: numbers of a day as they were told to one person, frozen with the document made from them."""

from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from convergence.models import Alliance
from core.models import File, Job

if TYPE_CHECKING:
    from accounts.principal import Principal


class SdgReportQuerySet(models.QuerySet["SdgReport"]):
    def visible_to(self, principal: "Principal") -> "SdgReportQuerySet":
        """Only its asker, while she sees all that it was made of (its job says what she saw). The foundation also sees
        the platform's own."""
        if principal.user_id is None:
            return self.filter(asked_by=None) if principal.system else self.none()
        mine = Q(asked_by_id=principal.user_id)
        if principal.is_foundation:
            return self.filter(mine | Q(asked_by=None))
        return self.filter(mine, pk__in=Job.objects.given_to(principal).values("pk"))


class SdgReport(models.Model):
    """Written once; only the account of its asker may go. Its id is its job's id.

    `numbers` is what evaluation.sdg.compute gave; `numbers_hash` the SHA-256 of its canonical JSON, the bytes of
    the download; `inputs_hash` says which rows it was made of. A report without `alliance` is of everything its
    asker saw.
    """

    class ScopeKind(models.TextChoices):
        ALLIANCE = "alliance", _("una mesa")
        ALL = "all", _("todo lo que se ve")

    id = models.UUIDField(primary_key=True, editable=False)
    scope_kind = models.CharField(_("alcance"), max_length=10, choices=ScopeKind)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, null=True, related_name="sdg_reports", verbose_name=_("mesa")
    )
    as_of = models.DateField(_("datos al"))
    language = models.CharField(_("idioma"), max_length=5)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    numbers = models.JSONField(_("números"))
    inputs_hash = models.CharField(max_length=64)
    numbers_hash = models.CharField(max_length=64)
    method_version = models.CharField(_("versión del método"), max_length=20)
    pdf = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("hecho el"), auto_now_add=True)

    objects = SdgReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("informe ODS")
        verbose_name_plural = _("informes ODS")
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(scope_kind="alliance", alliance__isnull=False)
                | Q(scope_kind="all", alliance=None),
                name="sdg_report_scope",
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="sdg_report_is_frozen", exclude=["asked_by"]),
            pgtrigger.Protect(
                name="sdg_report_stays_its_askers",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__asked_by__df=pgtrigger.F("new__asked_by"))
                & pgtrigger.Q(new__asked_by__isnull=False),
            ),
            pgtrigger.Protect(name="sdg_report_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.numbers['scope']['name']} · {self.as_of:%d-%m-%Y}"


def files_of_reports(principal: "Principal") -> Q:
    """Documents of the reports that the principal sees: also of those that the platform asked for itself."""
    return Q(pk__in=SdgReport.objects.visible_to(principal).values("pdf_id"))
