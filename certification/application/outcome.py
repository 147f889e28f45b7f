"""How the outcome of a move stays with the application, and reaches the applicant."""

from django.urls import reverse

from migracidades.accounts.models import User
from migracidades.ledger import mail

from .models import Application


def note_decision(application: Application, *, actor: User, reason: str) -> None:
    """Keep who moved the application last, when and why."""
    application.decided_at = application.state_changed_at
    application.decided_by = actor
    application.decision_reason = reason.strip()
    application.save(update_fields=["decided_at", "decided_by", "decision_reason"])


def tell(application: Application, kind: str) -> None:
    """Mail the applicant about where their application stands."""
    address = mail.absolute(reverse("application", args=[application.pk]))
    mail.send(
        kind,
        to=application.applicant,
        context={"application": application, "address": address},
        government=application.government_id,
    )
