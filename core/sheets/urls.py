from django.urls import path

from core.sheets import views

app_name = "sheets"
urlpatterns = [
    path("", views.listing, name="list"),
    path("cargas/<uuid:pk>/", views.detail, name="import"),
    path("cargas/<uuid:pk>/decidir/", views.decide, name="decide"),
    path("cargas/<uuid:pk>/aplicar/", views.apply, name="apply"),
    path("cargas/<uuid:pk>/descartar/", views.discard, name="discard"),
    path("cargas/<uuid:pk>/deshacer/", views.undo, name="undo"),
    path("cargas/<uuid:pk>/rechazadas/", views.refused, name="refused"),
    path("<slug:code>/", views.sheet, name="sheet"),
    path("<slug:code>/plantilla/", views.template, name="template"),
    path("<slug:code>/exportar/", views.export, name="export"),
]
