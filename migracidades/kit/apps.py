from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "migracidades.kit"
    label = "kit"
