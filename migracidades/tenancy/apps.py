from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "migracidades.tenancy"
    label = "tenancy"
