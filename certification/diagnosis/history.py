"""Every answer a question ever had: read, and brought back as a save like any other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dimensions import kinds
from dimensions.form import Indicator

from .models import AnswerRevision, Diagnosis
from .questions import said
from .saving import Saved, save_answer


@dataclass(frozen=True)
class Version:
    """One answer that stood: what it said, who gave it, when.

    ``inherited``: the year of the edition whose answer it confirmed, if it did.
    """

    revision: AnswerRevision
    said: str
    current: bool

    @property
    def inherited(self) -> int | None:
        before = self.revision.inherited_from
        return before.diagnosis.participation.edition.year if before else None


def versions(diagnosis: Diagnosis, indicator: Indicator) -> list[Version]:
    """The answers a question had, newest first. One query."""
    found = AnswerRevision.objects.filter(diagnosis=diagnosis, indicator_id=indicator.id)
    told = found.select_related("author", "inherited_from__diagnosis__participation__edition")
    ordered = list(told.order_by("-version"))
    return [
        Version(revision, said(revision, indicator), number == 0)
        for number, revision in enumerate(ordered)
    ]


def confirmed_from(diagnosis: Diagnosis) -> Mapping[tuple[int, int], int]:
    """The revisions that confirmed an answer of an earlier edition, by question and version, with
    the year of that edition. One query.
    """
    found = AnswerRevision.objects.filter(diagnosis=diagnosis, inherited_from__isnull=False)
    year = "inherited_from__diagnosis__participation__edition__year"
    listed = found.values_list("indicator_id", "version", year).order_by()
    return {(indicator, version): year for indicator, version, year in listed}


def bring_back(
    diagnosis: Diagnosis,
    indicator: Indicator,
    version: int,
    *,
    author: Any,
    roles: Iterable[str],
    base_version: int,
    save_id: UUID,
) -> Saved:
    """Save an earlier answer once more, as ``author``'s; nothing of the history is lost.

    Raises as ``save_answer`` does (``Conflict`` when somebody answered since ``base_version``),
    and ``AnswerRevision.DoesNotExist`` for a version that never stood.
    """
    found = AnswerRevision.objects.get(
        diagnosis=diagnosis, indicator_id=indicator.id, version=version
    )
    return save_answer(
        diagnosis=diagnosis,
        indicator=indicator,
        raw=kinds.of(indicator).typed(found.value, indicator),
        standing=found.standing,
        reason=found.reason,
        note=found.note,
        department=found.department,
        author=author,
        roles=roles,
        base_version=base_version,
        save_id=save_id,
    )
