"""What the room does after its verbs, in the worker."""

from typing import Any

from migracidades.ledger import mail, outbox

from .models import Application
from .queries import sitting_leads


@outbox.on("application.submitted", name="application.notice")
def notice(*, application_id: int, **_payload: Any) -> None:
    """Tell the sitting leads that somebody else applies for their government."""
    application = Application.objects.select_related("applicant", "government", "edition").get(
        pk=application_id
    )
    for seat in sitting_leads(application.government_id):
        if seat.user_id != application.applicant_id:
            mail.send(
                "application_notice",
                to=seat.user,
                context={"application": application},
                need=f"application_notice:{application.pk}:{seat.pk}",
                government=application.government_id,
            )
