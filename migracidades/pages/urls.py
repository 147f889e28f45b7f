"""Which room answers where, inside a programme. One line a room, in the order of the floors."""

from django.urls import include, path

from . import views

public = [
    path("", views.home, name="home"),
    path("theme.css", views.theme, name="theme"),
    path("language/", views.set_language, name="set_language"),
    path("desk/", views.desk, name="desk"),
]
desk = [
    path("", views.desk_home, name="desk_home"),
    path("<int:year>/", views.desk_edition, name="desk_edition"),
]
staff: list = []

urlpatterns = [*public, path("desk/<str:code>/", include(desk))]
