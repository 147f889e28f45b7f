"""What a person does with their own application: begin, keep, send, withdraw."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certification.editions.calendar import clock
from certification.editions.models import Edition
from migracidades.accounts.models import User
from migracidades.files.accept import Accepted
from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.kit.errors import Refused
from migracidades.ledger.workflow import advance
from migracidades.tenancy.models import Government

from .checking import Incomplete, demand_may_apply, faults
from .models import Application
from .outcome import note_decision, tell
from .prefilling import prefilled
from .rules import roles_for
from .workflow import APPLICATION

State = Application.State


def start(*, edition: Edition, government: Government, applicant: User) -> Application:
    """The person's application for a government: the one there is, else a fresh draft.

    A lead who renews finds it filled in. Raises ``Refused`` when the call is not open to the
    government or it takes part already.
    """
    standing = Application.objects.exclude(state=State.WITHDRAWN)
    keys = {"edition": edition, "government": government, "applicant": applicant}
    if found := standing.filter(**keys).first():
        return found
    demand_may_apply(edition, government)
    known = prefilled(government=government, applicant=applicant)
    application, _made = standing.get_or_create(**keys, defaults=known)
    return application


def save(*, application: Application, values: dict[str, Any]) -> None:
    """Keep the fields of a draft as they are now. Raises ``Refused`` once it was sent."""
    _demand_draft(application)
    for name, value in values.items():
        setattr(application, name, value)
    application.save(update_fields=list(values))


def attach(*, application: Application, upload: Accepted, actor: User) -> StoredFile:
    """Keep the signed document; a later one takes its place.

    Raises ``Refused`` once the application was sent, ``ValidationError`` when there is no room.
    """
    _demand_draft(application)
    application.document = store(
        upload,
        purpose=StoredFile.Purpose.COMMITMENT,
        user=actor,
        government=application.government_id,
    )
    application.save(update_fields=["document"])
    return application.document


def _demand_draft(application: Application) -> None:
    if application.state != State.DRAFT:
        raise Refused(_("This application was sent already and cannot be changed any more."))


@transaction.atomic
def submit(*, application: Application, actor: User) -> bool:
    """Send an application; ``False`` when it had been sent before (a double click).

    Raises ``Incomplete`` with a sentence per field, ``Refused`` when the call is closed or not
    for this government, ``PermissionDenied`` unless it is the actor's own.
    """
    demand_may_apply(application.edition, application.government)
    if found := faults(application):
        raise Incomplete(found)
    roles, now = roles_for(application, actor), clock()
    if not advance(application, "submit", table=APPLICATION, actor=actor, roles=roles, at=now):
        return False
    application.submitted_at = now
    application.receipt = f"{application.edition.year}-{application.pk:05d}"
    application.save(update_fields=["submitted_at", "receipt"])
    tell(application, "application_received")
    return True


@transaction.atomic
def withdraw(*, application: Application, actor: User, reason: str) -> bool:
    """Take back one's own application; it stays on record. ``False`` when it was done before.

    Raises ``Refused`` after the decision or without a reason, ``PermissionDenied`` unless it is
    the actor's own.
    """
    roles, now = roles_for(application, actor), clock()
    moved = advance(
        application,
        "withdraw",
        table=APPLICATION,
        actor=actor,
        roles=roles,
        reason=reason,
        at=now,
    )
    if moved:
        note_decision(application, actor=actor, reason=reason)
    return moved
