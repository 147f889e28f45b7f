"""A table of governments that staff send: first looked at, then applied exactly as it was shown."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from migracidades.accounts.models import User
from migracidades.files.accept import Accepted
from migracidades.files.models import StoredFile
from migracidades.files.storing import open_file, store
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.tenancy.models import Programme
from migracidades.tenancy.rules import RULING

from .registering import Change, Registered, changes, write
from .registry import Entry, read_registry


class Outcome(models.TextChoices):
    """What becomes of a line, in the order in which it is shown."""

    FAULTY = "faulty", gettext_lazy("left out")
    NEW = "new", gettext_lazy("added")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("as it stands")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table and what would become of it."""

    entry: Entry
    change: Change | None = None

    @property
    def outcome(self) -> Outcome:
        if self.change is None:
            return Outcome.FAULTY
        if self.change.created:
            return Outcome.NEW
        return Outcome.CHANGED if self.change.differs else Outcome.UNCHANGED


@dataclass(frozen=True)
class Preview:
    """A table as it would be applied now; ``seal`` changes with whatever would be written."""

    lines: list[Line]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(one.outcome.value for one in self.lines)
        return {outcome.value: found[outcome.value] for outcome in Outcome}

    @property
    def shown(self) -> list[Line]:
        """What a person has to look at: faults first, what stays as it is last."""
        order = list(Outcome)
        return sorted(self.lines, key=lambda one: (order.index(one.outcome), one.entry.line))

    @property
    def written(self) -> list[Change]:
        return [one.change for one in self.lines if one.change and one.change.differs]

    @property
    def seal(self) -> str:
        rows = [one.after for one in self.written]
        text = json.dumps(rows, sort_keys=True, cls=DjangoJSONEncoder)
        return hashlib.sha256(text.encode()).hexdigest()


def receive(table: Accepted, programme: Programme) -> StoredFile:
    """Keep a table for its preview. Raises ``kit.tables.Unreadable`` when it is none."""
    read_registry(table.file.read(), programme)
    table.file.seek(0)
    return store(table, purpose=StoredFile.Purpose.IMPORT)


def preview(stored: StoredFile) -> Preview:
    """Look at a table: nothing is written. Two queries, however long it is."""
    with open_file(stored) as file:
        entries = read_registry(file.read(), stored.programme)
    found = iter(changes(one.values for one in entries if not one.fault))
    return Preview([Line(one) if one.fault else Line(one, next(found)) for one in entries])


def apply(stored: StoredFile, *, seal: str, actor: User, roles: Iterable[str]) -> Registered:
    """Write what the preview with that ``seal`` showed, all of it or nothing.

    Raises ``PermissionDenied`` for who may not import, ``Refused`` when something has changed.
    """
    if not set(roles) & set(RULING):
        raise PermissionDenied
    Programme.objects.select_for_update().get(pk=stored.programme_id)  # one import at a time
    found = preview(stored)
    if found.written and found.seal != seal:
        raise Refused(
            _("Something has changed since you looked. Look again and confirm what you see.")
        )
    done = write(found.written, source=stored.name)
    audit.record("government.import", stored, actor=actor, fields=found.counts)
    return done
