"""``manage.py sweep_files``: what the beat does every hour, at once; ``--dry`` only counts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from migracidades.files import sweeping
from migracidades.tenancy.models import Programme


class Command(BaseCommand):
    help = "Takes off the disk what nobody will ask for again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry", action="store_true", help="count it, and take nothing away")

    def handle(self, *, dry: bool, **_options: Any) -> None:
        """Print how much there was: leftovers, then held files of each programme."""
        self.stdout.write(f"leftovers: {sweeping.sweep_scratch(dry=dry)}")
        for programme in Programme.objects.order_by("slug"):
            count = sweeping.sweep(programme, dry=dry)
            self.stdout.write(f"{programme.slug}: {count} files that nobody used")
