"""One view at three addresses: one's own file, one's government's, the programme's."""

from django.urls import path

from .views import download

public = [path("files/<uuid:pk>/", download, name="file")]
desk = [path("files/<uuid:pk>/", download, name="desk_file")]
staff = [path("files/<uuid:pk>/", download, name="file")]
