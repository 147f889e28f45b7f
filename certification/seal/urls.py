from django.urls import URLPattern, path

from . import staff_views, views

public = [
    path("verify/", views.verify, name="verify"),
    path("v/<str:code>", views.verification, name="verification"),
    path("v/<str:code>/document.pdf", views.seal_file, name="seal_file"),
    path("register/", views.register, name="register"),
    path("register/<int:year>/", views.register, name="register_of"),
]
desk: list[URLPattern] = []
staff = [
    path("seals/", staff_views.seals, name="seals"),
    path("seals/<int:year>/", staff_views.seals, name="seals_of"),
    path("seals/<int:year>/issue/", staff_views.seals_issue, name="seals_issue"),
    path("seals/code/<str:code>/", staff_views.seal, name="seal"),
    path("seals/code/<str:code>/change/", staff_views.seal_change, name="seal_change"),
]
