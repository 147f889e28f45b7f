"""A person sends the certificate of a course they completed."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.files.accept import Accepted
from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.tenancy.models import Government

from . import queries
from .models import Completion, Course

ONCE = "completion_once"


def send_certificate(
    *,
    course: Course,
    actor: User,
    completed_on: date,
    certificate: Accepted,
    government: Government | None = None,
) -> tuple[Completion, bool]:
    """Keep a certificate for the staff to check. Name and e-mail are the account's.

    Returns the completion and whether it is new: sent twice it is kept once, and one that was
    refused may be followed by another. Raises ``Refused`` when the school's list already tells of
    this person, ``ValidationError`` when the file cannot be stored.
    """
    held = queries.standing(course, actor)
    if held:
        return held, False
    try:
        with transaction.atomic():
            return _keep(course, actor, completed_on, certificate, government), True
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
        return _other(course, actor), False


def _keep(
    course: Course,
    actor: User,
    completed_on: date,
    certificate: Accepted,
    government: Government | None,
) -> Completion:
    stored = store(
        certificate, purpose=StoredFile.Purpose.CERTIFICATE, user=actor, government=government
    )
    completion = Completion.objects.create(
        course=course,
        user=actor,
        full_name=actor.full_name or actor.email,
        email=actor.email,
        completed_on=completed_on,
        origin=Completion.Origin.UPLOAD,
        certificate=stored,
        government=government,
    )
    audit.record("completion.send", completion, actor=actor, fields={"course": course.code})
    return completion


def _other(course: Course, actor: User) -> Completion:
    """The one that was there first: a second click's, or one this person cannot see."""
    held = queries.standing(course, actor)
    if held is None:
        raise Refused(
            _("The school has already told us that you completed this course. Nothing to send.")
        )
    return held
