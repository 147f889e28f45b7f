"""Below ``/api/v1/``; loaded by the first call of the API."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.Root.as_view(), name="root"),
    path("schema/", views.Schema.as_view(), name="schema"),
    path("programme/", views.TheProgramme.as_view(), name="programme"),
    path("editions/", views.Editions.as_view(), name="editions"),
    path("editions/<int:year>/", views.OneEdition.as_view(), name="edition"),
    path("dimensions/", views.Dimensions.as_view(), name="dimensions"),
    path("certified-governments/", views.CertifiedGovernments.as_view(), name="certified"),
    path("seals/<str:code>/", views.OneSeal.as_view(), name="seal"),
]
