from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActorsConfig(AppConfig):
    name = "actors"
    verbose_name = _("Territorio y actores")

    def ready(self) -> None:
        from actors import links, mails, personal_data
        from actors.ending import TERMS_ENDING
        from actors.querysets import is_awaited, membership_facts
        from actors.record_querysets import files_of_actors
        from actors.reference_load import load
        from actors.services import handover_parts
        from actors.services.duplicates import FIND_DUPLICATES
        from actors.sheets import ACTORS
        from actors.views.directory import DIRECTORY
        from core import registry

        registry.memberships.fill("actors", membership_facts)
        registry.person_awaited.fill("actors", is_awaited)
        registry.reference_loads.fill("actors", load)
        registry.handover_parts.fill("memberships", handover_parts.MEMBERSHIPS)
        registry.handover_parts.fill("invitations", handover_parts.INVITATIONS)
        registry.handover_parts.fill("views", handover_parts.VIEWS)
        registry.file_visibility.fill("actors", files_of_actors)
        registry.job_kinds.fill("terms_ending", TERMS_ENDING)
        registry.job_kinds.fill("find_duplicates", FIND_DUPLICATES)
        registry.link_purposes.fill("invitation", links.INVITATION)
        registry.consumers.fill("invitation_mail", mails.INVITATION_MAIL)
        registry.personal_data.fill("actors", personal_data.TREATMENTS)
        registry.sheets.fill(ACTORS.code, ACTORS)
        registry.list_pages.fill(ACTORS.code, DIRECTORY)
