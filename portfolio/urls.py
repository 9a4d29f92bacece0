from django.urls import path

from portfolio.views import contributors, initiatives, ledger

app_name = "portfolio"
urlpatterns = [
    path("cartera/", initiatives.listing, name="initiatives"),
    path("mesas/<uuid:pk>/cartera/", initiatives.of_alliance, name="cartera"),
    path("mesas/<uuid:pk>/cartera/nueva/", initiatives.create, name="create"),
    path("mesas/<uuid:pk>/cartera/resumen/", initiatives.alliance_summary, name="alliance_summary"),
    path("reuniones/<uuid:pk>/iniciativas/", initiatives.of_meeting, name="of_meeting"),
    path("iniciativas/<uuid:pk>/", initiatives.detail, name="initiative"),
    path("iniciativas/<uuid:pk>/editar/", initiatives.edit, name="edit"),
    path("iniciativas/<uuid:pk>/mover/", initiatives.move, name="move"),
    path("mesas/<uuid:pk>/aportes/", ledger.of_alliance, name="aportes"),
    path("mesas/<uuid:pk>/aportes/comprometer/", ledger.make_pledge, name="make_pledge"),
    path("mesas/<uuid:pk>/aportes/recibir/", ledger.record_receipt, name="record_receipt"),
    path("iniciativas/<uuid:pk>/asignar/", ledger.allocate, name="allocate"),
    path("iniciativas/<uuid:pk>/gastar/", ledger.spend, name="spend"),
    path("movimientos/<uuid:pk>/", ledger.detail, name="movement"),
    path("movimientos/<uuid:pk>/revertir/", ledger.reverse, name="reverse"),
    path("aportes/", contributors.listing, name="contributors"),
    path("aportes/<uuid:pk>/", contributors.detail, name="contributor"),
]
