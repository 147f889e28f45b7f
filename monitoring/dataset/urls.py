from django.urls import path

from . import views

staff = [
    path("data/", views.dataset, name="dataset"),
    path("data/<int:year>/", views.dataset, name="dataset_of"),
    path("data/<int:year>/<str:file>", views.dataset_file, name="dataset_file"),
]
