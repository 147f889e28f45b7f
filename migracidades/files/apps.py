from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "migracidades.files"
    label = "files"

    def ready(self) -> None:
        from . import scanning  # noqa: F401  asks the antivirus about what was stored
