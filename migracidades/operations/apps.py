from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed

from migracidades.kit import counts


class OperationsConfig(AppConfig):
    name = "migracidades.operations"
    label = "operations"

    def ready(self) -> None:
        from . import safety  # noqa: F401  registers its checks

        user_login_failed.connect(_count)


def _count(**_: Any) -> None:
    counts.sign_in_failures.add()
