"""Which room answers where, inside a programme. One line a room, in the order of the floors."""

from django.urls import include, path

from certification.application import urls as application
from certification.diagnosis import urls as diagnosis
from certification.editions import urls as editions
from certification.events import urls as events
from certification.governments import urls as governments
from certification.prioritization import urls as prioritization
from certification.review import urls as review
from certification.seal import urls as seal
from dimensions import urls as dimensions
from migracidades.files import urls as files
from migracidades.ledger import urls as ledger
from monitoring import urls as monitoring
from training import urls as training

from . import text_views, views
from .api import page as api_page
from .archive import views as archive_views

public = [
    path("", views.home, name="home"),
    path("theme.css", views.theme, name="theme"),
    path("language/", views.set_language, name="set_language"),
    path("desk/", views.desk, name="desk"),
    path("governments/<str:code>/", views.government, name="government"),
    path("api/", api_page.api, name="api"),
    # Named, not imported: its framework is loaded by the first call of the API.
    path("api/v1/", ("migracidades.pages.api.urls", "api", "api")),
    *seal.public,
    *application.public,
    *governments.public,
    *diagnosis.public,
    *dimensions.public,
    *files.public,
    *ledger.public,
    *training.public,
]
desk = [
    path("", views.desk_home, name="desk_home"),
    path("<int:year>/", views.desk_edition, name="desk_edition"),
    *diagnosis.desk,
    path("archive/", archive_views.archive_page, name="archive"),
    path("archive.zip", archive_views.archive_file, name="archive_file"),
    *monitoring.desk,
    *review.desk,
    *prioritization.desk,
    *editions.desk,
    *governments.desk,
    *files.desk,
]
staff: list = [
    path("texts/", text_views.text_list, name="texts"),
    path("texts/<str:key>/<str:language>/", text_views.text_page, name="text"),
    *monitoring.staff,
    *seal.staff,
    *review.staff,
    *prioritization.staff,
    *diagnosis.staff,
    *application.staff,
    *events.staff,
    *editions.staff,
    *governments.staff,
    *files.staff,
    *ledger.staff,
    *training.staff,
    *dimensions.staff,
]

# Patterns are tried in turn: what is asked most comes first, here and in the rooms.
urlpatterns = [path("desk/<str:code>/", include(desk)), *public]
