from django.urls import path

from . import staff_views

staff = [
    path("events/", staff_views.events, name="events"),
    path("editions/<int:year>/events/", staff_views.events, name="events_of"),
    path(
        "editions/participations/<int:pk>/events/<slug:event>/",
        staff_views.event,
        name="event",
    ),
]
