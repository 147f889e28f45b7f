"""A government says what became of one priority."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from certification.editions.calendar import clock
from certification.prioritization.models import Priority
from migracidades.accounts.models import User
from migracidades.files.accept import Accepted
from migracidades.files.models import StoredFile
from migracidades.files.storing import store
from migracidades.kit.errors import Refused
from migracidades.ledger import audit

from . import rules
from .models import MonitoringReport, Progress
from .queries import locked


class Stale(Refused):
    """Somebody else has changed what is said of the priority since it was read."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is said of a priority. ``file`` is new evidence, ``drop_file`` takes the old away."""

    status: str
    achievements: str = ""
    challenges: str = ""
    link: str = ""
    file: Accepted | None = None
    drop_file: bool = False

    @property
    def words(self) -> dict[str, str]:
        """As columns of a row, without the file."""
        return {
            "status": self.status,
            "achievements": self.achievements,
            "challenges": self.challenges,
            "link": self.link,
        }


def save_progress(
    report: MonitoringReport,
    priority: Priority,
    told: Told,
    *,
    version: int,
    actor: User,
    roles: Iterable[str],
) -> Progress:
    """Keep what became of ``priority``, which was read at ``version`` (0: nothing stood there).

    Raises ``PermissionDenied``; ``Refused`` as ``rules.demand_open``; ``Stale`` when somebody else
    was faster; ``ValidationError`` when the file cannot be stored. Saving what already stands there
    changes nothing.
    """
    rules.demand(rules.may_write(roles))
    held = locked(report)
    rules.demand_open(held)
    now = Progress.objects.filter(report=held, priority=priority).first()
    if now and _same(now, told):
        return now
    if version != (now.version if now else 0):
        raise Stale(_("Somebody has changed this since you opened it."))
    return _keep(now or _blank(held, priority), told, actor)


def _same(now: Progress, told: Told) -> bool:
    if told.file or (told.drop_file and now.file_id):
        return False
    return all(getattr(now, name) == value for name, value in told.words.items())


def _blank(report: MonitoringReport, priority: Priority) -> Progress:
    return Progress(report=report, priority=priority, government_id=report.government_id, version=0)


def _keep(progress: Progress, told: Told, actor: User) -> Progress:
    for name, value in told.words.items():
        setattr(progress, name, value)
    if told.file or told.drop_file:
        progress.file = _stored(told, progress, actor)
    progress.version += 1
    progress.saved_by, progress.saved_at = actor, clock()
    progress.save()
    fields = {"priority": progress.priority_id, "status": progress.status}
    audit.record("progress.save", progress, actor=actor, fields=fields)
    return progress


def _stored(told: Told, progress: Progress, actor: User) -> StoredFile | None:
    if told.file is None:
        return None
    purpose = StoredFile.Purpose.PROGRESS
    return store(told.file, purpose=purpose, user=actor, government=progress.government_id)
