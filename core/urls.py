from django.urls import path

from core import health, views
from core.lists import views as list_views

app_name = "core"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("archivos/<uuid:pk>/", views.serve_file, name="file"),
    path("enlace/<str:token>/", views.link_enter, name="link_enter"),
    path("respuesta/<uuid:pk>/", views.link_open, name="link_open"),
    path("vistas/guardar/", list_views.keep, name="save_view"),
    path("vistas/<uuid:pk>/", list_views.change, name="view"),
    path("vistas/<uuid:pk>/quitar/", list_views.remove, name="remove_view"),
    path("vistas/<uuid:pk>/copiar/", list_views.copy, name="copy_view"),
]
