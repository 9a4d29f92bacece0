"""All routes of /api/v1/ in one file. Acts are POST sub-resources."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularAPIView

from accounts.api import MyData
from actors.api import ActorKinds, Actors, Comunas, Regions
from actors.api.duplicates import Merges, Suspects
from actors.api.handovers import Handovers
from actors.api.people import Invitations, Memberships, People
from actors.api.records import (
    ActorFiles,
    Contacts,
    ContactsOfActor,
    FilesOfActor,
    Mandates,
    MandatesOfActor,
    Notes,
    NotesOfActor,
)
from convergence.api.access import AccessOfAlliance
from convergence.api.actor_map import MapCoverage, MapEntries, MapEntryRow
from convergence.api.alliances import Alliances, Cycles, StageChanges
from convergence.api.commitments import Commitments
from convergence.api.meetings import Agreements, MeetingFiles, Meetings
from convergence.api.milestones import Evidence, Marks, Rail
from convergence.api.participations import Participations
from convergence.api.seats import Seats
from core.api.docs import Docs
from core.api.jobs import Files, Jobs
from core.api.saved_views import SavedViews
from core.api.sheets import SheetImports, Sheets
from desk.api import Events, Me
from evaluation.api.reports import SdgReports
from evaluation.api.typology import TypologyOfAlliance, TypologyResults
from portfolio.api.initiatives import Initiatives
from portfolio.api.ledger import Entries, Movements, Outlays, Pledges, Receipts
from portfolio.api.money import AllianceMoney, ContributorMoney, InitiativeMoney
from portfolio.api.reference import Goals, Phases


def route(where: str, view: Any, name: str, **acts: str) -> URLPattern:
    """`acts` maps a method to the view's own: get="list", post="create"."""
    return path(where, view.as_view(acts), name=name)


urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", Docs.as_view(url_name="api:schema"), name="docs"),
    route("me/", Me, "me", get="retrieve"),
    route("me/data/", MyData, "my-data", get="retrieve"),
    route("regions/", Regions, "regions", get="list"),
    route("regions/<str:pk>/", Regions, "region", get="retrieve"),
    route("comunas/", Comunas, "comunas", get="list"),
    route("comunas/<str:pk>/", Comunas, "comuna", get="retrieve"),
    route("actor-kinds/", ActorKinds, "actor-kinds", get="list"),
    route("actor-kinds/<str:pk>/", ActorKinds, "actor-kind", get="retrieve"),
    route("actors/", Actors, "actors", get="list", post="create"),
    route("actors/<str:pk>/", Actors, "actor", get="retrieve", patch="partial_update"),
    route("actors/<str:pk>/merge/", Merges, "merge-actors", post="merge"),
    route("suspects/", Suspects, "suspects", get="list"),
    route("suspects/<str:pk>/", Suspects, "suspect", get="retrieve"),
    route("suspects/<str:pk>/dismiss/", Suspects, "dismiss-suspect", post="dismiss"),
    route("suspects/<str:pk>/reopen/", Suspects, "reopen-suspect", post="reopen"),
    route("merges/", Merges, "merges", get="list"),
    route("merges/<str:pk>/", Merges, "merge", get="retrieve"),
    route("merges/<str:pk>/undo/", Merges, "undo-merge", post="undo"),
    route("actors/<str:pk>/contacts/", ContactsOfActor, "actor-contacts", get="list", post="create"),
    route("actors/<str:pk>/mandates/", MandatesOfActor, "actor-mandates", get="list", post="create"),
    route("actors/<str:pk>/notes/", NotesOfActor, "actor-notes", get="list", post="create"),
    route("actors/<str:pk>/files/", FilesOfActor, "actor-files", get="list", post="create"),
    route("contacts/<str:pk>/", Contacts, "contact", get="retrieve", patch="partial_update"),
    route("contacts/<str:pk>/end/", Contacts, "end-contact", post="end"),
    route("mandates/<str:pk>/", Mandates, "mandate", get="retrieve", patch="partial_update"),
    route("actor-notes/<str:pk>/withdraw/", Notes, "withdraw-note", post="withdraw"),
    route("actor-files/<str:pk>/withdraw/", ActorFiles, "withdraw-actor-file", post="withdraw"),
    route("memberships/", Memberships, "memberships", get="list"),
    route("memberships/<str:pk>/", Memberships, "membership", get="retrieve", patch="partial_update"),
    route("memberships/<str:pk>/end/", Memberships, "end-membership", post="end"),
    route("invitations/", Invitations, "invitations", get="list", post="create"),
    route("invitations/<str:pk>/", Invitations, "invitation", get="retrieve"),
    route("invitations/<str:pk>/resend/", Invitations, "resend-invitation", post="resend"),
    route("invitations/<str:pk>/revoke/", Invitations, "revoke-invitation", post="revoke"),
    route("handovers/", Handovers, "handovers", get="list", post="create"),
    route("handovers/<str:pk>/", Handovers, "handover", get="retrieve"),
    route("handovers/<str:pk>/sheet/", Handovers, "handover-sheet", get="paper"),
    route("people/", People, "people", get="list"),
    route("people/<str:pk>/", People, "person", get="retrieve"),
    route("people/<str:pk>/deactivate/", People, "deactivate-person", post="deactivate"),
    route("people/<str:pk>/reactivate/", People, "reactivate-person", post="reactivate"),
    route("alliances/", Alliances, "alliances", get="list", post="create"),
    route("alliances/<str:pk>/", Alliances, "alliance", get="retrieve", patch="partial_update"),
    route("alliances/<str:pk>/advance-stage/", Alliances, "advance-stage", post="advance_stage"),
    route("alliances/<str:pk>/stage-changes/", StageChanges, "stage-changes", get="list"),
    route("alliances/<str:pk>/access/", AccessOfAlliance, "access", get="retrieve"),
    route("alliances/<str:pk>/cycles/", Cycles, "cycles", get="list", post="create"),
    route("alliances/<str:pk>/milestones/", Rail, "milestones", get="retrieve"),
    route(
        "alliances/<str:pk>/milestones/<str:code>/evidence/", Evidence, "evidence", get="list", post="create"
    ),
    route("alliances/<str:pk>/milestones/<str:code>/waive/", Evidence, "waive", post="waive"),
    route("milestone-marks/<str:pk>/withdraw/", Marks, "withdraw", post="withdraw"),
    route("alliances/<str:pk>/map-entries/", MapEntries, "map-entries", get="list", post="create"),
    route("alliances/<str:pk>/map-coverage/", MapCoverage, "map-coverage", get="retrieve"),
    route("map-entries/<str:pk>/", MapEntryRow, "map-entry", get="retrieve", patch="partial_update"),
    route("map-entries/<str:pk>/withdraw/", MapEntryRow, "withdraw-map-entry", post="withdraw"),
    route("participations/", Participations, "participations", get="list", post="create"),
    route(
        "participations/<str:pk>/", Participations, "participation", get="retrieve", patch="partial_update"
    ),
    route("seats/", Seats, "seats", get="list", post="create"),
    route("seats/<str:pk>/", Seats, "seat", get="retrieve"),
    route("seats/<str:pk>/end/", Seats, "end-seat", post="end"),
    route("meetings/", Meetings, "meetings", get="list", post="create"),
    route("meetings/<str:pk>/", Meetings, "meeting", get="retrieve", patch="partial_update"),
    route("meetings/<str:pk>/files/", MeetingFiles, "meeting-files", get="list", post="create"),
    route("agreements/", Agreements, "agreements", get="list"),
    route("agreements/<str:pk>/", Agreements, "agreement", get="retrieve"),
    route("commitments/", Commitments, "commitments", get="list", post="create"),
    route("commitments/<str:pk>/", Commitments, "commitment", get="retrieve"),
    route("commitments/<str:pk>/move/", Commitments, "move", post="move"),
    route("commitments/<str:pk>/reschedule/", Commitments, "reschedule", post="reschedule"),
    route("commitments/<str:pk>/share/", Commitments, "share", post="share"),
    route("sdg-goals/", Goals, "sdg-goals", get="list"),
    route("project-phases/", Phases, "project-phases", get="list"),
    route("initiatives/", Initiatives, "initiatives", get="list", post="create"),
    route("initiatives/summary/", Initiatives, "initiatives-summary", get="summary"),
    route("initiatives/<str:pk>/", Initiatives, "initiative", get="retrieve", patch="partial_update"),
    route("initiatives/<str:pk>/move/", Initiatives, "move-initiative", post="move"),
    route("initiatives/<str:pk>/money/", InitiativeMoney, "initiative-money", get="retrieve"),
    route("initiatives/<str:pk>/allocate/", Outlays, "allocate", post="allocate"),
    route("initiatives/<str:pk>/spend/", Outlays, "spend", post="spend"),
    route("alliances/<str:pk>/money/", AllianceMoney, "alliance-money", get="retrieve"),
    route("contributors/<str:pk>/money/", ContributorMoney, "contributor-money", get="retrieve"),
    route("pledges/", Pledges, "pledges", get="list", post="create"),
    route("pledges/<str:pk>/", Pledges, "pledge", get="retrieve"),
    route("receipts/", Receipts, "receipts", post="create"),
    route("movements/", Movements, "movements", get="list"),
    route("movements/<str:pk>/", Movements, "movement", get="retrieve"),
    route("movements/<str:pk>/reverse/", Movements, "reverse", post="reverse"),
    route("entries/", Entries, "entries", get="list"),
    route("typology-results/", TypologyResults, "typology-results", get="list"),
    route("typology-results/<str:pk>/", TypologyResults, "typology-result", get="retrieve"),
    route("alliances/<str:pk>/typology/", TypologyOfAlliance, "alliance-typology", get="retrieve"),
    route("sdg-reports/", SdgReports, "sdg-reports", get="list"),
    route("sdg-reports/<str:pk>/", SdgReports, "sdg-report", get="retrieve"),
    route("sheets/", Sheets, "sheets", get="list"),
    route("sheets/<str:code>/template/", Sheets, "sheet-template", get="template"),
    route("sheets/<str:code>/imports/", SheetImports, "sheet-imports", get="list", post="create"),
    route("sheets/<str:code>/imports/<str:pk>/", SheetImports, "sheet-import", get="retrieve"),
    route("sheets/<str:code>/imports/<str:pk>/lines/", SheetImports, "sheet-lines", get="lines"),
    route("sheets/<str:code>/imports/<str:pk>/decide/", SheetImports, "sheet-decide", post="decide"),
    route("sheets/<str:code>/imports/<str:pk>/apply/", SheetImports, "sheet-apply", post="apply"),
    route("sheets/<str:code>/imports/<str:pk>/undo/", SheetImports, "sheet-undo", post="undo"),
    route("sheets/<str:code>/imports/<str:pk>/discard/", SheetImports, "sheet-discard", post="discard"),
    route("sheets/<str:code>/imports/<str:pk>/refused/", SheetImports, "sheet-refused", get="refused"),
    route("saved-views/", SavedViews, "saved-views", get="list", post="create"),
    route("saved-views/<str:pk>/", SavedViews, "saved-view", get="retrieve", delete="destroy"),
    route("jobs/", Jobs, "jobs", get="list", post="create"),
    route("jobs/<str:pk>/", Jobs, "job", get="retrieve"),
    route("files/<str:pk>/", Files, "file", get="retrieve"),
    route("files/<str:pk>/content/", Files, "file-content", get="content"),
    route("events/", Events, "events", get="list"),
]
