from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConvergenceConfig(AppConfig):
    name = "convergence"
    verbose_name = _("Mesas y alianzas")

    def ready(self) -> None:
        from convergence import consumers, exports, links, panels, querysets
        from core import registry

        registry.actor_visibility.fill("convergence", querysets.actors_met)
        registry.actor_panels.fill("open_commitments", panels.open_commitments)
        registry.file_visibility.fill("convergence", querysets.files_of_records)
        registry.consumers.fill("coordinator_mail", consumers.COORDINATOR_MAIL)
        registry.job_kinds.fill("commitments_csv", exports.COMMITMENTS_CSV)
        registry.link_purposes.fill("commitment_answer", links.COMMITMENT_ANSWER)
