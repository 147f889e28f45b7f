from django.urls import path

from . import views

public = [
    path("dimensions/", views.dimensions, name="dimensions"),
    path("dimensions/<str:code>/", views.dimension, name="dimension"),
]
