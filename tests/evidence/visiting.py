"""Visits to links as the worker makes them, with what answers there made up."""

from datetime import timedelta

from django.utils import timezone

from certification.diagnosis.losses import versions_read
from certification.evidence.keeping import Told, keep
from certification.evidence.links import visit_links
from certification.evidence.models import LinkVisit, PieceVersion
from certification.evidence.telling import tell_lost
from migracidades.kit.fetching import Missing, Seen, Unreachable
from migracidades.ledger.models import MailMessage
from tests.evidence.conftest import by

LINK = "https://diario.exemplo.org/lei-1"


def page(title="Lei 1", address=LINK, status=200) -> Seen:
    return Seen(status, address, "text/html", f"<title>{title}</title> {title}".encode())


def document(content: bytes, length: int | None = None, whole: str = "") -> Seen:
    return Seen(200, LINK, "application/pdf", content, length, whole)


NOBODY = Missing("nobody answers there")
WALL = Unreachable("no answer in time")


def kept(br, title: str, link: str) -> PieceVersion:
    with br.desk():
        return keep(br.here.pk, Told("law", title), link=link, **by(br))


def answering(answer: Seen | Exception):
    def look_at(_link):
        if isinstance(answer, Exception):
            raise answer
        return answer

    return look_at


def visit(br, *answers: Seen | Exception, days: int = 8) -> LinkVisit | None:
    """Visits ``days`` apart, and what is told after each."""
    for answer in answers:
        visit_links(br.programme, versions_read, look_at=answering(answer))
        tell_lost(br.programme, versions_read)
        with br.staff():
            earlier = timedelta(days=days)
            LinkVisit.objects.update(visited_at=timezone.now() - earlier)
            for one in MailMessage.objects.all():
                MailMessage.objects.filter(pk=one.pk).update(created_at=one.created_at - earlier)
    with br.staff():
        return LinkVisit.objects.first()


def mails(br) -> list[MailMessage]:
    with br.staff():
        return list(MailMessage.objects.filter(kind="links_lost").order_by("-created_at", "to"))


def due(br) -> list[str]:
    asked = []
    visit_links(br.programme, versions_read, look_at=lambda link: asked.append(link) or page())
    return asked
