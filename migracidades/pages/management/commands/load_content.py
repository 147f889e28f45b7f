from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dimensions import loading as questionnaires
from dimensions.source import ContentError
from migracidades.tenancy.loading import ProgrammeError, load_programme
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter

CONTENT = settings.BASE_DIR / "migracidades" / "content"

Step = Callable[[Programme, Path], str]


def load_questionnaires(programme: Programme, folder: Path) -> str:
    loaded = questionnaires.load_all(programme, folder)
    return ", ".join(f"{one.questionnaire} {one.outcome}" for one in loaded) or "no questionnaire"


STEPS: tuple[Step, ...] = (load_questionnaires,)


class Command(BaseCommand):
    """Bring every programme in step with its folder: all of a country, or nothing of it."""

    help = "Loads each country's folder: the programme, its registry, its questionnaires."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in sorted(one.parent for one in CONTENT.glob("*/programme.yaml")):
            try:
                programme = load_programme(folder)
                with enter(programme, side=Side.STAFF):
                    done = [step(programme, folder) for step in STEPS]
            except (ContentError, ProgrammeError) as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{programme.slug}: {'; '.join(done)}")
