"""What the worker does when an event is planned or moved: the government is told."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from certification.governments.queries import leads_of
from migracidades.ledger import mail, outbox
from migracidades.ledger.voice import language_for

from .models import Event
from .queries import foreseen


@outbox.on("event.planned", name="events.tell")
def tell(*, event_id: int, entry_id: str, **_payload: Any) -> None:
    """Mail the government's leads the day and place, once for each time they were set."""
    found = Event.objects.select_related(
        "participation__government", "participation__edition__programme"
    )
    event = found.get(pk=event_id)
    government, edition = event.participation.government, event.participation.edition
    link = mail.absolute(reverse("desk_edition", args=[government.code, edition.year]))
    for seat in leads_of([government]):
        with translation.override(language_for(edition.programme, seat.user.language)):
            every = foreseen([event.participation], edition.programme)
            told = next(one for one in every if one.declared.code == event.code)
        mail.send(
            "event_planned",
            to=seat.user,
            context={"told": told, "edition": edition, "government": government, "link": link},
            need=f"event-{event.pk}-{entry_id}-{seat.pk}",
            government=government,
        )
