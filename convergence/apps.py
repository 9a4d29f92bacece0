from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConvergenceConfig(AppConfig):
    name = "convergence"
    verbose_name = _("Mesas y alianzas")

    def ready(self) -> None:
        from convergence import (
            consumers,
            exports,
            handover,
            handover_sheet,
            links,
            panels,
            people,
            people_querysets,
            personal_data,
            querysets,
        )
        from convergence.map_sheet import ACTOR_MAP_SHEET
        from convergence.services import seats
        from core import registry

        registry.actor_visibility.fill("convergence", querysets.actors_met)
        registry.actor_partners.fill("convergence", querysets.actors_beside)
        registry.reach.fill("convergence", querysets.reach_of_mesas)
        registry.actor_panels.fill("mesas", panels.mesas_of)
        registry.actor_panels.fill("promises", panels.promises_of)
        registry.actor_panels.fill("open_commitments", panels.open_commitments)
        registry.file_visibility.fill("convergence", querysets.files_of_records)
        registry.consumers.fill("coordinator_mail", consumers.COORDINATOR_MAIL)
        registry.consumers.fill("endings_mail", consumers.ENDINGS_MAIL)
        registry.job_kinds.fill("commitments_csv", exports.COMMITMENTS_CSV)
        registry.link_purposes.fill("commitment_answer", links.COMMITMENT_ANSWER)
        registry.seats.fill("convergence", people.seats_of)
        registry.invitation_places.fill("convergence", people.places_of)
        registry.invitation_seats.fill("convergence", seats.take_invited_seats)
        registry.person_leaves.fill("convergence", seats.leave_seats)
        registry.person_seats.fill("convergence", people.seats_shown)
        registry.person_ties.fill("convergence", people.ties_of)
        registry.event_scopes.fill("actor_map", people_querysets.map_scopes)
        registry.sheets.fill("actor_map", ACTOR_MAP_SHEET)
        registry.personal_data.fill("convergence", personal_data.TREATMENTS)
        registry.handover_parts.fill("mesas", handover.MESAS)
        registry.handover_parts.fill("coordination", handover.COORDINATION)
        registry.handover_parts.fill("seats", handover.SEATS)
        registry.handover_parts.fill("commitments", handover.COMMITMENTS)
        registry.handover_pages.fill("convergence", handover_sheet.tell_mesas)
