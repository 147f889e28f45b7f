from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certification.editions.models import Edition
from certification.review.rescore import rescore
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter


class Command(BaseCommand):
    """Score an edition at once, here instead of in the worker."""

    help = "Makes every scorecard of an edition that is missing: rescore br 2026"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("programme")
        parser.add_argument("year", type=int)

    def handle(self, *, programme: str, year: int, **options: Any) -> None:
        found = Programme.objects.filter(slug=programme).first()
        if found is None:
            raise CommandError(f"There is no programme {programme}.")
        with enter(found, side=Side.STAFF):
            edition = Edition.objects.filter(year=year, questionnaire__isnull=False).first()
            if edition is None:
                raise CommandError(f"{programme} has no edition of {year} with a questionnaire.")
            self.stdout.write(f"{rescore(edition)} scorecards made.")
