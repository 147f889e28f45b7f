"""The filled-in form is asked for by whoever sees it: all of it, or their part.

What it shows is chosen here, by the keys of rows that never change: a late worker draws the same,
and the same content twice makes no second file.
"""

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from dimensions.form import Form
from migracidades.accounts.models import User
from migracidades.files.guarding import judge_of
from migracidades.files.models import StoredFile
from migracidades.kit.errors import Refused
from migracidades.ledger import outbox
from migracidades.tenancy.http import Request
from migracidades.tenancy.rules import roles_of

from .. import rules
from ..models import Diagnosis
from ..queries import with_context
from ..reach import form_here
from .models import Paper
from .standing import Standing


@judge_of(StoredFile.Purpose.FORM)
def is_shown(request: Request, stored: StoredFile) -> bool:
    """Whether the person at a desk sees every question of the paper that is kept in a file."""
    if rules.sees_all(roles_of(request)):
        return True
    paper = Paper.objects.filter(file=stored).first()
    if paper is None:
        return False
    mine = form_here(request, with_context().get(pk=paper.diagnosis_id))
    return set(paper.indicators) <= set(mine.by_code)


def papers_within(diagnosis: Diagnosis, part: Form) -> QuerySet[Paper]:
    """The papers of a diagnosis that show nothing but questions of ``part``, the newest first."""
    found = Paper.objects.filter(diagnosis=diagnosis, indicators__contained_by=[*part.by_code])
    return found.select_related("file", "requested_by")


def ask_for_paper(now: Standing, *, actor: User, language: str) -> Paper:
    """The paper of what stands, asked for unless it was; one that failed is tried once more.

    Raises ``Refused`` where there is no question to show.
    """
    if not now.part.indicators:
        raise Refused(_("There is no question for you to answer."))
    paper, made = Paper.objects.get_or_create(
        diagnosis=now.diagnosis,
        digest=now.digest(language),
        defaults={
            "government_id": now.diagnosis.government_id,
            "indicators": [*now.part.by_code],
            "answers": [one.pk for one in now.answers],
            "evidence": [one.pk for held in now.evidence.values() for one in held],
            "language": language,
            "requested_by": actor,
            "requested_at": Now(),
        },
    )
    if made or _tried_again(paper):
        ids = {"paper_id": paper.pk, "government_id": paper.government_id}
        outbox.emit("paper.requested", **ids)
    return paper


def _tried_again(paper: Paper) -> bool:
    failed = Paper.objects.filter(pk=paper.pk, failed_at__isnull=False)
    return bool(failed.update(failed_at=None))
