from django.urls import URLPattern, path

from . import import_views, staff_views, views

public = [
    path("training/", views.training, name="training"),
    path("training/<slug:code>/certificate/", views.completion_upload, name="completion_upload"),
]
desk: list[URLPattern] = []
staff = [
    path("completions/", staff_views.completions, name="completions"),
    path("completions/<int:pk>/", staff_views.completion, name="completion"),
    path("completions/import/", import_views.completions_import, name="completions_import"),
    path(
        "completions/import/<uuid:pk>/",
        import_views.completions_preview,
        name="completions_preview",
    ),
    path(
        "completions/import/<uuid:pk>/apply/",
        import_views.completions_apply,
        name="completions_apply",
    ),
]
