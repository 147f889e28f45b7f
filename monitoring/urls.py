from django.urls import URLPattern, path

from . import report_views, staff_views, views
from .dataset import urls as dataset

MONITORING = "<int:year>/monitoring/"

public: list[URLPattern] = []
desk = [
    path(MONITORING, views.monitoring, name="monitoring"),
    path(f"{MONITORING}<int:pk>/", views.progress_save, name="progress_save"),
    path(f"{MONITORING}report/", views.monitoring_report, name="monitoring_report"),
]
staff = [
    path("monitoring/", staff_views.monitoring_queue, name="monitoring_queue"),
    path("monitoring/<int:year>/", staff_views.monitoring_queue, name="monitoring_queue_of"),
    path(
        "monitoring/report/<int:pk>/",
        staff_views.monitoring_report_of,
        name="monitoring_report_of",
    ),
    path("reports/", report_views.edition_reports, name="edition_reports"),
    path("reports/request/", report_views.edition_report_request, name="edition_report_request"),
    path("reports/<int:pk>/", report_views.edition_report, name="edition_report"),
    *dataset.staff,
]
