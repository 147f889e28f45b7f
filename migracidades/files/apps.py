from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "migracidades.files"
    label = "files"
