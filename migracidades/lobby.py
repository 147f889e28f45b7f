"""Addresses outside every programme: the list of programmes, and whether the site is well."""

from django.urls import path

from migracidades.operations import health, metrics, security_txt
from migracidades.pages import programmes, views

urlpatterns = [
    path("", views.lobby, name="lobby"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("health/deep", health.deep, name="health_deep"),
    path("health/metrics", metrics.metrics, name="health_metrics"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
]
handler404 = "migracidades.pages.errors.not_found"
handler403 = "migracidades.pages.errors.forbidden"
handler400 = "migracidades.pages.errors.bad_request"
handler500 = "migracidades.pages.errors.crashed"
