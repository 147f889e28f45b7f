"""The report of an edition: asked for by a person, made by the worker, kept."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from certification.editions.models import Edition
from migracidades.accounts.models import User
from migracidades.files.models import StoredFile
from migracidades.files.storing import store_bytes
from migracidades.kit.workbook import XLSX
from migracidades.ledger import audit, outbox
from migracidades.tenancy.models import Programme

from .figures import figures_of
from .models import EditionReport
from .rules import REQUESTING
from .tables import Table, list_of_governments, tables_of
from .workbook import workbook


def request_report(
    edition: Edition, *, actor: User, roles: Iterable[str]
) -> tuple[EditionReport, bool]:
    """Ask for a fresh report. Returns it and whether this call asked for it.

    While one is being made it comes back instead of a second one. Raises ``PermissionDenied``.
    """
    if not set(roles) & set(REQUESTING):
        raise PermissionDenied
    Edition.objects.select_for_update().get(pk=edition.pk)
    waiting = EditionReport.objects.filter(edition=edition, made_at=None, failed_at=None)
    if found := waiting.first():
        return found, False
    report = EditionReport.objects.create(edition=edition, requested_by=actor)
    audit.record("editionreport.request", report, actor=actor, fields={"year": edition.year})
    outbox.emit("edition_report.requested", report_id=report.pk)
    return report, True


def _give_up(*, report_id: int, parked: bool, **_payload: Any) -> None:
    if parked:
        EditionReport.objects.filter(pk=report_id).update(failed_at=Now())


@outbox.on(
    "edition_report.requested",
    name="monitoring.edition_report",
    queue="render",
    failed=_give_up,
)
def make_report(*, programme: Programme, report_id: int, **_payload: Any) -> None:
    """Count, write the spreadsheet in the programme's language, keep both; once."""
    report = EditionReport.objects.select_related("edition__questionnaire__programme").get(
        pk=report_id
    )
    if report.made_at:
        return
    report.figures = figures_of(report.edition)
    report.file = store_bytes(
        workbook(sheets_of(report.figures, programme)),
        f"{_('report')}-{programme.slug}-{report.edition.year}.xlsx",
        XLSX,
        purpose=StoredFile.Purpose.REPORT,
    )
    report.made_at, report.failed_at = timezone.now(), None
    report.save(update_fields=["figures", "file", "made_at", "failed_at"])


def sheets_of(figures: dict[str, Any], programme: Programme) -> list[Table]:
    """The sheets of the spreadsheet, in the language in force."""
    return [
        _about(figures, programme),
        *tables_of(figures, programme),
        list_of_governments(figures, programme),
    ]


def _about(figures: dict[str, Any], programme: Programme) -> Table:
    made = formats.date_format(timezone.localtime(), "DATETIME_FORMAT")
    rows = [
        (_("Programme"), programme.name),
        (_("Edition"), figures["year"]),
        (_("Counted on"), f"{made} ({programme.time_zone})"),
        (_("Withdrew from the edition"), figures["withdrawn"]),
        (_("Note"), _("The seal certifies engagement. It does not rank governments.")),
    ]
    if settings.DEMO:
        notice = _("people, answers and seals are invented, nothing here is valid")
        rows.insert(0, (_("DEMONSTRATION"), notice))
    return Table(_("About"), _("Edition report"), [_("What"), _("Value")], rows)
