"""A file in which the antivirus found something: those who lead its government learn what to do."""

from django.urls import reverse

from migracidades.files.models import StoredFile
from migracidades.files.scanning import INFECTED
from migracidades.ledger import mail, outbox
from migracidades.tenancy.queries import team_of
from migracidades.tenancy.rules import LEADING

from .models import PieceVersion


@outbox.on(INFECTED, name="evidence.tell_infected")
def tell_infected(*, file_id: str, **_payload: object) -> None:
    """Once for each file, with the place where another takes its own."""
    stored = StoredFile.objects.select_related("government", "uploaded_by").get(pk=file_id)
    if stored.government is None:
        return
    context = {"file": stored, "government": stored.government, "link": _place_of(stored)}
    for seat in team_of(stored.government).filter(role__in=LEADING):
        mail.send(
            "file_infected",
            to=seat.user,
            context=context,
            need=f"infected-{stored.pk}-{seat.user_id}",
            government=stored.government,
        )


def _place_of(stored: StoredFile) -> str:
    code = stored.government.code
    version = PieceVersion.objects.filter(file=stored).order_by("pk").first()
    if version:
        return mail.absolute(reverse("piece", args=[code, version.piece_id]))
    evidence = stored.purpose == StoredFile.Purpose.EVIDENCE
    return mail.absolute(reverse("evidence" if evidence else "desk_home", args=[code]))
