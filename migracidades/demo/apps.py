from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "migracidades.demo"
    label = "demo"
