"""Routes of the pages of personal data."""

from django.urls import path

from accounts.views import privacy

app_name = "privacy"
urlpatterns = [
    path("", privacy.register, name="register"),
    path("mios/", privacy.mine, name="mine"),
    path("mios.json", privacy.mine_file, name="mine_file"),
    path("borrar/cuentas/<uuid:pk>/", privacy.erase_account, name="erase_account"),
    path("borrar/contactos/<uuid:pk>/", privacy.erase_contact, name="erase_contact"),
]
