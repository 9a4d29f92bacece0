from django.urls import path

from evaluation.views import reports, typology

app_name = "evaluation"
urlpatterns = [
    path("mesas/<uuid:pk>/evaluacion/", typology.of_alliance, name="typology"),
    path("informes/", reports.listing, name="reports"),
    path("informes/ods/<uuid:pk>/", reports.detail, name="report"),
    path("informes/ods/<uuid:pk>/datos.json", reports.numbers, name="report_numbers"),
]
