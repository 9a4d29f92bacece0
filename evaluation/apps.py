from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Evaluación")

    def ready(self) -> None:
        from core import registry
        from evaluation import jobs, personal_data, report_jobs
        from evaluation.models.report import files_of_reports

        registry.job_kinds.fill("typology", jobs.TYPOLOGY)
        registry.job_kinds.fill("sdg_report", report_jobs.SDG_REPORT)
        registry.file_visibility.fill("sdg_reports", files_of_reports)
        registry.alliance_tabs.fill("typology", registry.Tab(_("Evaluación"), "evaluation:typology", 70))
        registry.event_words.fill("typology.changed", _("Cambió la lectura de cómo se articula la mesa"))
        registry.personal_data.fill("evaluation", personal_data.TREATMENTS)
