from django.urls import path

from convergence.views import alliances, commitments, meetings, milestones, participations, public

app_name = "convergence"
urlpatterns = [
    path("mesas/", alliances.board, name="board"),
    path("mesas/nueva/", alliances.create, name="create"),
    path("mesas/<uuid:pk>/", alliances.detail, name="alliance"),
    path("mesas/<uuid:pk>/editar/", alliances.edit, name="edit"),
    path("mesas/<uuid:pk>/actores/", participations.partners, name="partners"),
    path("mesas/<uuid:pk>/actores/nuevo/", participations.add_partner, name="add_partner"),
    path("mesas/<uuid:pk>/ciclos/nuevo/", participations.add_cycle, name="add_cycle"),
    path("participaciones/<uuid:pk>/", participations.edit_partner, name="edit_partner"),
    path("mesas/<uuid:pk>/historia/", alliances.history, name="history"),
    path("mesas/<uuid:pk>/etapa/", milestones.advance, name="advance"),
    path("mesas/<uuid:pk>/hitos/<slug:code>/", milestones.milestone, name="milestone"),
    path("mesas/<uuid:pk>/hitos/<slug:code>/eximir/", milestones.waive, name="waive"),
    path("constancias/<uuid:pk>/retirar/", milestones.withdraw, name="withdraw"),
    path("mesas/<uuid:pk>/reuniones/", meetings.of_alliance, name="meetings"),
    path("mesas/<uuid:pk>/reuniones/nueva/", meetings.record, name="record"),
    path("reuniones/<uuid:pk>/", meetings.detail, name="meeting"),
    path("reuniones/<uuid:pk>/corregir/", meetings.amend, name="amend"),
    path("reuniones/<uuid:pk>/archivos/", meetings.attach, name="attach"),
    path("mesas/<uuid:pk>/compromisos/", commitments.of_alliance, name="alliance_commitments"),
    path("mesas/<uuid:pk>/compromisos/nuevo/", commitments.create, name="create_commitment"),
    path("compromisos/", commitments.listing, name="commitments"),
    path("compromisos/<uuid:pk>/", commitments.detail, name="commitment"),
    path("compromisos/<uuid:pk>/mover/", commitments.move, name="move"),
    path("compromisos/<uuid:pk>/fecha/", commitments.reschedule, name="reschedule"),
    path("compromisos/<uuid:pk>/compartir/", commitments.share, name="share"),
    path("publico/mesas/<uuid:pk>/", public.mesa, name="public_mesa"),
]
