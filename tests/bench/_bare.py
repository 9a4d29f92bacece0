"""The floor of every page bench: session, user, one key read and the base template. Every route of the house too."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from convergence.models import Alliance

PATH = "/medicion/{pk}/"
handler500 = "core.views.server_error"


def bare(request: HttpRequest, pk: Any) -> HttpResponse:
    alliance = Alliance.objects.only("name").get(pk=pk)
    return render(request, "bench_bare.html", {"name": alliance.name})


urlpatterns = [path("medicion/<uuid:pk>/", bare), path("", include("config.urls"))]
