"""Addresses inside a programme. The programme's own segment is the script prefix (tenancy)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("migracidades.pages.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
handler404 = "migracidades.pages.errors.not_found"
handler403 = "migracidades.pages.errors.forbidden"
handler400 = "migracidades.pages.errors.bad_request"
handler500 = "migracidades.pages.errors.crashed"
