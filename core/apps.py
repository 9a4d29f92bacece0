from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Cimientos"

    def ready(self) -> None:
        # jobs_own and search register their job kinds and lookup on being imported.
        from core import jobs_own, personal_data, registry, search  # noqa: F401
        from core.models.job import files_of_jobs
        from core.models.sheet import files_of_imports
        from core.sheets import jobs as sheet_jobs

        registry.file_visibility.fill("jobs", files_of_jobs)
        registry.file_visibility.fill("sheets", files_of_imports)
        registry.personal_data.fill("core", personal_data.TREATMENTS)
        sheet_jobs.fill()
