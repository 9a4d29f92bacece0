from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Cimientos"

    def ready(self) -> None:
        # jobs_own and search register their job kinds and lookup on being imported.
        from core import jobs_own, personal_data, registry, search  # noqa: F401

        registry.personal_data.fill("core", personal_data.TREATMENTS)
