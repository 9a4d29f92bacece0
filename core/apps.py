from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Cimientos"

    def ready(self) -> None:
        from core import jobs_own, search  # noqa: F401  (register the lookup and this floor's own job kinds)
        from core import personal_data, registry

        registry.personal_data.fill("core", personal_data.TREATMENTS)
        from core.sheets import jobs as sheet_jobs

        sheet_jobs.fill()
