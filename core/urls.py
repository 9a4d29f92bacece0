from django.urls import path

from core import health, views

app_name = "core"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("archivos/<uuid:pk>/", views.serve_file, name="file"),
    path("enlace/<str:token>/", views.link_enter, name="link_enter"),
    path("respuesta/<uuid:pk>/", views.link_open, name="link_open"),
]
