"""The programmes of this site as their operators see them: what each folder says, and no rows."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from migracidades.accounts.second_factor import must_set_up
from migracidades.tenancy import domains
from migracidades.tenancy.models import Programme, Role
from migracidades.tenancy.queries import seats_everywhere

ADDRESS = "/programmes/"  # outside every programme, on each host: no script prefix is right here


@dataclass(frozen=True)
class Line:
    """One programme. ``questionnaires`` are those in its folder, wherever that lies."""

    programme: Programme
    domain: str
    languages: list[str]
    levels: list[str]
    questionnaires: list[str]
    has_folder: bool
    mine: bool


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme, for whoever operates one; anybody else is told there is no such page."""
    mine = _operated(request)
    if not mine or must_set_up(request.user):
        raise Http404
    lines = [_line(one, one.pk in mine) for one in Programme.objects.order_by("slug")]
    return render(request, "pages/programmes.html", {"lines": lines})


def _operated(request: HttpRequest) -> set[int]:
    if not request.user.is_authenticated:
        return set()
    seats = seats_everywhere(request.user.pk)
    return {seat.programme_id for seat in seats if seat.role == Role.OPERATOR}


def _line(programme: Programme, mine: bool) -> Line:
    names = dict(settings.LANGUAGES)
    folder = folder_of(programme.slug)
    return Line(
        programme=programme,
        domain=domains.domain_of(programme.slug) or "",
        languages=[names.get(code, code) for code in programme.languages],
        levels=[programme.level_plural(one["code"]) for one in programme.config["levels"]],
        questionnaires=_questionnaires(folder) if folder else [],
        has_folder=folder is not None,
        mine=mine,
    )


def folder_of(slug: str) -> Path | None:
    """Where a programme's content lies on this machine."""
    folders = (root / slug for root in settings.CONTENT_FOLDERS)
    return next((one for one in folders if (one / "programme.yaml").exists()), None)


def _questionnaires(folder: Path) -> list[str]:
    found = [path for kind in ("frameworks", "surveys") for path in (folder / kind).glob("*.yaml")]
    return sorted(f"{path.parent.name}/{path.stem}" for path in found)
