from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("en-nombre-de/", views.on_behalf, name="on_behalf"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revocar/", views.revoke, name="revoke_token"),
]
