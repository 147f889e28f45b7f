from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from migracidades.tenancy.models import Programme


def lobby(request: HttpRequest) -> HttpResponse:
    """The list of programmes."""
    return render(request, "pages/lobby.html", {"programmes": Programme.objects.order_by("slug")})


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html")
