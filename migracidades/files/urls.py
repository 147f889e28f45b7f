"""One view at three addresses: one's own file, one's government's, the programme's. At a desk files
come in parts as well.
"""

from django.urls import path

from . import arriving_views
from .views import download

public = [path("files/<uuid:pk>/", download, name="file")]
desk = [
    path("files/<uuid:pk>/", download, name="desk_file"),
    path("files/begin/", arriving_views.begin, name="file_begin"),
    path("files/part/", arriving_views.part, name="file_part"),
    path("files/done/", arriving_views.done, name="file_done"),
]
staff = [path("files/<uuid:pk>/", download, name="file")]
