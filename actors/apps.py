from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActorsConfig(AppConfig):
    name = "actors"
    verbose_name = _("Territorio y actores")

    def ready(self) -> None:
        from actors.querysets import membership_facts
        from actors.reference_load import load
        from core import registry

        registry.memberships.fill("actors", membership_facts)
        registry.reference_loads.fill("actors", load)
