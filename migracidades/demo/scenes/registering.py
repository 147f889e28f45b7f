"""Evidence beside the answers: a law for several questions, an old report, a newer text."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from certification.diagnosis import proving
from certification.diagnosis.models import Evidence
from certification.diagnosis.sheet import form_for
from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.links import note
from certification.evidence.models import PieceVersion
from certification.evidence.validity import lives_of
from migracidades.demo.papers import paper
from migracidades.demo.story import Story
from migracidades.files.accept import Accepted
from migracidades.files.looking import looked_into
from migracidades.kit.fetching import Seen, Unreachable


def keep_register(story: Story) -> None:
    """What the story tells under ``register``: each piece kept once, used where it proves."""
    for told in story.told.get("register", ()):
        with story.at_desk("lead"):
            _keep(story, told)


def renew(story: Story) -> None:
    """A newer version of what has one, used in the questions that the story names."""
    for told in story.told.get("register", ()):
        if "newer" in told:
            with story.at_desk("lead"):
                _renew(story, told, told["newer"])


def visit_links(story: Story) -> None:
    """What visits found at the links; nobody is called on. They open, unless the story tells."""
    found = {one["title"]: one["found"] for one in story.told.get("register", ()) if "found" in one}
    with story.in_office("coordinator"):
        for one in PieceVersion.objects.filter(government=story.government).exclude(link=""):
            for what in ("opens", found.get(one.title, "opens")):
                note(one, found_at(one.link, what))


def found_at(link: str, what: str) -> Seen | Unreachable:
    pages = {"opens": (200, link), "gone": (404, link), "elsewhere": (200, "https://example.org/")}
    if what not in pages:
        return Unreachable(what)
    return Seen(*pages[what], "text/html", b"")


def _keep(story: Story, told: dict[str, Any]) -> None:
    diagnosis, who = story.diagnosis, story.by("lead")
    content = _content(story, told)
    version = keeping.keep(story.government.pk, told_of(story, told), **content, **who)
    asked = form_for(diagnosis).by_code
    for code, where in told.get("proves", {}).items():
        here = {"diagnosis": diagnosis, "indicators": [asked[code]], "where": where}
        proving.attach(version, **here, **who)


def _renew(story: Story, before: dict[str, Any], told: dict[str, Any]) -> None:
    who = story.by("lead")
    version = PieceVersion.objects.select_related("piece").get(title=before["title"])
    said = told_of(story, before | told)
    made = keeping.renew(version.piece, said, **_content(story, before | told), base=1, **who)
    uses = Evidence.objects.filter(version=version, indicator__code__in=told["in"])
    proving.bring_up(made, uses.select_related("diagnosis"), **who)


def told_of(story: Story, told: dict[str, Any]) -> Told:
    words = {"kind": told["kind"], "title": told["title"], "dated": _day(told)}
    return Told.of_new(lives_of(story.programme), **words)


def _day(told: dict[str, Any]) -> date | None:
    """A day of the calendar, or so many days ago."""
    ago = told.get("days_ago")
    return timezone.localdate() - timedelta(days=ago) if ago else told.get("dated")


def _content(story: Story, told: dict[str, Any]) -> dict[str, str | Accepted]:
    if "link" in told:
        return {"link": told["link"]}
    mark, people = story.read("words")["mark"], told.get("people", ())
    file = paper(told["file"], told["title"], str(story.government), *people, mark=mark)
    return {"file": looked_into(file) if people else file}
