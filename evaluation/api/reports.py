"""SDG reports in the API. One is asked for by POST jobs/ with kind `sdg_report`."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view

from core.api.views import Rows
from evaluation.api.filters import SdgReportFilter
from evaluation.models import SdgReport
from evaluation.serializers.reports import SdgReportRow, SdgReportSerializer


@extend_schema_view(
    list=extend_schema(summary="Informes ODS que usted pidió"),
    retrieve=extend_schema(
        summary="Un informe ODS: sus números congelados y su PDF",
        description='Se pide con `POST jobs/`, `kind` «sdg_report» y `params` {"alliance": id} o {}.',
    ),
)
class SdgReports(Rows):
    queryset = SdgReport.objects.all()
    filterset_class = SdgReportFilter

    def get_serializer_class(self) -> Any:
        return SdgReportRow if self.action == "list" else SdgReportSerializer

    def shape_rows(self, rows: Any) -> Any:
        rows = rows.select_related("alliance", "pdf")
        return rows.defer("numbers") if self.action == "list" else rows
