from django.urls import path

from . import staff_views, views

desk = [path("<int:year>/withdraw/", views.withdraw_page, name="withdraw")]
staff = [
    path("editions/<int:year>/extensions/", staff_views.extensions, name="extensions"),
    path("editions/<int:year>/copy/", staff_views.clone_page, name="edition_clone"),
    path("editions/<int:year>/governments/", staff_views.participations, name="participations"),
    path(
        "editions/participations/<int:pk>/withdraw/",
        staff_views.participation_withdraw,
        name="participation_withdraw",
    ),
]
