from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "migracidades.pages"
    label = "pages"
