"""Every route of the house."""

from django.contrib import admin
from django.urls import include, path

from config.api import urlpatterns as api_v1

handler500 = "core.views.server_error"

urlpatterns = [
    path("", include("core.urls")),
    path("", include("desk.urls")),
    path("", include("convergence.urls")),
    path("actores/", include("actors.urls")),
    path("cuenta/", include("accounts.urls")),
    path("cuenta/", include("allauth.account.urls")),
    path("idioma/", include("django.conf.urls.i18n")),
    path("administracion/", admin.site.urls),
    path("api/v1/", include((api_v1, "api"))),
]
