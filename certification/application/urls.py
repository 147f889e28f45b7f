from django.urls import URLPattern, path

from . import applicant_views, staff_views, views

public = [
    path("call/", views.call, name="call"),
    path("call/commitment/", views.commitment, name="commitment"),
    path("editions/<int:year>/admitted/", views.admitted, name="admitted"),
    path("apply/", applicant_views.apply, name="apply"),
    path("applications/", applicant_views.my_applications, name="my_applications"),
    path("applications/<int:pk>/", applicant_views.application, name="application"),
    path("applications/<int:pk>/withdraw/", applicant_views.withdraw, name="application_withdraw"),
]
desk: list[URLPattern] = []
staff = [
    path("applications/", staff_views.applications, name="applications"),
    path("applications/<int:pk>/", staff_views.application, name="application"),
]
