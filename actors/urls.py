from django.urls import path

from actors import views

app_name = "actors"
urlpatterns = [
    path("", views.listing, name="list"),
    path("nuevo/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="actor"),
    path("<uuid:pk>/editar/", views.edit, name="edit"),
]
