import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from migracidades.pages.beginning import Beginning, NotBegun, begin

QUESTIONS = {
    "name": "Name of the programme: ",
    "country": "Country: ",
    "languages": "Languages, its own first (es,en): ",
    "time_zone": "Time zone (America/Montevideo): ",
    "levels": "Levels of government (municipality,department): ",
    "contact": "Where people write to (an e-mail or https://…): ",
}
NEXT = """
{folder} is written and passes the checks. Next:
  1. Read programme.yaml and frameworks/{year}.yaml from top to bottom and make them yours.
  2. Load it: a start of the site does (make run), or manage.py load_content.
  3. Give the first administrator a seat: manage.py give_seat {slug} ana@example.org administrator
"""


class Command(BaseCommand):
    """Write the skeleton of a country's folder; what no flag says is asked."""

    help = "Writes the skeleton of a new programme's content folder, ready to load."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("slug", help="its address: small letters and digits, such as uy")
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question.rstrip(": "))
        parser.add_argument(
            "--into",
            type=Path,
            default=settings.CONTENT_FOLDERS[-1],
            help="the folder of countries; without it the last of CONTENT_FOLDERS",
        )

    def handle(self, *args: Any, slug: str, into: Path, **options: Any) -> None:
        said = {name: options[name] or self._ask(name) for name in QUESTIONS}
        said |= {key: _listed(said[key]) for key in ("languages", "levels")}
        asked = Beginning(slug=slug, year=timezone.localdate().year, **said)
        try:
            written = begin(asked, into)
        except NotBegun as error:
            raise CommandError(str(error)) from error
        for path in written:
            self.stdout.write(str(path))
        self.stdout.write(NEXT.format(folder=into / slug, year=asked.year, slug=slug))

    def _ask(self, name: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"Say --{name.replace('_', '-')}.")
        return input(QUESTIONS[name]).strip()


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
