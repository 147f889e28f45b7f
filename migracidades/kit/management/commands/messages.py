from typing import Any

from django.core.management.base import BaseCommand, CommandError

from migracidades.kit import catalogs


class Command(BaseCommand):
    help = "Gather every message into the catalogs; with --check, fail when one is not translated."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        found, missing = catalogs.gather(), 0
        for language in catalogs.LANGUAGES:
            catalog = catalogs.update(language, found)
            for message in catalogs.incomplete(catalog):
                missing += 1
                self.stdout.write(f"{language}: {message}")
            if not check:
                catalogs.write(language, catalog)
        if missing and check:
            raise CommandError(f"{missing} messages are not translated.")
        self.stdout.write(f"{len(found)} messages, {missing} not translated.")
