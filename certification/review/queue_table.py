"""The queue as its page shows it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from certification.diagnosis.models import Diagnosis
from certification.editions.models import Edition
from migracidades.kit.listing import Column, Listing, addresses, day, link, tag

from .queue import QueueRow

State = Diagnosis.State
# The others wait for the staff.
KINDS = {State.CONSENTED: "ok", State.OPEN: "quiet", State.RETURNED: "quiet"}


def queue_table(edition: Edition, rows: Iterable[QueueRow]) -> Listing:
    """Government, state and hands of each; the government leads to its diagnosis."""
    address = addresses("admin:review")
    states = {one.value: tag(one.label, KINDS.get(one, "wait")) for one in State}
    return Listing(
        caption=_("Diagnoses of the %(year)s edition") % {"year": edition.year},
        columns=[
            Column(_("Government")),
            Column(_("State")),
            Column(_("Round")),
            Column(_("Submitted")),
            Column(_("Answers"), figure=True),
            Column(_("In the hands of")),
        ],
        rows=[
            (
                link(address(one.diagnosis_id), one.government),
                states[one.state],
                one.round_number or "",
                day(one.submitted_at),
                one.answered,
                one.analyst or "",
            )
            for one in rows
        ],
    )
