"""Every route of the house."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.defaults import page_not_found

from config.api import urlpatterns as api_v1

# The administration's own sign-in knows no rate limits: everybody enters by the one door.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "core.views.server_error"

urlpatterns = [
    path("", include("core.urls")),
    path("", include("desk.urls")),
    path("", include("convergence.urls")),
    path("", include("portfolio.urls")),
    path("", include("evaluation.urls")),
    path("actores/", include("actors.urls")),
    path("personas/", include("actors.people_urls")),
    path("traspasos/", include("actors.handover_urls")),
    path("planillas/", include("core.sheets.urls")),
    path("cuenta/", include("accounts.urls")),
    path("datos-personales/", include("accounts.privacy_urls")),
    # Addresses are the foundation's to enter (administration): nobody adds one to an account of her own.
    path("cuenta/email/", page_not_found, {"exception": None}, name="account_email"),
    path("cuenta/", include("allauth.account.urls")),
    path("idioma/", include("django.conf.urls.i18n")),
    path("administracion/", admin.site.urls),
    path("api/v1/", include((api_v1, "api"))),
]
