from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "migracidades.ledger"
    label = "ledger"

    def ready(self) -> None:
        from . import mail  # noqa: F401  registers its handler
