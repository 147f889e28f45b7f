"""Who leads a government is told which of its links are lost: once of each loss, once a day."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from migracidades.ledger import mail, speaking
from migracidades.ledger.models import MailMessage
from migracidades.tenancy.models import Government, Programme
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING
from migracidades.tenancy.scope import Side, enter

from .links import Read
from .models import LOST, LinkVisit
from .queries import watched

KIND, DAY = "links_lost", timedelta(days=1)


def tell_lost(programme: Programme, read: Read) -> int:
    """Write to who leads about what was lost since they were told. Returns to how many governments.

    One that was written to within a day waits for the next one, with all that is lost until then.
    ``read`` as for ``links.visit_links``.
    """
    with enter(programme, side=Side.STAFF), speaking(programme):
        lost = _untold(watched(read()))
        told = MailMessage.objects.filter(kind=KIND, created_at__gt=Now() - DAY)
        lately = told.exclude(government=None).values("government")
        waiting = lost.exclude(government__in=lately)
        governments = Government.objects.filter(pk__in=waiting.values("government"))
        return sum(_tell(one, waiting.filter(government=one)) for one in governments.order_by("pk"))


def _untold(links: QuerySet[Any]) -> QuerySet[LinkVisit]:
    never = Q(told_at=None) | Q(told_at__lt=F("since"))
    lost = LinkVisit.objects.filter(never, version__in=links.values("pk"), state__in=LOST)
    return lost.select_related("version").order_by("version__title", "pk")


def _tell(government: Government, lost: Iterable[LinkVisit]) -> int:
    """One message a person, however many links and seats."""
    visits = list(lost)
    people = {one.user for one in team_of(government).filter(role__in=LEADING)}
    context = {"lost": [_said(one, government) for one in visits], "government": government}
    latest = max(one.since for one in visits)
    for person in sorted(people, key=lambda one: one.pk):
        need = f"{KIND}-{government.pk}-{latest:%Y%m%d%H%M%S%f}-{person.pk}"
        mail.send(KIND, to=person, context=context, need=need, government=government)
    LinkVisit.objects.filter(pk__in=[one.pk for one in visits]).update(told_at=Now())
    return 1


def _said(visit: LinkVisit, government: Government) -> dict[str, Any]:
    page = reverse("piece", args=[government.code, visit.version.piece_id])
    return {"visit": visit, "version": visit.version, "page": mail.absolute(page)}
