from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Cimientos"

    def ready(self) -> None:
        from core import jobs_own, search  # noqa: F401  (register the lookup and this floor's own job kinds)
