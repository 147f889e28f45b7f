from typing import Any

from django.core.management.base import BaseCommand

from migracidades.kit import catalogs


class Command(BaseCommand):
    help = "Compile the interface's catalogs."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        catalogs.compile_all()
