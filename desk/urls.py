from django.urls import path

from desk import views

app_name = "desk"
urlpatterns = [
    path("", views.front, name="front"),
    path("inicio/", views.home, name="home"),
    path("trabajos/", views.jobs, name="jobs"),
    path("trabajos/nuevo/", views.ask_job, name="ask_job"),
    path("trabajos/<uuid:pk>/", views.job, name="job"),
    path("estilo/", views.style, name="style"),
    path("privacidad/", views.privacy, name="privacy"),
    path("accesibilidad/", views.accessibility, name="accessibility"),
]
