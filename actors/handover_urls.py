"""Routes of traspasos."""

from django.urls import path

from actors.views import handovers

app_name = "handovers"
urlpatterns = [
    path("", handovers.listing, name="list"),
    path("nuevo/", handovers.create, name="create"),
    path("<uuid:pk>/", handovers.detail, name="handover"),
    path("<uuid:pk>/hoja.pdf", handovers.sheet, name="sheet"),
]
