from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from migracidades.demo.accounts import table
from migracidades.demo.seeding import Stuck, seed
from migracidades.demo.source import COUNTRIES
from migracidades.kit.errors import Refused
from migracidades.tenancy.models import Programme

FAULTY = (LookupError, Refused, Stuck)


class Command(BaseCommand):
    """Seed the demonstration world, or tell how to sign in to it."""

    help = "Seeds the demonstration world, once; with --accounts lists who can sign in."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--accounts", action="store_true", help="list the accounts instead")

    def handle(self, *args: Any, accounts: bool, **options: Any) -> None:
        programmes = [_programme(slug) for slug in COUNTRIES]
        if accounts:
            self.stdout.write(table(programmes))
            return
        try:
            for programme in programmes:
                seed(programme, say=self.stdout.write)
        except FAULTY as error:
            raise CommandError(
                f"The demonstration was not seeded: {error} `make demo-reset` makes it anew."
            ) from error


def _programme(slug: str) -> Programme:
    if not settings.DEMO:
        raise CommandError("DEMO is off: a demonstration does not belong here.")
    if found := Programme.objects.filter(slug=slug).first():
        return found
    raise CommandError(f"There is no programme “{slug}” yet: run manage.py load_content first.")
