"""Files kept before the form that brought them is accepted: whatever else is wrong with it, nobody
sends a file twice.

A held file is a ``StoredFile`` like any other that no row points at yet. The person who sent it
finds it in the form again, at the same desk, for a day; what nobody used is swept later
(``files.sweeping``).
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from migracidades.tenancy.scope import required

from .accept import Accepted
from .looking import looked_into
from .models import StoredFile
from .sentences import refusal
from .storing import store

OFFERED = timedelta(days=1)
EVIDENCE = StoredFile.Purpose.EVIDENCE


def hold(accepted: Accepted, *, purpose: str = EVIDENCE) -> StoredFile:
    """Keep what the person in scope sent, looked through for personal data, before its form is
    accepted.

    The same bytes under the same name are the same file, however often they come. Raises
    ``ValidationError`` when there is no room left, or a virus was found in it before.
    """
    same = {"name": accepted.name, "size": accepted.size, "sha256": accepted.sha256}
    known = _offered(purpose).filter(**same).first()
    return _sound(known) if known else store(looked_into(accepted), purpose=purpose)


def held(pk: Any, *, purpose: str = EVIDENCE) -> StoredFile:
    """The file that the person in scope sent here before.

    One that is in use by now is theirs as well: a form whose answer was lost on the line is sent
    again. Raises ``ValidationError`` for anybody else's, one that is too old or holds a virus, or
    none.
    """
    key = _key(pk)
    found = _offered(purpose).filter(pk=key).first() if key else None
    if found is None:
        raise ValidationError(
            _("The file that was kept is no longer here. Choose it once more."), code="gone"
        )
    return _sound(found)


def _sound(stored: StoredFile) -> StoredFile:
    if stored.is_infected:
        raise refusal("virus", stored.name)
    return stored


def _offered(purpose: str) -> QuerySet[StoredFile]:
    scope = required()
    return StoredFile.objects.filter(
        purpose=purpose,
        uploaded_by=scope.user_id,
        government=scope.government_id,
        uploaded_at__gt=Now() - OFFERED,
        swept_at=None,
    )


def _key(raw: Any) -> UUID | None:
    try:
        return UUID(str(raw))
    except ValueError:
        return None
