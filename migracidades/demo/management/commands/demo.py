from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from migracidades.demo.accounts import table
from migracidades.demo.seeding import Stuck, seed
from migracidades.kit.errors import Refused
from migracidades.tenancy.door import programme_at
from migracidades.tenancy.models import Programme

SLUG = "br"
FAULTY = (LookupError, Refused, Stuck)


class Command(BaseCommand):
    """Seed the demonstration world, or tell how to sign in to it."""

    help = "Seeds the demonstration world, once; with --accounts lists who can sign in."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--accounts", action="store_true", help="list the accounts instead")

    def handle(self, *args: Any, accounts: bool, **options: Any) -> None:
        programme = _programme()
        if accounts:
            self.stdout.write(table(programme))
            return
        try:
            seed(programme, say=self.stdout.write)
        except FAULTY as error:
            raise CommandError(
                f"The demonstration was not seeded: {error} `make demo-reset` makes it anew."
            ) from error


def _programme() -> Programme:
    if not settings.DEMO:
        raise CommandError("DEMO is off: a demonstration does not belong here.")
    if found := programme_at(SLUG):
        return found
    raise CommandError(f"There is no programme “{SLUG}” yet: run manage.py load_content first.")
