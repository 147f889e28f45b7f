from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "migracidades.accounts"
    label = "accounts"
