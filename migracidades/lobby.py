"""Addresses outside every programme: the list of programmes, and whether the site is well."""

from django.urls import path

from migracidades.kit import health
from migracidades.pages import views

urlpatterns = [
    path("", views.lobby, name="lobby"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
handler404 = "migracidades.pages.errors.not_found"
handler403 = "migracidades.pages.errors.forbidden"
handler400 = "migracidades.pages.errors.bad_request"
handler500 = "migracidades.pages.errors.crashed"
