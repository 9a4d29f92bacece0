from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Cuentas")

    def ready(self) -> None:
        from accounts import handover, personal_data, retention
        from accounts.principal import principal_in_task
        from core import registry

        registry.principals.fill("accounts", principal_in_task)
        registry.handover_parts.fill("team", handover.TEAM)
        registry.handover_parts.fill("account", handover.ACCOUNT)
        registry.personal_data.fill("accounts", personal_data.TREATMENTS)
        registry.job_kinds.fill("apply_retention", retention.APPLY_RETENTION)
