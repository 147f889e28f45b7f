from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from certification.governments import figure_tables, registry
from dimensions import loading as questionnaires
from dimensions.faults import ContentError
from migracidades.kit.errors import Refused
from migracidades.tenancy.loading import ProgrammeError, load_programme
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter
from training.models import Course

FAULTY = (
    *(ProgrammeError, registry.RegistryError, figure_tables.FigureError),
    *(ContentError, Refused),
)

Step = Callable[[Programme, Path], str]


def load_registry(programme: Programme, folder: Path) -> str:
    path = folder / "registry" / "governments.csv"
    if not path.exists():
        return "no registry"
    done = registry.load(programme, path)
    return f"{done.created} governments added, {done.changed} changed, {done.unchanged} unchanged"


def load_figures(programme: Programme, folder: Path) -> str:
    done = figure_tables.load(programme, folder / "figures")
    if not any((done.created, done.changed, done.unchanged)):
        return "no figures"
    return f"{done.created} figures added, {done.changed} changed, {done.unchanged} unchanged"


def load_questionnaires(programme: Programme, folder: Path) -> str:
    loaded = questionnaires.load_all(programme, folder)
    return ", ".join(f"{one.questionnaire} {one.outcome}" for one in loaded) or "no questionnaire"


def load_courses(programme: Programme, folder: Path) -> str:
    courses = programme.config.get("courses", [])
    for one in courses:
        facts = {"titles": one["title"], "provider": one["provider"], "hours": one["hours"]}
        facts |= {"link": one.get("link", "")}
        Course.objects.update_or_create(code=one["code"], defaults=facts)
    return f"courses: {', '.join(one['code'] for one in courses) or 'none'}"


STEPS: tuple[Step, ...] = (load_registry, load_figures, load_questionnaires, load_courses)


class Command(BaseCommand):
    """Bring every programme in step with its folder: all of a country, or nothing of it."""

    help = "Loads each country's folder: programme, registry, figures, questionnaires and courses."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--content",
            type=Path,
            nargs="*",
            default=settings.CONTENT_FOLDERS,
            help="folders of countries, instead of CONTENT_FOLDERS",
        )

    def handle(self, *args: Any, content: list[Path], **options: Any) -> None:
        for folder in _countries(content):
            try:
                self.stdout.write(f"{folder.name}: {load_folder(folder)}")
            except FAULTY as error:
                raise CommandError(f"{folder.name} was not loaded:\n{error}") from error


def _countries(content: list[Path]) -> list[Path]:
    found: dict[str, Path] = {}
    for root in content:
        if not root.is_dir():
            raise CommandError(f"There is no folder {root}: see CONTENT_FOLDERS.")
        for folder in sorted(one.parent for one in root.glob("*/programme.yaml")):
            if folder.name in found:
                raise CommandError(f"{folder.name} is there twice: {found[folder.name]}, {folder}.")
            found[folder.name] = folder
    return list(found.values())


@transaction.atomic
def load_folder(folder: Path) -> str:
    """Load one country and say what came of it."""
    programme = load_programme(folder)
    with enter(programme, side=Side.STAFF):
        return "; ".join(step(programme, folder) for step in STEPS)
