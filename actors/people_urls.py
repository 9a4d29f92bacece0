"""Addresses of every account, for the foundation."""

from django.urls import path

from actors.views import accounts

app_name = "people"
urlpatterns = [
    path("", accounts.listing, name="list"),
    path("<uuid:pk>/", accounts.person, name="person"),
    path("<uuid:pk>/desactivar/", accounts.deactivate, name="deactivate"),
    path("<uuid:pk>/reactivar/", accounts.reactivate, name="reactivate"),
]
