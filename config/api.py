"""All routes of /api/v1/ in one file. Acts are POST sub-resources."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularAPIView

from actors.api import ActorKinds, Actors, Comunas, Regions
from convergence.api.alliances import Alliances, Cycles, StageChanges
from convergence.api.commitments import Commitments
from convergence.api.meetings import Agreements, MeetingFiles, Meetings
from convergence.api.milestones import Evidence, Marks, Rail
from convergence.api.participations import Participations
from core.api.docs import Docs
from core.api.jobs import Files, Jobs
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
    route("regions/", Regions, "regions", get="list"),
    route("regions/<str:pk>/", Regions, "region", get="retrieve"),
    route("comunas/", Comunas, "comunas", get="list"),
    route("comunas/<str:pk>/", Comunas, "comuna", get="retrieve"),
    route("actor-kinds/", ActorKinds, "actor-kinds", get="list"),
    route("actor-kinds/<str:pk>/", ActorKinds, "actor-kind", get="retrieve"),
    route("actors/", Actors, "actors", get="list", post="create"),
    route("actors/<str:pk>/", Actors, "actor", get="retrieve", patch="partial_update"),
    route("alliances/", Alliances, "alliances", get="list", post="create"),
    route("alliances/<str:pk>/", Alliances, "alliance", get="retrieve", patch="partial_update"),
    route("alliances/<str:pk>/advance-stage/", Alliances, "advance-stage", post="advance_stage"),
    route("alliances/<str:pk>/stage-changes/", StageChanges, "stage-changes", get="list"),
    route("alliances/<str:pk>/cycles/", Cycles, "cycles", get="list", post="create"),
    route("alliances/<str:pk>/milestones/", Rail, "milestones", get="retrieve"),
    route(
        "alliances/<str:pk>/milestones/<str:code>/evidence/", Evidence, "evidence", get="list", post="create"
    ),
    route("alliances/<str:pk>/milestones/<str:code>/waive/", Evidence, "waive", post="waive"),
    route("milestone-marks/<str:pk>/withdraw/", Marks, "withdraw", post="withdraw"),
    route("participations/", Participations, "participations", get="list", post="create"),
    route(
        "participations/<str:pk>/", Participations, "participation", get="retrieve", patch="partial_update"
    ),
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
    route("jobs/", Jobs, "jobs", get="list", post="create"),
    route("jobs/<str:pk>/", Jobs, "job", get="retrieve"),
    route("files/<str:pk>/", Files, "file", get="retrieve"),
    route("files/<str:pk>/content/", Files, "file-content", get="content"),
    route("events/", Events, "events", get="list"),
]
