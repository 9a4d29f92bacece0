"""Shapes of SDG reports. The numbers go out exactly as they were frozen."""

from typing import Any

from rest_framework import serializers

from convergence.serializers.names import AllianceName
from core.api.fields import Label
from core.serializers import FileSerializer
from evaluation.models import SdgReport

ROW = (
    "id", "scope_kind", "scope_label", "alliance", "as_of", "language", "method_version", "numbers_hash",
    "inputs_hash", "pdf", "made_at",
)  # fmt: skip


class SdgReportRow(serializers.ModelSerializer[SdgReport]):
    """`id` is also that of the job that made it."""

    scope_label = Label("get_scope_kind_display")
    alliance = AllianceName(read_only=True, allow_null=True)
    pdf = FileSerializer(read_only=True)

    class Meta:
        model = SdgReport
        fields: tuple[str, ...] = ROW
        read_only_fields = fields
        extra_kwargs = {  # noqa: RUF012
            "numbers_hash": {"help_text": "SHA-256 del JSON canónico de `numbers`."},
            "inputs_hash": {"help_text": "De qué filas se hizo."},
        }


class SdgReportSerializer(SdgReportRow):
    numbers = serializers.SerializerMethodField(
        help_text="Los números congelados; docs/sdg-report.md los define."
    )

    class Meta(SdgReportRow.Meta):
        fields = (*ROW, "numbers")
        read_only_fields = fields

    def get_numbers(self, report: SdgReport) -> dict[str, Any]:
        return dict(report.numbers)
