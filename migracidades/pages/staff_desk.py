"""The programme desk: what waits for the staff, and where everything is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Model
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.application.models import Application
from certification.diagnosis.models import Diagnosis
from certification.editions.models import Edition
from certification.editions.queries import current_edition
from certification.events.declared import declared
from certification.events.queries import waiting
from certification.governments.queries import open_invitations
from certification.governments.staff_views import INVITING
from certification.prioritization.models import Plan
from migracidades.ledger.models import OutboxEntry
from migracidades.ledger.views import READERS
from migracidades.tenancy.models import STAFF_ROLES, Membership, Programme
from migracidades.tenancy.rules import RULING
from migracidades.tenancy.steps import Step, name_of
from monitoring.dataset.downloads import EXPORTING
from monitoring.models import MonitoringReport
from training.models import Completion

State = Diagnosis.State


@dataclass(frozen=True)
class Door:
    """A page of the staff: its name, what waits behind it, and who would move that."""

    name: str
    url: str
    waiting: int
    said: str


# Pages that not all of the staff may open: a door nobody can pass is not shown.
KEEPERS = {
    "frameworks": RULING,
    "texts": RULING,
    "dataset": EXPORTING,
    "people": INVITING,
    "governments_import": RULING,
    "mail_list": READERS,
    "decisions": READERS,
    "jobs": RULING,
}


def doors(programme: Programme, roles: Iterable[str]) -> list[Door]:
    """The pages that somebody of the staff in ``roles`` may open, in the order of the road.

    With what waits behind each. A constant number of queries.
    """
    diagnoses = _by_state(Diagnosis)
    to_review = diagnoses.get(State.SUBMITTED, 0) + diagnoses.get(State.IN_REVIEW, 0)
    to_conclude = diagnoses.get(State.APPROVED, 0) + diagnoses.get(State.VALIDATED, 0)
    events = declared(programme)
    rows = [
        ("applications", _("Applications"), _by_state(Application).get("submitted", 0)),
        ("review_queue", _("Review of diagnoses"), to_review + to_conclude),
        *([("events", _("Events"), waiting(current_edition(), programme))] if events else []),
        ("plans", name_of(programme, Step.PRIORITIZATION), _by_state(Plan).get("proposed", 0)),
        ("completions", _("Course completions"), _by_state(Completion).get("pending", 0)),
        ("seals", _("Certification"), 0),
        ("monitoring_queue", _("Monitoring"), _by_state(MonitoringReport).get("reported", 0)),
        ("edition_reports", _("Edition reports"), 0),
        ("dataset", _("Data for analysis"), 0),
        ("frameworks", _("Questionnaires"), 0),
        ("texts", _("Texts of the programme"), 0),
        ("people", _("People of the programme"), 0),
        ("governments_import", _("Import governments"), 0),
        ("mail_list", _("Mail"), 0),
        ("decisions", _("Decisions"), 0),
    ]
    return [
        Door(label, reverse(f"admin:{name}"), waiting, _("%(n)s waiting") % {"n": waiting})
        for name, label, waiting in rows
        if set(KEEPERS.get(name, STAFF_ROLES)) & set(roles)
    ]


def lapsed() -> tuple[Edition, int] | None:
    """How many diagnoses of this year's edition lapsed, with the edition; nothing for none."""
    edition = current_edition()
    number = (
        edition
        and Diagnosis.objects.filter(
            participation__edition=edition, participation__withdrawn_at=None, state=State.LAPSED
        ).count()
    )
    return (edition, number) if edition and number else None


def parked() -> int:
    """Jobs that were given up: somebody must look."""
    return OutboxEntry.objects.filter(state=OutboxEntry.State.PARKED).count()


def bouncing() -> int:
    """How many seats and open invitations the newest mail came back from."""
    seats = Membership.objects.filter(active=True).exclude(bounced_at=None)
    return seats.count() + open_invitations().exclude(bounced_at=None).count()


def _by_state(model: type[Model]) -> dict[str, int]:
    rows = model._default_manager.order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)
